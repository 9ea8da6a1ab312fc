"""The runner of `.ci/run`: jobs side by side, with what fails shown whole."""

import importlib.util
import os
import re
import subprocess
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

PAIR = 'touch "$WORK/{0}"; for _ in $(seq 600); do test -e "$WORK/{1}" && exit 0; sleep 0.1; done; exit 1'
"""A job that goes well only while the other of its pair runs as well."""


def loaded(name: str) -> Any:
    """A program of `.ci`, as a module."""
    loader = SourceFileLoader(name.partition(".")[0], str(ROOT / ".ci" / name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))  # type: ignore[arg-type]
    loader.exec_module(module)
    return module


@pytest.fixture
def jobs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    monkeypatch.setenv("WORK", str(tmp_path))
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    monkeypatch.syspath_prepend(str(ROOT / ".ci"))
    return loaded("jobs.py")


def test_what_fails_is_shown_whole_and_ends_what_waits_for_it(
    jobs: Any, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    table = {
        "long": jobs.Job("prints much", "seq 1000 1099"),
        "bad": jobs.Job("fails", "seq 2000 2099; echo wrong >&2; false; echo not reached"),
        "later": jobs.Job("waits for it", 'touch "$WORK/later"', after=("bad",)),
        "after": jobs.Job("waits for what goes well", 'touch "$WORK/after"', after=("long",)),
    }
    assert not jobs.run(table, 2)
    out = capfd.readouterr().out
    assert "1000" not in out
    assert "1099" in out
    assert all(f"{number}\n" in out for number in range(2000, 2100))
    assert "wrong" in out
    assert "not reached" not in out
    ends = dict(re.findall(r"(?m)^(\w+) +(ok|FAILED|NOT RUN)", out))
    assert ends == {"long": "ok", "bad": "FAILED", "later": "NOT RUN", "after": "ok"}
    assert os.listdir(tmp_path) == ["after"]


def test_they_run_side_by_side_but_no_more_than_may(jobs: Any) -> None:
    pair = {"a": jobs.Job("a", PAIR.format("a", "b")), "b": jobs.Job("b", PAIR.format("b", "a"))}
    assert jobs.run(pair, 2)
    alone = 'mkdir "$WORK/one"; sleep 0.1; rmdir "$WORK/one"'
    assert jobs.run({str(n): jobs.Job("alone", alone) for n in range(4)}, 1)


def test_each_job_waits_for_one_that_there_is(jobs: Any) -> None:
    program = loaded("plan.py")
    names = list(program.JOBS)
    for name, job in program.JOBS.items():
        assert all(names.index(other) < names.index(name) for other in job.after)
        used = {*re.findall(r"\$(\w+)", job.command)} - {"WORK"}
        assert used <= set(program.settings("work", nightly=False))


def test_at_night_more_is_tried(jobs: Any) -> None:
    by_day, by_night = (loaded("plan.py").settings("work", nightly=night) for night in (False, True))
    assert by_night["HYPOTHESIS_PROFILE"] == "nightly"
    assert int(by_night["FUZZ_SECONDS"]) > int(by_day["FUZZ_SECONDS"])
    assert by_night["MORE_VERSIONS"] == "--all"


@pytest.mark.parametrize("shell", [[], ["sh"], ["bash"]])
def test_it_runs_by_itself_and_by_any_shell(shell: list[str], tmp_path: Path) -> None:
    ended = subprocess.run(
        [*shell, str(ROOT / ".ci" / "run"), "--help"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("usage: .ci/run")
