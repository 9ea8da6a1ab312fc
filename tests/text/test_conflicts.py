"""Markers of a merge are found where they are a conflict, and nowhere else."""

import re

import pytest

from agentconv.text.conflicts import find
from tests.checking.test_run import check_text

OURS, PARTS, THEIRS = "<" * 7 + " HEAD", "=" * 7, ">" * 7 + " topic"
CONFLICT = f"{OURS}\nx\n{PARTS}\ny\n{THEIRS}\n"
FENCE = "```"


@pytest.mark.parametrize(
    "text",
    [
        CONFLICT,
        CONFLICT.replace("\n", "\r\n"),
        f"{OURS}\nx\n{'|' * 7} base\nb\n{PARTS}\ny\n{THEIRS}",
        f"{'<' * 9} HEAD\nx\n{'=' * 9}\ny\n{'>' * 9} topic\n",
        "".join(f"# {line}\n" for line in CONFLICT.splitlines()),
        "".join(f"<!-- {line} -->\n" for line in CONFLICT.splitlines()),
        f"{OURS}\n{FENCE}python\n{PARTS}\n{FENCE}py\n{THEIRS}\nprint()\n{FENCE}\n",
        f"{FENCE}text\n{CONFLICT}{FENCE}\n\n{CONFLICT}",
        f"{FENCE}\nx\n{OURS}\n{FENCE}\n{PARTS}\ny\n{THEIRS}\n{FENCE}\n",
    ],
    ids=[
        "plain",
        "crlf",
        "with base",
        "longer",
        "comments",
        "hidden comments",
        "about a fence",
        "behind an example",
        "half inside",
    ],
)
def test_a_conflict_is_found(text: str) -> None:
    whole = f"Before.\n{text}After."
    (found,) = find(whole)
    begins = [m.start() for m in re.finditer(r"(?m)^(?:# |<!-- )?<{7,}", whole)]
    assert found.offset == begins[-1]


@pytest.mark.parametrize(
    "text",
    [
        f"{FENCE}text\n{CONFLICT}{FENCE}\n",
        f"~~~~\n{FENCE}\n{CONFLICT}{FENCE}\n~~~~\n",
        f"A heading\n{PARTS}\n",
        f"Look for `{OURS}`, `{PARTS}` and `{THEIRS}`.\n",
        f"{OURS}\nx\n{THEIRS}\n",
        f"{PARTS}\n{THEIRS}\n{OURS}\n",
        "".join(f"    {line}\n" for line in CONFLICT.splitlines()),
        f"{OURS}\nx\n# {PARTS}\ny\n{THEIRS}\n",
    ],
    ids=[
        "fenced",
        "fence in a fence",
        "heading",
        "in a sentence",
        "no middle",
        "other order",
        "indented",
        "mixed",
    ],
)
def test_what_is_none(text: str) -> None:
    assert list(find(text)) == []


def test_check_tells_where() -> None:
    (found,) = check_text(f"---\nname: a\ndescription: d\ntools: Read\n---\nA\n{CONFLICT}")
    assert (found.code, found.severity, found.line, found.column) == ("merge-unresolved", "error", 7, 1)


@pytest.mark.parametrize("field", ["description: a", "name: a", "tools: [Read"])
def test_a_conflict_in_the_head_is_told_as_one(field: str) -> None:
    head = f"{OURS}\n{field}\n{PARTS}\n{field}b\n{THEIRS}\n"
    found = check_text(f"---\nname: a\n{head}---\nA\n", format="claude")
    assert "merge-unresolved" in {d.code for d in found}
    assert "duplicate-key" not in {d.code for d in found}
    assert [d.line for d in found if d.code == "merge-unresolved"] == [3]


def test_a_conflict_in_other_syntaxes() -> None:
    found = check_text(
        f'name = "a"\n{OURS}\ndescription = "x"\n{PARTS}\ndescription = "y"\n{THEIRS}\n', format="codex"
    )
    assert [d.code for d in found] == ["merge-unresolved"]
    found = check_text(
        f'{{"name": "a",\n{OURS}\n"description": "x"\n{PARTS}\n"description": "y"\n{THEIRS}\n}}',
        format="kiro-json",
    )
    assert [d.code for d in found] == ["merge-unresolved"]
