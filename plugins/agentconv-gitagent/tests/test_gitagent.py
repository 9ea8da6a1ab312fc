"""gitagent folders; what is written fits a schema made from the protocol's."""

from pathlib import Path

import pytest
import yaml
from agentconv_gitagent import GitAgent

from agentconv import Agent, Tool, Tools, read, write
from agentconv.testing import FormatContract

NAMES = {
    "type": "array",
    "uniqueItems": True,
    "items": {"type": "string", "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"},
}
SCHEMA = {
    "type": "object",
    "required": ["name", "version", "description"],
    "additionalProperties": False,
    "properties": {
        "spec_version": {"type": "string"},
        "name": {"type": "string", "pattern": "^[a-z][a-z0-9-]*$"},
        "version": {"type": "string", "pattern": r"^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$"},
        "description": {"type": "string", "minLength": 1},
        "author": {"type": "string"},
        "license": {"type": "string"},
        "model": {
            "type": "object",
            "properties": {"preferred": {"type": "string"}, "constraints": {"type": "object"}},
        },
        "runtime": {"type": "object", "properties": {"max_turns": {"type": "integer"}}},
        "skills": NAMES,
        "tools": NAMES,
        "tags": {"type": "array", "items": {"type": "string"}},
    },
}


class TestGitAgent(FormatContract):
    format = GitAgent
    fixtures = Path(__file__).parents[1] / "fixtures" / "gitagent"
    unseen = frozenset({"(body)"})  # SOUL.md holds it
    silent = frozenset({"spec_version"})  # of the schema
    models = False  # a runtime takes any vendor's names
    tools = False  # a runtime gives its own tools their names

    def test_what_is_written_fits_the_schema(self, neutral_case, registry) -> None:
        jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
        facts, soul = self.write_agent(neutral_case, registry).files
        jsonschema.Draft202012Validator(SCHEMA).validate(yaml.safe_load(facts.text))
        assert soul.path.endswith("/SOUL.md")
        assert soul.text.strip()

    def test_rules_are_read_too_and_kept(self, registry) -> None:
        (document,) = read(self.fixtures / "ranger", registry=registry).documents
        assert document.agent.prompt == "You walk the tree.\n\n# Rules\n\nTouch nothing.\n"
        files = write([document.agent], "gitagent", registry=registry).files
        assert [f.path for f in files] == ["agents/ranger/agent.yaml", "agents/ranger/SOUL.md"]

    def test_a_bound_agent_is_never_given_all_tools(self, registry) -> None:
        (facts, _) = write(Agent("a", tools=Tools((Tool("read"),))), "gitagent", registry=registry).files
        assert "tools: []" in facts.text
