"""Real files, where they are at hand: each of the corpus, from the place where it lay, to every format."""

import csv
import json
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import jsonschema
import pydantic
import pytest
from openai.types.beta import AssistantCreateParams

from agentconv.api import read, write
from agentconv.diagnostics import Report
from agentconv.errors import NotAnAgent, Problem
from agentconv.export import ExportRequest, export
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.reading.detect import read_source
from agentconv.text.source import Source, decode
from agentconv.writing.convert import convert_documents
from tests.conftest import CORPUS, FIXTURES
from tests.test_pairs import MAY_FAIL, TARGETS, there_and_back

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not beside this checkout")

REGISTRY = Registry(plugins=False)

REFUSED = {
    "blog posts": (
        "no format recognises it",
        ["claude/RooCodeInc+Roo-Code/"],
    ),
    "a list where a name belongs": ("'name' takes text", ["claude/JoseCortezz25+workflow-ai/"]),
    "not UTF-8": ("not UTF-8", ["claude/VoltAgent+awesome-claude-code-subagents/embedded-systems.md"]),
    "frontmatter that is never closed": (
        "frontmatter-unclosed",
        ["copilot/AlphaSolutionsA-S+nimbusnordic-medusab2b/"],
    ),
    "a list of tools, at which OpenCode refuses to start": (
        "'tools' takes a map",
        ["opencode/sampleXbro+agentsbridge/test-runner.md"],
    ),
    "prompts in files that the corpus does not have": ("not-found", ["opencode/aldok10+zara-agent-opc/"]),
    "settings without an agent": (
        "the settings define no agent",
        ["other/not-agents/sampleXbro+agentsbridge/"],
    ),
    "another tool's map": ("no 'customModes'", ["roo/ruvnet+claude-flow/.roomodes"]),
    "JSON Schemas": (
        "no format recognises it",
        [
            "kiro/aws+amazon-q-developer-cli/agent-v1.json",
            "roo/RooCodeInc+Roo-Code/roomodes.json",
            "other/a2a/",
        ],
    ),
    "agents of services, without a prompt": (
        "holds no agent with a prompt",
        [
            "other/agentspec/oracle+agent-spec/howto_a2aagent.yaml",
            "other/agentspec/oracle+agent-spec/ociagent.yaml",
        ],
    ),
    "settings without a role": (
        "declares no role",
        ["other/not-agents/dyoshikawa+rulesync/config.toml"],
    ),
    "guides, templates and settings": (
        "no f",
        ["other/not-agents/", "other/bmad/", "other/cagent/ruvnet+claude-flow/research-workflow.yaml"],
    ),
    "agents of a plugin": (
        "the plugin agentconv-crewai reads such files",
        ["other/crewai/crewAIInc+crewAI/agents.yaml"],
    ),
    "formats that are not built in": ("no format", ["other/letta/", "other/crewai/", "other/gitagent/"]),
}
"""What is refused: why, what is said of it, and where the paths of such files start."""


@dataclass(frozen=True)
class File:
    path: Path
    place: str
    """Where it lay in its repository."""

    @property
    def name(self) -> str:
        return self.path.relative_to(CORPUS).as_posix()


def files() -> list[File]:
    if not CORPUS.is_dir():
        return []
    with (CORPUS / "index.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [File(CORPUS / row["path"], row["source_path"] or row["path"]) for row in rows]


FILES = files()


def refusal(file: File) -> str | None:
    """What is said of a file that is refused; None for one that is read."""
    for what, starts in REFUSED.values():
        if any(file.name.startswith(start) for start in starts):
            return what
    return None


@cache
def outcome(file: File) -> tuple[list[Document], str]:
    """The documents of a file, and what was said where there are none."""
    report = Report()

    def sibling(name: str) -> Source:
        other = file.path.parent / name
        if not other.is_file():
            raise Problem("not-found", "there is no such file")
        return Source(name, decode(other.read_bytes()))

    try:
        text = decode(file.path.read_bytes())
        found = read_source(Source(file.place, text), REGISTRY, report, sibling=sibling)
    except (NotAnAgent, Problem) as reason:
        return [], str(reason)
    return found, "; ".join(map(str, report.errors()))


READ = [file for file in FILES if refusal(file) is None or outcome(file)[0]]


def ids(file: File) -> str:
    return file.name


def test_what_is_refused_is_refused_for_the_reason_given() -> None:
    wrong = [(f.name, outcome(f)[1]) for f in FILES if f not in READ and str(refusal(f)) not in outcome(f)[1]]
    assert wrong == []
    assert len(READ) == 297


@pytest.mark.parametrize("file", READ, ids=ids)
def test_any_file_to_any_format(file: File) -> None:
    found, why = outcome(file)
    assert found, why
    if REGISTRY.get(found[0].format).writes:
        own = convert_documents(found, found[0].format, REGISTRY)
        assert file.path.read_bytes() in [f.text.encode() for f in own.files]
    for document in found:
        for target in TARGETS:
            assert there_and_back(document, target) <= MAY_FAIL, target


@pytest.mark.parametrize(
    "file", [f for f in READ if f.name.startswith(("claude/", "seeds/", "history/"))], ids=ids
)
def test_an_edited_description_keeps_every_other_line(file: File) -> None:
    source = outcome(file)[0][0]
    changed = replace(source.agent, description="New.")
    conversion = write(changed, source.format, onto=source, registry=REGISTRY)
    assert "layout-lost" not in {d.code for d in conversion.diagnostics}
    old = file.path.read_text("utf-8").splitlines()
    new = conversion.files[0].text.splitlines()
    assert set(new) - set(old) <= {line for line in new if "New." in line or line.startswith("description:")}


def strict_schema() -> jsonschema.Draft202012Validator:
    schema = json.loads((CORPUS.parent / "formats" / "openai-assistant.schema.json").read_text("utf-8"))
    schema.pop("anyOf")
    return jsonschema.Draft202012Validator({**schema, "$ref": "#/$defs/CreateAssistantRequestStrict"})


def materialised(value: object) -> object:
    """Walk lazily validated iterables, or their items are never checked."""
    if isinstance(value, dict):
        return {k: materialised(v) for k, v in value.items()}
    if value is None or isinstance(value, (str, bytes, int, float, bool)):
        return value
    return [materialised(v) for v in value]  # type: ignore[attr-defined]


def test_assistants_are_valid_for_the_schema_and_for_the_vendors_own_types() -> None:
    strict, types = strict_schema(), pydantic.TypeAdapter(AssistantCreateParams)
    neutral = [read(p, registry=REGISTRY).documents[0] for p in sorted((FIXTURES / "neutral").glob("*.json"))]
    found = [d for file in READ for d in outcome(file)[0]] + neutral
    for one in found:
        if one.format == "openai":
            continue
        conversion = convert_documents([one], "openai", REGISTRY)
        assert conversion.ok, conversion.diagnostics
        body = json.loads(conversion.files[0].text)
        strict.validate(body)
        materialised(types.validate_python(body, extra="forbid"))
        assert body["instructions"] == one.agent.prompt


def test_the_seeds(tmp_path: Path) -> None:
    result = export(ExportRequest((str(CORPUS / "seeds"),), ("openai",), tmp_path), REGISTRY)
    assert result.ok
    bodies = {p.stem: json.loads(p.read_text("utf-8")) for p in (tmp_path / "openai/assistants").iterdir()}
    assert sorted(bodies) == [
        "backend-engineer-golang",
        "backend-specialist",
        "go-backend",
        "go-backend-expert",
    ]
    assert bodies["backend-engineer-golang"]["metadata"]["agentconv.version"] == "1.1.0"
    assert [d.path for d in result.superseded] == [(CORPUS / "seeds/001.md").as_posix()]
    for stem, name in (("000", "backend-engineer-golang"), ("004", "go-backend-expert")):
        text = (CORPUS / f"seeds/{stem}.md").read_text("utf-8")
        assert bodies[name]["instructions"] == text.split("\n---\n", 1)[1]
    assert "\n\nExamples:\n- <example>" in bodies["go-backend-expert"]["description"]
    tools = {n: bodies[n]["metadata"]["agentconv.tools"] for n in ("go-backend", "backend-specialist")}
    assert json.loads(tools["go-backend"]) == ["read", "write", "grep", "glob", "shell"]
    assert json.loads(tools["backend-specialist"]) == ["read", "grep", "glob", "shell", "edit", "write"]


def test_fixtures_show_every_tag_of_the_corpus() -> None:
    table = (FIXTURES / "README.md").read_text("utf-8").replace("\\|", "|")
    with (CORPUS / "index.csv").open(encoding="utf-8") as file:
        rows = [r for r in csv.DictReader(file) if r["path"].startswith(("claude/", "seeds/"))]
    tags = {tag for row in rows for tag in row["quirks"].split()}
    assert [tag for tag in sorted(tags) if f"`{tag}`" not in table] == []
