"""What a command's function is given has the names and types of its options; names are taken in other words, too."""

import dataclasses
from importlib import import_module
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import click
import pytest

from agentconv.cli import COMMANDS, OTHER_WORDS
from tests import processes
from tests.docs.commands import command


def wanted(parameter: click.Parameter) -> Any:
    """The type of what click gives for a parameter."""
    if parameter.nargs == -1 or parameter.multiple:
        return tuple[str, ...]
    if getattr(parameter, "is_flag", False):
        return bool
    kind: Any = int if isinstance(parameter.type, click.IntRange) else str
    if parameter.nargs > 1:
        kind = tuple[(kind,) * parameter.nargs]  # type: ignore[misc]
    sure = parameter.required or isinstance(parameter.default, (str, int))
    return kind if sure else kind | None


def declared(command: click.Command) -> dict[str, Any]:
    """Name -> type of what the command's function takes, or the one dataclass that it takes."""
    function = getattr(command.callback, "__wrapped__", command.callback)
    hints = get_type_hints(function)
    assert hints.pop("return") is NoneType
    if hints.keys() == {"options"}:
        assert dataclasses.is_dataclass(hints["options"])
        hints = get_type_hints(hints["options"])
    return hints


def parts(kind: Any) -> set[Any]:
    return set(get_args(kind)) if get_origin(kind) in (Union, UnionType) else {kind}


@pytest.mark.parametrize("name", COMMANDS)
def test_options_have_the_names_and_types_that_the_command_declares(name: str) -> None:
    command: click.Command = import_module(f"agentconv.cli.{name.replace('-', '_')}").command
    given = {p.name: wanted(p) for p in command.params if p.expose_value}
    found = declared(command)
    assert found.keys() == given.keys()
    assert {k: parts(v) for k, v in found.items()} == {k: parts(v) for k, v in given.items()}


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
def test_every_command_takes_it(words: tuple[str, ...], tmp_path: Path) -> None:
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
    assert {"codex", "copilot"} <= {*completions("export", "targets", "co")}
    assert all(name.startswith("claude") for name in completions("check", "format", "claude"))
    assert completions("check", "code", "power-w") == ["power-widened"]
