"""Skills, commands, servers, rules and hooks as they were before they were written, by way of a carry file.

A carry file is data that anybody may have made: what it holds is read by the formats that read files, under
the same bounds. It counts while the files say what was written; in an edited one, where it still says so.
"""

from __future__ import annotations

import os
import posixpath
import stat
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any, cast

from agentconv.containers import entries
from agentconv.diagnostics import Report, Severity
from agentconv.errors import Problem, WrongType
from agentconv.folder.entries import digest
from agentconv.folder.opening import read_bytes
from agentconv.folder.record import NAME
from agentconv.frozen import frozen
from agentconv.host import components as formats
from agentconv.kit.carried import Carried, Part, Trace
from agentconv.kit.component import (
    ComponentFile,
    ComponentFormat,
    ComponentReading,
    ComponentWriting,
    Entry,
    Material,
    Written,
)
from agentconv.model import names, neutral_components
from agentconv.model.agent import Value
from agentconv.model.components import HOOK, Component, File, diff
from agentconv.model.frozen import frozen as frozen_value
from agentconv.model.hook import Hook
from agentconv.reading import carry
from agentconv.reading.carried import Kept
from agentconv.reading.companions import LARGEST
from agentconv.reading.finding import as_shown
from agentconv.reading.held import WITH_FILES, Held
from agentconv.reading.scripts import may_hold
from agentconv.text.source import MAX_BYTES, decode

AnyFormat = ComponentFormat[Any]


def restored(
    found: Sequence[Held],
    folders: Iterable[Kept],
    packages: Collection[str],
    kinds: Collection[str],
    report: Report,
) -> list[Held]:
    """Components with what carry files know of them, and those that are nowhere else.

    `packages` are the names of those that were found, `kinds` what was asked for.
    """
    back: list[Held] = []
    replaced: set[tuple[str, ...]] = set()
    for kept in folders:
        told = report.scoped(path=kept.shown)
        for one in kept.components:
            restoring = _Restoring(kept, one, packages, told)
            try:
                held = restoring.held(found)
            except (Problem, WrongType) as problem:
                what = f"the {one.kind} {one.name!r} stays as its files say: {problem}"
                told.add("carry-ignored", what)
                continue
            if held is not None:
                replaced |= restoring.replaced
                back.append(held)
    rest = [other for other in found if _marks(other).isdisjoint(replaced)]
    return [*rest, *(held for held in back if held.kind in kinds)]


def _marks(held: Held) -> set[tuple[str, ...]]:
    """By what a component is known: its file, where that is its own, or that it is an entry in one."""
    return {(held.source,), (held.source, held.kind, held.name)}


@frozen
class _Restoring:
    """One component on its way back."""

    kept: Kept
    one: Carried
    packages: Collection[str]
    report: Report

    def held(self, found: Sequence[Held]) -> Held | None:
        """The component; None where nothing of it is left.

        Raises `Problem` or `WrongType` for what no run has written.
        """
        one = self.one
        written_as, read_as = (formats.format_of(one.kind, tool) for tool in (one.target, one.format))
        if read_as is None or not read_as.reads or (one.written and written_as is None):
            tool = one.format if read_as is None or not read_as.reads else one.target
            raise Problem("carry-ignored", f"no {one.kind}s of {tool!r} are known")
        self._check()
        now = [self._now(trace) for trace in one.written]
        if now and not any(now):
            return None
        current = None
        there = [written for written in now if written is not None]
        if written_as is not None and there:
            current = written_as.read_back(there, ComponentWriting(Report(), source=read_as))
        if all(map(_is_same, now, one.written)) and (held := self._as_it_was(read_as)) is not None:
            self._tell(held.component, read_as, current, written_as, *held.scripts)
            return held
        if current is None or written_as is None:
            raise Problem("content-mismatch", "its files were edited so that it is not found in them")
        return self._merged(current, written_as, found)

    @property
    def replaced(self) -> set[tuple[str, ...]]:
        """By what those are known that are read of what was written of this one."""
        one = self.one
        entries = {(self._shown(t), one.kind, t.keys[-1]) for t in one.written if t.keys}
        return {*entries, *((self._shown(t),) for t in one.written if not t.keys)}

    def _shown(self, trace: Trace) -> str:
        return as_shown(self.kept.folder / trace.path)

    def _check(self) -> None:
        """Raise `Problem` for paths that are not safe, or of files that agentconv did not write."""
        one = self.one
        parts = (p for part in (*one.files, *one.scripts) for p in (part.path, part.written) if p)
        for path in (one.path, *(trace.path for trace in one.written), *parts):
            if why := names.unsafe_path(path):
                raise Problem("unsafe-path", f"the path {path!r} is not safe: {why}")
        for trace in one.written:
            if not self._is_ours(trace):
                raise Problem("unlisted", f"{NAME} does not list {trace.path}")
        for part in (*one.files, *one.scripts):
            if part.written and part.written not in self.kept.record.files:
                raise Problem("unlisted", f"{NAME} does not list {part.written}")

    def _is_ours(self, trace: Trace) -> bool:
        record = self.kept.record
        spliced = record.entries.get(trace.path)
        return trace.path in record.files or (spliced is not None and trace.keys in spliced.owned)

    def _now(self, trace: Trace) -> Written | None:
        """What stands where something was written; None where nothing does."""
        try:
            data = self._bytes(trace.path)
            if not trace.keys:
                runs = os.stat(self.kept.folder / trace.path).st_mode & stat.S_IXUSR
                return ComponentFile(trace.path, data, bool(runs))
            value = entries.value_at(decode(data), trace.syntax, trace.keys)
            return Entry(trace.path, trace.syntax, trace.keys, value)
        except (Problem, KeyError):
            return None

    def _bytes(self, path: str) -> bytes:
        data = read_bytes(self.kept.folder / path, self.kept.root, limit=LARGEST)
        if len(data) > LARGEST:
            raise Problem("file-too-large", f"the file is larger than {LARGEST >> 20} MiB")
        return data

    # as it was

    def _as_it_was(self, fmt: AnyFormat) -> Held | None:
        """The component, read from what it was read from; None where a file that went along was edited."""
        one = self.one
        files, scripts = ([self._file(part) for part in parts] for parts in (one.files, one.scripts))
        if None in files or None in scripts:
            return None
        inside = tuple(file for file in files if file is not None)
        material = Material(one.path, inside, self._source(), self._package())
        component = self._read(fmt, material) if one.kind in WITH_FILES else self._neutral()
        along = tuple(file for file in scripts if file is not None)
        _check_scripts(component, along, is_package=fmt.is_package)
        return Held(component, fmt, material, material.shown, material.package, scripts=along)

    def _file(self, part: Part) -> File | None:
        data = part.data if part.text is None else part.text.encode()
        if part.written:
            data = self._bytes(part.written)
            if sha256(data).hexdigest() != part.sha256:
                return None
        return File(part.path, data or b"", part.executable)

    def _read(self, fmt: AnyFormat, material: Material) -> Component:
        if not material.files or len(material.main.data) > MAX_BYTES:
            raise Problem("content-mismatch", "there is no text that it was read from")
        read: Sequence[Component] = fmt.read(material, ComponentReading(Report()))
        fitting = [component for component in read if component.name == self.one.name]
        if len(fitting) != 1:
            raise Problem("content-mismatch", "it is not found in what it was read from")
        return fitting[0]

    def _neutral(self) -> Component:
        component: Any = neutral_components.from_document(self.one.component)
        named = (neutral_components.kind_of(component), component.name)
        if named != (self.one.kind, self.one.name) or names.unsafe(component.name):
            raise Problem("content-mismatch", "its neutral form is another's")
        if self.one.kind == HOOK:
            return cast(Component, replace(component, path=self.one.path))
        if self.one.native:
            return cast(Component, replace(component, native=frozen_value(dict(self.one.native))))
        return cast(Component, component)

    def _source(self) -> str:
        return self._shown(self.one.written[0]) if self.one.written else self.kept.shown

    def _package(self) -> str:
        """Its package, where that is among those that were found: the only one may have been renamed."""
        named, known = self.one.package, [*self.packages]
        if named in known or not named:
            return named
        return known[0] if len(known) == 1 else ""

    def _tell(
        self, back: Component, fmt: AnyFormat, now: Component | None, then: AnyFormat | None, *along: File
    ) -> None:
        """Say what comes back, and what it lets happen that the files alone would not."""
        had, held, others = frozenset[str](), frozenset[str](), list[str]()
        what = f"the {self.one.kind} {self.one.name!r} comes back, which no file holds"
        if now is not None and then is not None:
            had, held = then.power(now), then.withholds(now)
            fields = [difference.field for difference in diff(now, back)]
            # Others than were written: a hook that says the same would run another program.
            own = {trace.sha256 for trace in self.one.written if not trace.keys}
            fields += (others := [f.path for f in along if sha256(f.data).hexdigest() not in own])
            if not fields:
                return
            what = f"the {self.one.kind} {self.one.name!r}: restored from {carry.NAME}: {', '.join(fields)}"
        gained = [*sorted(fmt.power(back) - had), *(f"run {path} as it is there" for path in others)]
        gained += [f"no longer {word}" for word in sorted(held - fmt.withholds(back))]
        if gained:
            what += f"; the files alone would not let it do: {', '.join(gained)}"
        severity = Severity.WARNING if gained else Severity.NOTE
        self.report.add("carry-restored", what, severity=severity)

    # edited

    def _merged(self, current: Component, fmt: AnyFormat, found: Sequence[Held]) -> Held | None:
        """What the edited files say, with what they cannot say where they still say what was written."""
        document, back = dict(neutral_components.document(current)), list[str]()
        for name, pair in self.one.differences.items():
            if pair.keys() <= {"was", "is"} and _laid_in(document, name, pair):
                back.append(name)
        if not back:
            return None
        meant = neutral_components.from_document(document)
        if names.unsafe(meant.name):
            raise Problem("unsafe-name", "its name is not safe")
        fields = {name.partition(".")[0] for name in back}
        changed: dict[str, Any] = {name: getattr(meant, name) for name in fields}
        component = replace(cast(Any, current), **changed)
        self._tell(component, fmt, current, fmt)
        replaced = self.replaced
        those = (o for o in found if o.kind == self.one.kind)
        same = next((o for o in those if not _marks(o).isdisjoint(replaced)), None)
        if same is not None:
            return replace(same, component=component)
        source = self._source()
        file = File(posixpath.basename(source), self._bytes(self.one.written[0].path))
        material = Material(self.one.written[0].path, (file,), source, self._package())
        return Held(component, fmt, material, source, material.package)


def _laid_in(document: dict[str, Any], name: str, pair: Mapping[str, Value]) -> bool:
    """Lay what was meant into a document, where it still says what was written; whether it did."""
    place, key = document, name
    if name.startswith("extensions."):
        _, tool, key = (*name.split(".", 2), "")[:3]
        extensions = document["extensions"] = dict(document.get("extensions", {}))
        place = extensions[tool] = dict(extensions.get(tool, {}))
    if place.get(key) != pair.get("was"):
        return False
    place.pop(key, None)
    if "is" in pair:
        place[key] = pair["is"]
    return True


def _is_same(now: Written | None, trace: Trace) -> bool:
    if now is None:
        return False
    if isinstance(now, Entry):
        return digest(now.value) == trace.sha256
    return sha256(now.data).hexdigest() == trace.sha256


def _check_scripts(component: Component, scripts: Sequence[File], *, is_package: bool) -> None:
    """Raise `Problem` for a file beside a hook that it does not run."""
    for file in scripts:
        if not isinstance(component, Hook) or not may_hold(component, file.path, is_package=is_package):
            raise Problem("content-mismatch", f"no hook runs {file.path!r}")
