"""`agentconv prove --kinds` with the real clients: what is planted is found, and no server is started."""

import json
from pathlib import Path
from typing import Any

import pytest

from agentconv.proving.component_asking import ASKERS
from tests import processes
from tests.clients.common import MODULES, missing
from tests.conftest import NIGHTLY
from tests.proving.components import BROKEN, SKILL, put

pytestmark = pytest.mark.clients

ALL = ("claude", "codex", "copilot", "gemini", "kilo", "opencode", "qwen")
CLIENTS = ALL if NIGHTLY else ("codex", "qwen")
"""Before a change lands two speak for all, whose skills, commands and servers other tests ask."""
SKILLS = {
    "claude": ".claude/skills",
    "codex": ".agents/skills",
    "copilot": ".github/skills",
    "gemini": ".gemini/skills",
    "kilo": ".kilo/skills",
    "opencode": ".opencode/skills",
    "qwen": ".qwen/skills",
}
COMMANDS = {
    "claude": (".claude/commands", ".claude/command"),
    "kilo": (".kilo/commands", ".kilo/prompts"),
    "opencode": (".opencode/commands", ".opencode/prompts"),
    "qwen": (".qwen/commands", ".qwen/prompts"),
}
"""Client -> where commands lie, and where nobody looks for them."""
BROKEN_IS = {"claude": "different", "gemini": "alike", "qwen": "different"}
"""What a skill with a head that is no YAML comes to in clients that take it otherwise; others ignore it."""


def servers(marker: Path) -> dict[str, dict[str, str]]:
    """Client -> its file of servers: one that is right and would leave a mark, one of an unknown kind."""
    good, odd = {"command": "touch", "args": [str(marker)]}, {"type": "foo", "command": "touch", "args": []}
    usual = json.dumps({"mcpServers": {"good": good, "odd": odd}})
    own = json.dumps(
        {
            "mcp": {
                "good": {"type": "local", "command": ["touch", str(marker)]},
                "odd": {"type": "foo", "command": ["touch"]},
            }
        }
    )
    toml = f'[mcp_servers.good]\ncommand = "touch"\nargs = [{json.dumps(str(marker))}]\n'
    return {
        "claude": {".mcp.json": usual},
        "codex": {".codex/config.toml": f'{toml}[mcp_servers.odd]\ncommand = "touch"\nargs = "x"\n'},
        "kilo": {"kilo.json": own},
        "opencode": {"opencode.json": own},
        "qwen": {".qwen/settings.json": usual},
    }


ODD_IS = {"qwen": "different"}
"""What a server of an unknown kind comes to; most clients leave it out."""


def prove(folder: Path, client: str, kinds: str) -> tuple[dict[str, Any], int]:
    words = ("prove", ".", "-t", client, "--as-is", "--kinds", kinds, "--client", f"{client}={MODULES}")
    done = processes.agentconv(*words, "--json", cwd=folder)
    return json.loads(done.stdout), done.returncode


def found(data: dict[str, Any], kind: str) -> dict[str, str]:
    proofs = (proof for proof in data["proofs"] if proof["kind"] == kind)
    return {c["name"]: c["verdict"] for proof in proofs for c in proof["components"]}


@pytest.mark.parametrize("client", CLIENTS)
def test_what_is_planted_is_found(client: str, tmp_path: Path) -> None:
    if why := missing(client):
        pytest.skip(why)
    marker, project = tmp_path / "marker", tmp_path / "project"
    place, lost = SKILLS[client], SKILL.replace("name: fill", "name: lost")
    files = {f"{place}/fill/SKILL.md": SKILL, f"{place}/broken/SKILL.md": BROKEN}
    files |= {f"{place}-old/lost/SKILL.md": lost}
    if client in COMMANDS:
        right, wrong = COMMANDS[client]
        text = "---\ndescription: Greets.\n---\nSay hello.\n"
        files |= {f"{right}/greet.md": text, f"{wrong}/lost.md": text}
    files |= servers(marker).get(client, {})
    data, status = prove(put(project, files), client, "skills,commands,servers")
    assert status == 1
    skills, commands, told = (found(data, kind) for kind in ("skill", "command", "server"))
    assert skills.pop("fill") in ("equal", "alike")
    assert skills == {"broken": BROKEN_IS.get(client, "ignored"), "lost": "ignored"}
    if client in COMMANDS:
        assert commands.pop("greet") in ("equal", "alike")
        assert commands == {"lost": "ignored"}
    if client in servers(marker):
        assert told == {"good": "equal", "odd": ODD_IS.get(client, "ignored")}
    assert not marker.exists(), "a server was started"


@pytest.mark.skipif(missing("codex") is not None, reason="Codex is not installed")
def test_codex_tells_of_rules_and_hooks(tmp_path: Path) -> None:
    marker, group = tmp_path / "marker", [{"hooks": [{"type": "command", "command": "true"}]}]
    own = [{"matcher": "Bash", "hooks": [{"type": "command", "command": f"touch {marker}", "timeout": 5}]}]
    hooks = json.dumps({"hooks": {"PreToolUse": own, "Stop": group, "Nonsense": group}})
    most = "x " * 20_000
    files = {
        "AGENTS.md": "Run the tests first.\n",
        "inner/AGENTS.md": "Only here.\n",
        "long/AGENTS.md": f"{most}end",
        ".codex/hooks.json": hooks,
    }
    data, status = prove(put(tmp_path / "project", files), "codex", "rules,hooks")
    assert status == 1
    assert found(data, "rule") == {"project": "equal", "inner": "equal", "long": "ignored"}, (
        "a long text is cut"
    )
    assert found(data, "hook") == {"PreToolUse": "equal", "Stop": "equal", "Nonsense": "ignored"}
    assert not marker.exists(), "a hook was run"


def test_all_clients_are_asked_of_skills() -> None:
    assert {*ASKERS["skill"]} == {*ALL} == {*SKILLS}
