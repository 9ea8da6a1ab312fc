"""Variables in a client's texts are those of the model in other words, and what would be plain text is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentconv.kit.references import (
    DATA,
    ROOT,
    References,
    folders_of,
    has_variable,
    variable,
    without_variables,
)
from agentconv.model.server import STDIO, Server

OPENCODE = References(native=r"\{env:(?P<name>[A-Za-z_]\w*)\}", written="{env:%s}")
GEMINI = References(bare=True, roots={ROOT: "${extensionPath}"})
CLAUDE = References(defaults=True)
CODEX = References(alive=False)


@pytest.mark.parametrize(
    ("references", "native", "neutral"),
    [
        (OPENCODE, "Bearer {env:T}", "Bearer ${T}"),
        (GEMINI, "$T-x $T", "${T}-x ${T}"),
        (GEMINI, "${T}", "${T}"),
        (GEMINI, "${extensionPath}/x", f"{ROOT}/x"),
        (CLAUDE, "${T:-a b}", "${T:-a b}"),
        (CODEX, "${T}", "${T}"),
    ],
)
def test_words_are_read(references: References, native: str, neutral: str) -> None:
    assert references.read(native) == neutral
    assert references.read(references.write(neutral)) == neutral


@pytest.mark.parametrize(
    ("references", "neutral", "native"),
    [
        (OPENCODE, "a ${T:-b}", "a {env:T}"),
        (CLAUDE, "${T:-b}", "${T:-b}"),
        (CODEX, "${T:-b}", "${T:-b}"),
        (OPENCODE, ROOT, ROOT),
    ],
)
def test_words_are_written(references: References, neutral: str, native: str) -> None:
    assert references.write(neutral) == native


@pytest.mark.parametrize(
    ("references", "text", "dead"),
    [
        (CODEX, "a ${T} ${U:-x}", ["${T}", "${U:-x}"]),
        (CLAUDE, "${T} ${input:id} {env:V}", ["${input:id}", "{env:V}"]),
        (CLAUDE, "costs $5 or $HOME", []),
        (GEMINI, "costs $5 or $HOME", ["$HOME"]),
        (GEMINI, f"{ROOT}/x", []),
    ],
)
def test_what_would_mean_something_else_is_found(references: References, text: str, dead: list[str]) -> None:
    assert references.dead(text) == dead


@given(st.text("${}:-aA_ env", max_size=12))
def test_what_is_alive_survives(text: str) -> None:
    for references in (OPENCODE, CLAUDE, CODEX):
        if not references.dead(text) and ":-" not in text and "{env" not in text:
            assert references.read(references.write(text)) == text


def test_a_variable_alone() -> None:
    assert [variable(text) for text in ("${A}", "${A:-b}", "x${A}", "$A", "")] == ["A", "A", None, None, None]


def test_variables_go_and_folders_stay() -> None:
    server = Server(
        STDIO, command="x", env={"A": "${A}", "B": "b", "C": f"{DATA}/c"}, headers={"H": "a ${H}"}
    )
    plain = without_variables(server)
    assert (plain.env, plain.headers) == ({"B": "b", "C": f"{DATA}/c"}, {})
    assert (has_variable(server), has_variable(plain)) == (True, False)
    assert folders_of(server) == {DATA}
