"""What agents and components of packages are called where there are no packages, and who has to say so.

A name that two packages have is said with the package in a target without packages, and a name that says its
package (`package:name`) loses it there. Whoever names such a thing in a field names it so as well: an agent
its skills, servers and agents, a command or a skill its agent and its rules for tools, a hook the servers
whose tools it watches. Prose stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from agentconv.diagnostics import Report
from agentconv.formats import BUILT_IN
from agentconv.host.components import formats_of
from agentconv.host.registry import Registry
from agentconv.model.agent import Agent
from agentconv.model.command import Command, shown
from agentconv.model.components import AGENT, COMMAND, SERVER, SKILL, Component
from agentconv.model.hook import Hook
from agentconv.model.skill import Skill
from agentconv.reading.components import Wanted
from agentconv.reading.references import Calls, Said, Speaker, changed_rule, in_hooks, in_matcher

NAMED = (AGENT, SKILL, COMMAND, SERVER)
"""The kinds that others name."""

_ODD = re.compile(r"[^a-zA-Z0-9_-]")


class Names:
    """What is called how in a target that has no packages.

    `agents` is package, name there and name in the run of each; `components` is what goes along with them.
    """

    def __init__(self, agents: Iterable[tuple[str, str, str]], components: Iterable[Wanted] = ()) -> None:
        self._names = {(AGENT, package, own): name for package, own, name in agents if package}
        self._needed: dict[str, list[Wanted]] = {}
        for one in components:
            held = one.held
            if held.package:
                own = held.own_name or held.name
                self._names[held.kind, held.package, own] = held.name
                if held.kind == SERVER:
                    said = _in_tools(held.package, own)
                    self._names |= {(SERVER, "", name): held.name for name in said}
            for agent in one.agents:
                self._needed.setdefault(agent, []).append(one)

    def of(self, package: str, said: Iterable[Said], agent: str = "") -> dict[str, dict[str, str]]:
        """Kind -> name that is said in a package -> the name that has to be said, where that is another.

        `agent` is who says it, by its name in the run: what goes along for it is what it means.
        """
        said = [*said]
        found: dict[str, dict[str, str]] = {}
        for kind, name in said:
            meant = self._for_agent(agent, package, (kind, name), said) if agent in self._needed else None
            meant = meant or self._known(kind, package, name)
            if meant is not None and meant != name:
                found.setdefault(kind, {})[name] = meant
        return found

    def _known(self, kind: str, package: str, said: str) -> str | None:
        """What is meant by a name by the package in which it is said, and by the one that it says."""
        where, _, own = said.removeprefix("plugin:").partition(":")
        for one in (kind, COMMAND)[: 2 if kind == SKILL else 1]:  # what calls skills may call commands
            places = ((one, package, said), (one, where, own), (one, "", said))
            name = next((self._names[place] for place in places if place in self._names), None)
            if name is not None:
                return name
        return None

    def _for_agent(self, agent: str, package: str, what: Said, said: Sequence[Said]) -> str | None:
        """The name of what goes along for an agent under the name that it says."""
        kind, name = what
        where, _, bare = name.removeprefix("plugin:").rpartition(":")
        fitting = [w.held for w in self._needed[agent] if w.held.kind == kind]
        fitting = [h for h in fitting if (h.own_name or h.name) in (name, bare)]
        if where:
            fitting = [h for h in fitting if h.package == where] or fitting
        else:
            others = {n.removeprefix("plugin:").rpartition(":")[0] for k, n in said if k == kind}
            fitting = [h for h in fitting if h.package not in others] or fitting
            fitting = [h for h in fitting if h.package == package] or fitting
        return fitting[0].name if fitting else None

    def calling(self, components: Iterable[Wanted], kinds: Collection[str]) -> list[Wanted]:
        """Components that know what those which they name are called in a target."""
        found = []
        for one in components:
            calls = of_kinds(self.of(one.held.package, said_by(one.held.component)), kinds)
            found.append(replace(one, calls=calls) if calls else one)
        return found


def _in_tools(package: str, server: str) -> list[str]:
    """What the names of tools call a package's server in the clients that say its package there."""
    patterns = dict.fromkeys(getattr(fmt, "in_tools", "") for fmt in formats_of(SERVER))
    package, server = _ODD.sub("_", package), _ODD.sub("_", server)
    return [pattern.format(package=package, server=server) for pattern in patterns if pattern]


def said_of(skills: Iterable[str], servers: Iterable[str], more: Iterable[Said]) -> list[Said]:
    """All that an agent names: in its fields for skills and servers, and elsewhere."""
    return [*((SKILL, name) for name in skills), *((SERVER, name) for name in servers), *more]


def tell_missing(those: Iterable[Wanted], agents: Iterable[str], registry: Registry, report: Report) -> None:
    """Say which agents components name that nobody has: neither the sources nor the client itself.

    `agents` are the names of those in the sources, in their files and in the run.
    """
    known = {name.rpartition(":")[2].casefold() for name in agents}
    for held in (one.held for one in those):
        tool = held.format.owner or held.format.target
        own = {name.casefold() for name in registry.get(tool).own_agents} if tool in BUILT_IN else set()
        for kind, name in said_by(held.component):
            bare = name.rpartition(":")[2].casefold()
            if kind == AGENT and bare not in known | own and "*" not in bare:
                what = (
                    f"the {held.kind} {held.name!r} names the agent {name!r}, which is not among the sources"
                )
                report.add("agent-missing", what, path=held.source)


def of_kinds(calls: Calls, kinds: Collection[str]) -> dict[str, Mapping[str, str]]:
    """Calls of some kinds alone."""
    return {kind: names for kind, names in calls.items() if kind in kinds}


def said_by(component: Component) -> tuple[Said, ...]:
    """What a component names in its fields."""
    found: dict[Said, None] = {}

    def note(kind: str, name: str) -> str:
        found[kind, name] = None
        return name

    _respelt(component, note)
    return tuple(found)


def as_meant(component: Component, calls: Calls) -> Component:
    """A component with the names that it has to say."""
    return _respelt(component, lambda kind, name: calls.get(kind, {}).get(name, name)) if calls else component


def tell(calls: Calls, report: Report, text: str, field: str | None = None) -> None:
    """Say which names are said otherwise, once for all of them, and which of them a text says still."""
    told = ", ".join(f"{said!r} is {name!r}" for names in calls.values() for said, name in names.items())
    prose = [said for kind, names in calls.items() if kind != AGENT for said in names if _says(text, said)]
    hint = f"the text still says {', '.join(map(repr, prose))}: it is not changed" if prose else None
    report.add("reference-renamed", f"where there are no packages: {told}", field=field, hint=hint)


def _says(text: str, name: str) -> bool:
    """Whether a text names something, in quotes or with its package."""
    quoted = any(f"{quote}{name}{quote}" in text for quote in "`\"'")
    return quoted or (":" in name and re.search(rf"(?<![\w:-]){re.escape(name)}(?![\w:-])", text) is not None)


def text_of(component: Component) -> str:
    """What a component says to a model."""
    if isinstance(component, Command):
        return shown(component.text)
    return component.body if isinstance(component, Skill) else ""


def field_of(agent: Agent, calls: Calls) -> str:
    """The field of an agent that names what is called otherwise; the first of several."""
    if AGENT in calls:
        return "prompt"
    fields = {SKILL: agent.skills, SERVER: agent.mcp_servers}
    names = {SKILL: "skills", SERVER: "mcp_servers"}
    where = (names[kind] for kind, value in fields.items() if {*value} & {*calls.get(kind, ())})
    return next(where, "tools.allow")


def _respelt(component: Component, name: Speaker) -> Component:
    if isinstance(component, Hook):
        actions = (replace(a, matcher=in_matcher(a.matcher, name)) for a in component.actions)
        return replace(component, actions=tuple(actions))
    if not isinstance(component, (Command, Skill)):
        return component
    allowed, refused = component.allowed_tools, component.disallowed_tools
    component = replace(
        component,
        agent=name(AGENT, component.agent) if component.agent else component.agent,
        allowed_tools=tuple(changed_rule(rule, name) for rule in allowed),
        disallowed_tools=tuple(changed_rule(rule, name) for rule in refused),
    )
    if isinstance(component, Skill) and component.hooks:
        component = replace(component, hooks=in_hooks(component.hooks, name))
    return component
