"""Frontmatter that is not YAML."""

import pytest

from agentconv.containers import container, recovery
from agentconv.errors import NotAnAgent, SyntaxProblem
from agentconv.model.agent import Value
from agentconv.text.source import Source

KNOWN = frozenset({"name", "description", "tools", "model", "color"})

CASES: list[tuple[str, dict[str, Value], list[str]]] = [
    ("description: Use when: x", {"description": "Use when: x"}, [recovery.QUOTE]),
    ("description: a: b # c", {"description": "a: b # c"}, [recovery.QUOTE]),
    ("description: ends with colon:", {"description": "ends with colon:"}, [recovery.QUOTE]),
    ("description: [x] y", {"description": "[x] y"}, [recovery.QUOTE]),
    ("description: @x", {"description": "@x"}, [recovery.QUOTE]),
    ("description: `x`", {"description": "`x`"}, [recovery.QUOTE]),
    ("description: **x**: y", {"description": "**x**: y"}, [recovery.QUOTE]),
    ("description: %x", {"description": "%x"}, [recovery.QUOTE]),
    ("name: {{X}}", {"name": "{{X}}"}, [recovery.QUOTE]),
    ("tools: *", {"tools": "*"}, [recovery.QUOTE]),
    ("description: a: \\n b", {"description": "a: \\n b"}, [recovery.QUOTE]),
    ("description: 'single quote's broken'", {"description": "single quote's broken"}, [recovery.UNQUOTE]),
    ('description: "a "b" c"', {"description": 'a "b" c'}, [recovery.UNQUOTE]),
    ("description: a: b\ntools:\n  - Read\n  - Grep", {"description": "a: b", "tools": ["Read", "Grep"]}, [recovery.QUOTE]),
    ("description: a: b\n\n# note\ncolor: red", {"description": "a: b", "color": "red"}, [recovery.QUOTE]),
    ("description: a: b\nother: c", {"description": "a: b", "other": "c"}, [recovery.QUOTE]),
    ("description: a: b\ntools: [Read, Grep]", {"description": "a: b", "tools": ["Read", "Grep"]}, [recovery.QUOTE]),
    ("description: a: b\nx: {y: z}", {"description": "a: b", "x": {"y": "z"}}, [recovery.QUOTE]),
    (
        "description: Use when: a\n  second: b\n\n    third\ntools: Read",
        {"description": "Use when: a\nsecond: b\n\n  third", "tools": "Read"},
        [recovery.LINES],
    ),
    (
        "description: Use it. Examples:\n<example>\nuser: hi\nassistant: yo\nuser: more\n</example>\ntools: Read",
        {
            "description": "Use it. Examples:\n<example>\nuser: hi\nassistant: yo\nuser: more\n</example>",
            "tools": "Read",
        },
        [recovery.CONTINUE],
    ),
    (
        "description: Text:\nContext: a user asks\nmodel: opus",
        {"description": "Text:\nContext: a user asks", "model": "opus"},
        [],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("head", "values", "steps"), CASES)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_recovered(head: str, values: dict[str, Value], steps: list[str], newline: str) -> None:
    text = f"---\n{head}\n---\nBody\n".replace("\n", newline)
    tree = container("frontmatter").read(Source("x", text), KNOWN)
    found = {k: v for k, v in tree.values.items() if not k.startswith("(")}
    if "Context" not in found:
        assert found == values
        assert [r.step for r in tree.recoveries] == steps
    assert tree.recoveries


def test_valid_yaml_is_not_recovered() -> None:
    tree = container("frontmatter").read(Source("x", "---\na: 'x: y' # c\nb: [1]\n---\n"))
    assert tree.recoveries == ()


@pytest.mark.parametrize(
    "head",
    ["x\ny: z: a", "a: b: c\n? d\n: e", "a: b: c\n...\nd: e", "%YAML 1.1\na: b", "a: b: c\nx:\n - &y z"],
)
def test_what_is_never_recovered(head: str) -> None:
    with pytest.raises(SyntaxProblem) as caught:
        container("frontmatter").read(Source("x", f"---\n{head}\n---\n"), KNOWN)
    assert caught.value.code == "syntax"


def test_a_head_as_large_as_no_real_one_is_not_recovered() -> None:
    with pytest.raises(SyntaxProblem):
        container("frontmatter").read(Source("x", "---\n" + "k: v: x\n" * 20_000 + "---\n"))


@pytest.mark.parametrize(
    ("text", "body", "codes"),
    [
        ("---\na: b\n---\nBody", "Body", []),
        ("---\na: b\n---", "", []),
        ("--- \na: b\n---\t\nBody", "Body", []),
        ("---\n---\nBody", "Body", []),
        ("\ufeff---\na: b\n---\nBody", "Body", ["frontmatter-late"]),
        ("\n\n---\na: b\n---\nBody", "Body", ["frontmatter-late"]),
        ("---\na: b\n------\nBody", "---\nBody", ["frontmatter-bad-fence"]),
        ("---\na: b\n--- # x\nBody", " # x\nBody", ["frontmatter-bad-fence"]),
        ("---\na: b --- c\n---\nBody", "Body", ["frontmatter-inner-fence"]),
        ("---\na: b\n---\n\n---\nBody", "\n---\nBody", []),
    ],
)
def test_fences(text: str, body: str, codes: list[str]) -> None:
    tree = container("frontmatter").read(Source("x", text))
    assert tree.values["(body)"] == body
    assert [code for code, _, _ in tree.warnings] == codes


def test_a_fence_that_is_never_closed_is_an_error() -> None:
    with pytest.raises(SyntaxProblem) as caught:
        container("frontmatter").read(Source("x", "---\nname: a\ntext\n"))
    assert caught.value.code == "frontmatter-unclosed"


@pytest.mark.parametrize("text", ["# Title\n", "", "text\n---\na: b\n---\n", "---\njust a rule\n\ntext"])
def test_markdown_without_frontmatter_is_no_agent(text: str) -> None:
    with pytest.raises(NotAnAgent):
        container("frontmatter").read(Source("x", text))
