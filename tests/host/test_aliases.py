"""Words that people use for formats, and what is said to those who use another."""

import pytest

from agentconv import UsageError
from agentconv.formats import BUILT_IN, GENERATIONS
from agentconv.host.aliases import (
    ALIASES,
    FILTERS,
    FRAMEWORKS,
    PLUGINS,
    filter_instead,
    instead,
    meant,
    plain,
)
from agentconv.host.registry import Registry
from tests.conftest import ROOT


def test_every_word_means_a_format_and_is_none() -> None:
    assert set(ALIASES.values()) <= {*BUILT_IN, *GENERATIONS}
    assert not set(ALIASES) & {*BUILT_IN, *GENERATIONS}
    assert [word for word in ALIASES if word != plain(word)] == []


def test_the_plugins_that_are_named_are_there() -> None:
    assert {*PLUGINS.values(), *FILTERS.values()} == {
        place.name for place in (ROOT / "plugins").iterdir() if place.is_dir()
    }
    assert set(FRAMEWORKS.values()) <= set(PLUGINS)
    assert not set(FRAMEWORKS) & {*PLUGINS, *ALIASES, *BUILT_IN}


def test_a_framework_is_what_its_plugin_calls_it_once_that_is_installed() -> None:
    assert instead("google-adk", ["adk", "claude"]) == "did you mean 'adk'? "


@pytest.mark.parametrize(
    ("word", "format"),
    [
        ("claude-code", "claude"),
        ("Claude Code", "claude"),
        ("CLAUDE", "claude"),
        ("github_copilot", "copilot"),
        ("VS Code", "vscode"),
        ("AGENTS.md", "agents-md"),
        ("droid", "factory"),
        ("roo-code", "roo"),
        ("qwen-code", "qwen"),
        ("copilot-cli", "copilot"),
        ("OpenCode2", "opencode-2"),
        ("mistral-vibe", "vibe"),
        ("Kiro CLI", "kiro-json"),
        ("augment", "auggie"),
        ("crewai", None),
        ("opnai", None),
    ],
)
def test_what_a_word_means(word: str, format: str | None) -> None:
    assert meant(word) == format


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("claude-code", "unknown format 'claude-code'; did you mean 'claude'? `agentconv formats` lists all"),
        ("CODEX", "did you mean 'codex'?"),
        ("claud-code", "did you mean 'claude'?"),
        ("opnai", "did you mean 'openai'?"),
        ("crewai", "the plugin agentconv-crewai adds it"),
        ("Prompty", "the plugin agentconv-prompty adds it"),
        ("adk", "the plugin agentconv-adk adds it, which is not installed"),
        ("google-adk", "the plugin agentconv-adk adds it as 'adk', which is not installed"),
        ("pydantic_ai", "the plugin agentconv-pydantic-ai adds it"),
        ("nothing-of-the-kind", "unknown format 'nothing-of-the-kind'; there are"),
    ],
)
def test_what_is_said_of_a_word(word: str, said: str) -> None:
    with pytest.raises(UsageError) as problem:
        Registry(plugins=False).get(word)
    assert said in str(problem.value)


def test_a_filter_that_is_not_there_has_a_package_or_a_near_match() -> None:
    assert filter_instead("preambel", []).startswith("the plugin agentconv-house adds 'preamble', and is not")
    assert filter_instead("quite", ["quiet"]) == "did you mean 'quiet'? there are quiet"
    assert filter_instead("zzz", ["a", "b"]) == "there are a, b"
    assert {(ROOT / "plugins" / package).is_dir() for package in FILTERS.values()} == {True}
