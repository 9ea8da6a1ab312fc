"""What Claude Code itself loads, and how it runs what agentconv writes for it."""

import json
from pathlib import Path

import pytest

from agentconv.api import read, write
from agentconv.checking.fixes import repair
from agentconv.containers import container
from agentconv.diagnostics import Report
from agentconv.host.registry import Registry
from agentconv.model.agent import Agent, Tools
from agentconv.reading.detect import read_source
from agentconv.text.source import Source
from tests.clients import claude
from tests.conftest import FIXTURES

pytestmark = [
    pytest.mark.clients,
    pytest.mark.skipif(claude.missing() is not None, reason=claude.missing() or ""),
]
REGISTRY = Registry(plugins=False)
SERVER = {"type": "http", "url": "http://127.0.0.1:9/mcp"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


def put(project: Path, **files: str) -> Path:
    folder = project / ".claude" / "agents"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return project


def agent_file(name: str, more: str = "", body: str = "Body.\n") -> str:
    return f"---\nname: {name}\ndescription: d\n{more}---\n{body}"


# files


def test_what_a_file_gives(project: Path, home: Path) -> None:
    put(
        project,
        all=agent_file("all"),
        some=agent_file("some", "tools: Read, NoSuch, Bash(git:*)\nmodel: haiku\neffort: low\n"),
        none=agent_file("none", "tools: []\n"),
        nothing=agent_file("nothing", "tools: NoSuch\n"),
        remembers=agent_file("remembers", "tools: Grep\nmemory: project\n"),
        text=agent_file("text", body="  $ARGUMENTS $1 !`true` @x.md ${HOME} {{x}}\n\n"),
    )
    answer = claude.load(project, home)
    found = answer.agents
    assert set(found) == {"all", "some", "none", "nothing", "remembers", "text"}
    assert {"Read", "Write", "Bash", "WebFetch", "Agent"} <= set(found["all"].tools)
    assert (found["some"].tools, found["some"].more["effort"]) == (["Read", "Bash"], "low")
    assert "haiku" in (found["some"].model or "")
    assert found["none"].tools == []
    assert "refusing" in found["nothing"].more["refusal"]
    assert sorted(found["remembers"].tools) == ["Edit", "Grep", "Read", "Write"]
    assert found["text"].prompt == "$ARGUMENTS $1 !`true` @x.md ${HOME} {{x}}"


BLOCKS = {
    "plain": "One.\n\nTwo.",
    "clip": "One.\nTwo.\n",
    "keep": "One.\nTwo.\n\n",
    "indented": "  - One.\n- Two.",
    "tabs": "\tOne.\n\t\tTwo.\t\n\nThree.",
    "spaces": "One.  \n   \nTwo.",
    "blank": "\n\nOne.",
    "marks": "# One: {x} [y] & *z* !w | > % @ `v`\n... \n- 'a' \"b\" \\t",
    "emoji": "\N{ROCKET} One.\n\u200bTwo \N{COMPASS}.",
}
"""Descriptions that are written as blocks."""


def test_blocks_are_read_as_they_are_written(project: Path, home: Path) -> None:
    syntax = container("frontmatter")
    files = {n: syntax.write({"name": n, "description": t, "color": "red"}) for n, t in BLOCKS.items()}
    files |= {f"{n}-last": syntax.write({"name": f"{n}-last", "description": t}) for n, t in BLOCKS.items()}
    assert all("description: |" in text for name, text in files.items() if name != "keep-last")
    put(project, **{name: f"{text}Body.\n" for name, text in files.items()})
    found = claude.load(project, home).agents
    wanted = {name: BLOCKS[name.removesuffix("-last")] for name in files}
    assert {name: agent.description for name, agent in found.items()} == wanted


def test_repaired_files_are_read_as_before(project: Path, home: Path) -> None:
    broken = [
        r"Use when: one\n\n<example>\nuser: \"hi\" # x\n</example>",
        r"[One] {two}: *three*\n  - `four`\n",
        r"One: two\tthree \\n four",
    ]
    texts = {
        f"a{i}": agent_file(f"a{i}").replace("description: d", f"description: {text}")
        for i, text in enumerate(broken)
    }
    for name, text in texts.items():
        (document,) = read_source(Source(f".claude/agents/{name}.md", text), REGISTRY, Report())
        texts[name] = repair(document, REGISTRY.get(document.format)).text
        assert "description: |" in texts[name]
        put(project, **{name: text, f"{name}-new": texts[name].replace(f"name: {name}", f"name: {name}-new")})
    found = claude.load(project, home).agents
    for name in texts:
        assert found[name].description == found[f"{name}-new"].description


def test_what_is_not_loaded_is_complained_of(project: Path, home: Path) -> None:
    put(
        project,
        colon=agent_file("a:b"),
        dash=agent_file("-x"),
        nameless="---\nname: x\n---\n",
        quotes="---\nname: q\ndescription: 'a'b'\n---\n",
        mode=agent_file("mode", "permissionMode: bogus\nmaxTurns: many\n"),
    )
    answer = claude.load(project, home)
    assert set(answer.agents) == {"mode"}
    text = "\n".join(answer.errors)
    for part in ('must not contain ":"', 'must not start with "-"', '"description"', "q", "bogus", "many"):
        assert part in text


def test_a_session_runs_as_an_agent(project: Path, home: Path) -> None:
    put(project, pilot=agent_file("pilot", "tools: Read\nmodel: sonnet\n", "Fly.\n"))
    found = claude.run_as(project, home, "pilot")
    assert (found.prompt or "").startswith("Fly.")
    assert found.tools == ["Read"]
    assert "sonnet" in (found.model or "")


def test_validate_says_what_is_wrong(project: Path) -> None:
    put(project, good=agent_file("good"))
    assert claude.validate(project / ".claude") == []
    put(project / "bad", bad="---\nname: bad\ndescription: 'a'b'\n---\n")
    assert "failed to parse" in "".join(claude.validate(project / "bad" / ".claude"))


# --agents


BAD_VALUES: dict[str, tuple[str, object]] = {
    "tools-text": ("tools", "Read"),
    "tools-null": ("tools", None),
    "disallowed-text": ("disallowedTools", "Read"),
    "model-empty": ("model", ""),
    "mode-bogus": ("permissionMode", "bogus"),
    "turns-none": ("maxTurns", 0),
    "effort-bogus": ("effort", "bogus"),
    "servers-map": ("mcpServers", {"x": SERVER}),
    "servers-untyped": ("mcpServers", [{"x": {"url": "http://127.0.0.1:9/mcp"}}]),
    "hooks-unheard": ("hooks", {"Unheard": []}),
    "memory-bogus": ("memory", "bogus"),
    "description-empty": ("description", ""),
}


def test_one_bad_value_refuses_the_whole_object(project: Path, home: Path) -> None:
    entry = {"description": "d", "prompt": "p"}
    bad = {name: {**entry, key: value} for name, (key, value) in BAD_VALUES.items()}
    answer = claude.load_json({"good": entry, **bad}, project, home)
    assert answer.agents == {}
    assert "Invalid --agents configuration" in answer.errors[0]
    assert [name for name in bad if f"{name}." not in answer.errors[0]] == []
    written = write(read_text(json.dumps(bad)), "claude-json", registry=REGISTRY).files[0].text
    assert claude.load_json(written, project, home).agents.keys() == bad.keys()


def read_text(text: str) -> tuple[Agent, ...]:
    from agentconv.diagnostics import Report
    from agentconv.reading.detect import read_source
    from agentconv.text.source import Source

    source = Source("claude-agents.json", text)
    return tuple(d.agent for d in read_source(source, REGISTRY, Report()))


def test_the_refused_fixture_is_refused(project: Path, home: Path) -> None:
    text = (FIXTURES / "claude-json" / "refused.json").read_text("utf-8")
    assert claude.load_json(text, project, home).agents == {}


# skills


def test_exported_skills_load_and_stay_inert(project: Path, home: Path) -> None:
    prompt = (
        "$ARGUMENTS $ARGUMENTS[0] $0 $1, $1a ${HOME} @x.md\n\n- !`echo RAN` \\!`echo RAN`\n"
        "```!\necho RAN\n```\n${CLAUDE_SKILL_DIR} \\$2 \\\\$ARGUMENTS\n"
    )
    agent = Agent("Live Text", description="d: --- 'x'", prompt=prompt)
    (file,) = write(agent, "skill", registry=REGISTRY).files
    path = project / file.path
    path.parent.mkdir(parents=True)
    path.write_text(file.text, encoding="utf-8")
    assert claude.load_skills(project, home) == {"live-text": "d: --- 'x'"}
    assert claude.validate(project / ".claude") == []
    back = read(path, registry=REGISTRY).agents[0].prompt
    for arguments in ("", "one 'two three' four"):
        text = claude.run_skill(project, home, "live-text", arguments)
        assert text.partition("\n\nARGUMENTS: ")[0].strip() == back.strip()
    assert "\nRAN" not in text


def test_a_skill_bounds_nothing(project: Path, home: Path) -> None:
    folder = project / ".claude" / "skills" / "bound"
    folder.mkdir(parents=True)
    text = "---\nname: bound\ndescription: d\nallowed-tools: Read\n---\nBody."
    (folder / "SKILL.md").write_text(text, encoding="utf-8")
    (agent,) = read(folder / "SKILL.md", registry=REGISTRY).agents
    assert agent.tools == Tools()
    assert claude.run_skill(project, home, "bound") == "Body."
