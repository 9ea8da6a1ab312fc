"""The clients have the servers that agentconv writes, with all that they can have of them."""

import json
import os
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from agentconv.diagnostics import Report
from agentconv.folder import apply
from agentconv.folder.plan import WantedEntry, plan
from agentconv.host.components import format_of
from agentconv.host.registry import Registry
from agentconv.kit.component import ComponentWriting, Entry
from agentconv.kit.exchange import PROJECT, USER
from agentconv.model.components import SERVER
from agentconv.model.server import HTTP, SSE, STDIO, Server
from agentconv.proving.component_asking import ask
from agentconv.proving.component_gathering import gathered
from agentconv.proving.component_holding import held
from agentconv.proving.node_asked import SCRIPTS
from agentconv.proving.running import node
from agentconv.reading.excluding import ALL
from agentconv.writing.components import convert
from tests.clients import claude, codex, common, copilot, gemini, opencode, qwen

pytestmark = pytest.mark.clients

LOCAL = Server(
    STDIO, command="run", args=("-v", "a b"), env={"LEVEL": "info", "ISSUE": "${ISSUE}"}, name="local"
)
REMOTE = Server(
    HTTP,
    url="https://x.example/mcp",
    headers={"Authorization": "Bearer ${T}", "X-Team": "tools"},
    timeout=60000,
    name="remote",
)
EVENTS = Server(SSE, url="https://x.example/sse", name="events")
SOME = Server(STDIO, command="run", tools=("list",), name="some")
OFF = Server(STDIO, command="run", enabled=False, name="off")
FIXED = [LOCAL, REMOTE, EVENTS, SOME, OFF]


def put(
    project: Path, target: str, servers: Iterable[Server], text: str = "", *, scope: str = PROJECT
) -> dict[str, Server]:
    """Write servers into a client's file, which may hold a text; those that it can have, as agentconv reads them."""
    fmt, report, wanted, back = format_of(SERVER, target), Report(), [], {}
    assert fmt is not None
    for server in servers:
        done = convert(
            server, fmt, ComponentWriting(Report(), scope, format_of(SERVER, "claude")), allow_wider=True
        )
        wanted += [
            WantedEntry(e.path, e.syntax, e.keys, e.value, target)
            for e in done.written
            if isinstance(e, Entry)
        ]
        if done.back is not None:
            back[server.name] = done.back
    if text:
        place = project / fmt.paths[0]
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    made = plan([], project, [target], [], report, entries=wanted)
    assert made is not None, report.diagnostics
    assert apply.carry_out(made, report)
    return back


def run(project: Path, home: Path, *command: str | Path) -> str:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "TMPDIR": str(home),
        "T": "token",
        "ISSUE": "1",
    }
    done = subprocess.run(
        [*map(str, command)],
        cwd=project,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.fixture
def project(tmp_path: Path) -> Path:
    place = tmp_path / "project"
    place.mkdir()
    subprocess.run(["git", "init", "-q", str(place)], check=True)
    return place


@pytest.fixture
def home(tmp_path: Path) -> Path:
    place = tmp_path / "home"
    place.mkdir()
    return place


def needs(why: str | None) -> pytest.MarkDecorator:
    return pytest.mark.skipif(why is not None, reason=str(why))


@pytest.mark.parametrize("target", common.asked_of(SERVER))
def test_every_server_is_had_as_it_is_read(target: str, project: Path) -> None:
    if why := common.missing(target):
        pytest.skip(why)
    back = put(project, target, FIXED)
    report = Report()
    made = gathered([str(project)], {SERVER}, Registry(plugins=False), report, format=None, choice=ALL)
    (batch,), exported = made.batches(SERVER, target, Registry(plugins=False), report, as_is=True)
    assert not exported
    assert batch.subjects.keys() == back.keys()
    proofs, said = held(batch, ask(common.installed(target), batch))
    assert said == []
    wrong = {p.name: [part for part in p.fields if part.bad] or p.said for p in proofs if not p.good}
    assert wrong == {}


@needs(claude.missing())
def test_claude(project: Path, home: Path) -> None:
    put(project, "claude", FIXED)
    said = run(project, home, claude.program(), "mcp", "list")
    assert "Skipped" not in said
    assert [line.partition(":")[0] for line in said.splitlines() if "Pending" in line] == [
        "local",
        "remote",
        "events",
        "some",
    ]
    remote = run(project, home, claude.program(), "mcp", "get", "remote")
    assert "Type: http" in remote
    assert "Authorization: Bearer ${T}" in remote
    assert "Type: sse" in run(project, home, claude.program(), "mcp", "get", "events")
    local = run(project, home, claude.program(), "mcp", "get", "local")
    assert "Args: -v a b" in local
    assert "LEVEL=info" in local


@needs(codex.missing())
def test_codex(project: Path, home: Path) -> None:
    back = put(home, "codex", FIXED, '# mine\nmodel = "gpt-5.4"\n\n[mcp_servers.own]\ncommand = "x"\n')
    assert back.keys() == {"local", "remote", "some", "off"}
    found = {
        name: json.loads(run(project, home, codex.program(), "mcp", "get", name, "--json"))
        for name in (*back, "own")
    }
    local, remote = found["local"]["transport"], found["remote"]["transport"]
    assert (local["command"], local["args"]) == ("run", ["-v", "a b"])
    assert (local["env"], local["env_vars"]) == ({"LEVEL": "info"}, ["ISSUE"])
    assert (remote["url"], remote["bearer_token_env_var"], remote["http_headers"]) == (
        REMOTE.url,
        "T",
        {"X-Team": "tools"},
    )
    assert found["remote"]["tool_timeout_sec"] == 60
    assert (found["some"]["enabled_tools"], found["off"]["enabled"], found["own"]["enabled"]) == (
        ["list"],
        False,
        True,
    )


@needs(codex.missing())
def test_codex_takes_a_plugins_file(project: Path, home: Path) -> None:
    plugin = project / "p"
    put(plugin, "codex-plugin", [*FIXED, Server(STDIO, command="${CLAUDE_PLUGIN_ROOT}/bin/x", name="own")])
    (plugin / ".codex-plugin").mkdir()
    manifest = {"name": "p", "version": "1.0.0", "description": "d", "mcpServers": "./.mcp.json"}
    (plugin / ".codex-plugin" / "plugin.json").write_text(json.dumps(manifest))
    registry = project / ".agents" / "plugins" / "marketplace.json"
    registry.parent.mkdir(parents=True)
    registry.write_text(
        json.dumps({"name": "m", "plugins": [{"name": "p", "source": {"source": "local", "path": "./p"}}]})
    )
    run(project, home, codex.program(), "plugin", "marketplace", "add", project)
    run(project, home, codex.program(), "plugin", "add", "p@m")
    own = json.loads(run(project, home, codex.program(), "mcp", "get", "own", "--json"))["transport"]
    assert own["command"] == "./bin/x"
    assert Path(own["cwd"]).resolve().name == "1.0.0", "the folder of the plugin in the client's cache"
    remote = json.loads(run(project, home, codex.program(), "mcp", "get", "remote", "--json"))["transport"]
    assert (remote["bearer_token_env_var"], remote["http_headers"]) == ("T", {"X-Team": "tools"})


@pytest.mark.parametrize("name", opencode.OPENCODES)
def test_opencode_and_kilo(name: str, project: Path, home: Path) -> None:
    if why := opencode.missing(name):
        pytest.skip(why)
    text = '{\n  // mine\n  "mcp": {\n    "own": {"type": "local", "command": ["x"]}, // keep\n  },\n}\n'
    put(project, name, FIXED, text)
    config = opencode.config(project, home, name)["mcp"]
    assert config.keys() == {"own", "local", "remote", "events", "some", "off"}
    assert config["local"]["command"] == ["run", "-v", "a b"]
    variables = {"ISSUE": ""} if name == "opencode" else {}  # a variable of the environment, which has none
    assert config["local"]["environment"] == {"LEVEL": "info", **variables}
    assert (config["remote"]["headers"]["X-Team"], config["remote"]["timeout"]) == ("tools", 60000)
    assert (config["remote"]["type"], config["off"]["enabled"]) == ("remote", False)


@needs(opencode.missing("kilo"))
def test_kilo_takes_variables_from_a_persons_own_file(project: Path, home: Path) -> None:
    put(home, "kilo", FIXED, scope=USER)
    config = opencode.config(project, home, "kilo")["mcp"]
    assert config.keys() == {"local", "remote", "events", "some", "off"}
    assert config["local"]["environment"] == {"LEVEL": "info", "ISSUE": ""}


@needs(copilot.missing())
def test_copilot(project: Path, home: Path) -> None:
    back = put(project, "copilot", FIXED)
    place = home / ".copilot" / "config.json"
    place.parent.mkdir()
    place.write_text(json.dumps({"trusted_folders": [str(project)], "trustedFolders": [str(project)]}))
    said: dict[str, Any] = json.loads(run(project, home, copilot.program(), "mcp", "list", "--json"))[
        "mcpServers"
    ]
    assert said.keys() == back.keys() == {"local", "remote", "events", "some"}
    assert {name: entry["tools"] for name, entry in said.items()} == {
        "local": ["*"],
        "remote": ["*"],
        "events": ["*"],
        "some": ["list"],
    }
    assert (said["local"]["args"], said["local"]["env"]) == (
        ["-v", "a b"],
        {"LEVEL": "info", "ISSUE": "${ISSUE}"},
    )
    assert (said["remote"]["type"], said["events"]["type"]) == ("http", "sse")
    assert said["remote"]["headers"] == {"Authorization": "Bearer ${T}", "X-Team": "tools"}


@needs(claude.missing())
def test_what_is_written_for_copilot_does_not_trouble_claude(project: Path, home: Path) -> None:
    put(project, "copilot", FIXED)
    said = run(project, home, claude.program(), "mcp", "list")
    assert "Skipped" not in said
    assert said.count("Pending approval") == 4


@needs(qwen.missing())
def test_qwen(project: Path, home: Path) -> None:
    put(project, "qwen", FIXED, '{"ui": {"theme": "dark"}}')
    said = run(project, home, "node", qwen.package() / "cli.js", "mcp", "list")
    assert "local: run -v a b (stdio)" in said
    assert "remote: https://x.example/mcp (http)" in said
    assert "events: https://x.example/sse (sse)" in said
    assert "off" not in said


@needs(gemini.missing())
def test_gemini(project: Path, home: Path) -> None:
    put(project, "gemini", FIXED)
    run(project, home, node(), SCRIPTS / "servers.mjs", gemini.package(), project, home / "said.json")
    said = json.loads((home / "said.json").read_text())["found"]
    assert {name: found["transport"] for name, found in said.items()} == {
        "local": "StdioClientTransport",
        "remote": "StreamableHTTPClientTransport",
        "events": "SSEClientTransport",
        "some": "StdioClientTransport",
    }
    assert (said["local"]["args"], said["local"]["env"]) == (["-v", "a b"], {"LEVEL": "info", "ISSUE": "1"})
    assert said["remote"]["headers"] == {"Authorization": "Bearer token", "X-Team": "tools"}
