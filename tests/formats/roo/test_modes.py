"""Roo modes: as the client cleans and checks its file, one mode changed among several, real files."""

import functools
import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from agentconv.api import read, write
from agentconv.conformance.strategies import AGENT
from agentconv.diagnostics import Report
from agentconv.formats.roo.modes import CLEANED
from agentconv.host.registry import Registry
from agentconv.model.agent import Agent
from agentconv.model.powers import power
from agentconv.reading.detect import read_source
from agentconv.testing import read_documents
from agentconv.text.source import Source
from agentconv.writing.convert import Conversion, convert_documents
from tests.conftest import CORPUS, FIXTURES, examples

REGISTRY = Registry(plugins=False)
SEVERAL = FIXTURES / "roo" / "several.roomodes"
FOLDER = CORPUS / "roo"
SCHEMA = FOLDER / "RooCodeInc+Roo-Code" / "roomodes.json"

REFUSED = {
    "ruvnet+claude-flow/.roomodes": "not-an-agent",
    "RooCodeInc+Roo-Code/roomodes.json": "not-an-agent",
}
"""Real files that are refused, and why: another tool's map of agents, a JSON Schema."""


def needs_corpus(function: object) -> object:
    mark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared corpus is not beside this checkout")
    return mark(function)  # type: ignore[no-any-return, operator]


@functools.cache
def validator() -> jsonschema.Draft7Validator:
    return jsonschema.Draft7Validator(json.loads(SCHEMA.read_text("utf-8")))


def valid(text: str) -> None:
    validator().validate(yaml.safe_load(text))


@needs_corpus
@given(agents=st.lists(AGENT, min_size=1, max_size=4, unique_by=lambda a: a.name))
@settings(max_examples=examples(40))
def test_what_is_written_fits_the_vendors_schema_and_survives_its_cleaning(agents: list[Agent]) -> None:
    (file,) = write(agents, "roo", registry=REGISTRY).files
    assert not CLEANED.search(file.text)
    valid(file.text)
    modes = yaml.safe_load(file.text)["customModes"]
    prompts = {agent.prompt for agent in agents if agent.prompt}
    assert prompts <= {mode["roleDefinition"] for mode in modes}
    slugs = [mode["slug"] for mode in modes]
    assert len(set(slugs)) == len(slugs)


def changed(**fields: object) -> Conversion:
    first, *others = read(SEVERAL, "roo", registry=REGISTRY).documents
    edited = replace(first, agent=replace(first.agent, **fields), original=first.agent)  # type: ignore[arg-type]
    return convert_documents([*others, edited], "roo", REGISTRY)


def test_a_changed_description_changes_only_its_line() -> None:
    conversion = changed(description="Bakes — and sells.")
    assert "layout-lost" not in {d.code for d in conversion.diagnostics}
    old, new = SEVERAL.read_text("utf-8").splitlines(), conversion.files[0].text.splitlines()
    assert [line for line in new if line not in old] == [r'    description: "Bakes \u2014 and sells."']
    assert len(old) == len(new)


def test_a_changed_prompt_takes_the_place_of_both_its_parts() -> None:
    conversion = changed(prompt="You bake.\n\nAnd weigh.")
    assert "layout-lost" not in {d.code for d in conversion.diagnostics}
    again = {d.agent.name: d.agent for d in read_documents(conversion, REGISTRY)}
    assert again["baker"].prompt == "You bake.\n\nAnd weigh."
    text = conversion.files[0].text
    assert "    name: 🥖 Baker   # shown in the list\n" in text
    assert "    roleDefinition: |-\n      You bake.\n\n      And weigh.\n    whenToUse: When" in text
    assert "customInstructions" not in text


def test_only_text_that_the_client_cleans_is_in_double_quotes() -> None:
    agent = Agent("a", description="It\u2019s\nhere", prompt="Do it.\n\nThen stop.\n")
    (file,) = write(agent, "roo", registry=REGISTRY).files
    assert r'    description: "It\u2019s\nhere"' in file.text
    assert "    roleDefinition: |\n      Do it.\n\n      Then stop.\n    groups:\n" in file.text


def test_a_new_description_is_added_to_its_mode() -> None:
    documents = read(SEVERAL, "roo", registry=REGISTRY).documents
    till = documents[1]
    edited = replace(till, agent=replace(till.agent, description="Counts."), original=till.agent)
    conversion = convert_documents([documents[0], edited, documents[2]], "roo", REGISTRY)
    assert "layout-lost" not in {d.code for d in conversion.diagnostics}
    assert "    groups: []\n    description: Counts.\n    whenToUse: Counts.\n" in conversion.files[0].text


def test_some_modes_of_a_file_keep_what_they_hold() -> None:
    documents = read(SEVERAL, "roo", registry=REGISTRY).documents
    (file,) = convert_documents(documents[:1], "roo", REGISTRY).files
    (mode,) = yaml.safe_load(file.text)["customModes"]
    assert mode["customInstructions"] == "Weigh everything.\n\nWrite it down."
    assert mode["groups"][1] == ["edit", {"fileRegex": r"\.(md|txt)$", "description": "Recipes only"}]


def files() -> list[Path]:
    return sorted(p for p in FOLDER.rglob("*") if p.is_file()) if FOLDER.is_dir() else []


@pytest.mark.parametrize("path", files(), ids=lambda p: f"{p.parent.name}/{p.name}")
def test_real_files(path: Path) -> None:
    report = Report()
    result = read(path, registry=REGISTRY)
    why = REFUSED.get(f"{path.parent.name}/{path.name}")
    if why:
        assert why in {d.code for d in result.diagnostics}
        return
    assert result.ok, result.diagnostics
    assert {d.format for d in result.documents} == {"roo"}
    (file,) = convert_documents(result.documents, "roo", REGISTRY).files
    assert file.text.encode() == path.read_bytes()
    by_name = {agent.name: agent for agent in result.agents}
    for target in REGISTRY.targets():
        conversion = convert_documents(result.documents, target, REGISTRY)
        if {"power-widened", "over-limit"} & {d.code for d in conversion.diagnostics}:
            continue  # a target that bounds nothing, or holds less
        assert conversion.ok, (target, conversion.diagnostics)
        if REGISTRY.get(target).reads:
            for document in read_documents(conversion, REGISTRY):
                if document.agent.name in by_name:
                    assert power(document.agent) <= power(by_name[document.agent.name])
    (anew,) = write(result.agents, "roo", registry=REGISTRY).files
    valid(anew.text)
    again = read_source(Source(".roomodes", anew.text), REGISTRY, report)
    assert {d.agent.name: d.agent.prompt for d in again} == {a.name: a.prompt for a in result.agents}


def test_zoos_list_of_servers_bounds_the_group(tmp_path: Path) -> None:
    path = tmp_path / ".kilocodemodes"
    path.write_bytes((FIXTURES / "roo" / "servers.roomodes").read_bytes())
    bounded, none = (document.agent for document in read(tmp_path, registry=REGISTRY).documents)
    assert {tool.server for tool in bounded.tools.allow or () if tool.name == "mcp"} == {"till", "ledger"}
    assert "shell" in {tool.name for tool in none.tools.allow or ()}
    assert "mcp" not in {tool.name for tool in none.tools.allow or ()}


@pytest.mark.parametrize("place", [".bob/custom_modes.yaml", ".kilocodemodes", ".roomodes"])
def test_kin_keep_their_modes_elsewhere(tmp_path: Path, place: str) -> None:
    path = tmp_path / place
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        "customModes:\n  - {slug: a, name: A, roleDefinition: r, groups: [read]}\n", encoding="utf-8"
    )
    (document,) = read(tmp_path, registry=REGISTRY).documents
    assert (document.format, document.agent.name) == ("roo", "a")
