"""What containers read, where it stands, and that writing and editing are exact."""

import json
import tomllib

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from agentconv.containers import container
from agentconv.containers.base import BODY, REMOVED, Plain, resolved
from agentconv.containers.toml import text_literal
from agentconv.model.agent import Value
from agentconv.text.source import Source

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
KEY = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=12).filter(
    lambda k: k != "<<"
)
LEAF = st.one_of(
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    TEXT,
)
VALUE = st.recursive(
    LEAF | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEY, inner, max_size=4),
    max_leaves=8,
)
MAP = st.dictionaries(KEY, VALUE, max_size=5)
TOML_VALUE = st.recursive(
    LEAF, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEY, inner, max_size=4), max_leaves=8
)
NASTY = [
    "on", "yes", "1.10", "0x1F", "012", "12:30:45", "2025-01-25", "null", "~", "", " lead", "trail ", "a: b", "a #b",
    "- x", "---", "a --- b", "'q'", '"q"', "{x}", "[x]", "*a", "&a", "!t", "@x", "`x`", "%x", "|", ">", "a\nb",
    "a\n\nb\n", "a\n", "\na", " a\n  b", "a\n b\n", "a \nb", "\t", "a\tb", "a\r\nb", "\r", "\x85", "\u2028", "\u2029",
    "\ufeff", "\x1b[31m", "\x7f", "é", "日本", "🙂", "\U000e0041", "\u202e", "'''", '"""', "\\", "\\n", "{{x}}", "${x}",
    "a'", 'a"', "a\n'", 'a\n"', "x" * 2000, "=", "<<", ".inf", "0o17", "1e3", "+1", "?", "? x", ":", ": x", "a:",
]  # fmt: skip


def read(name: str, text: str) -> dict[str, Value]:
    values = container(name).read(Source("x", text)).values
    return {k: resolved(v, lambda problem, _: pytest.fail(str(problem))) for k, v in values.items()}


@pytest.mark.parametrize("text", NASTY)
def test_nasty_text_survives_every_container(text: str) -> None:
    data: dict[str, Value] = {"k": text, "l": [text, {"m": text}]}
    for name in ("frontmatter", "yaml", "json", "toml"):
        written = container(name).write({**data, BODY: text} if name == "frontmatter" else data)
        assert {k: v for k, v in read(name, written).items() if k != BODY} == data, name
    assert yaml.safe_load(container("yaml").write(data)) == data


@given(MAP)
def test_yaml_reads_what_it_writes(data: dict[str, Value]) -> None:
    assert read("yaml", container("yaml").write(data)) == data


@given(MAP, TEXT)
@example({"a": "x---y"}, "")
@example({}, "---\n")
def test_frontmatter_reads_what_it_writes(data: dict[str, Value], body: str) -> None:
    written = container("frontmatter").write({**data, BODY: body})
    assert read("frontmatter", written) == {**data, BODY: body}
    head = written[4 : written.index("\n---\n", 3) + 1] if data else ""
    assert "---" not in head


@given(MAP)
def test_json_reads_what_it_writes(data: dict[str, Value]) -> None:
    assert read("json", container("json").write(data)) == data


@given(st.dictionaries(KEY, TOML_VALUE, max_size=5))
def test_toml_reads_what_it_writes(data: dict[str, Value]) -> None:
    written = container("toml").write(data)
    assert read("toml", written) == data
    assert tomllib.loads(written) == data


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_a_toml_text_is_read_back_by_the_standard_library(text: str) -> None:
    assert tomllib.loads(f"k = {text_literal(text)}")["k"] == text


@pytest.mark.parametrize(
    ("text", "spelling", "value"),
    [
        ("1.10", "1.10", 1.1),
        ("0x1F", "0x1F", 31),
        ("0o17", "0o17", 15),
        ("012", "012", 12),
        ("+5", "+5", 5),
        ("1e3", "1e3", 1000.0),
        ("true", "true", True),
        ("~", "~", None),
        ("", "", None),
    ],
)
def test_plain_scalars_keep_their_spelling(text: str, spelling: str, value: Value) -> None:
    (found,) = container("yaml").read(Source("x", f"k: {text}\n")).values.values()
    assert isinstance(found, Plain)
    assert str(found) == spelling
    assert found.resolve() == value
    assert type(found.resolve()) is type(value)


@pytest.mark.parametrize(
    "text", ["on", "yes", "No", "2025-01-25", "12:30:45", "1_000", "5a", "1.2.3", "0b1", "=", "nan"]
)
def test_what_yaml_1_2_takes_for_text_is_text(text: str) -> None:
    (found,) = container("yaml").read(Source("x", f"k: {text}\n")).values.values()
    assert found == text
    assert not isinstance(found, Plain)


@pytest.mark.parametrize("break_", ["\u2028", "\x85", "\ufeff", "\x1b", "\x7f"])
def test_characters_that_old_yaml_minds_are_ordinary(break_: str) -> None:
    found = container("frontmatter").read(Source("x", f"---\nk: a{break_}b\n---\n")).values["k"]
    assert found == f"a{break_}b"


PLACES = [
    ("yaml", "a: x\nb:\n  - y\n  - {c: z}\n# c\nd: |\n  t\n\n", {("a",): "x", ("b", 0): "y", ("b", 1, "c"): "z", ("d",): "|\n  t"}),
    ("json", '{"a": "x", "b": [1, {"c": true}]}', {("a",): '"x"', ("b", 0): "1", ("b", 1, "c"): "true"}),
    ("toml", "a = 'x' # c\nb = [1,\n 2]\n[t]\na = 1\n", {("a",): "'x'", ("b",): "[1,\n 2]"}),
    ("frontmatter", "\ufeff---\r\na: 🙂x\r\nb: [y]\r\n---\r\nbody", {("a",): "🙂x", ("b", 0): "y", (BODY,): "body"}),
    ("frontmatter", "---\na: Use when: x\nb:\n  - y\n---\n", {("a",): "Use when: x", ("b",): "- y"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "places"), PLACES)
def test_places_are_exact(name: str, text: str, places: dict[tuple[str | int, ...], str]) -> None:
    tree = container(name).read(Source("x", text))
    for path, wanted in places.items():
        span = tree.span(path)
        assert text[span.start : span.end] == wanted


def test_positions_count_lines_and_characters() -> None:
    tree = container("frontmatter").read(Source("x", "\ufeff---\r\na: 🙂\r\nbb: y\r\n---\r\n"))
    assert tree.position(("bb",)) == (3, 5)


EDITS = [
    ("yaml", "a: x # c\nb: y\n", {"a": "new"}, "a: new # c\nb: y\n"),
    ("yaml", "a: x\nb:\n  - y\n\n# c\nd: z\n", {"b": ["p", "q"]}, "a: x\nb:\n- p\n- q\n\n# c\nd: z\n"),
    ("yaml", "a: |\n  x\n\n  y\n\nb: z\n", {"a": "p\nq"}, "a: |-\n  p\n  q\n\nb: z\n"),
    ("yaml", "a: x\nb: y\nc: z\n", {"b": REMOVED}, "a: x\nc: z\n"),
    ("yaml", "a: x\r\nb: y\r\n", {"c": "z"}, "a: x\r\nb: y\r\nc: z\r\n"),
    ("yaml", "a: x\nb:\nc: z\n", {"b": "y"}, "a: x\nb: y\nc: z\n"),
    ("frontmatter", "---\na: x\n---\nbody\n", {"a": "p: q", BODY: "new"}, "---\na: 'p: q'\n---\nnew"),
    ("frontmatter", "---\na: x\n---\n", {"a": "p---q"}, '---\na: "p\\x2D\\x2D\\x2Dq"\n---\n'),
    ("frontmatter", "---\na: Use when: x\nb: y\n---\n", {"a": "ok"}, "---\na: ok\nb: y\n---\n"),
    ("frontmatter", "---\na: Use when: x\nb: y\n---\n", {"b": "ok"}, "---\na: Use when: x\nb: ok\n---\n"),
    ("json", '{\n    "a": 1,\n    "b": [2]\n}\n', {"a": {"x": 1}}, '{\n    "a": {\n        "x": 1\n    },\n    "b": [2]\n}\n'),
    ("json", '{"a": 1, "b": 2}', {"b": 3, "c": "z"}, '{"a": 1, "b": 3, "c": "z"}'),
    ("json", '{"a": 1, "b": 2}', {"a": REMOVED}, '{"b": 2}'),
    ("json", '{"a": 1, "b": 2}', {"b": REMOVED}, '{"a": 1}'),
    ("toml", "# c\na = 'x' # d\nb = 1\n[t]\nx = 1\n", {"a": "new"}, '# c\na = "new" # d\nb = 1\n[t]\nx = 1\n'),
    ("toml", "a = 1\n\n[t]\nx = 1\n", {"c": "z"}, 'a = 1\nc = "z"\n\n[t]\nx = 1\n'),
    ("toml", "a = 1\nb = 2\n", {"a": REMOVED}, "b = 2\n"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "changes", "wanted"), EDITS)
def test_an_edit_keeps_every_other_byte(name: str, text: str, changes: dict[str, Value], wanted: str) -> None:
    syntax = container(name)
    assert syntax.edit(syntax.read(Source("x", text)), changes) == wanted


@given(MAP.filter(lambda m: len(m) > 1), TEXT)
def test_an_edited_value_reads_back_and_the_others_stay(data: dict[str, Value], new: str) -> None:
    for name in ("yaml", "json", "frontmatter"):
        syntax = container(name)
        tree = syntax.read(Source("x", syntax.write(data)))
        key = next(iter(data))
        text = syntax.edit(tree, {key: new})
        assert text is not None
        found = read(name, text)
        found.pop(BODY, None)
        assert found == {**data, key: new}


@given(MAP)
def test_json_is_written_as_the_standard_library_writes_it(data: dict[str, Value]) -> None:
    assert container("json").write(data) == json.dumps(data, ensure_ascii=False, indent=2) + "\n"
