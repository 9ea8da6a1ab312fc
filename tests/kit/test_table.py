"""Names by folder are those that the whole pattern of a place takes."""

from __future__ import annotations

import pytest

from agentconv.kit.table import names_in, place_pattern

PLACES = (".x/agents/**/*.md", "*.agent.md", "AGENTS.md", "**/*.toml", "skills/*/SKILL.md", "a/*/b-*-c.md")
FOLDERS = (
    "",
    "/",
    ".x/agents/",
    "p/.x/agents/",
    "/p/.x/agents/q/r/",
    ".x/",
    "skills/one/",
    "skills/",
    "a/b/",
    "xa/b/",
)
NAMES = (
    "one.md",
    ".md",
    "x.agent.md",
    ".agent.md",
    "AGENTS.md",
    "t.toml",
    "SKILL.md",
    "b--c.md",
    "b-x-c.md",
    "a\nb.md",
)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("folder", FOLDERS)
def test_names_in_a_folder_are_those_of_the_whole_pattern(place: str, folder: str) -> None:
    rules = names_in((folder + "x").rpartition("/")[0], [place])
    for name in NAMES:
        whole = place_pattern(place).search(folder + name) is not None
        assert any(rule.fullmatch(name) for rule in rules) is whole
