"""The two filters of a house."""

import pytest
from agentconv_house import Preamble, TrimExamples

from agentconv import Agent, Options, Registry, write

EXAMPLE = "<example>\nContext: a change.\nuser: 'Look at it.'\n</example>"
REST = "Reviews a change and says what is wrong with it."


@pytest.fixture
def registry() -> Registry:
    registry = Registry(plugins=False)
    for cls in (TrimExamples, Preamble):
        registry.add_filter(cls)
    return registry


def filtered(agent: Agent, registry: Registry, name: str, **settings):
    options = Options(filters=(name,), settings={name: settings})
    return write(agent, "agentconv", options=options, registry=registry)


@pytest.mark.parametrize(
    "description",
    [
        f"{REST}\n\nExamples:\n{EXAMPLE}\n{EXAMPLE}\n",
        f"{REST} Here are some examples:\\n\\n{EXAMPLE}\\n{EXAMPLE}",
        f"{REST}\n{EXAMPLE}\n<commentary>\nWhy.\n</commentary>",
    ],
)
def test_examples_are_taken_out(description: str, registry: Registry) -> None:
    made = filtered(Agent("a", description=description), registry, "trim-examples", limit=100)
    (found,) = [d for d in made.diagnostics if d.filter]
    assert (found.field, str(found.loss)) == ("description", "approximated")
    assert f'"{REST}"' in made.files[0].text


@pytest.mark.parametrize(
    ("description", "limit"), [(f"{REST} {EXAMPLE}", 1_024), (REST, 10), ("For example: this.", 5)]
)
def test_what_is_short_or_holds_none_is_left_alone(description: str, limit: int, registry: Registry) -> None:
    made = filtered(Agent("a", description=description), registry, "trim-examples", limit=limit)
    assert [d for d in made.diagnostics if d.loss and d.filter] == []


def test_what_cannot_be_shortened_is_said(registry: Registry) -> None:
    for description, code in (
        (f"{REST * 9} {EXAMPLE}", "trim-examples/still-long"),
        (EXAMPLE * 3, "trim-examples/nothing-else"),
    ):
        made = filtered(Agent("a", description=description), registry, "trim-examples", limit=100)
        assert code in [d.code for d in made.diagnostics]


def test_the_preamble_stands_in_front_once(registry: Registry) -> None:
    made = filtered(Agent("a", prompt="Work.\n"), registry, "preamble", file="Be kind.\n")
    assert '"prompt": "Be kind.\\n\\nWork.\\n"' in made.files[0].text
    again = filtered(Agent("a", prompt="Be kind.\n\nWork.\n"), registry, "preamble", file="Be kind.\n")
    assert again.files[0].text == made.files[0].text
