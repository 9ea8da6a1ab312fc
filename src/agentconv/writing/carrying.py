"""What a target's files do not say of a component, so that it comes back as it was: for the carry file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from agentconv.containers.json import quoted
from agentconv.diagnostics import Report, Severity
from agentconv.folder.entries import digest
from agentconv.kit.carried import Carried, Part, Trace
from agentconv.kit.component import ComponentFile, Entry, Written
from agentconv.kit.server_files import has_secret
from agentconv.model import neutral_components
from agentconv.model.agent import Value
from agentconv.model.components import Component, File
from agentconv.model.server import Server
from agentconv.model.skill import Skill
from agentconv.reading import carry
from agentconv.reading.held import WITH_FILES, Held
from agentconv.text.source import OWN_BYTES

ROOM = OWN_BYTES // 4
"""So many bytes of files a carry file may hold; the rest is for what else there is to say."""


def carried(
    held: Held, target: str, written: Sequence[Written], back: Component | None, there: Mapping[str, bytes]
) -> Carried | None:
    """What the files of a target do not say of a component; None where they say all of it.

    `written` is what there is of it, `back` what is read of that, `there` all files of the target so far.
    """
    if held.format.target == target and not held.own_name:
        return None
    component = held.component
    if isinstance(component, Server) and has_secret(component):
        return None
    traces = tuple(map(_trace, written))
    own = {one.path: one.data for one in written if isinstance(one, ComponentFile)}
    with_files = held.kind in WITH_FILES
    return Carried(
        held.kind,
        held.own_name or held.name,
        held.format.target,
        target,
        held.material.path,
        held.package,
        traces,
        tuple(_parts(held.material.files, own)) if with_files else (),
        tuple(_parts(held.scripts, there)),
        {} if with_files else _document(held),
        getattr(component, "native", None) or {},
        dict(differences(component, back)) if back is not None else {},
    )


def _document(held: Held) -> dict[str, Value]:
    document = neutral_components.document(held.component)
    return {**document, "name": held.own_name or held.name}


def _trace(written: Written) -> Trace:
    if isinstance(written, Entry):
        return Trace(written.path, digest(written.value), written.syntax, written.keys)
    return Trace(written.path, sha256(written.data).hexdigest())


def _parts(files: Iterable[File], there: Mapping[str, bytes]) -> Iterator[Part]:
    """Files as they are kept, by path: by what is written of them, as texts, or as bytes."""
    in_order = sorted(files, key=lambda file: file.path)
    places = {data: path for path, data in there.items()} if in_order else {}
    for file in in_order:
        place = places.get(file.data)
        if place is not None:
            digest = sha256(file.data).hexdigest()
            yield Part(file.path, written=place, sha256=digest, executable=file.executable)
        elif (text := _text(file.data)) is not None:
            yield Part(file.path, text, executable=file.executable)
        else:
            yield Part(file.path, data=file.data, executable=file.executable)


def _text(data: bytes) -> str | None:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


def differences(component: Component, back: Component) -> Iterator[tuple[str, dict[str, Value]]]:
    """Each field that is read back as something else, with what it is then and what was meant."""
    was, meant = (_fields(neutral_components.document(_alone(one))) for one in (back, component))
    for name in dict.fromkeys((*meant, *was)):
        if was.get(name) != meant.get(name):
            pair = {"was": was.get(name), "is": meant.get(name)}
            yield name, {key: value for key, value in pair.items() if value is not None}


def _alone(component: Component) -> Component:
    """A component without the files beside it: in an edited folder they stand as they are."""
    return replace(component, files=()) if isinstance(component, Skill) else component


def _fields(document: Mapping[str, Any]) -> dict[str, Value]:
    """The fields of a document, each extension for itself."""
    found = {key: value for key, value in document.items() if key != "extensions"}
    for tool, values in document.get("extensions", {}).items():
        found |= {f"extensions.{tool}.{key}": value for key, value in values.items()}
    return found


def sized(carried: Iterable[Carried], report: Report) -> Iterator[Carried]:
    """Those that a carry file has room for, which is read only up to a size."""
    room = ROOM
    for one in carried:
        parts = (*one.files, *one.scripts)
        size = sum(len(part.data or b"") * 4 // 3 + len(quoted(part.text or "")) for part in parts)
        if size > room:
            what = f"the {one.kind} {one.name!r} is too large for {carry.NAME}: it does not come back"
            report.add("file-too-large", what, severity=Severity.WARNING)
            continue
        room -= size
        yield one
