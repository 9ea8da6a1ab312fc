"""goose recipes as goose itself makes them out: a Jinja template first, YAML then."""

import re

import jinja2
import pytest
import yaml
from hypothesis import given

from agentconv.api import read, write
from agentconv.conformance.strategies import AGENT, TEXT
from agentconv.diagnostics import Report
from agentconv.formats.goose.recipes import Goose
from agentconv.formats.goose.templates import escaped, is_template, unescaped
from agentconv.host.registry import Registry
from agentconv.model.agent import Agent
from agentconv.model.powers import power
from agentconv.reading.detect import read_source
from agentconv.text.source import Source
from tests.conftest import FIXTURES

REGISTRY = Registry(plugins=False)


def rendered(text: str, values: dict[str, str]) -> dict[str, object]:
    """What goose has after `render_recipe_content_with_params`, in Python."""
    text = re.sub(r':\s*""', ": ''", text)
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined)  # noqa: S701 (goose escapes nothing)
    for inner in set(re.findall(r"\{\{(.*?)\}\}", text)):
        if re.fullmatch(r"\s*[a-zA-Z_][a-zA-Z0-9_]*\s*", inner) or inner.strip()[:1] in ("'", '"'):
            continue
        try:
            environment.from_string("{{" + inner + "}}")
        except jinja2.TemplateSyntaxError:
            whole = "{{" + inner + "}}"
            text = text.replace(whole, "{% raw %}" + whole + "{% endraw %}")
    found = yaml.safe_load(environment.from_string(text).render(values))
    assert isinstance(found, dict)
    return found


@given(agent=AGENT)
def test_goose_has_the_text_that_was_meant(agent: Agent) -> None:
    (file,) = write(agent, "goose", registry=REGISTRY).files
    recipe = rendered(file.text, {})
    if agent.prompt.strip() or (agent.initial_prompt or "").strip():
        assert recipe.get("instructions", "") == agent.prompt
    assert recipe["title"] == (agent.display_name or agent.name)
    assert recipe["description"] == (agent.description or agent.name)
    assert recipe.get("prompt") == agent.initial_prompt
    assert str(recipe.get("instructions", "")).strip() or str(recipe.get("prompt", "")).strip()


@given(text=TEXT)
def test_escaping_is_exact(text: str) -> None:
    assert unescaped(escaped(text)) == text


@pytest.mark.parametrize("name", ["literal-braces", "template"])
def test_what_is_read_is_what_goose_renders(name: str) -> None:
    path = FIXTURES / "goose" / f"{name}.yaml"
    agent = read(path, "goose", registry=REGISTRY).agents[0]
    recipe = rendered(path.read_text("utf-8"), {"project": "a boat", "strict": ""})
    if name == "literal-braces":
        assert recipe["instructions"] == agent.prompt
    else:
        assert recipe["instructions"] == "You release a boat.\n"
        assert "{{ project }}" in agent.prompt


def test_text_over_several_lines_is_a_block() -> None:
    agent = Agent("a", description='Empty: ""\nor not', prompt="Fill {{x}}.\n\n{# note #}\n")
    (file,) = write(agent, "goose", registry=REGISTRY).files
    assert r'description: "Empty: \"\"\nor not"' in file.text
    assert "instructions: |\n  Fill {{'{{'}}x}}.\n\n  {{'{#'}} note #}\n" in file.text
    recipe = rendered(file.text, {})
    assert (recipe["description"], recipe["instructions"]) == (agent.description, agent.prompt)


def test_a_template_stays_one_when_a_field_changes() -> None:
    path = FIXTURES / "goose" / "template.yaml"
    document = read(path, "goose", registry=REGISTRY).documents[0]
    agent = Agent("template", prompt="For {{ project }}: {% if strict %}{{ other }}{% endif %}\n")
    agent = Agent(
        **{**_fields(agent), "tools": document.agent.tools, "extensions": document.agent.extensions}
    )
    (file,) = write(agent, "goose", onto=document, registry=REGISTRY).files
    recipe = rendered(file.text, {"project": "a boat", "strict": "yes"})
    assert recipe["instructions"] == "For a boat: {{ other }}\n"


def _fields(agent: Agent) -> dict[str, object]:
    return {name: getattr(agent, name) for name in ("name", "prompt")}


def test_an_extension_list_is_never_left_out_for_an_agent_without_tools() -> None:
    text = "title: t\ndescription: d\nprompt: p\nextensions: []\n"
    report = Report()
    (document,) = read_source(Source(".goose/recipes/a.yaml", text), REGISTRY, report)
    assert document.agent.tools.allow == ()
    assert power(document.agent).grants == frozenset()
    assert document.format == Goose.name


@pytest.mark.parametrize(
    ("text", "live"),
    [
        ("Review {{ project }}.", True),
        ("{% if lang == 'go' %}Use gofmt.{% endif %}", True),
        ("{{ name | upper }} and {{ a.b }}", True),
        ("never {{ two words }}", False),
        ("{{'{{'}} x }} and {% raw %}{{ y }}{% endraw %}", False),
        ("plain { text }", False),
    ],
)
def test_what_goose_fills_in(text: str, live: bool) -> None:
    assert is_template(text) is live
