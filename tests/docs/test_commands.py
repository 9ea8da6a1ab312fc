"""Every command that the documents show exists and prints what they say."""

import re
import shlex
import shutil
from pathlib import Path

import click
import pytest

from agentconv.cli import COMMANDS
from tests.conftest import ROOT
from tests.docs import commands
from tests.docs.pages import DOCS, blocks, no_others, pages, same_or_updated, with_part
from tests.test_commands import BLOCK, run

FOLDER = DOCS / "reference" / "commands"
PROJECTS = Path(__file__).parent / "projects"
IN = re.compile(r"<!-- in: ([\w./-]+) -->\n")
"""Which folder the commands of a page run in a copy of."""
BEFORE = re.compile(r"<!-- before: (.+) -->\n")
"""Commands that run first and are not shown, with a semicolon between them."""
ARCHIVE = re.compile(r"(?m)^[0-9a-f]{12} +[\d,]+  (?=dist/)")
"""Hash and size of what a build made: they change with every change of agentconv, and nobody reads them here."""
MOST, SHOWN = 36, 24
"""Lines of what one command prints: a longer text is cut to so many."""


def test_each_command_has_its_line(request: pytest.FixtureRequest) -> None:
    path = FOLDER / "index.md"
    same_or_updated(path, with_part(path.read_text("utf-8"), "commands", commands.index()), request)


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_its_page(name: str, request: pytest.FixtureRequest) -> None:
    path = FOLDER / f"{name}.md"
    text = path.read_text("utf-8")
    assert list(blocks(text, "console")), "a page of a command shows how it is used"
    same_or_updated(path, with_part(text, "usage", commands.options(name)), request)


def test_no_page_is_about_a_command_that_is_gone(request: pytest.FixtureRequest) -> None:
    no_others(FOLDER, ["index.md", *(f"{name}.md" for name in COMMANDS)], request)


def with_console(path: Path) -> bool:
    return "```console" in path.read_text("utf-8") and path.parent != ROOT


@pytest.mark.parametrize("path", [*filter(with_console, pages())], ids=lambda p: str(p.relative_to(DOCS)))
def test_the_commands_of_a_page_print_what_it_says(
    path: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    text = path.read_text("utf-8")
    where = IN.search(text)
    assert where, "a page with commands says '<!-- in: FOLDER -->', one of tests/docs/projects"
    folder = tmp_path / where[1]
    shutil.copytree(PROJECTS / where[1], folder, symlinks=True)
    for line in BEFORE.findall(text):
        for command in line.split("; "):
            run(f"% {command}", folder)
    same_or_updated(path, replayed(text, folder), request)


def test_no_page_shows_a_command_that_is_wrong() -> None:
    wrong = [path.name for path in pages() if re.search(r"(?m)^=> [2-9]", path.read_text("utf-8"))]
    assert wrong == [], "status 2 is a wrong command line, and 3 a bug"


def replayed(text: str, folder: Path) -> str:
    """A page with what its commands print now, each cut where it is long."""

    def block(match: re.Match[str]) -> str:
        lines = [line for line in match[1].splitlines() if line.startswith("% ")]
        return "```console\n" + "".join(cut(run(line, folder)) for line in lines) + "```"

    return BLOCK.sub(block, text)


def cut(printed: str) -> str:
    lines = ARCHIVE.sub("(sha256)     (bytes)  ", printed).splitlines(keepends=True)
    if len(lines) <= MOST:
        return "".join(lines)
    return "".join(lines[:SHOWN]) + f"... and {len(lines) - SHOWN} more lines\n"


def lines_of(text: str) -> list[str]:
    """The calls of agentconv in a page that are not run, such as those that need a network."""
    shown = "".join([*blocks(text, "sh"), *blocks(text, "yaml"), *blocks(text, "toml")])
    calls = re.findall(r"(?m)^(?:\s*- run: |.*&& )?(?:\S+/)?(agentconv .*)$", shown.replace("\\\n", " "))
    return [call for line in calls for call in line.split(" && ") if call.startswith("agentconv ")]


@pytest.mark.parametrize("path", pages(), ids=lambda p: str(p.relative_to(ROOT)))
def test_the_commands_that_are_not_run_exist(path: Path) -> None:
    for line in lines_of(path.read_text("utf-8")):
        _, name, *words = shlex.split(line, comments=True)
        if not name.startswith("-"):
            assert name in COMMANDS, line
            words = [word for word in words if word not in {"-h", "--help"}]
            try:
                commands.command(name).make_context(name, words)
            except click.UsageError as problem:
                pytest.fail(f"{line}: {problem.format_message()}")


def test_a_command_that_does_not_exist_is_seen() -> None:
    text = "```sh\ncd x && agentconv export . -t codex \\\n  -o out   # a word\n```\n"
    assert lines_of(text) == ["agentconv export . -t codex    -o out   # a word"]
