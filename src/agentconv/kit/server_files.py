"""What the formats of servers have in common: an entry for each, in a file of servers or of many settings.

A client's spelling of a server is a table (`kit.servers`), its variables are another (`kit.references`); what
a client cannot start or would not leave off is left out, and said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import ClassVar

from agentconv.containers import container
from agentconv.diagnostics import Loss, Report, Severity
from agentconv.errors import NotAnAgent, WrongType
from agentconv.kit.bounds import tell_unread
from agentconv.kit.codecs import exact
from agentconv.kit.component import (
    ComponentFormat,
    ComponentReading,
    ComponentWriting,
    Entry,
    Material,
    Written,
)
from agentconv.kit.exchange import USER
from agentconv.kit.references import References, folders_of, map_texts, texts_of
from agentconv.kit.servers import CONSENT, Server, Spelling
from agentconv.model.agent import Value
from agentconv.model.components import SERVER
from agentconv.model.frozen import frozen, thawed
from agentconv.text.secrets import find
from agentconv.text.source import Source

_EVERY = "every tool"


class ServerFormat(ComponentFormat[Server]):
    """How one tool keeps servers: where, in which words, and what it makes of variables."""

    kind = SERVER
    owner: ClassVar[str] = ""
    """The tool under whose name extensions stand; empty = `target`. A package format has its tool's."""
    spelling: ClassVar[Spelling]
    references: ClassVar[References] = References()
    syntax: ClassVar[str] = "json"
    keys: ClassVar[tuple[str, ...]] = ("mcpServers",)
    """Where the map of servers stands in the file."""
    in_tools: ClassVar[str] = ""
    """What the names of tools call a server of a package: `plugin_{package}_{server}`; empty = its name.

    Characters other than letters, digits, `_` and `-` become `_`.
    """
    instead: ClassVar[tuple[str, ...]] = ()
    """Other files that hold the same settings, one of which is taken where the usual one is not there."""
    user_instead: ClassVar[tuple[str, ...]] = ()
    """The same below a user's home folder."""
    bare: ClassVar[bool] = False
    """Whether the file may be nothing but that map."""
    power_fields = ("tools", "without")
    reasons: ClassVar[Mapping[str, str]] = {
        "kind": "the client finds out by itself whether an address speaks http or sse",
        "cwd": "the server starts in a folder that the client chooses",
        "timeout": "the client has a limit of its own",
        "power": "the client has no list of the tools that a server may give: name them in its permissions",
        "*": "the client has no key for it",
    }

    @property
    def known_keys(self) -> frozenset[str]:
        of = self.spelling
        switch = {of.off[0]} if of.off else set()
        addresses = {*of.urls.values(), *of.old_urls.values()}
        return frozenset({of.kind_key, *of.keys.values(), *of.more, *addresses, *switch})

    @property
    def is_package(self) -> bool:
        """Whether the servers lie in a package, and may start what lies there."""
        return bool(self.owner) and self.owner != self.target

    # reading

    @cached_property
    def more_keys(self) -> frozenset[str]:
        """Further keys that the tool acts on, which stay extensions."""
        return CONSENT.union(self.spelling.more)

    def read(self, material: Material, reading: ComponentReading) -> tuple[Server, ...]:
        found = []
        for name, native in self.entries(material).items():
            if not self.is_entry(native):
                continue
            server = self._read_one(name, native, reading.report)
            if server is not None:
                found.append(server)
        return tuple(found)

    def entries(self, material: Material) -> Mapping[str, Value]:
        """The map of servers as it stands in the file; empty where it has none."""
        try:
            values = container(self.syntax).read(Source(material.path, material.text)).values
        except NotAnAgent:
            return {}
        found: Value = values
        for key in self.keys:
            found = found.get(key) if isinstance(found, Mapping) else None
        if found is None and self.bare and all(self._is_server(v) for v in values.values()):
            return values
        return found if isinstance(found, Mapping) else {}

    def _is_server(self, value: Value) -> bool:
        return isinstance(value, Mapping) and bool(value.keys() & {"command", "url"})

    def _read_one(self, name: str, native: Value, report: Report) -> Server | None:
        try:
            server = self.decode(name, native) if isinstance(native, dict) else None
        except WrongType as problem:
            where = ".".join(map(str, (*self.keys, name, *problem.at)))
            report.add("wrong-type", f"{where}: {problem}")
            return None
        if server is None:
            what = f"the server {name!r} names no program and no address, so it is left out"
            report.add("server-skipped", what)
        elif why := self.remark(server):
            report.add("server-skipped", f"the server {name!r}: {why}")
        if server is not None:
            unread = (key for keys in server.extensions.values() for key in keys if key not in self.more_keys)
            tell_unread(unread, report, f" of the server {name!r}")
        return server

    def is_entry(self, native: Value) -> bool:
        """Whether an entry is meant to be a server, and not something else that stands among them."""
        return True

    def remark(self, server: Server) -> str | None:
        """What the tool itself makes of an entry that is read as it was meant; None = the same."""
        return None

    def decode(self, name: str, native: Mapping[str, Value]) -> Server | None:
        """The server that an entry means; None when it is none. Raises `WrongType`."""
        words = self.usual(name, exact(dict(native)))
        found = self.spelling.read(words)
        if found is None:
            return None
        rest = {self.owner or self.target: found.more} if found.more else {}
        time = found.timeout
        if time is not None and time == int(time):
            time = int(time)
        native = frozen(exact(dict(native)))
        found = replace(found, name=name, timeout=time, more={}, extensions=rest, native=native)
        return map_texts(found, self.references.read)

    def usual(self, name: str, native: Value) -> dict[str, Value]:
        """An entry in words that the spelling takes."""
        return dict(native) if isinstance(native, dict) else {}

    # writing

    def write(self, component: Server, writing: ComponentWriting) -> Sequence[Written]:
        if self._tell_secrets(component, writing.report):
            return ()
        words = self._as_before(component) if self.is_of(writing.source) else None
        if words is None:
            why = self.refusal(component)
            words = None if why else self.encode(component)
            if words is None:
                self.leave_out(component, why or "it cannot be said there", writing.report)
                return ()
        if not self.is_of(writing.source):
            self._tell_dead(component, writing.report)
        place = self.place(writing.scope)
        keys = (*self.keys, component.name)
        return (*self.head(place), Entry(place, self.syntax, keys, words, self.others(writing.scope)))

    def others(self, scope: str) -> tuple[str, ...]:
        """The files in which the tool looks for the same settings as in that where it is written."""
        return self.user_instead if scope == USER and self.user_paths else self.instead

    def head(self, place: str) -> Sequence[Entry]:
        """What the file needs beside its servers."""
        return ()

    def is_of(self, source: ComponentFormat[Server] | None) -> bool:
        """Whether a format is of the same tool, so that what its texts say is said there, too."""
        whose = getattr(source, "owner", "") or getattr(source, "target", None)
        return whose == (self.owner or self.target)

    def _as_before(self, server: Server) -> dict[str, Value] | None:
        """The source's own words, where the tool reads the very server in them."""
        if server.native is None:
            return None
        try:
            same = self.decode(server.name, server.native) == server and not self.refusal(server)
        except WrongType:
            return None
        return thawed(server.native) if same else None

    def encode(self, server: Server) -> dict[str, Value] | None:
        """The entry of a server; None when the tool cannot have it."""
        own = {
            k: v for k, v in server.extensions.get(self.owner or self.target, {}).items() if k not in CONSENT
        }
        written = self.spelling.write(replace(map_texts(server, self.references.write), more=own))
        return None if written is None else self.wanted(server, thawed(written))

    def wanted(self, server: Server, words: dict[str, Value]) -> dict[str, Value]:
        """An entry in the tool's words, from what the spelling wrote."""
        return words

    def refusal(self, server: Server) -> str | None:
        """Why the tool cannot have a server; None when it can."""
        if server.kind not in self.spelling.kinds:
            return f"{self.target} has no servers of the kind {server.kind}"
        if not server.enabled and self.spelling.off is None:
            return f"it is switched off, and {self.target} has no switch in this file"
        if not folders_of(server) <= self.references.roots.keys():
            return f"it starts what lies in its package, and {self.target} has no word for that place"
        return None

    def leave_out(self, server: Server, why: str, report: Report) -> None:
        """Say that the tool cannot have a server."""
        what = f"the server {server.name!r} is left out of {self.target}: {why}"
        report.add("field-dropped", what, severity=Severity.WARNING, loss=Loss.DROPPED)

    def _tell_dead(self, server: Server, report: Report) -> None:
        for name, texts in texts_of(server).items():
            for dead in (word for text in texts for word in self.dead(name, text)):
                what = f"the server {server.name!r}: {self.target} takes {dead} in {name} for plain text"
                hint = "let the server read the value from its environment"
                report.add(
                    "field-approximated", what, severity=Severity.WARNING, hint=hint, loss=Loss.APPROXIMATED
                )

    def dead(self, name: str, text: str) -> list[str]:
        """The variables in a text of a field, `env.NAME` say, that the tool puts no value in for."""
        return self.references.dead(text)

    def _tell_secrets(self, server: Server, report: Report) -> bool:
        """Report literal secrets; True when there is one, and the server must not be written."""
        found = False
        for name in _secrets(server):
            what = f"the server {server.name!r}: {name} holds what looks like a secret"
            name_of = _variable_for(name.partition(".")[2] or server.name)
            hint = f"revoke it, and write ${{{name_of}}}: it is taken from the environment"
            report.add("server-secret", what, hint=hint)
            found = True
        return found

    # what was written

    def read_back(self, written: Sequence[Written], writing: ComponentWriting) -> Server | None:
        for one in written:
            if isinstance(one, Entry) and one.keys[:-1] == self.keys and isinstance(one.value, dict):
                return self.decode(one.keys[-1], one.value)
        return None

    def power(self, component: Server) -> frozenset[str]:
        """Which tools a server gives, or would if it were switched on, and whether they run unasked."""
        own = component.extensions.get(self.owner or self.target, {})
        words = {
            f"{component.name}: unasked {_granted(own[key])}" for key in own.keys() & CONSENT if own[key]
        }
        if component.tools is None:
            return frozenset({*words, f"{component.name}: {_EVERY}"})
        return frozenset(words | {f"{component.name}: {tool}" for tool in component.tools})

    def withholds(self, component: Server) -> frozenset[str]:
        """The tools that a server has and does not give."""
        return frozenset(f"{component.name}: withheld {tool}" for tool in component.without)


def has_secret(server: Server) -> bool:
    """Whether a server holds a literal secret, which is written nowhere."""
    return next(_secrets(server), None) is not None


def _secrets(server: Server) -> Iterator[str]:
    """The fields that hold literal secrets, once for each."""
    for name, texts in texts_of(server).items():
        key = name.partition(".")[2]
        for text in texts:
            if any(True for _ in find(f"{key}: {text}" if key else text)):
                yield name


def _granted(value: Value) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else _EVERY


def _variable_for(name: str) -> str:
    """A name for a variable that holds what a header or the like needs."""
    letters = "".join(char if char.isascii() and char.isalnum() else "_" for char in name.upper())
    return letters if letters[:1].isalpha() else f"SERVER_{letters}"
