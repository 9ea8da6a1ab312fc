"""What Claude Code itself loads, and how it runs what agentconv writes for it."""

import json
from pathlib import Path

import pytest

from agentconv.api import read, write
from agentconv.formats._claude_codecs import NAMES
from agentconv.model import Agent, Tools
from agentconv.pipeline import Options, convert_documents
from agentconv.registry import Registry
from tests.clients import claude
from tests.clients.common import Answer
from tests.conftest import CORPUS, FIXTURES

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
    folder.mkdir(parents=True)
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


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("tools", "Read"),
        ("tools", None),
        ("disallowedTools", "Read"),
        ("model", ""),
        ("permissionMode", "bogus"),
        ("maxTurns", 0),
        ("effort", "bogus"),
        ("mcpServers", {"x": SERVER}),
        ("mcpServers", [{"x": {"url": "http://127.0.0.1:9/mcp"}}]),
        ("hooks", {"Unheard": []}),
        ("memory", "bogus"),
        ("description", ""),
    ],
)
def test_one_bad_value_refuses_the_whole_object(key: str, value: object, project: Path, home: Path) -> None:
    entry = {"description": "d", "prompt": "p"}
    answer = claude.load_json({"good": entry, "bad": {**entry, key: value}}, project, home)
    assert answer.agents == {}
    assert "Invalid --agents configuration" in answer.errors[0]
    (found,) = read_text(json.dumps({"bad": {**entry, key: value}}))
    written = write(found, "claude-json", registry=REGISTRY).files[0].text
    assert set(claude.load_json(written, project, home).agents) == {"bad"}


def read_text(text: str) -> tuple[Agent, ...]:
    from agentconv.diagnostics import Report
    from agentconv.reading import read_source
    from agentconv.source import Source

    source = Source("claude-agents.json", text)
    return tuple(d.agent for d in read_source(source, REGISTRY, Report()))


def test_fixtures_load_as_agentconv_reads_them(project: Path, home: Path) -> None:
    for path in sorted((FIXTURES / "claude-json").glob("*.json")):
        answer = claude.load_json(path.read_text("utf-8"), project, home)
        if path.stem == "refused":
            assert answer.agents == {}
        else:
            compare(answer, read(path, registry=REGISTRY).agents)


def sources() -> list[Path]:
    folders = [FIXTURES / "neutral", FIXTURES / "claude", CORPUS / "claude", CORPUS / "seeds"]
    return sorted(path for folder in folders if folder.is_dir() for path in folder.rglob("*.*"))


def agents_of_all_sources() -> list[Agent]:
    """One agent for each name, of all that can be read."""
    found: dict[str, Agent] = {}
    for path in sources():
        result = read(path, registry=REGISTRY)
        for agent in result.agents if result.ok else ():
            found.setdefault(agent.name, agent)
    return list(found.values())


def test_everything_exported_to_json_loads(project: Path, home: Path) -> None:
    conversion = write(agents_of_all_sources(), "claude-json", registry=REGISTRY)
    assert conversion.ok
    text = conversion.files[0].text
    compare(claude.load_json(text, project, home), read_text(text))


REPLACED = {"worktree": "the scratch project is no git repository, so an isolated agent does not start"}
"""Why an agent that is loaded was not started, so that only its description can be compared."""


def compare(answer: Answer, agents: tuple[Agent, ...]) -> None:
    """Hold what the client loaded against what agentconv read."""
    assert set(answer.agents) == {agent.name for agent in agents}, answer.errors
    for agent in agents:
        found = answer.agents[agent.name]
        assert found.description == agent.description
        if found.prompt is None:
            refusal = found.more["refusal"]
            assert agent.isolation in REPLACED or "zero tools" in refusal, refusal
            continue
        if agent.memory is None:
            assert found.prompt == agent.prompt
        elif agent.prompt:
            assert found.prompt.startswith(agent.prompt)
        denied = {tool.name for tool in agent.tools.deny if tool.name != "mcp"}
        given = {NAMES.decode(name) for name in found.tools}
        assert not denied & {tool.name for tool in given}, agent.name
        if agent.tools.allow is not None:
            allowed = {t.name for t in agent.tools.allow}
            assert {t.name for t in given} - COMPANIONS <= allowed, agent.name


COMPANIONS = {"TaskStop", "mcp"}
"""What the client lists under another name, or by server."""


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


def test_every_exported_skill_loads(project: Path, home: Path) -> None:
    documents = []
    names = set()
    for path in sources():
        result = read(path, registry=REGISTRY)
        for document in result.documents if result.ok else ():
            if document.agent.name not in names and len(document.agent.description or "") <= 1000:
                names.add(document.agent.name)
                documents.append(document)
    conversion = convert_documents(documents, "skill", REGISTRY, Options(allow_wider=True))
    assert conversion.ok
    for file in conversion.files:
        path = project / file.path
        path.parent.mkdir(parents=True)
        path.write_bytes(file.text.encode())
    found = claude.load_skills(project, home)
    assert set(found) == {Path(file.path).parent.name for file in conversion.files}


def test_a_skill_bounds_nothing(project: Path, home: Path) -> None:
    folder = project / ".claude" / "skills" / "bound"
    folder.mkdir(parents=True)
    text = "---\nname: bound\ndescription: d\nallowed-tools: Read\n---\nBody."
    (folder / "SKILL.md").write_text(text, encoding="utf-8")
    (agent,) = read(folder / "SKILL.md", registry=REGISTRY).agents
    assert agent.tools == Tools()
    assert claude.run_skill(project, home, "bound") == "Body."
