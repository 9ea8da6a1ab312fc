"""What each command's function is given has the names and types of its options."""

import dataclasses
from importlib import import_module
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import click
import pytest

from agentconv.cli import COMMANDS


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
