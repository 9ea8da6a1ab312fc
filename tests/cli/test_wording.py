"""Hints name only what the command has that prints them."""

import ast
import re

import pytest

from agentconv.cli import COMMANDS, wording
from agentconv.cli.wording import Words, options_of
from agentconv.release.wording import BUILD_KEYS, in_keys
from tests.conftest import ROOT
from tests.docs.commands import command

OPTION = re.compile(r"(?:\b([a-z][a-z-]*) )?(--[a-z][a-z-]*)")


def words(name: str) -> Words:
    return Words(name, options_of(command(name)), frozenset(COMMANDS))


def hints() -> set[str]:
    """Every text of the library that names an option: what is a hint is among them."""
    found = set()
    for path in (ROOT / "src" / "agentconv").rglob("*.py"):
        if path.parent.name not in {"cli", "conformance"} and path.name != "wording.py":
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and "\n" not in node.value:
                    found |= {node.value} if OPTION.search(node.value) and " " in node.value else set()
    return found


def foreign(hint: str, name: str) -> list[str]:
    """The options of a hint that neither the command has nor the one which stands before them."""
    own = options_of(command(name))
    return [
        option
        for before, option in OPTION.findall(hint)
        if option not in (options_of(command(before)) if before in COMMANDS else own)
    ]


@pytest.mark.parametrize("name", COMMANDS)
def test_no_hint_names_what_the_command_lacks(name: str) -> None:
    found = hints()
    assert len(found) > 20
    ours = {hint for hint in found if all(o in EVERY for _, o in OPTION.findall(hint))}
    assert len(ours) > 20
    for hint in ours:
        said = words(name).of(hint)
        assert said is None or foreign(said, name) == [], f"{name}: {hint}"


EVERY = frozenset().union(*(options_of(command(name)) for name in COMMANDS))
"""All options that there are."""


@pytest.mark.parametrize(
    ("name", "hint", "said"),
    [
        ("export", "--carry keeps it", "--carry keeps it"),
        ("check", "--carry keeps it", "export --carry keeps it"),
        ("check", "map it with --models FILE", "map it with export --models FILE"),
        ("build", "map it with --models FILE", "map it with `models` there"),
        ("build", "--shorten cuts it", "`shorten = true` in agentconv.toml cuts it"),
        ("install", "--force replaces it; --diff shows the difference", "--force replaces it"),
        ("install", "--diff shows it", None),
        ("merge", "export --only claude takes those", "export --only claude takes those"),
        ("verify", "ask with build --sign", "ask with build --sign"),
    ],
)
def test_a_hint_in_the_words_of_a_command(name: str, hint: str, said: str | None) -> None:
    assert words(name).of(hint) == said


def test_the_page_of_a_build_names_the_keys_of_the_manifest() -> None:
    assert in_keys("choose one with --model, or map it with --models FILE") == (
        "choose one with `model` in agentconv.toml, or map it with `models` there"
    )
    assert in_keys("--force replaces it") == "--force replaces it"
    assert in_keys(None) is None


def test_what_a_build_says_instead_are_keys_that_the_manifest_has() -> None:
    from agentconv.release.manifest_keys import MANIFEST, TARGET

    keys = {key.partition(" ")[0] for text in BUILD_KEYS.values() for key in re.findall(r"`([^`]+)`", text)}
    assert keys <= {*TARGET, *MANIFEST}


def test_findings_that_no_command_shows_stay_as_they_are() -> None:
    assert wording.worded([]) == []
