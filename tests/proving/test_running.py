"""A client is started with an environment of ours, and ended with all that it started."""

import os
import sys
from pathlib import Path

import pytest

from agentconv.proving import running, scratch
from agentconv.proving.values import ClientFailed


def run(code: str, home: Path, typed: str | None = None, *, seconds: float = 100.0) -> running.Done:
    command, env = [sys.executable, "-S", "-c", code], running.environment(home)
    return running.run(command, cwd=home, env=env, timeout=seconds, typed=typed)


def test_none_of_the_users_variables_reach_a_client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "planted-key")
    monkeypatch.setenv("HTTPS_PROXY", "http://planted-proxy:1")
    monkeypatch.setenv("CLAUDE_CONFIG_DIR", "/planted-settings")
    monkeypatch.setenv("PATH", f"/planted-folder{os.pathsep}{os.environ['PATH']}")
    done = run("import os; print(dict(os.environ))", tmp_path)
    assert str(tmp_path) in done.out
    assert "planted" not in done.out


def test_a_home_is_the_only_one_that_is_named(tmp_path: Path) -> None:
    found = running.environment(tmp_path)
    folders = {
        k: v for k, v in found.items() if k in ("HOME", "USERPROFILE", "TMPDIR") or k.startswith("XDG_")
    }
    assert len(folders) == 7
    assert all(Path(value).is_relative_to(tmp_path) for value in folders.values())


def test_what_would_leave_this_machine_goes_nowhere(tmp_path: Path) -> None:
    found = running.environment(tmp_path)
    proxies = {key: value for key, value in found.items() if key.lower().endswith("_proxy")}
    assert {v for k, v in proxies.items() if k.lower() != "no_proxy"} == {running.NOWHERE}
    assert proxies["no_proxy"] == "127.0.0.1,localhost"


def test_what_is_said_is_kept(tmp_path: Path) -> None:
    done = run("import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)", tmp_path)
    assert (done.status, done.out.strip(), done.err.strip(), done.said) == (3, "out", "err", "err")
    assert "ended with 0" in run("pass", tmp_path).said


def test_what_is_typed_is_read(tmp_path: Path) -> None:
    assert run("print(input())", tmp_path, typed="Y\n").out.strip() == "Y"
    assert run("pass", tmp_path, typed="Y\n" * 100_000).status == 0


def test_a_client_that_does_not_end_is_ended(tmp_path: Path) -> None:
    with pytest.raises(ClientFailed, match="within 1 seconds"):
        run("import signal; signal.pause()", tmp_path, seconds=1.0)


STRAY = (
    "import subprocess, sys\n"
    "child = subprocess.Popen([sys.executable, '-S', '-c', 'import signal; signal.pause()'], start_new_session=True,"
    " stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)\n"
    "print(child.pid)\n"
)


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes cannot be seen")
def test_what_a_client_started_in_a_session_of_its_own_is_ended(tmp_path: Path) -> None:
    pid = int(run(STRAY, tmp_path).out)
    assert f"HOME={tmp_path}" not in scratch.text_of(Path(f"/proc/{pid}/environ")).split("\0")


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="there are no groups of processes")
def test_the_number_of_a_client_that_was_waited_for_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be another process's by then."""
    ended: list[int] = []
    monkeypatch.setattr(os, "killpg", lambda number, _: ended.append(number))
    assert run("print('out')", tmp_path).out.strip() == "out"
    assert ended == []


def test_a_program_that_cannot_be_started_is_told(tmp_path: Path) -> None:
    with pytest.raises(ClientFailed, match="cannot be started"):
        running.run([tmp_path / "none"], cwd=tmp_path, env=running.environment(tmp_path), timeout=100.0)


def test_a_client_that_prints_without_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "MOST_OUTPUT", 1000)
    with pytest.raises(ClientFailed, match="without end"):
        run("while True: print('x' * 100)", tmp_path)


def test_what_is_no_json_is_told() -> None:
    assert running.parsed(b'{"a": 1}') == {"a": 1}
    for text in ("<html>", b"\xff\xfe", ""):
        with pytest.raises(ClientFailed, match="not JSON"):
            running.parsed(text)


def test_without_node_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(ClientFailed, match="Node"):
        running.node()
