"""Names of formats and commands in the words of people, and what a shell completes."""

import os

import click
import pytest

from agentconv.cli import COMMANDS, OTHER_WORDS
from tests import processes
from tests.docs.commands import command

AGENT = "---\nname: a\ndescription: b\ntools: Read\n---\nDo.\n"


@pytest.mark.parametrize("word", ["claude-code", "CLAUDE", "Claude_Code"])
def test_a_word_for_a_format_is_taken(word: str) -> None:
    done = processes.agentconv("export", "-", "-t", word, "-o", "-", data=AGENT.encode())
    assert (done.returncode, done.stdout.decode()) == (0, AGENT)


@pytest.mark.parametrize(
    "words",
    [
        ("check", "-", "--from", "claude-code", "-t", "claude-code"),
        ("formats", "roo-code"),
        ("show", "-", "--only", "claude-code"),
    ],
)
def test_every_command_takes_it(words: tuple[str, ...], tmp_path: os.PathLike[str]) -> None:
    done = processes.agentconv(*words, data=AGENT.encode(), cwd=tmp_path)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(("word", "said"), [*OTHER_WORDS.items(), ("exprot", "export"), ("Lint", "check")])
def test_another_word_for_a_command(word: str, said: str) -> None:
    done = processes.agentconv(word)
    assert (done.returncode, f"did you mean {said!r}?" in done.stderr.decode()) == (2, True)


def test_the_words_are_those_of_no_command() -> None:
    assert not set(OTHER_WORDS) & set(COMMANDS)
    assert {said.split()[0] for said in OTHER_WORDS.values()} - {"--help", "--version"} <= set(COMMANDS)


def completions(name: str, parameter: str, begun: str) -> list[str]:
    found = command(name)
    (option,) = (p for p in found.params if p.name == parameter)
    return [item.value for item in option.shell_complete(click.Context(found), begun)]


def test_a_shell_completes_formats_and_codes() -> None:
    assert completions("export", "targets", "co") == ["codex", "copilot"]
    assert completions("check", "format", "claude") == ["claude", "claude-json", "claude-plugin"]
    assert completions("check", "code", "power-w") == ["power-widened"]
