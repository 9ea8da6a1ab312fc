"""Real files, where they are at hand: every Claude file, seed and history version through every writer."""

import csv
import json
from functools import cache
from pathlib import Path

import jsonschema
import pydantic
import pytest
from openai.types.beta import AssistantCreateParams

from agentconv import carry
from agentconv.api import read, write
from agentconv.diagnostics import Report, Severity
from agentconv.document import Document
from agentconv.export import Request, export
from agentconv.model import diff
from agentconv.pipeline import convert_documents
from agentconv.powers import power
from agentconv.registry import Registry
from agentconv.testing import read_documents
from tests.conftest import CORPUS, FIXTURES

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not beside this checkout")

FILES = sorted(path for folder in ("claude", "seeds", "history") for path in (CORPUS / folder).rglob("*.md"))
REGISTRY = Registry(plugins=False)
TARGETS = REGISTRY.names()

REFUSED = {
    "specialized-agent-template.md": "wrong-type",
    "embedded-systems.md": "not-utf8",
    "manage-ai-spend-by-measuring-return-not-cost.md": "not-an-agent",
    "non-engineers-stopped-waiting-for-engineers-to-unblock-them.md": "not-an-agent",
    "over-half-of-googles-production-code-is-now-aigenerated.md": "not-an-agent",
    "prds-are-becoming-artifacts-of-the-past.md": "not-an-agent",
    "score-agents-like-employees-not-like-models.md": "not-an-agent",
}
"""The files that are refused, and why: placeholders for names, bytes that are no UTF-8, blog posts."""


def ids(path: Path) -> str:
    return path.relative_to(CORPUS).as_posix()


@cache
def document(path: Path) -> Document:
    result = read(path, registry=REGISTRY)
    if path.name in REFUSED:
        assert REFUSED[path.name] in {d.code for d in result.diagnostics}
        pytest.skip(f"refused: {REFUSED[path.name]}")
    assert result.ok, result.diagnostics
    return result.documents[0]


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_same_bytes(path: Path) -> None:
    conversion = convert_documents([document(path)], document(path).format, REGISTRY)
    assert [f.text.encode() for f in conversion.files] == [path.read_bytes()]


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("path", FILES, ids=ids)
def test_there_and_back_with_carry_is_exact_and_never_wider(path: Path, target: str) -> None:
    source = document(path)
    conversion = write(source.agent, target, registry=REGISTRY)
    if not conversion.ok:
        codes = {d.code for d in conversion.diagnostics if d.severity is Severity.ERROR}
        assert codes <= {"over-limit", "power-widened"}, conversion.diagnostics
        return
    entries = carry.from_text(carry.to_text(conversion.lost))
    (back,) = read_documents(conversion, REGISTRY)
    assert power(back.agent) <= power(source.agent)
    (restored,) = carry.restore([back], entries.get(back.path, {}), Report())
    assert diff(source.agent, restored.agent) == ()


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_an_edited_description_keeps_every_other_line(path: Path) -> None:
    source = document(path)
    from dataclasses import replace

    changed = replace(source.agent, description="New.")
    conversion = write(changed, source.format, onto=source, registry=REGISTRY)
    assert "layout-lost" not in {d.code for d in conversion.diagnostics}
    old, new = path.read_text("utf-8").splitlines(), conversion.files[0].text.splitlines()
    assert set(new) - set(old) <= {line for line in new if "New." in line}


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
    found = [document(path) for path in FILES if path.name not in REFUSED] + neutral
    for one in found:
        conversion = convert_documents([one], "openai", REGISTRY)
        assert conversion.ok, conversion.diagnostics
        body = json.loads(conversion.files[0].text)
        strict.validate(body)
        materialised(types.validate_python(body, extra="forbid"))
        assert body["instructions"] == one.agent.prompt


def test_the_seeds(tmp_path: Path) -> None:
    result = export(Request((str(CORPUS / "seeds"),), ("openai",), tmp_path), REGISTRY)
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
