"""Settings and Markdown as one agent, and what defines none: as the clients have it."""

import json
from pathlib import Path

import pytest

from agentconv.diagnostics import Report
from agentconv.export import ExportRequest, export
from agentconv.host.registry import Registry
from agentconv.reading.excluding import Choice
from agentconv.reading.sources import Loaded, load
from tests.clients import opencode

REGISTRY = Registry(plugins=False)
SETTINGS = {
    "permission": {"webfetch": "deny"},
    "agent": {
        "lead": {
            "model": "openai/gpt-5.4",
            "temperature": 0.1,
            "prompt": "Not this.",
            "permission": {"bash": "ask", "edit": {"a": "deny"}},
        },
        "off": {"disable": True},
        "off2": {"temperature": 0.2},
        "rev/sec": {"temperature": 0.3},
        "build": {"model": "openai/gpt-5.4"},
        "plan": {"permission": {"bash": "deny"}},
        "explore": {"disable": True},
        "fresh": {"model": "openai/gpt-5.4", "prompt": "Be fresh."},
    },
}
MARKDOWN = {
    "lead": "---\ndescription: leads\ntemperature: 0.7\npermission: {edit: {b: ask}, read: deny}\n---\nLead.\n",
    "off": "---\ndescription: o\n---\nOff.\n",
    "off2": "---\ndescription: o\ndisable: true\n---\nOff.\n",
    "rev/sec": "---\ndescription: secures\n---\nSecure.\n",
    "alone": "---\ndescription: a\n---\nAlone.\n",
}


def project(folder: Path, dot: str = ".opencode", settings: str = "opencode.json") -> Path:
    (folder / settings).write_text(json.dumps(SETTINGS), "utf-8")
    for name, text in MARKDOWN.items():
        path = folder / dot / "agents" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def read(folder: Path) -> tuple[Loaded, list[str]]:
    report = Report()
    loaded = load([str(folder)], REGISTRY, report)
    assert not report.errors()
    return loaded, [d.code for d in report.diagnostics]


@pytest.mark.parametrize(
    ("dot", "settings"), [(".opencode", "opencode.json"), (".kilo", "kilo.json"), (".kilocode", "kilo.jsonc")]
)
def test_settings_and_markdown_are_one_agent(tmp_path: Path, dot: str, settings: str) -> None:
    loaded, codes = read(project(tmp_path, dot, settings))
    agents = {d.agent.name: d.agent for d in loaded.documents}
    assert agents.keys() == {"lead", "rev/sec", "fresh", "alone"}
    lead = agents["lead"]
    assert (lead.description, lead.prompt, lead.model, lead.temperature) == (
        "leads",
        "Lead.\n",
        "openai/gpt-5.4",
        0.7,
    )
    (own,) = lead.extensions.values()
    assert json.dumps(own["permission"], default=dict) == json.dumps(
        {"webfetch": "deny", "bash": "ask", "edit": {"a": "deny", "b": "ask"}, "read": "deny"}
    )
    assert (agents["rev/sec"].prompt, agents["rev/sec"].temperature) == ("Secure.\n", 0.3)
    assert codes.count("agent-disabled") == 4  # of off2 by its own file, too
    assert codes.count("built-in-changed") == 2


@pytest.mark.skipif(opencode.missing() is not None, reason=str(opencode.missing()))
def test_the_client_has_these_agents(tmp_path: Path) -> None:
    folder = project(tmp_path)
    had = opencode.load(folder, tmp_path / "home").agents
    agents = {d.agent.name: d.agent for d in read(folder)[0].documents}
    assert had.keys() - {"build", "plan"} == agents.keys()
    for name, agent in agents.items():
        there = had[name]
        prompt = (there.prompt or "").strip()
        assert (there.description, prompt, there.model) == (
            agent.description,
            agent.prompt.strip(),
            agent.model,
        )
        assert there.more.get("temperature") == agent.temperature


def test_rules_of_the_settings_bound_agents_in_files_of_their_own(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / ".opencode/agents/deep").mkdir(parents=True)
    for name in ("a", "deep/b", "left"):
        (folder / f".opencode/agents/{name}.md").write_text("---\ndescription: d\n---\nDo.\n", "utf-8")
    (folder / "opencode.json").write_text('{"permission": {"bash": "deny"}}', "utf-8")
    report, choice = Report(), Choice(exclude=("left.md",))
    loaded = load([str(folder)], REGISTRY, report, choice=choice)
    denied = {d.agent.name: [t.name for t in d.agent.tools.deny] for d in loaded.documents}
    assert denied == {"a": ["shell"], "deep/b": ["shell"]}
    assert [d.code for d in report.diagnostics] == ["layers-merged"]
    request = ExportRequest((str(folder),), ("opencode", "claude"), tmp_path / "out", choice=choice)
    assert export(request, REGISTRY).ok
    assert (tmp_path / "out/opencode.json").is_file()
    assert "disallowedTools: Bash" in (tmp_path / "out/.claude/agents/a.md").read_text("utf-8")
    if opencode.missing() is None:
        had = opencode.load(folder, tmp_path / "home").agents
        assert all(("bash", "*", "deny") in agent.tools for agent in had.values())
        assert {"a", "deep/b"} < had.keys()


def test_what_is_switched_off_is_not_exported(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / ".opencode/agents").mkdir(parents=True)
    (folder / ".opencode/agents/old.md").write_text("---\ndescription: o\ndisable: true\n---\nO.\n", "utf-8")
    (folder / "opencode.json").write_text('{"agent": {"gone": {"disable": true}}}', "utf-8")
    (folder / ".opencode/agents/gone.md").write_text("---\ndescription: g\n---\nG.\n", "utf-8")
    result = export(ExportRequest((str(folder),), ("claude",), tmp_path / "out"), REGISTRY)
    codes = [d.code for d in result.diagnostics]
    assert codes.count("agent-disabled") == 2
    assert "no-agents" in codes
    assert not (tmp_path / "out").exists()


def test_maps_of_tools_are_a_mark_though_they_are_empty(tmp_path: Path) -> None:
    (tmp_path / "agent").mkdir()
    path = tmp_path / "agent" / "x.md"
    path.write_text("---\ndescription: d\nmode: subagent\ntools: {}\npermission: {}\n---\nx\n", "utf-8")
    loaded, _ = read(tmp_path)
    assert [(d.agent.name, d.format) for d in loaded.documents] == [("x", "opencode")]


def test_settings_of_several_projects_become_a_file_for_each_agent(tmp_path: Path) -> None:
    for name in ("a", "b"):
        settings = {
            "permission": {"bash": "deny"},
            "mcp": {f"s{name}": {"type": "local", "command": ["npx", name]}},
            "agent": {name: {"prompt": "P", "mode": "primary"}},
        }
        (tmp_path / name).mkdir()
        (tmp_path / name / "opencode.json").write_text(json.dumps(settings), "utf-8")
    for sources, found in (
        (["a"], ["opencode.json"]),
        (["a", "b"], [".opencode/agents/a.md", ".opencode/agents/b.md"]),
    ):
        out = tmp_path / f"out{len(sources)}"
        request = ExportRequest(
            tuple(str(tmp_path / one) for one in sources),
            ("opencode",),
            out,
            kinds=frozenset({"agent", "server"}),
        )
        result = export(request, REGISTRY)
        assert not result.failed, result.diagnostics
        assert [p for p in found if not (out / p).is_file()] == []
        written = json.loads((out / "opencode.json").read_text("utf-8"))
        assert [*written["mcp"]] == [f"s{one}" for one in sources]
        assert ("agent" in written) is (len(sources) == 1)
    assert "bash: deny" in (out / ".opencode/agents/b.md").read_text("utf-8")
