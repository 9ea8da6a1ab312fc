"""Versions on top of each other: their order, the history that they give, what a union brings back."""

from dataclasses import replace

import pytest

from agentconv.errors import UsageError
from agentconv.merging.stack import bumped, sort_versions, stack_versions
from agentconv.model.agent import Agent, Change, Tool, Tools

READ, GREP, SHELL = (Tool(n) for n in ("read", "grep", "shell"))
A = Agent("a", description="d", prompt="# H\nx\n", tools=Tools((READ, GREP)), version="1.0.0")


def test_a_stack_keeps_entries_and_writes_the_missing_ones() -> None:
    one = replace(A, version="1.9", changelog=(Change("1.9", "First"),))
    two = replace(A, version="1.10", prompt="# H\nx\n# New\ny\n", tools=Tools((READ,)))
    assert sort_versions([two, one]).order == (1, 0)
    found = stack_versions([one, two])
    assert found.changelog == (Change("1.10", "Added New; fields: tools allow"), Change("1.9", "First"))
    assert found.prompt == two.prompt


def test_union_brings_back_sections_and_fields_but_no_tools() -> None:
    old = replace(A, prompt="# H\nx\n## Gone\ny\n# End\n", license="MIT", tools=Tools((READ, SHELL)))
    new = replace(A, version="2.0.0", prompt="# H\nz\n# End\n")
    found = stack_versions([old, new], union=True)
    assert found.prompt == "# H\nz\n## Gone\ny\n# End\n"
    assert found.license == "MIT"
    assert found.tools == new.tools


def test_equal_versions_need_an_order() -> None:
    assert sort_versions([A, replace(A, prompt="other")]).unsure == ((0, 1),)
    assert sort_versions([replace(A, updated="2026-02-01"), replace(A, updated="2026-01-01")]).order == (1, 0)


def test_bump() -> None:
    assert [bumped("1.4.2", part) for part in ("major", "minor", "patch")] == ["2.0.0", "1.5.0", "1.4.3"]
    assert bumped("v1.4", "patch") == "v1.4.1"
    with pytest.raises(UsageError, match="cannot bump"):
        bumped(None, "patch")


def test_a_history_that_was_written_newest_first_stays_so() -> None:
    log = (Change("1.1", "Second"), Change("1.0", "First"))
    one = replace(A, version="1.1", changelog=log)
    found = stack_versions([one, replace(A, version="1.2", prompt="# H\ny\n", changelog=log)])
    assert [change.version for change in found.changelog] == ["1.2", "1.1", "1.0"]


def test_a_section_that_comes_back_starts_on_a_line_of_its_own() -> None:
    found = stack_versions(
        [replace(A, prompt="# H\nx\n## Gone\ny\n"), replace(A, prompt="# H\nz")], union=True
    )
    assert found.prompt == "# H\nz\n## Gone\ny\n"


@pytest.mark.parametrize("fence", ["```", "~~~", "<!--"])
def test_what_is_never_closed_comes_back_last(fence: str) -> None:
    old = replace(A, prompt=f"## One\n\nx\n\n## Two\n\n{fence}\ny\n")
    found = stack_versions([old, replace(A, prompt="## One\n\nx\n\n## Three\n\nz\n")], union=True)
    assert found.prompt == f"## One\n\nx\n\n## Three\n\nz\n## Two\n\n{fence}\ny\n"


def test_nothing_comes_back_into_an_open_fence() -> None:
    old = replace(A, prompt="## One\n\nx\n\n## Two\n\ny\n\n## Three\n\nz\n")
    new = replace(A, prompt="## One\n\nx\n\n## Two\n\n```\ny\n")
    found = stack_versions([old, new], union=True)
    assert found.prompt == "## One\n\nx\n\n## Three\n\nz\n## Two\n\n```\ny\n"


def test_a_history_keeps_its_order_and_a_new_one_starts_with_the_newest() -> None:
    agents = [replace(A, version=f"1.{n}", prompt=f"# H\n{n}\n") for n in range(3)]
    assert [change.version for change in stack_versions(agents).changelog] == ["1.2", "1.1"]
    log = (Change("0.8", "First"), Change("0.9", "Second"))
    found = stack_versions([replace(agent, changelog=log) for agent in agents])
    assert [change.version for change in found.changelog] == ["0.8", "0.9", "1.1", "1.2"]
