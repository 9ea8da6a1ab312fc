"""The page about what the facts rest on says what the formats and the record of the clients say."""

import pytest

from agentconv.kit.facts import SURE
from tests.docs import facts, formats
from tests.docs.pages import DOCS, same_or_updated


def test_the_page_is_what_the_formats_and_the_record_say(request: pytest.FixtureRequest) -> None:
    wanted = facts.page(formats.formats(), facts.record())
    same_or_updated(DOCS / "reference" / "facts.md", wanted, request)


def test_each_format_without_a_client_is_named_as_such() -> None:
    assert set(facts.INSTEAD) == set(SURE)
    (part,) = facts.page(formats.formats(), []).split("## Formats without a client behind them")[1:]
    assert {f.name for f in formats.formats() if f.sure == "told"} <= {*part.split("`")[1::2]}
    assert "`cursor`" in part
    assert "`codex`" not in part


def test_the_figures_of_a_row_add_up() -> None:
    for row in facts.record():
        assert row["asked"] == sum(row[name] for name in facts.FIGURES[2:7])
        assert row["loaded"] == row["asked"] - row["ignored"]
        assert row["foretold"] <= row["ignored"]


def test_a_client_that_was_never_asked_is_named() -> None:
    assert "`codex`, `copilot`" in facts.page(formats.formats(), [])
