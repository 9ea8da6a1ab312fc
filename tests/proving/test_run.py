"""`agentconv prove` with programs that stand for a client: whatever they do, it is a finding and nothing stays."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import processes
from tests.proving.fakes import fake, project

HANGS = "Path(RECORD).write_text(str(os.getpid()))\ntime.sleep(600)\n"


def prove(folder: Path, code: str, *words: str, client: str = "claude", **env: str) -> dict[str, Any]:
    program = fake(folder / "bin", f"RECORD = {str(folder / 'record')!r}\n{code}", name=client)
    given = ("prove", str(project(folder)), "-t", client, "--client", f"{client}={program}", "--json", *words)
    done = processes.agentconv(*given, cwd=folder, TMPDIR=str(scratch_of(folder)), **env)
    assert done.returncode == 1, done.stderr
    assert b"Traceback" not in done.stderr
    assert [*scratch_of(folder).iterdir()] == [], "a scratch folder stayed"
    return dict(json.loads(done.stdout))


def scratch_of(folder: Path) -> Path:
    place = folder / "scratch"
    place.mkdir(exist_ok=True)
    return place


def said(data: dict[str, Any]) -> str:
    (found,) = [d["message"] for d in data["diagnostics"] if d["code"] == "proof-failed"]
    return str(found)


FAILS = {
    "a crash": ("print('boom', file=sys.stderr); sys.exit(9)", "boom"),
    "garbage": ("sys.stdout.buffer.write(bytes(range(256)) * 100)", ""),
    "nothing": ("", ""),
    "half a line of JSON": ("print('{\"type\": ')", ""),
    "JSON of another shape": ("print(json.dumps({'subtype': 'init', 'agents': [1, {}]}))", ""),
    "JSON that is no object": ("print('{}'); print('[1]'); print('null')", ""),
}


@pytest.mark.parametrize("what", FAILS)
@pytest.mark.parametrize("client", ["claude", "codex", "copilot", "opencode"])
def test_a_client_that_fails_is_a_finding(what: str, client: str, tmp_path: Path) -> None:
    code, words = FAILS[what]
    message = said(prove(tmp_path, code, client=client))
    assert "1.2.3" in message
    assert words in message or client in ("copilot", "opencode")


def test_a_client_that_does_not_end_is_ended_in_time(tmp_path: Path) -> None:
    assert "within 2 seconds" in said(prove(tmp_path, HANGS, "--timeout", "2"))
    assert not alive(int((tmp_path / "record").read_text()))


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_nothing_of_the_users_reaches_a_client(tmp_path: Path) -> None:
    """Its home and variables are ours, and all that it is given lies in scratch folders."""
    home = tmp_path / "planted-home"
    for path, text in {
        ".claude/settings.json": '{"env": {"X": "planted"}}',
        ".claude/.credentials.json": '{"key": "planted"}',
        ".claude/agents/planted.md": "---\nname: planted\ndescription: d\n---\nPlanted.\n",
        ".codex/auth.json": '{"key": "planted"}',
    }.items():
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_text(text)
    code = (
        "seen = [str(dict(os.environ)), str(sys.argv), os.getcwd()]\n"
        "for top in (os.environ['HOME'], os.getcwd()):\n"
        "    for folder, _, files in os.walk(top):\n"
        "        seen += [os.path.join(folder, f) for f in files]\n"
        "with open(RECORD, 'a') as file: file.write('\\n'.join(seen))\n"
    )
    secrets = {
        "ANTHROPIC_API_KEY": "planted-key",
        "OPENAI_API_KEY": "planted-key",
        "ALL_PROXY": "planted-proxy",
    }
    settings = {
        "CLAUDE_CONFIG_DIR": str(home / ".claude"),
        "XDG_CONFIG_HOME": str(home),
        "CODEX_HOME": str(home),
    }
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    prove(tmp_path, code, HOME=str(home), **secrets, **settings)
    record = (tmp_path / "record").read_text()
    assert "reviewer.md" in record
    assert "planted" not in record
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before


@pytest.mark.skipif(not hasattr(signal, "SIGTERM") or os.name == "nt", reason="there are no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_the_client_and_takes_the_folder_away(number: int, tmp_path: Path) -> None:
    record = tmp_path / "record"
    program = fake(tmp_path / "bin", f"RECORD = {str(record)!r}\n{HANGS}")
    words = ("prove", str(project(tmp_path)), "-t", "claude", "--client", f"claude={program}")
    env = {**os.environ, "TMPDIR": str(scratch_of(tmp_path))}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-m", "agentconv", *words], env=env, **pipes) as run:  # type: ignore[call-overload]
        while not (record.exists() and record.read_text()):
            assert run.poll() is None
        run.send_signal(number)
        _, err = run.communicate(timeout=100)
    assert run.returncode == 130, err
    assert not alive(int(record.read_text()))
    assert [*scratch_of(tmp_path).iterdir()] == []


def test_a_client_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = processes.agentconv("prove", str(project(tmp_path)), "-t", "codex", cwd=tmp_path, PATH="/nowhere")
    assert done.returncode == 1
    assert b"npm install -g @openai/codex" in done.stderr


def test_without_targets_it_is_a_note(tmp_path: Path) -> None:
    done = processes.agentconv("prove", str(project(tmp_path)), "--json", cwd=tmp_path, PATH="/nowhere")
    data = json.loads(done.stdout)
    assert {d["severity"] for d in data["diagnostics"]} == {"note"}
    assert (done.returncode, data["ok"]) == (1, False), "nothing was proved"
    assert {m["client"] for m in data["missing"]} >= {"claude", "codex", "opencode"}


def test_a_target_of_which_there_is_no_file_is_told(tmp_path: Path) -> None:
    program = fake(tmp_path / "bin", "", name="codex")
    words = ("prove", str(project(tmp_path)), "-t", "codex", "--as-is", "--client", f"codex={program}")
    done = processes.agentconv(*words, cwd=tmp_path)
    assert done.returncode == 1
    assert b"no agent to prove for 'codex'" in done.stderr


def test_node_that_is_not_there_is_told(tmp_path: Path) -> None:
    package = tmp_path / "qwen"
    package.mkdir()
    (package / "package.json").write_text('{"name": "@qwen-code/qwen-code", "version": "1.2.3"}')
    words = ("prove", str(project(tmp_path)), "-t", "qwen", "--client", f"qwen={package}", "--json")
    data = json.loads(processes.agentconv(*words, cwd=tmp_path, PATH="/nowhere").stdout)
    assert "Node" in said(data)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-t", "goose"], b"no client can be asked of 'goose'"),
        (["--client", "nobody=x"], b"there is no client 'nobody'"),
        (["--client", "codex"], b"--client takes NAME=PATH"),
    ],
)
def test_what_makes_no_sense_is_refused(words: list[str], message: bytes, tmp_path: Path) -> None:
    done = processes.agentconv("prove", str(project(tmp_path)), *words, cwd=tmp_path)
    assert done.returncode == 2
    assert message in done.stderr
