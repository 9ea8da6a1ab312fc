"""A client's answer on components held against what agentconv reads; and what there is to tell of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import unescape
from pathlib import PurePosixPath
from typing import Any

from agentconv.diagnostics import Report
from agentconv.proving import complaints
from agentconv.proving.component_values import Answered, Batch, Subject, Told
from agentconv.proving.expected import FIELDS, INSTEAD, expected
from agentconv.proving.holding import short
from agentconv.proving.verdicts import AgentProof, Compared, Verdict

ELLIPSES = ("…", "...")


def held(batch: Batch, answer: Answered) -> tuple[list[AgentProof], list[str]]:
    """The components of a batch as the client has them, and what it says of none of them."""
    left = [error for error in answer.errors if not complaints.is_harmless(error, batch.target)]
    proofs = []
    for name, subject in batch.subjects.items():
        said = tuple(error for error in left if _is_of(error, subject))
        left = [error for error in left if error not in said]
        if name in answer.unseen and not said:
            continue
        proofs.append(_proof(subject, answer.found.get(name), answer, said))
    for name in sorted(answer.found.keys() - batch.subjects.keys()):
        shown = next((s for path, s in batch.loose.items() if name in _names(path)), "")
        proofs.append(AgentProof(name, shown, Verdict.UNREAD))
    for path, shown in batch.loose.items():
        said = tuple(error for error in left if path in error)
        left = [error for error in left if error not in said]
        if not any(proof.path == shown for proof in proofs):
            proofs.append(AgentProof(_names(path)[0], shown, Verdict.IGNORED, said=said))
    return proofs, left


def _names(path: str) -> tuple[str, ...]:
    """What a component may be called that lies at a path: its folder of a skill, its file of another."""
    place = PurePosixPath(path)
    stem = place.name.partition(".")[0]
    return (place.parent.name,) if stem == "SKILL" else (stem, place.parent.name)


def _is_of(error: str, subject: Subject) -> bool:
    """Whether a complaint is of a component: it begins with its name, or names its file or, else, itself."""
    if named := _NAMED.match(error):
        return named[1] == subject.called
    by_file = not subject.entries and subject.place in error
    return by_file or f"'{subject.called}'" in error or f'"{subject.called}"' in error


_NAMED = re.compile(r"'([^'\n]+)': ")


def _proof(subject: Subject, told: Told | None, answer: Answered, said: tuple[str, ...]) -> AgentProof:
    grave = 2 if said else 0
    if told is None and getattr(subject.component, "enabled", True) is False:
        told = {"enabled": False}  # a client may leave out what is switched off
    if told is None:
        return AgentProof(subject.name, subject.shown, Verdict.IGNORED, (), said, (), grave, subject.is_left)
    ours = expected(subject)
    fields = [Compared("name", True)]
    for field in FIELDS[subject.kind]:
        name = next((name for name in (field, INSTEAD.get(field)) if name in told), None)
        if name is None or (name in FILLED and ours[name] is None):
            why = answer.untold.get(field, "the client tells none") if name is None else NOT_KNOWN
            fields.append(Compared(field, None, why))
        else:
            fields.append(compared(name, ours.get(name), told[name]))
    foretold = any(d.code == "client-differs" for d in subject.said)
    verdict = _verdict(fields)
    return AgentProof(subject.name, subject.shown, verdict, tuple(fields), said, (), grave, foretold)


FILLED = ("text", "prompt")
"""What a client fills in, so that nobody else may know what it comes to."""
NOT_KNOWN = "it holds what only the client fills in"


def _verdict(fields: Iterable[Compared]) -> Verdict:
    fields = [*fields]
    if any(field.bad for field in fields):
        return Verdict.DIFFERENT
    return Verdict.ALIKE if any(field.equal is False for field in fields) else Verdict.EQUAL


def compared(field: str, ours: Any, theirs: Any) -> Compared:
    """One field of a component, as agentconv reads it and as the client has it."""
    if ours == theirs or (field == "description" and not ours and not theirs):
        return Compared(field, True)
    return Compared(field, False, _known(field, ours, theirs), _text(ours), _text(theirs))


def _known(field: str, ours: Any, theirs: Any) -> str:
    """Why a field differs, where that does no harm; empty = nobody knows."""
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping) and ours.keys() == theirs.keys():
        differing = [key for key in ours if ours[key] != theirs[key]]
        return "a variable is filled in" if all("${" in str(ours[key]) for key in differing) else ""
    if not isinstance(ours, str) or not isinstance(theirs, str):
        return ""
    if ours.strip() == theirs.strip():
        return "trimmed"
    if ours.replace("\r\n", "\n").strip() == theirs.strip():
        return "line ends"
    if ours.split() == theirs.split():
        return "white space"
    cut = next((theirs.removesuffix(end) for end in ELLIPSES if theirs.endswith(end)), "")
    if field == "description" and unescape(theirs).split() == ours.split():
        return "escaped in the client's list"
    if field == "description" and cut and _words(ours).startswith(_words(cut)):
        return "cut in the client's list"
    return ""


def _words(text: str) -> str:
    return " ".join(text.split())


def _text(value: Any) -> str | None:
    if isinstance(value, Mapping):
        value = dict(value)
    return value if value is None or isinstance(value, str) else str(value)


# telling


def tell(
    title: str, kind: str, target: str, proofs: Iterable[AgentProof], said: Sequence[str], report: Report
) -> None:
    """Add a finding for each component that a client has otherwise, and for each complaint."""
    for proof in proofs:
        about = report.scoped(path=proof.path or None, target=target)
        hint, who = "; ".join(proof.said)[:400] or None, f"the {kind} {proof.name!r}"
        as_told = ", as agentconv says of the file" if proof.foretold else ""
        if proof.verdict is Verdict.IGNORED:
            about.add("proof-ignored", f"{title} does not have {who}{as_told}", hint=hint)
        elif proof.verdict is Verdict.UNREAD:
            about.add("proof-unread", f"{title} has {who}, which agentconv does not read", hint=hint)
        elif proof.verdict is Verdict.DIFFERENT:
            for part in (part for part in proof.fields if part.bad):
                values = f"{short(part.theirs)}, and the file says {short(part.ours)}"
                what = f"{who}: {part.field}: {title} has {values}{as_told}"
                about.add("proof-differs", what, field=part.field, hint=hint)
        elif proof.said:
            about.add("proof-said", f"{who}: {title} says: {'; '.join(proof.said)}")
    for words in said:
        report.add("proof-said", f"{title} says: {words}", target=target)
