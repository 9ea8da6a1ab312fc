"""The pages of the formats say what the formats do."""

import pytest

from agentconv.conformance import matrix
from tests.docs import formats
from tests.docs.pages import DOCS, no_others, same_or_updated

FOLDER = DOCS / "reference" / "formats"


def test_each_format_has_its_line(request: pytest.FixtureRequest) -> None:
    same_or_updated(FOLDER / "index.md", formats.index(), request)


@pytest.mark.parametrize("word", formats.words())
def test_each_format_has_its_page(word: str, request: pytest.FixtureRequest) -> None:
    same_or_updated(FOLDER / f"{word}.md", formats.page(word), request)


def test_no_page_is_about_a_format_that_is_gone(request: pytest.FixtureRequest) -> None:
    no_others(FOLDER, ["index.md", *(f"{word}.md" for word in formats.words())], request)


def test_every_fate_has_words() -> None:
    assert set(formats.WORDS) == set(matrix.SIGNS)
