"""What the texts of skills and commands name, and what is filled in in them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agentconv.checking.part import Part
from agentconv.checking.references import SOMEONE
from agentconv.checking.subject import MANY
from agentconv.kit.commands import CommandFormat
from agentconv.model.command import pieces_in
from agentconv.model.components import AGENT, COMMAND, SKILL
from agentconv.reading.references import named_in

_QUALIFIED = re.compile(r"(?<![\w:/.@$-])(?P<name>[A-Za-z][\w-]*:[a-z][\w-]*[a-z0-9])(?![\w:/(-]|\.\w)")
"""`package:name`, which names an agent, a skill or a command of a package that is there."""


def look_at_calls(part: Part) -> None:
    """Report agents, skills and commands that a text names and no file defines."""
    if part.held.kind not in (SKILL, COMMAND):
        return
    told: set[str] = set()
    for name, at in (*_agents(part), *_of_packages(part)):
        if name not in told and len(told) < MANY:
            told.add(name)
            kinds = "agent, skill or command" if ":" in name else "agent"
            what = f"{name!r} is no {kinds} of the files that were checked"
            hint = None if part.around.from_folder else "check it together with what it names"
            part.add_at("reference-unresolved", what, at, hint, note=not part.around.from_folder)


def _agents(part: Part) -> Iterator[tuple[str, int]]:
    """Agents that are called by name and are none of those that were read."""
    known = part.around.names.get(AGENT, frozenset()) | part.around.own_agents
    text = part.source.text
    for name, at in named_in(text):
        plain = name.casefold()
        package, _, own = plain.rpartition(":")
        if package or own in SOMEONE or own in known or plain in known:
            continue  # what has a package is looked for among all kinds
        yield name, at


def _of_packages(part: Part) -> Iterator[tuple[str, int]]:
    """What is named with a package that is there, and that it does not have."""
    around = part.around
    if ":" not in part.source.text:
        return
    for match in _QUALIFIED.finditer(part.source.text):
        package, _, _ = match["name"].casefold().partition(":")
        if package in around.packages and not any(
            match["name"].casefold() in names for names in around.names.values()
        ):
            yield match["name"], match.start("name")


# what is filled in

_PLACES = ("$ARGUMENTS", "{{args}}")
_INPUT = re.compile(r"\$\{input:[\w-]+[:}]")


def look_at_places(part: Part) -> None:
    """Report a place for arguments in a command whose tool fills in others.

    A text that has one which is filled in speaks of the others.
    """
    fmt, command = part.format, part.component
    if not isinstance(fmt, CommandFormat):
        return
    if any(piece.is_argument for piece in pieces_in(command.text)):
        return
    plain = "".join(piece.text for piece in command.text if piece.is_text)
    found = next((place for place in _PLACES if place in plain), None)
    if found is None and (match := _INPUT.search(plain)):
        found = match[0]
    if found is None:
        return
    own = fmt.grammar.all
    what = f"{fmt.target} does not fill in {found!r}: the model is given it as it stands"
    hint = f"write {own}" if own else "what is typed follows the text by itself"
    part.add_at("placeholder-dead", what, max(0, part.source.text.find(found)), hint)
