"""Roo Code modes: all in one YAML file, `.roomodes`; JSON is read too.

Facts: RooCodeInc/Roo-Code, packages/types/src/mode.ts, src/shared/tools.ts, src/core/config/
CustomModesManager.ts and schemas/roomodes.json (read 2026-11-20). Roo Code was archived on 2026-05-15; Zoo
Code continues the format, IBM Bob has the same in `.bob/`, and Kilo Code had it in `.kilocodemodes`:

* One mode that does not fit the schema makes the client drop every mode of the file. `slug` has letters,
  digits and dashes, and is unique; `name` and `roleDefinition` are not empty; `groups` name no group twice.
* Before it parses, the client turns curly quotes, dashes, no-break spaces and joiners of the raw text into
  plain ones or nothing. So text with one of them is written in double quotes, as YAML escapes.
* `roleDefinition` opens the system prompt, `customInstructions` come near its end: read as one text with a
  blank line between, written as `roleDefinition`; a mode that nothing was changed in keeps both.
* A description is written as `description`, which people see, and as `whenToUse`, which other modes see.
* Groups are coarse: `read` reads, lists and searches, `edit` writes and edits, `command` is a shell, `mcp`
  every tool of every server. All five together are everything that Roo has.
* `edit` with a `fileRegex` stays native: no other format can bound it so.
* Every mode can ask questions, keep a list of tasks, and ask a person to switch to another mode or to start
  a task in one (`new_task`), whatever its groups. That is not counted among an agent's tools, since a
  person decides each time; an agent that may start others gets the group `modes`, which stands for it and
  changes nothing.
* There is no model. A mode's file for all projects lies in the editor's own storage (`custom_modes.yaml`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from agentconv.containers.base import REMOVED, Removed, Tree, splice
from agentconv.errors import NotAnAgent, SyntaxProblem, WrongType
from agentconv.formats.roo.groups import GROUPS_CODEC, SERVERS, refusal_of_groups, within_servers
from agentconv.kit.codecs import TEXT, as_text, exact
from agentconv.kit.document import Document, kept_source
from agentconv.kit.format import PROJECT, Field, Format, Native, OutputFile, Reading, Rendered, Writing
from agentconv.kit.hosts import ASK, Host
from agentconv.kit.keys import Refusal
from agentconv.model.agent import Agent, Value, diff, same, with_field

MODES = "customModes"


class Roo(Format):
    """Roo Code mode."""

    name = "roo"
    host = Host("https://docs.roocode.com/features/auto-approving-actions", "2026-11-28", delegate=ASK)
    title = "Roo Code mode"
    containers = ("yaml", "json")
    paths = (".roomodes", ".kilocodemodes", ".bob/custom_modes.yaml", "custom_modes.yaml")
    marks = frozenset({MODES})
    name_rule = re.compile(r"[a-zA-Z0-9-]+")
    reference = "https://docs.roocode.com/features/custom-modes"
    checked = "2026-11-28, Roo Code's source and its schema roomodes.json"
    sure = "schema"
    validated = "the vendor's schema roomodes.json"
    shared_file = True
    fields = (
        Field("slug", "name"),
        Field("name", "display_name"),
        Field("description", "description"),
        Field("roleDefinition", "prompt", TEXT),
        Field("groups", "tools.allow", GROUPS_CODEC),
    )
    order = ("slug", "name", "description", "whenToUse", "roleDefinition", "groups")
    more_keys = frozenset({MODES, "whenToUse", "customInstructions", "source", "rulesFiles", SERVERS})
    client = "Roo Code"
    needs = {"display_name": ("name",), "prompt": ("description", "name")}
    blank = ""  # Roo asks for a text that is not empty
    run_note = (
        "tool-implied",
        "every Roo mode can ask to switch to another mode, or to start a task in one, whatever its groups",
        "a person decides each time, unless approval is automatic in Roo's settings",
    )
    reasons = {
        "display_name": "Roo needs a name to show; the agent's own is taken",
        "prompt": "Roo needs a role that is not empty",
        "tools.allow": "Roo's groups are coarse; questions and lists of tasks are always there",
        "model": "a mode has no model: Roo keeps the one that was last used with it",
        "mcp_servers": "Roo keeps servers in a file of their own, .roo/mcp.json",
        "permission_mode": "Roo keeps what runs unasked in its settings",
    }

    # reading

    def agents(self, reading: Reading) -> list[Agent]:
        modes = reading.tree.values.get(MODES)
        if modes is None:
            raise NotAnAgent(f"there is no {MODES!r}, so Roo Code finds no mode in it")
        if not isinstance(modes, list):
            reading.add("wrong-type", f"{MODES!r} takes a list", MODES)
            return []
        if not modes:
            raise NotAnAgent("the file lists no mode")
        found, slugs = [], set[str]()
        for index, mode in enumerate(modes):
            below = reading.below(MODES, index)
            if not isinstance(mode, dict):
                below.add("wrong-type", "a mode takes a map")
                continue
            agent = self.read(mode, below)
            if agent.name in slugs:
                below.add("name-collision", f"two modes have the slug {agent.name!r}", "slug")
            slugs.add(agent.name)
            found.append(agent)
        return found

    def complete(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> Agent:
        if not agent.name and not reading.report.errors():
            reading.add("wrong-type", "a mode needs a 'slug'")
        own = {k: v for k, v in agent.extensions.get(self.name, {}).items() if k != "source"}
        more, when = (_text(own, key, reading) for key in ("customInstructions", "whenToUse"))
        if more:
            agent = replace(agent, prompt=f"{agent.prompt}\n\n{more}" if agent.prompt else more)
        if when is not None and agent.description is None:
            agent = replace(agent, description=when)
        elif when is not None and when != agent.description:
            own["whenToUse"] = when
        agent = replace(agent, extensions={self.name: own} if own else {})
        agent = with_field(agent, "tools.allow", within_servers(agent.tools.allow, own.get(SERVERS)))
        if "groups" not in native or reading.report.errors():
            return agent
        groups = exact(native["groups"])
        same_groups = same(groups, GROUPS_CODEC.write(agent))
        return agent if same_groups else with_field(agent, "extensions.roo.groups", groups)

    def refusal(self, native: Mapping[str, Value], tree: Tree) -> Refusal | None:
        why = _refusal(native)
        return None if why is None else Refusal(why)

    def unheld(self, agent: Agent) -> str:
        named = SERVERS in agent.extensions.get(self.name, {})
        return f"Zoo Code holds modes to {SERVERS}, Roo Code does not read it" if named else ""

    # writing

    def fit(self, agent: Agent, writing: Writing) -> Agent:
        own = agent.extensions.get(self.name, {})
        kept: Native = {key: own[key] for key in ("groups", SERVERS) if key in own}
        if agent.description is not None:
            when = own.get("whenToUse")
            kept["whenToUse"] = when if isinstance(when, str) else agent.description
        return replace(agent, extensions={self.name: kept} if kept else {})

    def files(self, items: Sequence[Rendered], writing: Writing) -> list[OutputFile]:
        agents = tuple(item.agent.name for item in items)
        source = kept_source([item.document for item in items])
        if source is not None:
            return [OutputFile(self.path_of(""), source.tree.source.text, agents)]
        text = self._changed(items)
        if text is None:
            if any(item.source is not None and item.document is None for item in items):
                what = "the modes are written anew: the file's layout cannot be kept"
                writing.report.add("layout-lost", what)
            ordered = sorted(items, key=lambda item: item.slug)
            text = f"{MODES}:\n" + "".join(_item(_native_of(item)) for item in ordered)
        return [OutputFile(self.path_of(""), text, agents)]

    def _changed(self, items: Sequence[Rendered]) -> str | None:
        """The source's text with only the changed values of changed modes replaced, proved by reading it."""
        documents = [item.source for item in items if item.source is not None]
        first = documents[0] if documents else None
        if first is None or len(documents) != len(items) or first.of != len(items):
            return None
        if any(d.tree is not first.tree for d in documents) or first.path.lower().endswith(".json"):
            return None
        from agentconv.containers.yaml import map_edits

        edits: list[tuple[int, int, str]] = []
        node = first.tree.node.children.get(MODES)
        for item, document in zip(items, documents, strict=True):
            if item.document is None:
                mode = node.children.get(document.index) if node else None
                more = map_edits(first.tree, mode, self._changes(item, document), _entry) if mode else None
                if more is None:
                    return None
                edits += more
        text = splice(first.tree.source.text, edits)
        return text if self._says(text, items, documents) else None

    def _changes(self, item: Rendered, document: Document) -> dict[str, Value | Removed]:
        """The keys of a mode that changed, with their values."""
        before = self.encode(document.as_read, _quiet(document, item.slug))
        keys = {**before, **item.native}
        found: dict[str, Value | Removed] = {
            k: item.native.get(k, REMOVED) for k in keys if not same(before.get(k), item.native.get(k))
        }
        if "roleDefinition" in found:
            found["customInstructions"] = REMOVED
        return found

    def _says(self, text: str, items: Sequence[Rendered], documents: Sequence[Document]) -> bool:
        """Whether a changed text reads as the agents that it is to hold."""
        from agentconv.containers import container
        from agentconv.diagnostics import Report
        from agentconv.text.source import Source

        try:
            tree = container("yaml").read(Source("", text))
        except (SyntaxProblem, NotAnAgent):
            return False
        report = Report()
        again = self.agents(Reading(report, tree))
        if report.errors() or len(again) != len(items):
            return False
        for item, document in zip(items, documents, strict=True):
            wanted = document.agent
            if item.document is None:
                wanted = self.decode(item.native, Reading(Report(), Tree(tree.source, item.native)))
            if diff(again[document.index], wanted):
                return False
        return True

    def path_of(self, slug: str, scope: str = PROJECT) -> str:
        return self.paths[0]


def _quiet(document: Document, slug: str) -> Writing:
    from agentconv.diagnostics import Report
    from agentconv.kit import model_map

    return Writing(Report(), model_map.ModelMap((), {}, {}), slug=slug, source=document.format)


def _refusal(mode: Mapping[str, Value]) -> str | None:
    """Why the client's schema does not take a mode; None = it does."""
    for key in ("slug", "name", "roleDefinition"):
        if not isinstance(mode.get(key), str) or not mode[key]:
            return f"a mode has no {key}"
    if not re.fullmatch(Roo.name_rule, str(mode["slug"])):
        return "a slug may have letters, digits and dashes only"
    return refusal_of_groups(mode.get("groups"))


def _text(values: Native, key: str, reading: Reading) -> str | None:
    """Takes the text under a key out of some values."""
    try:
        return as_text(values.pop(key, None))
    except WrongType:
        reading.add("wrong-type", f"{key!r} takes text", key)
        return None


# text

CLEANED = re.compile("[\u00a0\u200b-\u200d\u2010-\u2015\u2212\u2018\u2019\u201c\u201d]")
"""What the client changes in the raw text of the file."""


def _native_of(item: Rendered) -> Native:
    """A mode as it is to be written: as its file had it when nothing was changed in it."""
    if item.document is None:
        return item.native
    modes = item.document.tree.values[MODES]
    try:
        mode = exact(modes[item.document.index]) if isinstance(modes, list) else None
    except WrongType:  # a text that is spelled as a number which has no value
        return item.native
    return mode if isinstance(mode, dict) and not _refusal(mode) else item.native


def _item(mode: Native) -> str:
    lines = _entry(mode).split("\n")
    return "  - " + "\n".join("    " + line if line else line for line in lines).lstrip(" ")


def _entry(values: Mapping[str, Value], **style: Any) -> str:
    """Keys of a mode as YAML lines, in which the client finds nothing to clean."""
    from agentconv.containers.yaml import dump, quoted

    text = dump(quoted(values, CLEANED), **style)
    return CLEANED.sub(lambda m: f"\\u{ord(m[0]):04x}", text)
