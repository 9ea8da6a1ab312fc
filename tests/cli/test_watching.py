"""What changes is told once it is whole, and what an export writes itself is no change."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest

from agentconv.cli.watching import changes

AGENT = "---\nname: a\ndescription: {}\n---\nHi\n"


def told(folder: Path, *steps: Callable[[], object], out: str = "out") -> list[list[str]]:
    """What is told when each step happens in a pause of its own."""
    left: Iterator[Callable[[], object]] = iter(steps)

    class Over(Exception):
        pass

    def pause(_: float) -> None:
        step = next(left, None)
        if step is None:
            raise Over
        step()

    found: list[list[str]] = []
    with pytest.raises(Over):
        found.extend(
            [os.path.relpath(path, folder) for path in changed]
            for changed in changes([str(folder)], str(folder / out), pause=pause)
        )
    return found


def nothing() -> None:
    """A pause in which nothing happens."""


def test_what_is_new_other_or_gone_is_told(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("1", "utf-8")
    new = tmp_path / "below" / "b.md"
    found = told(
        tmp_path,
        nothing,
        lambda: file.write_text("22", "utf-8"),
        nothing,
        lambda: (new.parent.mkdir(), new.write_text("1", "utf-8")),
        nothing,
        file.unlink,
        nothing,
        nothing,
    )
    assert found == [["a.md"], ["below/b.md"], ["a.md"]]


def test_a_change_that_goes_on_is_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    steps = [lambda text=text: file.write_text(text, "utf-8") for text in ("1", "22", "333")]
    assert told(tmp_path, *steps, nothing, nothing) == [["a.md"]]


def test_what_lies_in_the_output_or_belongs_to_git_is_no_change(tmp_path: Path) -> None:
    steps = []
    for name in ("out", ".git", "node_modules"):
        (tmp_path / name).mkdir()
        steps.append(lambda name=name: (tmp_path / name / "a.md").write_text("1", "utf-8"))
    assert told(tmp_path, *steps, nothing) == []


def wait_for(holds: Callable[[], bool]) -> None:
    for _ in range(1200):
        if holds():
            return
        Event().wait(0.1)
    raise AssertionError("it did not come")


@pytest.mark.skipif(os.name == "nt", reason="the signal of Ctrl-C is another one")
def test_an_export_follows_its_sources_until_it_is_ended(tmp_path: Path) -> None:
    source, out = tmp_path / "agents" / "a.md", tmp_path / "out" / ".codex" / "agents" / "a.toml"
    source.parent.mkdir()
    source.write_text(AGENT.format("first"), "utf-8")
    command = [sys.executable, "-m", "agentconv", "export", "agents", "-t", "codex", "-o", "out", "--watch"]
    running = subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        wait_for(lambda: out.exists() and "first" in out.read_text("utf-8"))
        Event().wait(1)  # it looks at the sources now
        source.write_text("---\nname: a\nname: b\n---\n", "utf-8")
        Event().wait(1)
        source.write_text(AGENT.format("second"), "utf-8")
        wait_for(lambda: "second" in out.read_text("utf-8"))
    finally:
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=120)
    assert running.returncode == 0
    assert "agentconv: changed: agents/a.md" in said


@pytest.mark.parametrize("more", [["--check"], ["--diff"], ["--json"], ["-o", "-"]])
def test_what_is_said_once_does_not_go_with_it(more: list[str], tmp_path: Path) -> None:
    command = [sys.executable, "-m", "agentconv", "export", ".", "-t", "codex", "--watch", *more]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "--watch" in done.stderr
