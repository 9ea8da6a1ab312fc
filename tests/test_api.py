"""The library tells at the door what it does not take."""

from collections.abc import Callable

import pytest

import agentconv
from agentconv import Agent, BadInput

TEXT = "---\nname: a\ndescription: d\n---\nHi\n"


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: agentconv.convert(TEXT, ["openai", "codex"]), "'target' takes a text, not list of str"),  # type: ignore[arg-type]
        (lambda: agentconv.read(None), "a path, a text or bytes, not NoneType"),  # type: ignore[arg-type]
        (lambda: agentconv.convert(None, "codex"), "a path, a text or bytes, not NoneType"),  # type: ignore[arg-type]
        (lambda: agentconv.write([None], "codex"), "values of agentconv.Agent, not NoneType"),  # type: ignore[list-item]
        (lambda: agentconv.write(["a"], "codex"), "values of agentconv.Agent, not list of str"),  # type: ignore[list-item]
        (lambda: Agent("a", tools=["Read"]), "'tools' takes Tools"),  # type: ignore[arg-type]
    ],
)
def test_a_value_of_another_type_is_told(call: Callable[[], object], said: str) -> None:
    with pytest.raises(TypeError, match=said.replace("(", r"\(")):
        call()


def test_bad_input_as_a_text_has_its_place() -> None:
    with pytest.raises(BadInput, match=r"^<text>:3:1: error\[duplicate-key\]"):
        agentconv.convert("---\nname: a\nname: b\n---\n", "codex")
