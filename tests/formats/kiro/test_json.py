"""Amazon Q and Kiro agents against the vendor's schema, and real files."""

import csv
import functools
import json
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings

from agentconv.api import read, write
from agentconv.conformance.strategies import AGENT
from agentconv.diagnostics import Report, Severity
from agentconv.host.registry import Registry
from agentconv.model.agent import Agent, Tool, Tools
from agentconv.model.powers import power
from agentconv.reading.detect import read_source
from agentconv.testing import read_documents
from agentconv.text.source import Source, decode
from agentconv.writing.convert import convert_documents
from tests.conftest import CORPUS, FIXTURES, examples

REGISTRY = Registry(plugins=False)
SCHEMA = CORPUS / "kiro" / "aws+amazon-q-developer-cli" / "agent-v1.json"

needs_corpus = pytest.mark.skipif(
    not SCHEMA.is_file(), reason="the shared corpus is not beside this checkout"
)


@functools.cache
def validator() -> jsonschema.Draft7Validator:
    return jsonschema.Draft7Validator(json.loads(SCHEMA.read_text("utf-8")))


def valid(text: str) -> None:
    validator().validate(json.loads(text))


@needs_corpus
@given(agent=AGENT)
@settings(max_examples=examples(60))
def test_what_is_written_fits_amazon_qs_schema(agent: Agent) -> None:
    (file,) = write(agent, "amazonq", registry=REGISTRY).files
    valid(file.text)
    assert json.loads(file.text)["name"] == Path(file.path).stem


@needs_corpus
def test_fixtures_fit_amazon_qs_schema() -> None:
    for path in sorted((FIXTURES / "amazonq").glob("*.json")):
        if path.stem != "unknown-key":
            valid(path.read_text("utf-8"))
    for path in sorted((FIXTURES / "neutral").glob("*.json")):
        (file,) = write(read(path).agents, "amazonq", registry=REGISTRY).files
        valid(file.text)


@pytest.mark.parametrize("target", ["amazonq", "kiro-json"])
def test_a_prompt_of_another_format_is_never_the_name_of_a_file(target: str) -> None:
    conversion = write(Agent("a", prompt="file:///etc/passwd"), target, registry=REGISTRY)
    assert json.loads(conversion.files[0].text)["prompt"] == "\nfile:///etc/passwd"
    assert "prompt" in {d.field for d in conversion.diagnostics}


@pytest.mark.parametrize("target", ["amazonq", "kiro-json"])
def test_a_bounded_tool_is_not_written_without_its_bounds(target: str) -> None:
    name = {"amazonq": "execute_bash", "kiro-json": "shell"}[target]
    tools = Tools((Tool("read"), Tool(name, native=target)))
    bounds = {"toolsSettings": {name: {"deniedCommands": ["rm .*"]}}}
    for extensions, listed in (({}, False), ({target: bounds}, True)):
        agent = Agent("a", prompt="p", tools=tools, extensions=extensions)
        native = json.loads(write(agent, target, registry=REGISTRY).files[0].text)
        assert (name in native["tools"]) == listed


@pytest.mark.parametrize(
    ("approved", "mode"),
    [
        (["fs_*"], "accept-edits"),
        (["fs_write", "execute_*"], "auto"),
        (["execute_bash"], None),
        ([], None),
        (["*"], None),
    ],
)
def test_what_runs_unasked_is_a_permission_mode(approved: list[str], mode: str | None) -> None:
    native = {"name": "a", "tools": ["fs_read", "fs_write", "execute_bash"], "allowedTools": approved}
    (document,) = read_source(
        Source(".amazonq/cli-agents/a.json", json.dumps(native)), REGISTRY, report := Report()
    )
    assert not report.errors()
    assert document.agent.permission_mode == mode


def real_files() -> Iterator[tuple[Path, str]]:
    if SCHEMA.is_file():
        with (CORPUS / "index.csv").open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                if row["path"].startswith("kiro/") and row["path"].endswith(".json"):
                    yield CORPUS / row["path"], row["source_path"]


@pytest.mark.parametrize(("path", "place"), list(real_files()), ids=lambda p: str(p).rpartition("corpus/")[2])
def test_real_files(path: Path, place: str) -> None:
    if path == SCHEMA:
        assert "not-an-agent" in {d.code for d in read(path, registry=REGISTRY).diagnostics}
        return
    report = Report()
    text = decode(path.read_bytes())
    documents = read_source(Source(place, text), REGISTRY, report)
    assert not report.errors(), report.errors()
    assert {d.format for d in documents} == {"kiro-json"}
    links = {d.code for d in report.diagnostics if d.severity is Severity.WARNING}
    assert ("file://" in documents[0].agent.prompt) == bool(links & {"not-found", "link-outside"})
    (file,) = convert_documents(documents, "kiro-json", REGISTRY).files
    assert file.text == text
    for target in REGISTRY.targets():
        conversion = convert_documents(documents, target, REGISTRY)
        if {"power-widened", "over-limit"} & {d.code for d in conversion.diagnostics}:
            continue  # a target that bounds nothing, or holds less
        assert conversion.ok, (target, conversion.diagnostics)
        if REGISTRY.get(target).reads:
            for back in read_documents(conversion, REGISTRY):
                assert power(back.agent) <= power(documents[0].agent), target
