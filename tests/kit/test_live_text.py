"""Live text: what a tool fills in is read into pieces, and nothing else is left live in what is written."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentconv.host.components import formats_of
from agentconv.kit.commands import CommandFormat
from agentconv.kit.live_spelling import spelled
from agentconv.kit.live_text import PLAIN, pieces_of
from agentconv.model.command import Piece, argument, file, joined, plain, shell, shown, variable
from tests.growth import LINEAR, growth

GRAMMARS = {one.target: one.grammar for one in formats_of("command") if isinstance(one, CommandFormat)}

FORMS = [
    "$0", "$1", "$12", "$ARGUMENTS", "$ARGUMENTS[1]", "\\$1", "$name", "{{args}}", "{{ arg1 }}", "{%",
    "!`ls -l`", "!{ls}", "!{", "@{a.md}", "@docs/a.md", "@./b", "@/c/d", "`", "```!\nls\n```", "```", "\n",
    "${input:x}", "${input:args:all of it}", "${file}", "${CLAUDE_PROJECT_DIR}", "#file:a.md", " ", "x", "\\",
    "{", "}", "!", "@", "$", "~~~",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(FORMS), max_size=8).map("".join)


@pytest.mark.parametrize("target", GRAMMARS)
@given(text=TEXTS)
def test_plain_text_stays_plain(target: str, text: str) -> None:
    found = spelled((plain(text),) if text else (), GRAMMARS[target])
    if found.placed:
        return
    again = pieces_of(found.text, GRAMMARS[target])
    assert all(piece.is_text for piece in again), found.text
    assert re.sub(r"[\s`\\]", "", found.text) == re.sub(r"[\s`\\]", "", text)
    assert bool(found.broken) == (found.text != text)


@pytest.mark.parametrize("target", GRAMMARS)
@given(text=TEXTS)
def test_a_text_of_a_tool_means_the_same_to_it_again(target: str, text: str) -> None:
    grammar = GRAMMARS[target]
    pieces = pieces_of(text, grammar, ("name",))
    found = spelled(pieces, grammar, ("name",))
    if not (found.in_words or found.broken or found.placed):
        assert without_blanks(pieces_of(found.text, grammar, ("name",))) == without_blanks(pieces)


def without_blanks(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Pieces without blanks in plain text: a tool may need one before a place."""
    bare = (
        plain(re.sub(r"\s", "", one.text))
        if one.is_text
        else Piece(one.kind, one.text, one.position, one.parts)
        for one in pieces
    )
    return joined(bare)


def test_a_tool_that_fills_in_nothing_has_plain_text() -> None:
    assert pieces_of("$1 !`x` {{args}}", PLAIN) == (plain("$1 !`x` {{args}}"),)


@pytest.mark.parametrize(
    ("target", "text", "wanted"),
    [
        ("claude", "a $0b $1.5 a$2b", [plain("a $0b "), argument(2), plain(".5 a$2b")]),
        ("claude", "$ARGUMENTS[2]x", [argument(3), plain("x")]),
        ("claude", "\\$ARGUMENTS \\\\$0", [plain("$ARGUMENTS \\\\"), argument(1)]),
        ("claude", "$name $names ${name}", [argument(name="name"), plain(" $names ${name}")]),
        ("claude", "x!`a` !`b $0`", [plain("x!`a` "), shell(plain("b "), argument(1))]),
        ("claude", "`see !` !`b`", [plain("`see !` "), shell(plain("b"))]),
        ("claude", '@"a b.md" a@b.md', [file(plain("a b.md")), plain(" a@b.md")]),
        ("claude", "@$0 @types/node", [file(argument(1)), plain(" @types/node")]),
        ("claude", "```py\n@a.b\n```\n@a.b", [plain("```py\n@a.b\n```\n"), file(plain("a.b"))]),
        ("claude", "see @a/b.md.", [plain("see "), file(plain("a/b.md")), plain(".")]),
        ("opencode", "$1st \\$2 $0", [argument(1), plain("st \\"), argument(2), plain(" "), variable("$0")]),
        ("opencode", "x!`a`", [plain("x"), shell(plain("a"))]),
        ("gemini", "!{awk '{print}' {{args}}}", [shell(plain("awk '{print}' "), argument())]),
        ("gemini", "@{ {{args}} } !{ a", [file(plain("{{args}}")), plain(" !{ a")]),
        ("qwen", "!{a $ARGUMENTS} $ARGUMENTS", [shell(plain("a "), argument()), plain(" $ARGUMENTS")]),
        ("copilot", "${input:args} ${input:arg2:x} ${input:who}",
         [argument(), plain(" "), argument(2), plain(" "), argument(name="who")]),
    ],
)  # fmt: skip
def test_each_tool_is_read_by_its_own_rules(target: str, text: str, wanted: list[Piece]) -> None:
    assert pieces_of(text, GRAMMARS[target], ("name",)) == tuple(wanted)


def test_words_say_what_is_wanted() -> None:
    text = (
        shell(plain("a `b` "), argument(2)),
        plain(" "),
        file(argument()),
        plain(" "),
        variable("package"),
    )
    found = spelled(text, PLAIN)
    assert found.text == (
        "(run ``a `b` <word 2 of the arguments>`` and use what it prints) "
        "(read the file `<the arguments>`) (the folder of this package)"
    )
    assert len(found.in_words) == 3


def test_a_path_that_would_not_be_seen_as_one_is_made_to() -> None:
    assert spelled((file(plain("src/utils")),), GRAMMARS["claude"]).text == "@./src/utils"


def test_a_text_is_shown_without_any_tools_spelling() -> None:
    assert (
        shown((plain("a "), shell(plain("b "), argument(1)), argument(), variable("x")))
        == "a b <1><arguments><x>"
    )


@pytest.mark.parametrize("form", ["!{", "@{{", "!`", "$1", "`", "@a.b ", "```!", "{{args}}", "!{a{{b}", "\\"])
def test_time_grows_with_the_length(form: str) -> None:
    def work(size: int) -> Callable[[], object]:
        text = form * (size // len(form))

        def done() -> None:
            for target in ("claude", "gemini", "opencode"):
                pieces_of(text, GRAMMARS[target])
                spelled((plain(text),), GRAMMARS[target])

        return done

    assert growth(work, 40_000) < LINEAR
