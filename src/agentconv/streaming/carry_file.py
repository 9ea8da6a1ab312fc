"""The carry file of a run: what its targets could not hold, and what earlier runs kept for others."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path

from agentconv.diagnostics import Report
from agentconv.errors import Problem, WrongType
from agentconv.folder import record
from agentconv.folder.opening import read_bytes
from agentconv.folder.plan import Wanted
from agentconv.frozen import frozen
from agentconv.kit.carried import Carried
from agentconv.kit.restored import Restored
from agentconv.model import names
from agentconv.reading import carry
from agentconv.streaming.gathering import Target
from agentconv.text.source import OWN_BYTES, decode
from agentconv.writing.carrying import sized


@frozen
class _Earlier:
    """What a carry file says that is there already."""

    lost: tuple[Restored, ...] = ()
    carried: tuple[Carried, ...] = ()


def carry_file(targets: Sequence[Target], out: Path, report: Report) -> list[Wanted]:
    """The carry file, with what an earlier one says of files that this run does not write."""
    lost = [entry for t in targets for entry in t.lost]
    carried = [one for t in targets for one in t.carried]
    there = os.path.lexists(out / carry.NAME)
    if there:
        mine = {o.path for t in targets for o in t.outputs} | {entry.path for entry in lost}
        earlier = _earlier(out, report)
        lost += [e for e in earlier.lost if e.path not in mine and os.path.lexists(out / e.path)]
        carried += [one for one in _of_others(earlier, targets) if _is_there(one, out)]
    if not lost and not carried and not there:
        return []
    return [Wanted(carry.NAME, carry.to_text(lost, sized(carried, report)), "carry")]


def without_components(targets: Sequence[Target], out: Path) -> list[Wanted]:
    """The carry file of an earlier run without the components of targets that are written anew.

    Nothing where there is none of them, or where it is not as a run has left it. A component that its source
    has no more would come back from it, and nobody asked for that.
    """
    try:
        data = read_bytes(out / carry.NAME, out, limit=OWN_BYTES)
        ours = record.load(out).owns(carry.NAME, sha256(data).hexdigest())
    except (Problem, WrongType):
        return []
    report = Report()
    earlier = _earlier(out, report)
    rest = [*_of_others(earlier, targets)]
    if not ours or report.diagnostics or len(rest) == len(earlier.carried):
        return []
    return [Wanted(carry.NAME, carry.to_text(earlier.lost, rest), "carry")]


def _earlier(out: Path, report: Report) -> _Earlier:
    place = out / carry.NAME
    try:
        text = decode(read_bytes(place, out, limit=OWN_BYTES), limit=OWN_BYTES)
        fields, components = carry.parsed(text)
        lost = carry.from_json(fields)
    except (WrongType, Problem, KeyError) as error:
        why = f"it is not {error.expected}" if isinstance(error, WrongType) else error
        what = f"what an earlier run kept is not taken over: {why}"
        report.add("carry-ignored", what, path=place.as_posix())
        return _Earlier()
    carried = carry.components_from(components, report.scoped(path=place.as_posix()))
    return _Earlier(tuple(lost), tuple(carried))


def _of_others(earlier: _Earlier, targets: Iterable[Target]) -> Iterable[Carried]:
    written = {t.name for t in targets}
    return (one for one in earlier.carried if one.target not in written)


def _is_there(one: Carried, out: Path) -> bool:
    """Whether all is there that was written of a component."""
    return all(not names.unsafe_path(t.path) and os.path.lexists(out / t.path) for t in one.written)
