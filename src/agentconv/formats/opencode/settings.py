"""A file of settings with agents: their entries, rules above them, and files of their own.

Observed with OpenCode 1.18.33 and Kilo Code 7.7.9 on 2026-11-28: what a Markdown file says of an agent goes
over what the settings say, key by key, and the rules of both count, the settings' first. An agent that is
switched off in either is not there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TypeAlias

from agentconv.containers import container
from agentconv.errors import NotAnAgent, SyntaxProblem, WrongType
from agentconv.formats.opencode.rules import RULES, as_map, rules_of
from agentconv.frozen import frozen
from agentconv.kit.codecs import BOOLEAN, as_null
from agentconv.kit.format import BODY, Format, Native, Reading
from agentconv.model.agent import Agent

GROUPS = ("mode", "agent")
"""The keys under which agents stand, the later of which goes over the earlier."""

First: TypeAlias = Callable[[Native, Reading], Native]
"""Gives an agent's keys as the first version of the client has them."""

_FILE = re.compile(r"\{file:([^}]+)\}")
_LIVE = re.compile(r"\{(?:env|file):[^}]+\}")


def rules_above(settings: Native) -> Native:
    """The rules of a settings file that bound every agent in it."""
    found = {key: settings[key] for key in RULES if not as_null(settings.get(key))}
    try:
        return found if rules_of(found.get("tools"), found.get("permission")) else {}
    except WrongType:
        return {}


def bounded(entry: Native, above: Native) -> Native:
    """An agent's entry under the rules of its file, which count where its own say nothing.

    The client puts the agent's rules after the file's, as one list of which the last that matches counts.
    """
    try:
        rules = [*rules_of(above.get("tools"), above.get("permission"))]
        rules += rules_of(entry.get("tools"), entry.get("permission"))
    except WrongType:
        return entry  # reported where the entry is read
    rest = {key: value for key, value in entry.items() if key not in RULES}
    return {**rest, "permission": as_map(rules)}


def _folders(fmt: Format, reading: Reading) -> list[str]:
    """The folders of Markdown agents, as they lie below that of the settings."""
    folder = PurePosixPath(reading.tree.source.path).parent.name
    places = (place.partition("**/") for place in fmt.paths)
    return [head.removeprefix(f"{folder}/") for head, star, _ in places if star]


def names_below(fmt: Format, reading: Reading) -> Iterator[str]:
    """The names of the agents that have Markdown files below the folder of the settings."""
    for head in _folders(fmt, reading):
        yield from (p.removeprefix(head).removesuffix(".md") for p in reading.beside if p.startswith(head))


def markdown_of(name: str, fmt: Format, reading: Reading, first: First) -> Native | None:
    """What the Markdown file of an agent of a settings file says; None when it has none."""
    if reading.sibling is None:
        return None
    for head in _folders(fmt, reading):
        try:
            source = reading.sibling(f"{head}{name}.md")
            return first({**container("frontmatter").read(source, fmt.known_keys).values}, reading)
        except (NotAnAgent, SyntaxProblem):
            continue  # there is none, or one that is told of when it is read itself
    return None


def layered(below: Native, above: Native) -> Native:
    """Two maps as one: what the second says goes over the first, maps within them likewise."""
    result = dict(below)
    for key, value in above.items():
        old = result.get(key)
        result[key] = layered(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return result


def is_off(values: Native, client: str, reading: Reading) -> bool:
    """Whether the client does not have an agent, which is told."""
    try:
        off = BOOLEAN.decode(values.get("disable"))
    except WrongType:
        off = None  # which is told where the keys are looked at
    if off:
        what = f"{reading.stem!r} is switched off: {client} does not have it"
        reading.add("agent-disabled", what, "disable")
    return bool(off)


@frozen
class Settings:
    """A file of settings as its client reads it."""

    fmt: Format
    built_in: frozenset[str]
    """The agents that the client has itself."""
    reading: Reading
    first: First
    groups: tuple[str, ...] = GROUPS

    def agents(self) -> list[Agent]:
        """The agents that it defines or bounds. Raises `NotAnAgent` when there is none."""
        found, left = [], False
        for group in self.groups:
            for name, entry in self._entries(group).items():
                inner = replace(self.reading.below(group, name), stem=name)
                if not isinstance(entry, dict):
                    inner.add("wrong-type", "an agent takes a map")
                    continue
                agent = self._layered(group, entry, inner)
                found += [] if agent is None else [agent]
                left = left or agent is None
        found += self._bounded_below()
        if not found and not self.reading.report.errors():
            nothing = NotAnAgent("the settings define no agent")
            nothing.kind = "settings" if left else ""
            raise nothing
        return found

    def _entries(self, group: str) -> Native:
        entries = self.reading.tree.values.get(group, {})
        if not isinstance(entries, dict):
            if entries is not None:
                self.reading.add("wrong-type", f"{group!r} takes a map", group)
            return {}
        return entries

    def _layered(self, group: str, entry: Native, reading: Reading) -> Agent | None:
        """An agent that has an entry, over which its own file lies; None for no agent."""
        name, client = reading.stem, self.fmt.client
        beneath = markdown_of(name, self.fmt, reading, self.first)
        if beneath is not None:
            entry = layered({k: v for k, v in entry.items() if k != "prompt"}, beneath)
        if is_off(entry, client, reading):
            return None
        if beneath is not None:
            reading.add("layers-merged", f"what the settings say of {name!r} and its own file are one agent")
            return self._of_markdown(group, entry, reading)
        if name in self.built_in and "prompt" not in entry:
            what = f"{name!r} is an agent of {client} itself, which this entry changes: it is left out"
            reading.add("built-in-changed", what)
            return None
        return self._entry(group, entry, reading)

    def _bounded_below(self) -> list[Agent]:
        """The agents in files of their own that rules at the top bound, but for those that have entries."""
        if self.reading.report.errors() or not rules_above(self.reading.tree.values):
            return []
        named = {name for group in self.groups for name in self._entries(group)}
        found = []
        for name in dict.fromkeys(names_below(self.fmt, self.reading)):
            reading = replace(self.reading, stem=name)
            beneath = None if name in named else markdown_of(name, self.fmt, reading, self.first)
            if beneath is not None and not is_off(beneath, self.fmt.client, reading):
                found.append(self._of_markdown("agent", beneath, reading))
        if found:
            what = f"the rules of the settings bound {len(found)} agents in files of their own"
            self.reading.add("layers-merged", what)
        return found

    def _of_markdown(self, group: str, values: Native, reading: Reading) -> Agent:
        rest = {key: value for key, value in values.items() if key != BODY}
        return self.fmt.read({**self._native(group, rest), BODY: values[BODY]}, reading)

    def _native(self, group: str, entry: Native) -> Native:
        """An entry under the rules of its file."""
        if above := rules_above(self.reading.tree.values):
            entry = bounded(entry, above)
        return {**entry, "mode": "primary"} if group == "mode" else entry

    def _entry(self, group: str, entry: Native, reading: Reading) -> Agent:
        """An agent without a file of its own; `{file:...}` stands for a file's text."""
        native = self._native(group, {key: value for key, value in entry.items() if key != "prompt"})
        prompt = entry.get("prompt", "")
        if not isinstance(prompt, str):
            reading.add("wrong-type", "'prompt' takes text", "prompt")
            prompt = ""
        written = {"prompt": prompt, **native}
        if place := _FILE.fullmatch(prompt.strip()):
            del written["prompt"]
            prompt = _text_of(place, reading)
        for key, text in written.items():
            if isinstance(text, str) and (live := _LIVE.search(text, 0, text.rfind("}") + 1)):
                what = f"{self.fmt.client} puts something else for {live[0]} when it reads this file"
                reading.add("live-text", what, key, hint="the text is taken as it is written")
                break
        return self.fmt.read({**native, BODY: prompt}, reading)


def _text_of(place: re.Match[str], reading: Reading) -> str:
    """The text of a file beside the settings; the words that name it where it cannot be had."""
    if reading.sibling is None:
        return place.string
    try:
        return reading.sibling(place[1].removeprefix("./")).text.strip()
    except SyntaxProblem as problem:
        reading.add(problem.code, f"{place[1]}: {problem.message}", "prompt")
        return place.string
