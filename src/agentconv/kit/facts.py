"""What a format states: the facts that a subclass sets, and what follows from them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import PurePosixPath
from typing import ClassVar

from agentconv.kit.exchange import PROJECT, USER
from agentconv.kit.hosts import Host
from agentconv.kit.keys import Key
from agentconv.kit.options import Option
from agentconv.kit.table import Field, names_in, place_pattern
from agentconv.kit.tools import HOST
from agentconv.model.agent import Agent, Tool, field_value, getter
from agentconv.model.memo import SIZE

_DEFAULTS = Agent(name="")


SURE: dict[str, str] = {
    "client": "its client, or the vendor's own library, was asked",
    "schema": "the vendor's schema or types were held against what is written",
    "source": "the client's code was read, and not run",
    "docs": "the vendor's documentation was read",
    "told": "others tell it: adapters, or documentation at second hand",
    "own": "it is agentconv's own, or holds any text",
}
"""How sure the facts of a format are, the surest first."""


class FormatFacts:
    """The facts of a format. `Format` reads and writes by them."""

    name: ClassVar[str]
    """Lower-case product name, such as `codex`."""
    title: ClassVar[str]
    """What people call one of its files: `Claude Code subagent`."""
    containers: ClassVar[tuple[str, ...]]
    """The syntaxes that the format is read in; the first is the one it is written in."""
    paths: ClassVar[tuple[str, ...]] = ()
    """Globs of the places where the format's tool looks; the first is where agents are written."""
    user_paths: ClassVar[tuple[str, ...]] = ()
    """The same below a user's home folder; empty when the tool has no such place."""
    marks: ClassVar[frozenset[str]] = frozenset()
    """Top-level keys that no other format has: a file with one of them is recognised wherever it lies."""
    name_rule: ClassVar[re.Pattern[str] | None] = None
    """Names that the format's tool takes; any other is written as a slug."""
    named_by_file: ClassVar[bool] = False
    """Whether an agent's identity is the name of its file: a key holds it only where it is another."""
    stem_names: ClassVar[bool] = False
    """Whether an agent without a name is called as its file, as a matter of course."""
    reference: ClassVar[str] = ""
    """The address of the documentation that the facts come from."""
    checked: ClassVar[str] = ""
    """The date on which the facts were checked, and against what."""
    sure: ClassVar[str] = ""
    """How sure the facts are: a word of `SURE`; empty = nobody said."""
    validated: ClassVar[str] = ""
    """What accepts the written files in the tests: the vendor's client, schema or types."""
    fields: ClassVar[tuple[Field, ...]] = ()
    """The table: which native key holds which field of an agent. It is read both ways."""
    keys: ClassVar[Mapping[str, Key]] = {}
    """Native key, of the table or not -> what the client takes under it."""
    required: ClassVar[tuple[str, ...]] = ()
    """Keys without which the client does not load a file."""
    closed: ClassVar[bool] = False
    """Whether the client does not load a file with a key that it does not know."""
    known_only: ClassVar[bool] = False
    """Whether no key is written that the client is not known to have; so it is for a closed format."""
    family: ClassVar[str] = ""
    """The client that several formats have in common: they mean the same by a server's keys."""
    client: ClassVar[str] = ""
    """What people call the program that loads the files; empty = none is known to refuse any."""
    refuses: ClassVar[str] = "does not load this file"
    """What the client does with a file that it does not take."""
    more_keys: ClassVar[frozenset[str]] = frozenset()
    """Keys that files of this format are known to have besides those of `fields` and `keys`."""
    more_fields: ClassVar[frozenset[str]] = frozenset()
    """Fields that have a place of their own here without a row, since several keys hold one together."""
    grants: ClassVar[tuple[Tool, ...] | None] = HOST
    """What a file grants that has no key for tools: all that the host has, or these."""
    host: ClassVar[Host | None] = None
    """What the client lets an agent do where its file says nothing of it; None = no client acts on it."""
    needs: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """Field that may not be blank -> the fields that stand in for it, in order."""
    blank: ClassVar[str | None] = None
    """The characters that count as nothing for `needs`; None = white space as Python has it."""
    order: ClassVar[tuple[str, ...]] = ()
    """The keys that are written first, in order; the table's order where this is silent."""
    shared_file: ClassVar[bool] = False
    """Whether all agents stand in one file, so that only `files` can change one in place."""
    separate: ClassVar[bool] = False
    """Whether an agent of another format has a file to itself, though `files` puts some together."""
    agents_of: ClassVar[str] = ""
    """The format that reads the agents of such a package; empty for a format that is no package."""
    reads: ClassVar[bool] = True
    """Whether files of the format are read; `WriteOnly` is the base of those that are not."""
    writes: ClassVar[bool] = True
    """Whether files of the format are written."""
    models_of: ClassVar[str] = ""
    """The target of agentconv's data on models whose models this one has; empty = one of its own name.

    A format that the data do not know is given every model as the source has it, `opus` and `inherit` too.
    """
    models: ClassVar[str] = ""
    """What agentconv's data on models do not say of the tool: TOML in the form of `--models FILE`.

    `[targets.memo]` names the `vendors` whose models it runs, its `tiers` and its `default`, for the format
    `memo` alone; `[[models]]` says which names are whose. It counts for files of this format, and for what is
    made of them.
    """
    carrier: ClassVar[str] = "extra fields"
    """Where fields go that have no place of their own but come back when the file is read."""
    run_note: ClassVar[tuple[str, str, str] | None] = None
    """Code, message and hint of a remark that is made once in a run that writes this format."""
    schema_name: ClassVar[str] = ""
    """The name under which `agentconv schema` prints `schema`; empty when the format has none."""
    tool_keys: ClassVar[tuple[str, ...]] = ()
    """The top-level keys whose values name tools, for checks."""
    retired_tools: ClassVar[Mapping[str, str]] = {}
    """Native names that the client no longer has -> the name that it takes instead; empty for none."""
    own_agents: ClassVar[frozenset[str]] = frozenset()
    """Agents that the client brings itself, in lower case: a reference to one is never unresolved."""
    options: ClassVar[tuple[Option, ...]] = ()
    """What can be said to the format, beside what all of them take."""
    reasons: ClassVar[Mapping[str, str]] = {}
    """Field -> why it is lost or changed here, for the hint of a loss; `*` for any other field."""

    @cached_property
    def dialect(self) -> str:
        """The format whose agents these are: another one's where this is only a place for them."""
        return self.name

    @cached_property
    def known_keys(self) -> frozenset[str]:
        """The keys that a file of this format is known to have."""
        return self.more_keys.union(self.keys, (row.top for row in self.fields))

    @property
    def unasked(self) -> frozenset[str]:
        """What the client lets an agent do unasked where its file says nothing, such as `unasked:write`."""
        return self.host.words if self.host else frozenset()

    @property
    def withheld(self) -> tuple[Tool, ...]:
        """What the client gives no agent, not even one with all the host's tools."""
        return self.host.withheld if self.host else ()

    # places

    @cached_property
    def _places(self) -> tuple[re.Pattern[str], ...]:
        return tuple(map(place_pattern, dict.fromkeys((*self.paths, *self.user_paths))))

    def lies_at(self, path: PurePosixPath) -> bool:
        """Whether a path is one where the format's tool looks."""
        folder, _, name = str(path).rpartition("/")
        known = self._names_in
        if (rules := known.get(folder)) is None:
            if len(known) >= SIZE:
                known.clear()
            rules = known[folder] = names_in(folder, (*self.paths, *self.user_paths))
        return bool(rules) and any(rule.fullmatch(name) for rule in rules)

    @cached_property
    def _names_in(self) -> dict[str, tuple[re.Pattern[str], ...]]:
        """Folder -> how the names look that the format's tool looks for there, as far as it was asked."""
        return {}

    @cached_property
    def _place_endings(self) -> tuple[str, ...]:
        """How the names of the files end for which the format's tool looks."""
        endings = [p.rpartition("*")[2] for p in (*self.paths, *self.user_paths) if "*" in p]
        return tuple(e for e in dict.fromkeys(endings) if "/" not in e)

    def stem_of(self, path: PurePosixPath) -> str:
        """What a file's path calls its agent: what stands for the `*` of a place, else the file's stem."""
        if self.lies_at(path):
            text = str(path)
            for place in self._places:
                if (found := place.search(text)) and "stem" in place.groupindex:
                    return found["stem"]
        name = path.name
        fitting = [e for e in self._place_endings if name.endswith(e) and name != e]
        if fitting:
            return name.removesuffix(max(fitting, key=len))
        return path.stem if path.suffix else ""

    def path_of(self, slug: str, scope: str = PROJECT) -> str:
        """The file that an agent is read back from, relative to the output folder."""
        place = self.user_paths[0] if scope == USER and self.user_paths else self.paths[0]
        return place.replace("**/", "").replace("*", slug)

    # what the table says, found out once

    def is_native(self, name: str) -> bool:
        """Whether a field, as `diff` names it, has a place of its own here."""
        if name in self.more_fields or (name == "name" and self.named_by_file):
            return True
        return name in self._held or name.startswith(f"extensions.{self.dialect}.")

    @cached_property
    def _held(self) -> frozenset[str]:
        """The fields that have a row."""
        return frozenset(name for row in self.fields if not row.carried for name in row.attrs)

    @cached_property
    def _alone(self) -> tuple[Field, ...]:
        return tuple(row for row in self.fields if row.alone)

    @cached_property
    def _maps(self) -> tuple[str, ...]:
        """The top-level keys under which rows stand in maps."""
        return tuple(dict.fromkeys(row.top for row in self.fields if len(row.path) > 1))

    @cached_property
    def _bounded_texts(self) -> tuple[Field, ...]:
        """The rows whose text may have to be changed before it is written."""
        return tuple(row for row in self.fields if row.inert is not None or row.length is not None)

    @cached_property
    def _writers(self) -> tuple[tuple[Field, Callable[[Agent], object], object], ...]:
        """Each row with what gives its field of an agent, and the value that says nothing there."""
        return tuple((row, getter(row.attr), field_value(_DEFAULTS, row.attr)) for row in self.fields)

    @cached_property
    def _rows(self) -> dict[str, Field]:
        """Top-level key -> its row, where one stands right there."""
        return {row.top: row for row in self.fields if len(row.path) == 1}

    @cached_property
    def _titled(self) -> bool:
        """Whether a missing title is written as the name, so that such a title says nothing."""
        return "name" in self.needs.get("display_name", ())
