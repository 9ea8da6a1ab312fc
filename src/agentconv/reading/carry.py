"""The carry file: what a target's files could not hold, kept beside them, so that A -> B -> A is exact.

`agentconv.carry.json` lists, for each file and agent, the fields whose value in the file (`was`) is not
the one that was meant (`is`). Reading the folder back restores a field only while the file still says
`was`: what somebody edited since stands. What the manifests of packages could not hold stands there in the
same way, under the empty name of an agent; of several packages together, under the path `.`. Skills, commands
and so on stand there as what they were read from (`kit.carried`, `reading.restoring`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from agentconv.containers.json import dump, load
from agentconv.diagnostics import Report, Severity
from agentconv.errors import SyntaxProblem, WrongType
from agentconv.kit.carried import Carried
from agentconv.kit.document import Document
from agentconv.kit.restored import FILE, ORIGIN, PACKAGE, PSEUDO, TEXT, TOOL, Restored
from agentconv.model import names, neutral
from agentconv.model.agent import MISSING, Difference, Value, diff, field_value, same, with_field
from agentconv.model.powers import power, said
from agentconv.text.source import MAX_BYTES, Source

NAME = "agentconv.carry.json"
VERSION = 1
_OF_DOCUMENT = {PACKAGE: "package", ORIGIN: "origin", TOOL: "tool"}
"""What is kept beside the fields of an agent -> where a document has it."""

Again = Callable[[str, Source], list[Document]]
"""Reads a text in the format of a name."""


def to_text(lost: Iterable[Restored], components: Iterable[Carried] = ()) -> str:
    """The text of a carry file."""
    files: dict[str, Value] = {}
    for entry in sorted(lost, key=lambda e: (e.path, e.agent)):
        agents = files.setdefault(entry.path, {})
        fields: dict[str, Value] = {d.field: _pair(d) for d in entry.differences}
        agents[entry.agent] = fields  # type: ignore[index,call-overload]
    more: dict[str, Value] = {}
    if those := [neutral.to_json(one) for one in components]:
        more["components"] = those
    return dump({"agentconv": VERSION, "carry": files, **more})


def _pair(difference: Difference) -> Value:
    both = (("was", difference.old), ("is", difference.new))
    return {key: neutral.to_json(value) for key, value in both if value is not MISSING}


def _value(name: str, pair: Mapping[str, Any], key: str) -> object:
    """One side of a pair; a side that is not there is an extension that is not there."""
    if key not in pair and name.startswith("extensions."):
        return MISSING
    return neutral.field_from_json(name, pair[key])


def _plain(_: str, pair: Mapping[str, Any], key: str) -> object:
    """The same of a package, whose fields are kept as JSON has them."""
    return pair.get(key)


Fields = dict[str, dict[str, dict[str, Any]]]
"""Path -> agent -> field -> what the file says and what was meant."""


def from_text(text: str) -> Fields:
    """What a carry file says of agents and packages. Raises `WrongType`."""
    return parsed(text)[0]


def parsed(text: str) -> tuple[Fields, list[Any]]:
    """What a carry file says of agents and packages, and, as JSON has it, of components.

    Raises `WrongType`.
    """
    try:
        data = load(text, own=True)
    except SyntaxProblem as problem:
        raise WrongType(f"a carry file ({problem})") from None
    if not isinstance(data, dict) or data.get("agentconv") != VERSION:
        raise WrongType(f"a carry file of version {VERSION}")
    files: Any = data.get("carry", {})
    ok = isinstance(files, dict) and all(
        isinstance(agents, dict)
        and all(
            isinstance(fields, dict)
            and all(isinstance(p, dict) and p.keys() <= {"was", "is"} for p in fields.values())
            for fields in agents.values()
        )
        for agents in files.values()
    )
    components = data.get("components", [])
    if not ok or not isinstance(components, list):
        raise WrongType("a carry file")
    return dict(files), components


def components_from(data: Iterable[Any], report: Report) -> list[Carried]:
    """What a carry file says of components; what fits none goes to the report."""
    found = []
    for one in data:
        try:
            found.append(neutral.from_json(Carried, one))
        except (WrongType, TypeError) as problem:
            what = f"what the carry file says of a skill, command or the like cannot be read: {problem}"
            report.add("carry-ignored", what)
    return found


def from_json(data: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> list[Restored]:
    """Entries of a carry file as values."""
    found = []
    for path, agents in data.items():
        for agent, fields in agents.items():
            pairs = []
            for name, pair in fields.items():
                value = _value if agent and name not in PSEUDO else _plain
                pairs.append(Difference(name, value(name, pair, "was"), value(name, pair, "is")))
            found.append(Restored(path, agent, tuple(pairs)))
    return found


def restore(
    documents: Sequence[Document],
    entries: Mapping[str, Mapping[str, Any]],
    report: Report,
    again: Again = lambda _format, _source: [],
) -> list[Document]:
    """The documents of one file with what a carry file knows of them; `again` reads texts that it holds."""
    found = []
    for document in documents:
        fields = entries.get(document.agent.name)
        back = _restored(document, fields, report) if fields else document
        found.append(_from_text(back, fields, again) if fields and len(documents) == 1 else back)
        if fields:
            _tell(document, found[-1], report)
    return found


def _from_text(document: Document, fields: Mapping[str, Any], again: Again) -> Document:
    """A document as the text has it that it was read from, where the file is still what was written."""
    bound, file = fields.get(TEXT, {}), fields.get(FILE, {}).get("is")
    written = document.tree.source
    text = written.text if "is" in bound and bound["is"] is None else bound.get("is")
    if not isinstance(text, str) or not isinstance(file, str) or names.unsafe_path(file):
        return document
    if sha256(written.text.encode()).hexdigest() != bound.get("was") or len(text) > MAX_BYTES:
        return document
    found = again(document.origin or document.format, Source(_beside(written.path, file), text))
    if len(found) != 1 or found[0].companions or found[0].agent.name != document.agent.name:
        return document
    source = Source(written.path, text)
    placed = {name: getattr(document, name) for name in ("package", "owner", "tool")}
    return replace(found[0], tree=replace(found[0].tree, source=source), **placed)


def _beside(path: str, file: str) -> str:
    above = path.rpartition("/")[0]
    return f"{above}/{file}" if above else file


def _tell(document: Document, restored: Document, report: Report) -> None:
    """Say what a carry file has restored, and what that lets an agent do."""
    back = diff(document.agent, restored.agent)
    if not back:
        return
    what = f"restored from {NAME}: {', '.join(d.field for d in back)}"
    gained = power(restored.agent).beyond(power(document.agent))
    if gained:
        what += f"; the file alone would not let the agent use {said(gained)}"
    severity = Severity.WARNING if gained else Severity.NOTE
    report.scoped(path=document.path, agent=document.agent.name).add(
        "carry-restored", what, severity=severity
    )


def _restored(document: Document, fields: Mapping[str, Any], report: Report) -> Document:
    agent, more = document.agent, dict[str, Any]()
    report = report.scoped(path=document.path, agent=agent.name)
    for name, pair in fields.items():
        try:
            if name in PSEUDO:
                known = name in _OF_DOCUMENT and isinstance(pair["is"], str)
                more |= {_OF_DOCUMENT[name]: pair["is"]} if known else {}
                continue
            was, meant = _value(name, pair, "was"), _value(name, pair, "is")
            if name == "name" and (not isinstance(meant, str) or names.unsafe(meant)):
                raise WrongType("a safe name")
            if same(field_value(document.agent, name), was):
                agent = with_field(agent, name, meant)
        except (WrongType, AttributeError, KeyError, TypeError):
            report.add("carry-ignored", f"what the carry file says of {name!r} fits no field of an agent")
    document = replace(document, **more)
    if not diff(agent, document.agent):
        return document
    return replace(document, agent=agent, original=document.agent)
