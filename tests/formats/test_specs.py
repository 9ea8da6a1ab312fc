"""What the vendors' own loaders and schemas make of the files that are written, and the real files."""

import json
import logging
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given

from agentconv.api import read, write
from agentconv.conformance.strategies import AGENT
from agentconv.diagnostics import Report
from agentconv.errors import NotAnAgent
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.model.agent import Agent
from agentconv.reading.detect import read_source
from agentconv.text.source import Source
from agentconv.writing.convert import convert_documents
from tests.conftest import CORPUS, FIXTURES
from tests.test_corpus import READ, outcome

REGISTRY = Registry(plugins=False)
FACTS = CORPUS.parent / "formats"
OWN = ("a2a", "agentspec", "docker-agent", "m365")


@cache
def agents() -> tuple[Agent, ...]:
    """Every agent of the fixtures, and of the corpus where it is there."""
    folders = [FIXTURES / name for name in ("neutral", "claude", "openai", *OWN)]
    ours = [read(folder, registry=REGISTRY) for folder in folders]
    real = [document.agent for file in READ for document in outcome(file)[0]]
    return (*(d.agent for result in ours for d in result.documents), *real)


def written(agent: Agent, target: str) -> str | None:
    """The one file of an agent; None when a limit of the target stands against it."""
    conversion = write(agent, target, registry=REGISTRY)
    if not conversion.ok:
        assert {d.code for d in conversion.diagnostics if d.severity == "error"} == {"over-limit"}
        return None
    (file,) = conversion.files
    return file.text


# Open Agent Specification


def check_agentspec(agent: Agent, text: str) -> None:
    serialization = pytest.importorskip("pyagentspec.serialization", reason="pyagentspec is not installed")
    logging.getLogger("pyagentspec").setLevel(logging.ERROR)
    loaded: Any = serialization.AgentSpecDeserializer().from_yaml(text)
    assert (loaded.name, loaded.description) == (agent.name, agent.description)
    assert loaded.system_prompt == agent.prompt
    document = yaml.safe_load(text)
    again = serialization.AgentSpecSerializer().to_dict(loaded)
    assert again["metadata"] == document.get("metadata", {})
    assert [p["title"] for p in again["inputs"]] == [p["title"] for p in document.get("inputs", [])]
    if "inputs" not in agent.extensions.get("agentspec", {}):
        assert all(f"{{{{{p['title']}}}}}" == re.sub(r"\s", "", p["default"]) for p in again["inputs"])
    names = [t["name"] for t in document.get("tools", []) if "name" in t]
    assert [t.name for t in loaded.tools][: len(names)] == names or document.get("$referenced_components")
    model = loaded.llm_config
    own = type(model).__name__ == "LlmConfig"  # the vendors' own kinds know their provider by themselves
    shown = "/".join(p for p in (model.provider if own else None, model.model_id) if p is not None)
    assert shown == ("default" if agent.model in (None, "inherit") else agent.model)


@given(agent=AGENT)
def test_agentspec_loads_whatever_an_agent_holds(agent: Agent) -> None:
    text = written(agent, "agentspec")
    assert text is not None
    check_agentspec(agent, text)


def test_agentspec_loads_every_agent() -> None:
    for agent in agents():
        text = written(agent, "agentspec")
        assert text is not None
        check_agentspec(agent, text)


# A2A


def check_card(agent: Agent, text: str) -> None:
    pytest.importorskip("a2a.types", reason="a2a-sdk is not installed")
    from a2a.types import AgentCard
    from a2a.utils.proto_utils import validate_proto_required_fields
    from google.protobuf.json_format import ParseDict

    card = ParseDict(json.loads(text), AgentCard())
    validate_proto_required_fields(card)
    assert card.name == agent.name
    assert card.description == (agent.description or agent.name)
    for secret in (agent.prompt, agent.initial_prompt or ""):
        longest = max(re.split(r"[\s\"\\]+", secret), key=len, default="")
        public = json.dumps([agent.name, agent.description, agent.skills, agent.tags, str(agent.tools)])
        if len(longest) > 12 and longest.casefold() not in public.casefold():  # the name, as a slug
            assert longest not in text


@given(agent=AGENT)
def test_cards_are_valid_and_hold_no_prompt(agent: Agent) -> None:
    text = written(replace(agent, prompt=f"{agent.prompt} unmistakable-secret"), "a2a")
    assert text is not None
    assert "unmistakable-secret" not in text
    check_card(agent, text)


def test_every_agent_has_a_valid_card() -> None:
    for agent in agents():
        text = written(agent, "a2a")
        assert text is not None
        check_card(agent, text)


# Docker Agent


@cache
def docker_schema() -> jsonschema.Draft7Validator:
    path = FACTS / "docker-cagent.schema.json"
    if not path.is_file():
        pytest.skip("the vendor's schema is not beside this checkout")
    return jsonschema.Draft7Validator(json.loads(path.read_text("utf-8")))


def check_docker(agent: Agent, text: str) -> None:
    document = yaml.safe_load(text)
    docker_schema().validate(document)
    ((name, own),) = document["agents"].items()
    assert name == agent.name
    assert expanded(own.get("description")) == agent.description
    assert expanded(own.get("instruction", "")) == agent.prompt
    assert all(t.get("tools") != [] for t in own.get("toolsets", []))


def expanded(text: str | None) -> str | None:
    """What the client's template literal makes of a text; fails for anything that is live."""
    if text is None or "${" not in text:
        return text
    assert re.findall(r"\$\{[^}]*\}?", text) == ["${'$'}"] * text.count("${")
    return text.replace("${'$'}", "$")


@given(agent=AGENT)
def test_docker_agent_is_valid_whatever_an_agent_holds(agent: Agent) -> None:
    text = written(agent, "docker-agent")
    assert text is not None
    check_docker(agent, text)


def test_docker_agent_is_valid_for_every_agent() -> None:
    for agent in agents():
        if OWN[2] in agent.extensions:
            continue
        text = written(agent, "docker-agent")
        assert text is not None
        check_docker(agent, text)


@pytest.mark.parametrize(
    "path",
    [
        p for p in sorted((FIXTURES / "docker-agent").iterdir()) if p.stem != "newer"
    ],  # the schema is that of 7
    ids=lambda p: p.stem,
)
def test_docker_agent_fixtures_are_valid_and_stay_so(path: Path) -> None:
    docker_schema().validate(yaml.safe_load(path.read_text("utf-8")))
    for document in read(path, "docker-agent", registry=REGISTRY).documents:
        text = written(replace(document.agent, description="Another."), "docker-agent")
        assert text is not None
        docker_schema().validate(yaml.safe_load(text))


# Microsoft 365

LOCALISED = re.compile(r"^(?!.*(?:\[\[|\]\]))[^\n\r\u2028\u2029]*$")
MANIFEST_KEYS = {
    "id", "version", "name", "description", "disclaimer", "instructions", "capabilities", "behavior_overrides",
    "conversation_starters", "actions", "user_overrides", "editorial_answers", "worker_agents", "$schema",
    "sensitivity_label",
}  # fmt: skip


def check_manifest(text: str) -> None:
    manifest = json.loads(text)
    assert manifest.keys() <= MANIFEST_KEYS
    assert re.fullmatch(r"v1\.\d", manifest["version"])
    for key, limit in (("name", 100), ("description", 1000)):
        assert 1 <= len(manifest[key]) <= limit
        assert manifest[key].strip()
        assert LOCALISED.search(manifest[key])
    instructions = manifest.get("instructions", "x")
    assert 1 <= len(instructions) <= 8000
    assert instructions.strip()
    assert not instructions.startswith("[[")
    assert not instructions.endswith("]]")
    assert not re.search("[\u2028\u2029]", instructions)
    names = [c["name"] for c in manifest.get("capabilities", [])]
    assert len(names) == len(set(names))


@given(agent=AGENT)
def test_manifests_are_valid_whatever_an_agent_holds(agent: Agent) -> None:
    text = written(agent, "m365")
    if text is not None:
        check_manifest(text)


def test_every_manifest_is_valid_or_refused() -> None:
    for agent in agents():
        text = written(agent, "m365")
        if text is not None:
            check_manifest(text)


# real files

REFUSED = {
    "howto_a2aagent.yaml": "holds no agent with a prompt",
    "ociagent.yaml": "holds no agent with a prompt",
    "research-workflow.yaml": "no format recognises it",
    "agent.json": "no format recognises it",
}
"""Real files that define no agent: remote agents, a workflow of another tool, schema objects."""

REAL = {
    "agentspec/oracle+agent-spec/example_serialized_agent_with_tools_and_toolboxes_26_1_2.yaml": 1,
    "agentspec/oracle+agent-spec/example_serialized_specialized_agent.yaml": 1,
    "agentspec/oracle+agent-spec/example_serialized_swarm.yaml": 3,
    "agentspec/oracle+agent-spec/ext_ops_assistant_tutorial_flow.json": 1,
    "agentspec/oracle+agent-spec/howto_disaggregated_main_config.yaml": 1,
    "agentspec/oracle+agent-spec/howto_managerworkers.json": 3,
    "cagent/docker+cagent/bm25.yaml": 1,
    "cagent/docker+cagent/mcp_definitions_invalid_def.yaml": 1,
    "cagent/docker+cagent/nightly-scanner.yaml": 5,
    "cagent/docker+cagent/providers.yaml": 2,
}
"""Real file -> how many agents it defines."""


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not beside this checkout")
def test_real_files_are_read_and_come_back_to_the_byte() -> None:
    found, refused = {}, {}
    folders = ("agentspec", "cagent", "a2a")
    for path in sorted(p for folder in folders for p in (CORPUS / "other" / folder).rglob("*.*")):
        if not path.is_file():
            continue
        report, text = Report(), path.read_text("utf-8")
        try:
            documents: list[Document] = read_source(Source(path.name, text), REGISTRY, report)
        except NotAnAgent as reason:
            refused[path.name] = str(reason)
            continue
        assert not report.errors(), (path, report.errors())
        found[path.relative_to(CORPUS / "other").as_posix()] = len(documents)
        conversion = convert_documents(documents, documents[0].format, REGISTRY)
        assert [f.text for f in conversion.files] == [text]
    assert found == REAL
    assert refused.keys() == REFUSED.keys()
    assert all(REFUSED[name] in why for name, why in refused.items())
