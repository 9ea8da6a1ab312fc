"""Hints in the words of the command that shows them: what it lacks is a manifest's key or another's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import click

from agentconv.frozen import frozen
from agentconv.release.wording import BUILD_KEYS

if TYPE_CHECKING:
    from agentconv.diagnostics import Diagnostic

INSTEAD: Mapping[str, Mapping[str, str]] = {
    "build": {**BUILD_KEYS, "--diff": "", "--only": "", "--from": ""},
    "init": BUILD_KEYS,
    "install": {"--diff": ""},
    "verify": {"--no-plugins": ""},
    "new-plugin": {"--no-plugins": ""},
}
"""Command -> what it says where a hint names an option that it lacks; empty = the hint goes without."""

OWNERS = {
    **dict.fromkeys(
        ("--fix", "--power", "--select", "--explain", "--update-baseline", "--response"), "check"
    ),
    **dict.fromkeys(("--sign", "--locked"), "build"),
    **dict.fromkeys(("--provenance", "--builder", "--identity", "--issuer"), "verify"),
    "--matrix": "formats",
}
USUAL = "export"
"""Whose option is meant where a hint names one that neither the command has nor these."""

_OPTION = re.compile(r"(?:(?P<command>\b[a-z][a-z-]*) )?(?P<option>--[a-z][a-z-]*)(?P<value> [A-Z]+\b)?")


def worded(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Findings with hints that name only what the running command has; as they are where none runs."""
    from dataclasses import replace

    context = click.get_current_context(silent=True)
    if context is None:
        return [*found]
    group = context.find_root().command
    commands = group.list_commands(context) if isinstance(group, click.Group) else []
    words = Words(context.info_name or "", options_of(context.command), frozenset(commands))
    result = []
    for diagnostic in found:
        if (hint := diagnostic.hint) and "--" in hint:
            result.append(replace(diagnostic, hint=words.of(hint)))
        else:
            result.append(diagnostic)
    return result


def options_of(command: click.Command) -> frozenset[str]:
    """The long options of a command."""
    taken = [p for p in command.params if isinstance(p, click.Option)]
    return frozenset(name for option in taken for name in (*option.opts, *option.secondary_opts))


@frozen
class Words:
    """What one command can say."""

    command: str
    options: frozenset[str]
    """Its long ones."""
    commands: frozenset[str]
    """All that there are: an option that stands behind one of them is that one's."""

    def of(self, hint: str) -> str | None:
        """A hint in these words; None when nothing of it is left."""
        clauses = [clause for clause in hint.split("; ") if not self._says_nothing(clause)]
        return "; ".join(_OPTION.sub(self._replaced, clause) for clause in clauses) or None

    def _says_nothing(self, clause: str) -> bool:
        """Whether a clause is about an option for which the command has nothing instead."""
        options = [m["option"] for m in _OPTION.finditer(clause) if not self._is_known(m)]
        return any(INSTEAD.get(self.command, {}).get(option) == "" for option in options)

    def _is_known(self, match: re.Match[str]) -> bool:
        return match["option"] in self.options or match["command"] in self.commands

    def _replaced(self, match: re.Match[str]) -> str:
        if self._is_known(match):
            return match[0]
        before = f"{match['command']} " if match["command"] else ""
        words = INSTEAD.get(self.command, {}).get(match["option"])
        return before + (
            words or f"{OWNERS.get(match['option'], USUAL)} {match['option']}{match['value'] or ''}"
        )
