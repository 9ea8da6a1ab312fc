"""Options of every command stand below a heading, each once."""

import click
import pytest

from agentconv.cli import COMMANDS, group
from agentconv.cli.grouping import GROUPS, MANY, sections

CONTEXT = click.Context(group)


def command(name: str) -> click.Command:
    found = group.get_command(CONTEXT, name)
    assert found is not None
    return found


@pytest.mark.parametrize("name", COMMANDS)
def test_each_option_is_told_once(name: str) -> None:
    context = click.Context(command(name), info_name=name)
    lines = [line for rows in sections(command(name), context).values() for line in rows]
    options = [p for p in command(name).get_params(context) if isinstance(p, click.Option)]
    assert len(lines) == len(options)
    headings = [*sections(command(name), context)]
    assert headings == ["Options"] if len(lines) < MANY else len(headings) > 2


@pytest.mark.parametrize("name", COMMANDS)
def test_an_option_is_named_in_one_group(name: str) -> None:
    """What stands in none would stand below the first heading, wherever it belongs."""
    words = " ".join(GROUPS.values()).split()
    assert len(words) == len({*words})
    options = [p for p in command(name).get_params(CONTEXT) if isinstance(p, click.Option)]
    longs = {opt.removeprefix("--") for p in options for opt in p.opts if opt.startswith("--")}
    if len(options) >= MANY:
        assert longs <= {*words}
