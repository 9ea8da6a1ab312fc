"""Text over several lines is written as literal blocks, and every text comes back as it was."""

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from agentconv.containers import container
from agentconv.containers.base import BODY, Quoted, Raw, Within, resolved
from agentconv.containers.yaml import Blocks, dump
from agentconv.model.agent import Value
from agentconv.text.source import Source

PIECES = [
    "a", "b c", "é", "🚀", "🧭 x", "\ue000", "\n", "\n", "\n\n", " ", "  ", "\t", "\n ", "\n\t", " \n", "\r", "\r\n",
    "#", "# x", "---", "...", "- x", "k: v", ":", "|", ">", "%", "&a", "*a", "!t", "?", "'", '"', "\\n", "\\",
    "{{x}}", "[", "]", "{", "}", ",", "null", "true", "5", "x" * 300, "\x85", "\u2028", "\u2029", "\ufeff", "\x1b",
    "\x7f", "\xa0", "\u200b", "\U000e0041", "\U0010ffff",
]  # fmt: skip
TEXT = st.lists(st.sampled_from(PIECES), max_size=9).map("".join)
STEPS = st.lists(st.sampled_from(["list", "map", "first", "middle"]), max_size=5)
CONTAINERS = ["yaml", "frontmatter"]


def below(text: Value, steps: list[str]) -> Value:
    """A text in as many lists and maps as there are steps."""
    value = text
    for step in steps:
        if step == "list":
            value = [value]
        elif step == "map":
            value = {"k": value}
        elif step == "first":
            value = [value, "one\ntwo\n\n"]
        else:
            value = {"a": "x", "k: e": value, "z": [1, {"y": None}]}
    return value


def values_of(name: str, text: str) -> dict[str, Value]:
    values = container(name).read(Source("x", text)).values
    return {
        key: resolved(value, lambda problem, _: pytest.fail(str(problem)))
        for key, value in values.items()
        if key != BODY
    }


def head_of(name: str, text: str) -> str:
    return text[4 : text.index("\n---\n", 3) + 1] if name == "frontmatter" else text


@pytest.mark.parametrize("name", CONTAINERS)
@given(text=TEXT, steps=STEPS, ends=st.booleans())
@example(text="a\n\n", steps=[], ends=True)
@example(text="\n a\n \n", steps=["list", "list", "map"], ends=True)
def test_every_text_comes_back(name: str, text: str, steps: list[str], ends: bool) -> None:
    data: dict[str, Value] = {"k": below(text, steps)} if ends else {"k": below(text, steps), "z": "y"}
    written = container(name).write(data)
    assert values_of(name, written) == data
    assert yaml.safe_load(head_of(name, written)) == data
    if name == "frontmatter":
        assert written.count("---") == 2


@pytest.mark.parametrize("blocks", list(Blocks))
@given(text=TEXT, steps=STEPS)
def test_every_style_says_the_same(blocks: Blocks, text: str, steps: list[str]) -> None:
    data: dict[str, Value] = {"k": below(text, steps), "z": below(text, steps)}
    written = dump(data, blocks=blocks)
    assert values_of("yaml", written) == data
    assert yaml.safe_load(written) == data


@pytest.mark.parametrize("name", CONTAINERS)
@given(old=TEXT, new=TEXT, more=TEXT, newline=st.sampled_from(["\n", "\r\n"]), steps=STEPS)
@example(old="x\n\n", new="y\n\n", more="z\n\n", newline="\n", steps=[])
@example(old="x\n   ", new="y\nz", more="", newline="\n", steps=["map"])
@example(old="x\ny  ", new="y\nz", more="", newline="\r\n", steps=[])
def test_an_edit_changes_one_value(
    name: str, old: str, new: str, more: str, newline: str, steps: list[str]
) -> None:
    data: dict[str, Value] = {"a": old, "m": {"b": old, "c": below(old, steps)}, "z": "end"}
    text = container(name).write(data).replace("\n", newline)
    tree = container(name).read(Source("x", text))
    edited = container(name).edit(
        tree, {"a": new, "m": Within({"b": new, "d": more}), "z": [new], "more": more}
    )
    assert edited is not None
    wanted = {"a": new, "m": {"b": new, "c": below(old, steps), "d": more}, "z": [new], "more": more}
    assert values_of(name, edited) == wanted
    assert newline == "\n" or "\n" not in edited.replace("\r\n", "")


BLOCKS = [
    ("a\n\nb", "|-\n  a\n\n  b\n"),
    ("a\n\nb\n", "|\n  a\n\n  b\n"),
    ("a\nb\n\n\n", "|+\n  a\n  b\n\n\n"),
    ("\na\n", "|\n\n  a\n"),
    ("  a\nb", "|2-\n    a\n  b\n"),
    ("\n\ta\nb", "|2-\n\n  \ta\n  b\n"),
    ("a  \nb\tc\n", "|\n  a  \n  b\tc\n"),
    ("# a\n---\n...\n", "|\n  # a\n  ---\n  ...\n"),
    ("🚀\n🧭", "|-\n  🚀\n  🧭\n"),
    ("x" * 200 + "\n" + "y" * 200, "|-\n  " + "x" * 200 + "\n  " + "y" * 200 + "\n"),
    ("\n\n", '"\\n\\n"\n'),
    (" \n ", '" \\n "\n'),
    ("a\n ", '"a\\n "\n'),
    (" \na", "|2-\n   \n  a\n"),
    ("a\r\nb", '"a\\r\\nb"\n'),
    ("a\u2028\nb", '"a\\L\\nb"\n'),
    ("a\x1b\nb", '"a\\e\\nb"\n'),
    ("🚀\x07\nb", '"🚀\\a\\nb"\n'),
    ("a\U000e0041\nb", '"a\\U000E0041\\nb"\n'),
    (Quoted("a\nb"), '"a\\nb"\n'),
    (Raw("a\nb"), "|-\n  a\n  b\n"),
    (Raw("a"), '"a"\n'),
    ("🚀 a", "🚀 a\n"),
    ("🚀: a", "'🚀: a'\n"),
]


@pytest.mark.parametrize(("text", "written"), BLOCKS)
def test_what_becomes_a_block(text: str, written: str) -> None:
    assert dump({"k": text, "z": 1}) == f"k: {written}z: 1\n"


def test_blocks_deep_inside() -> None:
    data: dict[str, Value] = {"l": [{"a": 1, "k": "x\n\ny"}, ["  p\nq\n"], "r\ns"], "x" * 200: "t\nu"}
    assert dump(data) == (
        "l:\n- a: 1\n  k: |-\n    x\n\n    y\n- - |2\n      p\n    q\n- |-\n  r\n  s\n"
        f"? {'x' * 200}\n: |-\n  t\n  u\n"
    )


def test_text_that_may_lose_its_end_is_no_block_there() -> None:
    assert container("yaml").write({"a": "x\n\n", "b": "x\n\n"}) == "a: |+\n  x\n\nb: |+\n  x\n\n"
    written = container("frontmatter").write({"a": "x\n\n", "b": "x\n\n"})
    assert written == '---\na: |+\n  x\n\nb: "x\\n\\n"\n---\n'


def test_only_text_with_a_fence_is_quoted() -> None:
    written = container("frontmatter").write({"a": {"b": "x\n---\n", "c": "y\nz", "d---e": "f"}})
    assert written == (
        '---\na:\n  b: "x\\n\\x2D\\x2D\\x2D\\n"\n  c: |-\n    y\n    z\n  "d\\x2D\\x2D\\x2De": f\n---\n'
    )


EDITS = [
    ("a: x\nb: y\n", "p\n\nq", "a: |-\n  p\n\n  q\nb: y\n"),
    ("a: x   # c\nb: y\n", "p\nq\n", "a: |   # c\n  p\n  q\nb: y\n"),
    ("a: # c\nb: y\n", "p\nq\n", "a: | # c\n  p\n  q\nb: y\n"),
    ("a: [x,\n  z] # c\nb: y\n", "p\nq\n", "a: | # c\n  p\n  q\nb: y\n"),
    ("a: 'x\n\n  z'  \nb: y\n", "p\nq\n", "a: |\n  p\n  q\nb: y\n"),
    ("a: | # c\n    x\n\n    z\n\nb: y\n", "x\n\nq\n", "a: | # c\n    x\n\n    q\n\nb: y\n"),
    ("a: |4 # c\n     x\n    z\nb: y\n", " p\nq\n", "a: |4 # c\n     p\n    q\nb: y\n"),
    ("a: | # c\n      x\nb: y\n", "  p\nq\n", "a: |6 # c\n        p\n      q\nb: y\n"),
    ("a: |\n" + " " * 11 + "x\nb: y\n", " p\nq\n", "a: |2\n   p\n  q\nb: y\n"),
    ("a: |\n\tx\nb: y\n".replace("\t", "   "), "p", "a: |-\n   p\nb: y\n"),
    ("a: >-\n  x\n  z\nb: y\n", "p", "a: >-\n  p\nb: y\n"),
    ("a: >\n   x\n   z\nb: y\n", "p\n", "a: >\n   p\nb: y\n"),
    ("a: >-\n  x\n  z\nb: y\n", "p\nq", "a: |-\n  p\n  q\nb: y\n"),
    ("a: |+\n  x\n\n\nb: y\n", "p\n\n", "a: |+\n  p\n\nb: y\n"),
    ("a: |+ # c\n  x\n\nb: y\n", "p\r\n", 'a: "p\\r\\n" # c\nb: y\n'),
    ("a: x\n\nb: y\n", "p\n\n", 'a: "p\\n\\n"\n\nb: y\n'),
    ("a: x\n# c\nb: y\n", "p\n\n", 'a: "p\\n\\n"\n# c\nb: y\n'),
    ("  a: x\n  b: y\n", "p\nq", "  a: |-\n    p\n    q\n  b: y\n"),
]


@pytest.mark.parametrize(("text", "new", "wanted"), EDITS)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("name", CONTAINERS)
def test_an_edit_in_place(name: str, text: str, new: str, wanted: str, newline: str) -> None:
    before, after = (f"---\n{t}---\nx\n" if name == "frontmatter" else t for t in (text, wanted))
    tree = container(name).read(Source("x", before.replace("\n", newline)))
    edited = container(name).edit(tree, {"a": new})
    assert edited == after.replace("\n", newline)
    assert values_of(name, edited)["a"] == new


def test_no_block_beside_a_value_that_is_not_yaml() -> None:
    syntax = container("frontmatter")
    tree = syntax.read(Source("x", "---\na: Use when: x\nb: y\n---\n"))
    assert syntax.edit(tree, {"b": "p\nq"}) == '---\na: Use when: x\nb: "p\\nq"\n---\n'
    assert syntax.edit(tree, {"a": "p\nq", "b": "r\ns"}) == "---\na: |-\n  p\n  q\nb: |-\n  r\n  s\n---\n"
