"""Repairs change only what they must, keep what the client reads, and change nothing the second time."""

import difflib
from dataclasses import replace
from pathlib import Path

import pytest

from agentconv.checking.fixes import _mended, _same, mended, repair
from agentconv.containers.base import BODY
from agentconv.diagnostics import Report
from agentconv.errors import NotAnAgent, SyntaxProblem
from agentconv.formats.claude.client import read_as_client
from agentconv.host.registry import Registry
from agentconv.model.agent import Tools
from agentconv.reading.detect import read_source
from agentconv.text.source import Source, decode
from tests.conftest import CORPUS, FIXTURES

REGISTRY = Registry(plugins=False)
COLON = "---\nname: a\ndescription: Use when: now\ncolor:   red\n---\nBody: stays\n"


def documents(*folders: Path):
    for path in sorted(p for folder in folders for p in folder.rglob("*.md")):
        try:
            source = Source(str(path), decode(path.read_bytes()))
            found = read_source(source, REGISTRY, Report())
        except (NotAnAgent, SyntaxProblem):
            continue
        if found:
            yield found[0]


EVERY = list(documents(FIXTURES, *([CORPUS] if CORPUS.is_dir() else [])))


@pytest.mark.parametrize("document", EVERY, ids=lambda d: d.path[-60:])
def test_the_client_reads_the_same(document) -> None:
    """Before and after in the client's own reading: equal but for mended text and a tool's new name."""
    text = document.tree.source.text
    fmt = REGISTRY.get(document.format)
    found = repair(document, fmt)
    again = read_source(Source(document.path, found.text), REGISTRY, Report(), format=document.format)
    assert repair(again[0], fmt).done == (), "the second run changes something"
    if not found.done:
        assert found.text == text
        return
    if document.format != "claude":
        return
    before, after = read_as_client(text), read_as_client(found.text)
    fmt = REGISTRY.get("claude")
    if before.refusal is None:
        old, new = ({k: v for k, v in view.keys.items() if k != "tools"} for view in (before, after))
        assert after.refusal is None
        assert _same(_mended(old), new)
        assert mended(before.prompt)[0] == after.prompt
        read = [fmt.decode({**v.keys, BODY: ""}, _reading(document)).tools for v in (before, after)]
        assert _granting(read[0]) == read[1]
    elif not any("decoded" in what or "names" in what for what in found.done):
        assert after.refusal is None


def _granting(tools: Tools) -> Tools:
    """The tools without those that the client no longer has, unless none would be left."""
    left = tuple(t for t in tools.allow or () if t.name not in ("multi_edit", "list"))
    return replace(tools, allow=left) if left else tools


def _reading(document):
    from agentconv.kit.format import Reading

    return Reading(Report(), document.tree)


def fixed(text: str, path: str = ".claude/agents/a.md") -> str:
    (document,) = read_source(Source(path, text), REGISTRY, Report())
    return repair(document, REGISTRY.get(document.format)).text


def test_only_the_value_gets_quotes() -> None:
    lines = [s for s in difflib.ndiff(COLON.splitlines(), fixed(COLON).splitlines()) if s[0] in "+-"]
    assert lines == ["- description: Use when: now", "+ description: 'Use when: now'"]


def test_line_ends_and_marks_stay() -> None:
    text = "\ufeff" + COLON.replace("\n", "\r\n")
    assert fixed(text) == text.replace("Use when: now", "'Use when: now'")


BLOCK = "description: |-\n  Use when: now\n\n  <example>\n  user: hi\n  </example>\n"


@pytest.mark.parametrize(
    "value",
    [
        r"Use when: now\n\n<example>\nuser: hi\n</example>",
        "Use when: now\n\n  <example>\n  user: hi\n  </example>",
        "Use when: now\n\n<example>\nuser: hi\n</example>",
    ],
    ids=["literal", "indented", "at the margin"],
)
def test_text_over_several_lines_becomes_a_block(value: str) -> None:
    head = "---\nname: a\n{}color: red\n---\nBody\n"
    text = fixed(head.format(f"description: {value}\n"))
    assert text == head.format(BLOCK)
    assert read_as_client(text).keys["description"] == BLOCK[16:-1].replace("\n  ", "\n").lstrip()


def test_text_that_is_no_block_stays_on_its_line() -> None:
    text = fixed("---\nname: a\ndescription: Use when: now\\n\\nring \x07\ncolor: red\n---\nBody\n")
    assert text == (
        "---\nname: a\n"
        r'description: "Use when: now\n\nring \a"'
        "\ncolor: red\n---\nBody\n"
    )


def test_what_was_done_is_told() -> None:
    text = "---\nname: a\nnote: 1: 2\ndescription: Use when: now\\nor later\n---\nBody\n"
    (document,) = read_source(Source(".opencode/agents/a.md", text), REGISTRY, Report())
    assert repair(document, REGISTRY.get(document.format)).done == (
        "2 value(s) of the frontmatter put in quotes",
    )
    (document,) = read_source(Source(".claude/agents/a.md", text), REGISTRY, Report())
    assert repair(document, REGISTRY.get(document.format)).done == (
        "1 value(s) of the frontmatter put in quotes and 1 value(s) of the frontmatter written as blocks",
    )


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("it \u00e2\u20ac\u201d is", "it — is"),
        ("caf\u00c3\u00a9", "café"),
        ("\u00e2\u0153\u2026 done", "✅ done"),
    ],
)
def test_text_that_was_decoded_wrongly(wrong: str, right: str) -> None:
    head = "---\nname: a\ndescription: d\ntools: Read\n---\nñ “kept” "
    assert fixed(head + wrong + " ü\n") == head + right + " ü\n"


def test_an_example_of_such_text_stays() -> None:
    text = "---\nname: a\ndescription: d\n---\nReplace `\u00e2\u20ac\u201d` by a dash.\n"
    assert fixed(text) == text


def test_a_name_is_never_changed() -> None:
    text = "---\nname: caf\u00c3\u00a9\ndescription: d\n---\nHi\n"
    assert fixed(text) == text


def test_tools_get_new_names_only_where_they_are_the_same() -> None:
    head = "---\nname: a\ndescription: d\ntools: Read, {}\n---\nTask\n"
    assert fixed(head.format("Task, Task(x)")) == head.format("Agent, Agent(x)")
    for left in ("read, bash", "BashOutput", "Task, Agent"):
        assert fixed(head.format(left)) == head.format(left)


HEAD_OF_TOOLS = "---\nname: a\ndescription: d\ntools: {}\nmodel: opus\n---\nHi\n"


def repaired(text: str) -> str:
    (document,) = read_source(Source("a.md", text), REGISTRY, Report())
    return repair(document, REGISTRY.get(document.format)).text


@pytest.mark.parametrize(
    ("tools", "fixed"),
    [
        ("Read, MultiEdit, Edit", "Read, Edit"),
        ("MultiEdit, Read", "Read"),
        ("Read,MultiEdit", "Read"),
        ("'Read, MultiEdit'", "'Read'"),
        ('["Read", "MultiEdit", LS]', '["Read"]'),
        ("\n  - Read\n  - 'MultiEdit'\n  - Edit", "\n  - Read\n  - Edit"),
        ("\n- MultiEdit\n- Edit", "\n- Edit"),
        ("Task, Read, LS", "Agent, Read"),
    ],
)
def test_a_tool_that_is_gone_goes_while_others_remain(tools: str, fixed: str) -> None:
    assert repaired(HEAD_OF_TOOLS.format(tools)) == HEAD_OF_TOOLS.format(fixed)


@pytest.mark.parametrize(
    "tools", ["MultiEdit", "[MultiEdit]", "\n  - LS", "Read # MultiEdit", "Read, MyMultiEdit"]
)
def test_the_last_tool_stays(tools: str) -> None:
    """A list that is empty, or gone, would say something else."""
    assert repaired(HEAD_OF_TOOLS.format(tools)) == HEAD_OF_TOOLS.format(tools)


def test_a_denied_tool_that_is_gone_stays_where_others_would_gain() -> None:
    text = "---\nname: a\ndescription: d\ndisallowedTools: Bash, MultiEdit\n---\nHi\n"
    assert repaired(text) == text
