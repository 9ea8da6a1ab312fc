"""Text that was decoded wrongly is told from text about it."""

import pytest

from agentconv.text.mojibake import mojibake
from tests.checking.test_fixes import fixed
from tests.checking.test_run import check_text

HEAD = "---\nname: a\ndescription: d\ntools: Read\n---\n"
ACUTE, DASH, CURLY = "\u00c3\u00a9", "\u00e2\u20ac\u201d", "\u00e2\u20ac\u0153"


@pytest.mark.parametrize(
    "body",
    [
        f"The bytes {ACUTE} are what you see when \u00e9 is decoded as Latin-1; search for {ACUTE} in logs.",
        f"Search the logs for mojibake such as {ACUTE} and {DASH}.",
        f"## Encoding faults\n\nSome of the usual signs:\n\n- {ACUTE}\n- {DASH}\n",
        f"| wrong | right |\n|---|---|\n| {ACUTE} | \u00e9 |\n| {CURLY} | \u201c |\n\nThese come from a wrong charset.",
        "If a \ufffd shows up, the file is not UTF-8.",
    ],
    ids=["sentence", "word", "heading", "table", "lost"],
)
def test_text_about_it_is_left(body: str) -> None:
    assert fixed(HEAD + body) == HEAD + body


@pytest.mark.parametrize(
    "body",
    [
        f"The caf{ACUTE} opens {DASH} at nine.",
        f"Decode the bytes first.\n\nThe caf{ACUTE} opens.",
        f"# Encoding\n\nx\n\n# Menu\n\nCaf{ACUTE} au lait",
    ],
    ids=["plain", "another paragraph", "another heading"],
)
def test_text_that_is_damaged_is_put_right(body: str) -> None:
    assert mojibake(body) is not None
    right = body.replace(ACUTE, "\u00e9").replace(DASH, "\u2014")
    assert fixed(HEAD + body) == HEAD + right


def test_text_about_it_is_no_finding() -> None:
    body = f"Search the logs for mojibake such as {ACUTE}."
    assert check_text(HEAD + body, select=("mojibake", "not-fixed")) == []
    (found,) = check_text(f"{HEAD}{body}\n\nThe caf{ACUTE} opens.", select=("mojibake",))
    assert (found.line, found.column) == (8, 8)


def test_many_such_characters_are_looked_at_in_time() -> None:
    assert mojibake(f"utf-8 {ACUTE} " * 20_000) is None
