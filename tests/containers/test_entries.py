"""One entry of a file that holds other settings goes in, and comes out to the byte."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentconv.containers.entries import Conflict, Made, insert, needed, remove, replace, value_at
from agentconv.errors import Problem
from agentconv.model.agent import Value

SERVER: Value = {"command": "npx", "args": ["-y", "x"], "env": {"TOKEN": "${TOKEN}"}, "timeout": 5}

JSON = [
    None, "", "\n", "{}", "{ }\n", "{\n}\n", '{"a":1}', '{ "a": 1 }\n', '{\n  "a": 1\n}\n', '{\n\t"mcp": {}\n}', '{"mcp":{"z":{}}}',
    '{\r\n  "mcp": {\r\n    "z": {}\r\n  },\r\n  "b": [1]\r\n}\r\n', "\ufeff{}", '{\n    "mcp": {\n    },\n "b": "{,}"}', '{"mcp": {"z": 1\n}}',
]  # fmt: skip
JSONC = [
    *JSON, "// c\n", "// c", "/* c */ {}", "{\n  // c\n}\n", '{ // x\n  "a": 1, // y\n  /* z */\n}', '{ "a": 1 // q\n}', '{"a": 1 /* c */ , /* d */}',
    '{\n  "mcp": { // none\n  },\n}', '{\n "mcp": {\n   "z": {}, // zz\n   // "y": {}\n }\n}', '{\n "mcp": {\n   "z": {} /* , */ // "zz",\n }\n}',
]  # fmt: skip
TOML = [
    None, "", "\n", "a = 1", "a = 1\n\n\n", "# c\n", "# c\r\n[x]\r\na = 1\r\n", "mcp = {}\n", "mcp = { z = { a = 1 } } # c\n", "[mcp]\n", "[ mcp . z ]\na = 1",
    "[mcp.z]\ncommand = 'x'\n\n[other]\na = [\n 1, # ]\n 2\n]\n", "mcp.z.command = 'x'\n[other]\nb=1", "[[list]]\na=1\n", 'a = """\n[mcp.z]\n"""\n \t\n',
    "[other]\nmcp = 1\n", '["mcp"."z"]\na = 1.5\nb = 1979-05-27\n',
]  # fmt: skip
YAML = [
    None, "", "\n", "# c", "# c\n", "a: 1", "a: 1\n", "a: 1\n# end\n", "mcp:\n", "mcp: # c\n\nb: 1\n", "mcp: {}\n", "mcp: ~ # c\n", "mcp: {z: {a: 1}} # c\n",
    "mcp:\n  z:\n    a: 1\n    # c\n\nb: |+\n  x\n\n", "mcp: {z: {a: 1}, }\n", "mcp: {z: {a: 1} # c, d\n  }\n", "{a: 1}\n", "{}\n", "---\na: 1\n...\n",
    "mcp:\r\n    z: 1\r\n", "b: |\n  x\n\n\n", "mcp:\n- a\n", "# c\n---\n", "mcp:\n  z: |\n    a\n\n\nb: 1",
]  # fmt: skip
TEXTS = [
    (s, t) for s, texts in (("json", JSON), ("jsonc", JSONC), ("toml", TOML), ("yaml", YAML)) for t in texts
]


def put_in_and_taken_out(text: str | None, syntax: str, values: dict[str, Value], order: list[str]) -> None:
    made: Made = {}
    new = text
    for name, value in values.items():
        new, made = insert(new, syntax, ("mcp", name), value, made)
        assert value_at(new, syntax, ("mcp", name)) == value
    assert {name: value_at(new, syntax, ("mcp", name)) for name in values} == values
    for index, name in enumerate(order):
        assert new is not None
        new, made = remove(new, syntax, ("mcp", name), made)
        made = needed(made, [("mcp", other) for other in order[index + 1 :]])
    assert new == text
    assert made == {}


@pytest.mark.parametrize(("syntax", "text"), TEXTS, ids=repr)
def test_entries_go_in_and_come_out_in_any_order(syntax: str, text: str | None) -> None:
    values = {"b": SERVER, "a": {"url": "https://x.example/#y"}, "c d": {"command": "x"}}
    if text == "mcp:\n- a\n":
        with pytest.raises(Conflict):
            insert(text, syntax, ("mcp", "b"), SERVER)
        return
    for order in permutations(values):
        put_in_and_taken_out(text, syntax, values, list(order))


@pytest.mark.parametrize("text", ["a: |\n  x", "a: [1\n", "a: {b: 1}\na: 2\n", "- a\n", "a: &x 1\nmcp: *x\n"])
def test_what_would_change_or_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(Problem):
        insert(text, "yaml", ("mcp", "b"), SERVER)


@pytest.mark.parametrize("syntax", ["json", "toml", "yaml"])
def test_what_is_there_is_a_conflict(syntax: str) -> None:
    text, _ = insert(None, syntax, ("mcp", "a"), SERVER)
    with pytest.raises(Conflict, match="is there already"):
        insert(text, syntax, ("mcp", "a"), SERVER)
    with pytest.raises(Conflict, match="is no map"):
        insert(text, syntax, ("mcp", "a", "command", "b"), SERVER)


def test_a_comment_that_somebody_wrote_beside_an_entry_stays() -> None:
    text, made = insert(None, "jsonc", ("mcp", "a"), SERVER)
    noted = text.replace('"mcp": {', '"mcp": { // mine')
    assert remove(noted, "jsonc", ("mcp", "a"), made)[0] == '{\n  "mcp": { // mine\n  }\n}\n'


@pytest.mark.parametrize(("syntax", "text"), TEXTS, ids=repr)
def test_another_value_leaves_the_rest_as_it_is(syntax: str, text: str | None) -> None:
    if text == "mcp:\n- a\n":
        return
    one, made = insert(text, syntax, ("mcp", "a"), SERVER)
    both, made = insert(one, syntax, ("mcp", "b"), {"command": "y", "args": ["z"]}, made)
    other = replace(both, syntax, ("mcp", "a"), {"command": "y", "env": {"A": "B"}})
    assert value_at(other, syntax, ("mcp", "a")) == {"command": "y", "env": {"A": "B"}}
    assert replace(other, syntax, ("mcp", "a"), SERVER) == both
    assert remove(remove(other, syntax, ("mcp", "a"), made)[0] or "", syntax, ("mcp", "b"), made)[0] == text


NAMES = st.text("ab-_.$ \"'ü😀#", min_size=1, max_size=6)
SCALARS = st.one_of(st.text("ab \"\\'#{},:=\tü😀-", max_size=8), st.integers(-9, 9), st.booleans())
ENTRIES = st.fixed_dictionaries(
    {"command": SCALARS},
    optional={
        "args": st.lists(SCALARS, max_size=3),
        "env": st.dictionaries(NAMES, st.text("ab$ {}", max_size=5), max_size=2),
    },
)
BLANKS = st.sampled_from(["", " ", "\n", "\n  ", "\n\t", "\r\n    ", "\n\n"])
COMMENTS = st.sampled_from(["", "", "// {,}\n", "/* \n , } */", " //x\r\n", "/**/"])


@st.composite
def jsonc(draw: st.DrawFn, depth: int = 2, *, comments: bool = True) -> str:
    """A map in JSON, laid out in any way, which may hold a map `mcp`."""

    def gap() -> str:
        return draw(BLANKS) + (draw(COMMENTS) + draw(BLANKS) if comments else "")

    parts = []
    names = draw(st.lists(st.sampled_from(["mcp", "a", "b", "z"]), unique=True, max_size=3))
    for name in names:
        inner = (
            draw(jsonc(depth - 1, comments=comments))
            if depth and (name == "mcp" or draw(st.booleans()))
            else '"x, }"'
        )
        parts.append(f'{gap()}"{name}"{gap()}:{gap()}{inner}{gap()}')
    comma = "," if parts and comments and draw(st.booleans()) else ""
    return "{" + ",".join(parts) + comma + gap() + "}"


@st.composite
def toml(draw: st.DrawFn) -> str:
    """A text of TOML, which may have a table `mcp` in any of its forms."""
    end = draw(st.sampled_from(["\n", "\r\n"]))
    root = draw(
        st.sampled_from(
            [
                "",
                "a = 1",
                "mcp = {}",
                "mcp = { z = { a = [1, 2] }, y.b = '}' }",
                "mcp.z.a = 'x'",
                "# c",
                "s = '''\n[mcp.z]'''",
            ]
        )
    )
    tables = draw(
        st.lists(st.sampled_from(["[b]", "x = [ # ]\n1,\n]", "", "  # c  ", "[d.e]", "[[f]]"]), max_size=4)
    )
    parts = [
        root,
        *(table if table == "" or table[0] in "[ #" else f"k{n} = [1,\n2]" for n, table in enumerate(tables)),
    ]
    parts = [part for n, part in enumerate(parts) if part not in ("[b]", "[d.e]") or part not in parts[:n]]
    if not root.startswith("mcp"):
        parts += draw(st.sampled_from([[], ["[mcp]"], ["[mcp.z]", "a = 1"], ["[ 'mcp' . \"z\" ]  # c"]]))
    return end.join(part.replace("\n", end) for part in parts) + draw(
        st.sampled_from(["", end, end * 3, f"{end}  {end}"])
    )


@st.composite
def yaml(draw: st.DrawFn) -> str:
    """A text of YAML, which may have a map `mcp` in any of its forms."""
    end = draw(st.sampled_from(["\n", "\r\n"]))
    forms = [
        "",
        "a: 1",
        "# c",
        "  # c",
        "b: |+\n  x\n",
        "c: >-\n    x\n    y",
        "d: [1,\n  2]",
        "e:\n- f: 1\n- 2",
        "g: 'x #y'   # z",
        "h: {i: 1}",
    ]
    parts = draw(st.lists(st.sampled_from(forms), unique=True, max_size=4))
    maps = [
        "mcp:",
        "mcp: # c",
        "mcp: {}",
        "mcp: {z: {a: 1},}",
        "mcp:\n    z: {}\n    # c\n    y:",
        "mcp:\n  z:\n    b: |\n      x\n\n  # d",
        "mcp:\n z: 1",
    ]
    if draw(st.booleans()):
        parts.insert(draw(st.integers(0, len(parts))), draw(st.sampled_from(maps)))
    ends = [
        "\n",
        "\n\n",
        "\n   \n",
    ]  # the last line of a block has one: without, it would say more with a line behind it
    text = "\n".join(parts) + draw(st.sampled_from(ends if "|" in "".join(parts) else ["", *ends]))
    return (draw(st.sampled_from(["", "---\n", "# top\n\n"])) + text).replace("\n", end)


TEXT_OF = {"json": jsonc(comments=False), "jsonc": jsonc(), "toml": toml(), "yaml": yaml()}


@pytest.mark.parametrize("syntax", TEXT_OF)
@settings(max_examples=150)
@given(data=st.data())
def test_whatever_a_file_holds_entries_leave_no_trace(syntax: str, data: st.DataObject) -> None:
    text = data.draw(TEXT_OF[syntax])
    names = data.draw(
        st.lists(NAMES.filter(lambda n: n not in "z y a b"), min_size=1, max_size=3, unique=True)
    )
    values: dict[str, Value] = {name: data.draw(ENTRIES) for name in names}
    order = data.draw(st.permutations(names))
    put_in_and_taken_out(text, syntax, values, order)


LISTS = [
    None, "", "{}", "{\n}\n", '{"inputs": []}', '{\n  "inputs": [ ],\n  "b": 1\n}\n', '{"inputs":[{"id":"z"}]}', '{\n  "inputs": [\n    {"id": "z"}\n  ]\n}\n',
    '{\n\t"inputs": [\n\t\t{ "id": "z" }, // [,]\n\t\t{ "id": "y" }, /* last */\n\t],\n}\n', '{"inputs": [ // none\n ]}', '{"inputs": [1, "id"]}',
]  # fmt: skip
INPUT: Value = {"type": "promptString", "id": "b", "password": True}


@pytest.mark.parametrize("text", LISTS, ids=repr)
def test_an_item_of_a_list_goes_in_and_comes_out(text: str | None) -> None:
    values: dict[str, Value] = {
        "[id=b]": INPUT,
        "[id=a]": {"id": "a"},
        "[id=]=]": {"id": "]="},
    }
    for order in permutations(values):
        made: Made = {}
        new = text
        for step, value in values.items():
            new, made = insert(new, "jsonc", ("inputs", step), value, made)
            assert value_at(new, "jsonc", ("inputs", step)) == value
        changed = replace(new or "", "jsonc", ("inputs", "[id=b]"), {**INPUT, "description": "B"})  # type: ignore[dict-item]
        assert value_at(changed, "jsonc", ("inputs", "[id=b]")) == {**INPUT, "description": "B"}  # type: ignore[dict-item]
        assert value_at(changed, "jsonc", ("inputs", "[id=a]")) == {"id": "a"}
        for index, step in enumerate(order):
            new, made = remove(new or "", "jsonc", ("inputs", step), made)
            made = needed(made, [("inputs", other) for other in order[index + 1 :]])
        assert new == text
        assert made == {}


def test_an_item_needs_a_list_and_is_there_once() -> None:
    with pytest.raises(Conflict, match="is no list there"):
        insert('{"inputs": {}}', "jsonc", ("inputs", "[id=b]"), INPUT)
    text, _ = insert("{}", "jsonc", ("inputs", "[id=b]"), INPUT)
    with pytest.raises(Conflict, match="is there already"):
        insert(text, "jsonc", ("inputs", "[id=b]"), INPUT)
    with pytest.raises(Conflict, match="is no map there"):
        insert('{"inputs": []}', "jsonc", ("inputs", "b"), INPUT)


@settings(max_examples=60)
@given(st.lists(st.sampled_from(["x", "y", "z"]), unique=True), BLANKS, COMMENTS, st.booleans())
def test_an_item_comes_out_of_any_layout(ids: list[str], blanks: str, comment: str, comma: bool) -> None:
    gap = blanks + comment + blanks
    items = ",".join(f'{gap}{{"id":{gap}"{one}"}}{gap}' for one in ids)
    text = f'{{{gap}"inputs":{gap}[{items}{"," if ids and comma else ""}{gap}]{gap}}}'
    new, made = insert(text, "jsonc", ("inputs", "[id=b]"), INPUT)
    assert remove(new, "jsonc", ("inputs", "[id=b]"), made) == (text, {})
