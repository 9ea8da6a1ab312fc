"""What the command line says of itself, for the pages of the commands."""

import inspect

import click

from agentconv.cli import COMMANDS, NO_PLUGINS, group
from tests.docs.pages import cell, rows


def command(name: str) -> click.Command:
    """A command by its name."""
    found = group.get_command(click.Context(group), name)
    assert found is not None
    return found


def index() -> str:
    """A table of the commands."""
    lines = [(f"[`{name}`]({name}.md)", cell(what)) for name, what in COMMANDS.items()]
    return rows(("command", "what it does"), *lines)


def options(name: str) -> str:
    """The usage of a command, and a table of its options."""
    found = command(name)
    with click.Context(found, info_name=f"agentconv {name}") as context:
        usage = found.collect_usage_pieces(context)
    taken = [p for p in found.params if isinstance(p, click.Option) and p is not NO_PLUGINS and not p.hidden]
    lines = [(_names(option), _said(option)) for option in taken]
    if NO_PLUGINS in found.params:
        lines.append(("`--no-plugins`", cell(NO_PLUGINS.help or "")))
    about = inspect.cleandoc(found.help or COMMANDS[name]).replace("\b", "")
    return f"{about}\n\n```text\nagentconv {name} {' '.join(usage)}\n```\n\n" + rows(
        ("option", "what it does"), *lines
    )


def _names(option: click.Option) -> str:
    value = "" if option.is_flag else f" {_metavar(option)}"
    names = [*option.opts, *option.secondary_opts]
    return ", ".join(f"`{name}{value}`" for name in names)


def _metavar(option: click.Option) -> str:
    if option.metavar:
        return option.metavar
    if isinstance(option.type, click.Choice):
        return "|".join(map(str, option.type.choices)).replace("|", "\\|")
    return option.type.name.upper()


def _said(option: click.Option) -> str:
    said = cell(option.help or "")
    if option.show_default and option.default is not None:
        said += f" Default: `{option.default}`."
    return f"{said} May be given several times." if option.multiple and "several" not in said else said
