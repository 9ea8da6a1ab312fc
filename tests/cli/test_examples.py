"""The examples in the help of a command are ones that it takes."""

import shlex

import pytest

from agentconv.cli import COMMANDS
from agentconv.cli.examples import EXAMPLES
from tests import processes
from tests.docs.commands import command


def test_every_command_has_examples() -> None:
    assert EXAMPLES.keys() == COMMANDS.keys()


@pytest.mark.parametrize(
    ("name", "line"), [(name, line) for name, lines in EXAMPLES.items() for line in lines]
)
def test_an_example_is_one_that_the_command_takes(name: str, line: str) -> None:
    program, called, *words = shlex.split(line)
    assert (program, called) == ("agentconv", name)
    command(name).make_context(name, words)


def test_the_help_shows_them_line_by_line() -> None:
    done = processes.agentconv("export", "--help")
    assert all(f"  {line}\n" in done.stdout.decode() for line in EXAMPLES["export"])
