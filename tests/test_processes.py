"""A run in a fork is what one in an interpreter of its own is."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests import processes

HELLO = """
import os, sys
print(sys.argv[1:], os.getcwd(), os.environ.get("GIVEN"), sys.stdin.read(), __name__)
print("oh", file=sys.stderr)
import atexit
atexit.register(print, "at the end")
"""
ENDS = {
    "nothing": "pass",
    "a status": "raise SystemExit(3)",
    "a word": "raise SystemExit('no')",
    "a bug": "1 / 0",
    "a kill": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "an interrupt": "import os, signal; os.kill(os.getpid(), signal.SIGINT)",
    "at once": "import os; os._exit(7)",
    "much output": "import sys; print('x' * 300_000); print('y' * 300_000, file=sys.stderr)",
}


def started(code: str, *words: str, cwd: Path, data: bytes = b"", **env: str) -> processes.Done:
    """The same in an interpreter that is started for it."""
    command = [sys.executable, "-c", code, *words]
    return subprocess.run(
        command, cwd=cwd, env={**os.environ, **env}, input=data, capture_output=True, check=False
    )


def test_it_has_its_own_folder_environment_and_streams(tmp_path: Path) -> None:
    given = {"cwd": tmp_path, "data": b"text", "GIVEN": "x"}
    found, wanted = processes.python(HELLO, "a", "b", **given), started(HELLO, "a", "b", **given)
    assert isinstance(processes.start(("-c", "")), processes.Forked)
    assert (found.returncode, found.stdout, found.stderr) == (0, wanted.stdout, wanted.stderr)
    assert b"at the end" in found.stdout


@pytest.mark.parametrize("code", ENDS.values(), ids=ENDS)
def test_it_ends_as_one_that_was_started(code: str, tmp_path: Path) -> None:
    found, wanted = processes.python(code, cwd=tmp_path), started(code, cwd=tmp_path)
    assert (found.returncode, found.stdout) == (wanted.returncode, wanted.stdout)
    assert found.stderr.splitlines()[-1:] == wanted.stderr.splitlines()[-1:]


def test_the_command_says_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\nname: a\nname: b\n---\n", encoding="utf-8")
    for words in (["show", "a.md"], ["export", "a.md", "-t", "nothing"], ["export", "-h"], ["--version"], []):
        found = processes.agentconv(*words, cwd=tmp_path)
        command = [sys.executable, "-m", "agentconv", *words]
        wanted = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
        assert (found.returncode, found.stdout, found.stderr) == (
            wanted.returncode,
            wanted.stdout,
            wanted.stderr,
        )


def test_many_run_at_once() -> None:
    code = "import sys; print(sys.stdin.read())"
    runs = [processes.start(("-c", code), data=str(number).encode()) for number in range(8)]
    assert [run.finished().stdout.strip() for run in runs] == [str(number).encode() for number in range(8)]


def test_what_is_decided_at_a_start_takes_a_start() -> None:
    code = "import os, sys; print(os.environ[sys.argv[1]])"
    for name in ("PYTHONHASHSEED", "TZ", "LC_ALL"):
        run = processes.start(("-c", code, name), env={name: "0"})
        assert isinstance(run, processes.Started)
        assert run.finished().stdout.strip() == b"0"


def test_a_run_leaves_nothing_to_the_next() -> None:
    processes.python("import agentconv.errors as e; e.planted = 1")
    assert processes.python("import agentconv.errors as e; print(hasattr(e, 'planted'))").stdout == b"False\n"
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
