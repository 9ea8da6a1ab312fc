"""`agentconv prove` with the real clients: what is planted is found, and nothing of the user's is read."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests import processes
from tests.clients.common import MODULES, missing
from tests.conftest import FIXTURES, NIGHTLY

pytestmark = pytest.mark.clients

ALL = ("claude", "codex", "copilot", "gemini", "kilo", "opencode", "qwen")
CLIENTS = ALL if NIGHTLY else ("codex", "qwen")
"""Each is started several times: before a change lands two speak for all, whose agents others ask."""
GOOD = {
    "claude": (".claude/agents/good.md", "tools: Read"),
    "copilot": (".github/agents/good.agent.md", "tools: [read]"),
    "gemini": (".gemini/agents/good.md", "tools: [read_file]"),
    "kilo": (".kilo/agents/good.md", "permission: {edit: deny}"),
    "opencode": (".opencode/agents/good.md", "permission: {edit: deny}"),
    "qwen": (".qwen/agents/good.md", "tools: [read_file]"),
}
WRONG = {
    "claude": ("tols: Read", "proof-said", "did you mean"),
    "codex": ('sandbox_mode = "readonly"', "proof-ignored", "expected one of"),
    "copilot": ("tools: {read: true}", "proof-ignored", ""),
    "gemini": ("tools: {read_file: true}", "proof-ignored", "Expected array"),
    "kilo": ("permission: {edit: never}", "proof-ignored", ""),
    "opencode": ("permission: {edit: never}", "proof-ignored", "Expected PermissionActionConfig"),
    "qwen": ("tools: {read_file: true}", "proof-unread", "loads"),
}
"""Target -> a line that its client does not take, the finding, and words of the client's."""
BROKEN = dict.fromkeys(("kilo", "opencode", "qwen"), "proof-differs")
"""What a head that is no YAML comes to: some clients take it otherwise, the others do not load it."""


def prove(folder: Path, *words: str, as_client: str = "", **env: str) -> tuple[dict[str, Any], int]:
    client = as_client or words[words.index("-t") + 1]
    done = processes.agentconv(
        "prove", *words, "--client", f"{client}={MODULES}", "--json", cwd=folder, **env
    )
    return json.loads(done.stdout), done.returncode


def planted(folder: Path, client: str) -> None:
    """An agent as it should be, one with a head that is no YAML, one with a line that is wrong."""
    texts = {}
    prompt = "Read the change, and say what is wrong."
    if client == "codex":
        head = f'description = "d"\ndeveloper_instructions = "{prompt}"\n'
        texts = {
            ".codex/agents/good.toml": f'name = "good"\n{head}',
            ".codex/agents/broken.toml": f'name = "broken"\n{head.replace("d", "d", 1).replace(chr(34), "", 1)}',
            ".codex/agents/wrong.toml": f'name = "wrong"\n{head}{WRONG[client][0]}\n',
        }
    else:
        place, line = GOOD[client]
        for name, head in (
            ("good", f"description: d\n{line}"),
            ("broken", 'description: "d\n  [: x'),
            ("wrong", f"description: d\n{WRONG[client][0]}"),
        ):
            texts[place.replace("good", name)] = f"---\nname: {name}\n{head}\n---\n{prompt}\n"
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)


@pytest.mark.parametrize("client", CLIENTS)
def test_what_is_planted_is_found(client: str, tmp_path: Path) -> None:
    if why := missing(client):
        pytest.skip(why)
    planted(tmp_path, client)
    data, status = prove(tmp_path, ".", "-t", client, "--as-is")
    assert status == 1
    found = {
        name: [d for d in data["diagnostics"] if name in d.get("path", "") and d["code"].startswith("proof-")]
        for name in ("good", "broken", "wrong")
    }
    assert found["good"] == []
    assert BROKEN.get(client, "proof-ignored") in {d["code"] for d in found["broken"]}
    _, code, words = WRONG[client]
    (wrong,) = found["wrong"]
    assert wrong["code"] == code
    assert words in wrong["message"] + wrong.get("hint", "")


@pytest.mark.parametrize("client", CLIENTS)
def test_the_examples_are_as_they_are_read(client: str, tmp_path: Path) -> None:
    if why := missing(client):
        pytest.skip(why)
    data, status = prove(tmp_path, str(FIXTURES / "examples"), "-t", client)
    assert (status, data["ok"]) == (0, True)
    (proof,) = data["proofs"]
    assert proof["version"][0].isdigit()
    assert set(proof["counts"]) <= {"equal", "alike"}
    assert len(proof["agents"]) >= 3


@pytest.mark.parametrize("client", CLIENTS)
def test_nothing_of_the_users_is_loaded_or_changed(client: str, tmp_path: Path) -> None:
    if why := missing(client):
        pytest.skip(why)
    home = tmp_path / "mine"
    text = "---\nname: planted\ndescription: d\nmode: subagent\n---\nPlanted, long enough for all.\n"
    for place in ("claude", "copilot", "gemini", "qwen", "config/opencode", "config/kilo"):
        path = home / f".{place}" / "agents" / ("planted.agent.md" if place == "copilot" else "planted.md")
        path.parent.mkdir(parents=True)
        path.write_text(text)
    role = home / ".codex" / "agents" / "planted.toml"
    role.parent.mkdir(parents=True)
    role.write_text('name = "planted"\ndescription = "d"\ndeveloper_instructions = "Planted."\n')
    (home / ".codex" / "config.toml").write_text('model_provider = "planted"\n')
    before = {
        path: (path.read_bytes(), path.stat().st_mtime_ns) for path in home.rglob("*") if path.is_file()
    }
    env = {"HOME": str(home), "XDG_CONFIG_HOME": str(home / ".config"), "CODEX_HOME": str(home / ".codex")}
    keys = {"ANTHROPIC_API_KEY": "planted", "OPENAI_API_KEY": "planted", "HTTPS_PROXY": "http://planted:1"}
    given = {**env, **keys, "CLAUDE_CONFIG_DIR": str(home / ".claude"), "GEMINI_API_KEY": "planted"}
    data, status = prove(tmp_path, str(FIXTURES / "examples" / "reviewer.md"), "-t", client, **given)
    assert status == 0, data["diagnostics"]
    assert "planted" not in json.dumps(data).casefold()
    after = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in home.rglob("*") if path.is_file()}
    assert after == before
