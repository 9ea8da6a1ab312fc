"""What OpenCode and the programs derived from it share: Markdown or a settings file, and permission rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import PurePosixPath
from typing import ClassVar

from agentconv.containers.base import Tree
from agentconv.diagnostics import Loss, Severity
from agentconv.errors import SwitchedOff, WrongType
from agentconv.formats.opencode.client import misread
from agentconv.formats.opencode.codecs import HEX, STEPS, THEME, ColorCodec, are_steps
from agentconv.formats.opencode.consent import consent_of
from agentconv.formats.opencode.meaning import Meaning, meaning, names_for
from agentconv.formats.opencode.permission import permission_for
from agentconv.formats.opencode.rules import RULES, Rule, plain, rules_of
from agentconv.formats.opencode.settings import GROUPS, Settings, is_off
from agentconv.kit.codecs import NUMBER, TEXT
from agentconv.kit.document import Document, kept_source
from agentconv.kit.format import (
    BODY,
    BY_MARK,
    BY_PATH,
    USER,
    Field,
    Format,
    Native,
    OutputFile,
    Reading,
    Rendered,
    Writing,
)
from agentconv.kit.keys import Key
from agentconv.kit.tools import ToolNames
from agentconv.model.agent import MISSING, Agent, Tool, Value, field_value, with_fields
from agentconv.model.powers import ALWAYS

MODES = frozenset({"subagent", "primary", "all"})
BROKEN_NAMES = frozenset(
    {"constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString"}
    | {"valueOf", "__proto__", "__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__"}
)
"""Names that every JavaScript object has: the program fails on them."""
MEMBERS = ("opencode", "kilo")
"""The programs that have the same rules."""


class OpenCodeFamily(Format):
    """Agents with permission rules, as OpenCode has them."""

    containers: ClassVar[tuple[str, ...]] = ("frontmatter", "json", "jsonc")
    separate = True
    named_by_file = True
    native_agents: ClassVar[frozenset[str]]
    """A file of such a name changes an agent that the program has by itself."""
    settings: ClassVar[str]
    """The file that holds several agents under `agent` and `mode`."""
    user_settings: ClassVar[str]
    """The folder that it has below a user's home."""
    groups: ClassVar[tuple[str, ...]] = GROUPS
    """The keys of the settings under which agents stand."""
    fields: ClassVar[tuple[Field, ...]] = (
        Field("name", "name"),
        Field("description", "description"),
        Field("mode", "mode"),
        Field("model", "model"),
        Field("variant", "effort"),
        Field("temperature", "temperature", NUMBER),
        Field("top_p", "top_p", NUMBER),
        Field("steps", "max_turns", STEPS),
        Field("color", "color", ColorCodec()),
        Field(BODY, "prompt", TEXT),
    )
    keys: ClassVar[Mapping[str, Key]] = {
        **dict.fromkeys(("description", "model", "variant"), Key(str, "text")),
        **dict.fromkeys(("temperature", "top_p"), Key(float, "a number without quotes")),
        **dict.fromkeys(("steps", "maxSteps"), Key(are_steps, "a whole number over zero")),
        **dict.fromkeys(("hidden", "disable"), Key(bool, "true or false")),
        "mode": Key(MODES, "subagent, primary or all"),
        "color": Key((HEX, THEME), "#rrggbb in quotes or a word of the theme"),
        "options": Key(dict, "a map"),
    }
    more_keys = frozenset({"permission", "tools", "prompt"})
    more_fields = frozenset({"tools.allow", "tools.deny", "permission_mode"})
    reasons = {
        "name": "the program has an agent of this name, or fails on it",
        "mode": "subagent, primary and all are the modes",
        "model": "a model is written provider/id; without one an agent has its caller's",
        "max_turns": "steps takes whole numbers over zero",
        "color": "a colour is #rrggbb or a word of the theme",
        "tools.allow": "what no permission key says exactly is left out; edit covers every kind of writing",
        "tools.deny": "a closed list denies the rest by itself; one key may stand for several tools",
        "permission_mode": "each permission is allow, ask or deny; there is no mode besides",
    }

    @cached_property
    def tool_names(self) -> ToolNames:
        """The names of this program's tools."""
        return names_for(self.dialect)

    # reading

    def stem_of(self, path: PurePosixPath) -> str:
        text = str(path)
        for place in self._places:
            if (found := place.search(text)) and "folders" in place.groupindex:
                return f"{found['folders']}{found['stem']}"
        return super().stem_of(path)

    def recognises(self, path: PurePosixPath, tree: Tree) -> int:
        if self.lies_at(path):
            return BY_PATH
        keys = tree.values
        if BODY not in keys or str(keys.get("mode")) not in MODES:
            return 0
        try:
            rules = rules_of(keys.get("tools"), keys.get("permission"))
        except WrongType:
            return 0
        maps = any(isinstance(keys.get(key), dict) for key in RULES)  # empty ones are of no other, too
        return BY_MARK if rules or maps else 0

    def agents(self, reading: Reading) -> list[Agent]:
        values = reading.tree.values
        if BODY not in values:
            return Settings(self, self.native_agents, reading, self.as_first, self.groups).agents()
        if is_off(values, self.client, reading):
            raise SwitchedOff(f"{self.client} does not have it: it is switched off")
        return [self.read(values, reading)]

    def as_first(self, values: Native, reading: Reading) -> Native:
        """An agent's keys as the first version of the client has them; for a member to override."""
        return values

    def complete(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> Agent:
        agent = self._with_tools(self._with_steps(agent, native, reading), native, reading)
        source = PurePosixPath(reading.tree.source.path)
        if source.parent.name in ("mode", "modes") and reading.in_place and BODY in reading.tree.values:
            return replace(agent, mode="primary")
        modes = {None: "all", "subagent": None}  # a subagent is what an agent is elsewhere
        return replace(agent, mode=modes.get(agent.mode, agent.mode))

    def _with_steps(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> Agent:
        """The agent with the steps of the older key, where the newer is absent."""
        if "steps" in native or "maxSteps" not in native:
            return agent
        found: dict[str, object] = {f"extensions.{self.dialect}.maxSteps": MISSING}
        try:
            found["max_turns"] = STEPS.decode(native["maxSteps"])
        except WrongType as problem:
            reading.add("wrong-type", f"'maxSteps' takes {problem.expected}", "maxSteps")
        return with_fields(agent, found)

    def _with_tools(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> Agent:
        """The agent with the tools that its rules leave, and the rules where those do not say it all."""
        said = native.get("tools"), native.get("permission")
        own = {f"extensions.{self.dialect}.{key}": MISSING for key in RULES if key in native}
        kept = {name: field_value(agent, name) for name in own}
        agent = with_fields(agent, own)
        try:
            rules = rules_of(*said)
        except WrongType as problem:
            key = "tools" if _is_wrong(said[0]) else "permission"
            reading.add("wrong-type", f"{key!r} takes {problem.expected}", key, *problem.at)
            return agent
        means = meaning(rules, self.dialect)
        agent = replace(agent, tools=means.tools, permission_mode=means.mode)
        usual = rules_of(None, self.permission_of(agent))
        return agent if plain(rules) == plain(usual) else with_fields(agent, kept)

    def remark(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> None:
        for key, value in native.items():
            told = self.keys.get(key)
            if told is not None and not told.fits(value):
                what = f"{self.client} {self.refuses}: {key!r} takes {told.takes}"
                reading.add("client-ignores", what, key)
        if why := misread(reading.tree):
            reading.add("client-ignores", f"{self.client} {why}")
        try:
            rules = rules_of(native.get("tools"), native.get("permission"))
        except WrongType:
            return  # reported where they are read
        for key in dict.fromkeys(rule.key for rule in rules):
            near = self.tool_names.near(key)
            if near:
                what = f"{key!r} matches no tool: keys are case-sensitive"
                reading.add("tool-case", what, "permission", key, hint=f"probably {near!r} was meant")
            elif key in ("write", "patch", "multiedit", "apply_patch"):
                what = f"{key!r} is no permission: `edit` covers every kind of writing"
                reading.add("tool-unknown", what, "permission", key)

    def client_ignores(self, tree: Tree) -> bool:
        return misread(tree) is not None

    def lets(self, agent: Agent) -> frozenset[str]:
        found = consent_of(self._rules_for(agent), self.unasked)
        # a mode is what the rules on editing and commands come to; what they say of the rest counts beside it
        return found if agent.permission_mode is None else found | {ALWAYS}

    def withholds(self, agent: Agent) -> tuple[Tool, ...]:
        """Delegation, for a subagent of which no rule names it."""
        named = any(rule.key == "task" for rule in self._rules_for(agent))
        return () if named or agent.mode in ("primary", "all") else (Tool("agent"),)

    def _rules_for(self, agent: Agent) -> list[Rule]:
        """The rules of an agent: its file's, or those that say what it says."""
        own = agent.extensions.get(self.dialect, {})
        kept = {key: own[key] for key in RULES if key in own}
        try:
            return rules_of(kept.get("tools"), kept.get("permission")) or rules_of(
                None, self.permission_of(agent)
            )
        except WrongType:
            return []

    # writing

    def name_for(self, agent: Agent, writing: Writing) -> str:
        name = agent.name
        if name in BROKEN_NAMES or (name in self.native_agents and writing.source != self.dialect):
            return f"{name.strip('_')}-agent"
        return name

    def fit(self, agent: Agent, writing: Writing) -> Agent:
        if (
            agent.permission_mode is None
            and writing.source != self.dialect
            and not self.unasked <= writing.unasked
        ):
            agent = self._asking(agent, writing)
        own = dict(agent.extensions.get(self.dialect, {}))
        kept = {key: own.pop(key) for key in RULES if key in own} or self._sibling(agent, writing)
        own = {**self._rules(agent, kept), **own}
        mode = agent.mode if agent.mode in MODES else "subagent"
        return replace(agent, mode=mode, extensions={**agent.extensions, self.dialect: own})

    def _sibling(self, agent: Agent, writing: Writing) -> Native:
        """The rules of an agent of another member, which mean the same here; none where hosts differ."""
        if writing.source == self.dialect or writing.source not in MEMBERS:
            return {}
        found = {k: v for k, v in agent.extensions.get(writing.source, {}).items() if k in RULES}
        try:
            rules = rules_of(found.get("tools"), found.get("permission"))
        except WrongType:
            return {}
        closed = self.unasked <= writing.unasked or any(r.key == "*" == r.pattern for r in rules)
        if not closed or meaning(rules, self.dialect) != Meaning(agent.tools, agent.permission_mode):
            return {}
        fields = [f"extensions.{name}.{key}" for name in (writing.source, self.dialect) for key in found]
        if fields:
            what = f"the rules are kept as {writing.source} has them"
            writing.report.add(
                "field-carried", what, field=fields[0], further=tuple(fields[1:]), loss=Loss.CARRIED
            )
        return found

    def _asking(self, agent: Agent, writing: Writing) -> Agent:
        """An agent of a host that asks by itself, in the mode that says so: this host would not ask."""
        if agent.tools.allow is None:
            what = f"an agent without a mode is written with rules that ask: {self.client} would not"
            report = writing.report.scoped(field="permission_mode", loss=Loss.APPROXIMATED)
            hint = self.reasons["permission_mode"]
            report.add("field-approximated", what, severity=Severity.NOTE, hint=hint)
        return replace(agent, permission_mode="default")

    def _rules(self, agent: Agent, kept: Native) -> Native:
        """`permission`, or the rules as they were read when they still say the same."""
        try:
            rules = rules_of(kept.get("tools"), kept.get("permission"))
        except WrongType:
            rules = []
        if rules and meaning(rules, self.dialect) == Meaning(agent.tools, agent.permission_mode):
            return kept
        permission = self.permission_of(agent)
        return {"permission": permission} if permission else {}

    def permission_of(self, agent: Agent) -> dict[str, Value]:
        """The permission map that gives an agent its tools; empty for whatever the host gives."""
        return permission_for(agent, self.dialect)

    def files(self, items: Sequence[Rendered], writing: Writing) -> list[OutputFile]:
        """A Markdown file each; a settings file that nothing was changed in stays as it is."""
        groups: dict[int, list[Rendered]] = {}
        for item in items:
            shared = item.document.tree if item.document else item
            groups.setdefault(id(shared), []).append(item)
        found: list[OutputFile] = []
        for group in groups.values():
            if _is_settings(group[0].document):
                found += self._settings(group, writing)
            else:
                found += super().files([self._markdown(item, writing) for item in group], writing)
        return found

    def _settings(self, items: list[Rendered], writing: Writing) -> list[OutputFile]:
        if source := kept_source([item.document for item in items]):
            names = tuple(item.agent.name for item in items)
            folder = self.user_settings if writing.scope == USER else ""
            beside = source.companions
            texts = [OutputFile(f"{folder}{place}", file.text, names) for place, file in beside]
            index = OutputFile(folder + self.settings, source.tree.source.text, names, is_index=bool(texts))
            return [index, *texts]
        return super().files([self._markdown(item, writing) for item in items], writing)

    def _markdown(self, item: Rendered, writing: Writing) -> Rendered:
        """One agent of a settings file in a file of its own; any other as it is."""
        if item.text is None or item.text.lstrip("\ufeff \t\r\n").startswith("---"):
            return item
        native = self.encode(item.agent, replace(writing, slug=item.slug, source=self.dialect))
        return replace(item, native=native, text=None)


def _is_settings(document: Document | None) -> bool:
    return document is not None and BODY not in document.tree.values


def _is_wrong(tools: Value) -> bool:
    try:
        rules_of(tools, None)
    except WrongType:
        return True
    return False
