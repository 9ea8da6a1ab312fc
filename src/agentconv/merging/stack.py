"""Versions of one agent, one on top of the other: the newest, with the history that leads to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from agentconv.errors import UsageError
from agentconv.frozen import frozen
from agentconv.merging.compare import ADDED, CHANGED, REMOVED, RENAMED, Comparison, SectionChange, compare
from agentconv.merging.outline import outline, text_lines
from agentconv.model.agent import Agent, Change, field_value, is_empty, set_fields, with_fields
from agentconv.model.powers import power
from agentconv.model.versions import VersionKey, version_key

BUMPS = ("major", "minor", "patch")


@frozen
class Stack:
    """Versions from the oldest to the newest."""

    order: tuple[int, ...]
    """Indexes of what was given, oldest first."""
    unsure: tuple[tuple[int, int], ...] = ()
    """Neighbours that only the order given tells apart: no version and no date does."""


def sort_versions(agents: Sequence[Agent]) -> Stack:
    """Oldest first: by version, then by date, then as they were given.

    One without a version is older than all that have one: numbering started at some time.
    """
    keys = [(version_key(a.version or ""), a.updated or "") for a in agents]

    def key(index: int) -> tuple[bool, VersionKey, str, int]:
        version, date = keys[index]
        return version is not None, version or ((), False, ()), date, index

    order = tuple(sorted(range(len(agents)), key=key))
    unsure = tuple((a, b) for a, b in pairwise(order) if keys[a] == keys[b] and agents[a] != agents[b])
    return Stack(order, unsure)


def stack_versions(agents: Sequence[Agent], *, union: bool = False, bump: str | None = None) -> Agent:
    """The last of the agents, with a changelog that says what each step brought.

    A step whose version has an entry in any of them keeps that; any other gets one from what differs.
    With `union`, sections and fields that a newer version dropped come back; tools never do.
    """
    newest = agents[-1]
    if union:
        # From the newest to the oldest, so that what was dropped comes back as its last version had it.
        for older in reversed(agents[:-1]):
            newest = _with_dropped(newest, older)
    changes = _history(agents)
    if bump is not None:
        version = bumped(newest.version, bump)
        known = {change.version for change in changes}
        if newest.version and newest.version not in known:
            changes.append(Change(newest.version, "Released"))
        newest = replace(newest, version=version)
        changes.append(Change(version, f"Merged from {len(agents)} versions"))
    if _newest_first(agents):
        changes.reverse()
    return replace(newest, changelog=tuple(changes)) if len(agents) > 1 or bump else newest


def _history(agents: Sequence[Agent]) -> list[Change]:
    """An entry for each version, oldest first."""
    entries: dict[str, str] = {}
    order: list[str] = []
    for agent in agents:
        for change in reversed(agent.changelog) if _is_newest_first(agent) else agent.changelog:
            if change.version not in entries:
                order.append(change.version)
            entries[change.version] = change.text  # a later version of the agent may word its history anew
    steps: list[Change] = []
    for old, new in pairwise(agents):
        label = new.version or new.updated or ""
        if label in entries or old == new:
            continue
        text = describe(compare(_without_history(old), _without_history(new)))
        steps.append(Change(label or "unversioned", text))
    found = [Change(version, entries[version]) for version in order]
    return _sorted([*found, *steps])


def _without_history(agent: Agent) -> Agent:
    return replace(agent, version=None, updated=None, changelog=())


def _sorted(changes: list[Change]) -> list[Change]:
    """By version where all have one, else as they are."""
    keys = [version_key(change.version) for change in changes]
    if any(key is None for key in keys):
        return changes
    return [c for _, c in sorted(zip(keys, changes, strict=True), key=lambda item: item[0])]  # type: ignore[arg-type, return-value]


def _is_newest_first(agent: Agent) -> bool:
    keys = [version_key(change.version) for change in agent.changelog]
    known = [key for key in keys if key is not None]
    return len(known) > 1 and known[0] > known[-1]


def _newest_first(agents: Sequence[Agent]) -> bool:
    """Whether the changelog starts with the newest entry, unless one has another order already."""
    ordered = [agent for agent in agents if _versioned_entries(agent) > 1]
    return not ordered or any(map(_is_newest_first, ordered))


def _versioned_entries(agent: Agent) -> int:
    return sum(version_key(change.version) is not None for change in agent.changelog)


def describe(found: Comparison) -> str:
    """One line that says what a step brought: `Added A, B; removed C; changed 3 sections; model`."""
    parts = []
    for kind in (ADDED, REMOVED):
        titles = [c.path[-1] for c in _outermost(found, kind) if c.path]
        if titles:
            parts.append(f"{kind} {', '.join(dict.fromkeys(titles))}")
    renamed = [
        f"{c.old_path[-1]} to {c.path[-1]}" for c in found.sections if RENAMED in c.kinds and c.old_path
    ]
    if renamed:
        parts.append(f"renamed {', '.join(renamed)}")
    changed = [(c.path or ("the introduction",))[-1] for c in found.sections if c.kinds[-1] == CHANGED]
    if changed:
        parts.append(f"changed {', '.join(dict.fromkeys(changed))}")
    fields = [d.field for d in found.fields]
    if fields:
        parts.append(f"{'set' if not parts else 'fields'}: {', '.join(map(_field_word, fields))}")
    if found.prompt_changed and not found.sections:
        parts.append("line ends of the prompt")
    text = "; ".join(parts) or "no change of meaning"
    return text[0].upper() + text[1:]


def _field_word(name: str) -> str:
    return re.sub(r"^extensions\.[^.]+\.", "", name).replace("_", " ").replace("tools.", "tools ")


def _outermost(found: Comparison, kind: str) -> list[SectionChange]:
    """Sections that were added or removed and do not stand below another such one."""
    paths = {c.path for c in found.sections if c.kinds == (kind,)}
    return [
        c
        for c in found.sections
        if c.kinds == (kind,) and not any(c.path[:n] in paths for n in range(1, len(c.path)))
    ]


def _with_dropped(newer: Agent, older: Agent) -> Agent:
    """The newer version with what only the older one has: never a tool, never another value."""
    extra: dict[str, object] = {}
    for name in set_fields(older):
        if not name.startswith("tools.") and name != "permission_mode" and is_empty(field_value(newer, name)):
            extra[name] = field_value(older, name)
    whole = with_fields(newer, extra) if extra else newer
    # A union brings words back. Power that was taken away stays away, whatever field decides it.
    if not power(whole) <= power(newer):
        whole = newer
    return replace(whole, prompt=_with_sections(newer.prompt, older.prompt))


def _with_sections(newer: str, older: str) -> str:
    """The newer prompt with the sections that only the older one has, each behind its neighbour there."""
    now, was = outline(text_lines(newer)), outline(text_lines(older))
    known = {part.path for part in now} | {part.heading for part in now}
    texts = ["".join(part.lines) for part in now]
    last = ""
    open_end = len(now) - 1 if _is_open(now[-1].lines) else None
    places = {part.path: index for index, part in enumerate(now)}
    before = 0
    for part in was:
        if part.path in places:
            before = places[part.path]
        elif part.level and part.heading not in known:
            if _is_open(part.lines):
                last = "".join(part.lines)
                continue
            before -= before == open_end and before > 0
            if texts[before] and not texts[before].endswith("\n"):
                texts[before] += "\n"
            texts[before] += "".join(part.lines)
    # What is never closed swallows all that stands behind it, so it comes last.
    if not last:
        return "".join(texts)
    whole = "".join(texts)
    return f"{whole}\n{last}" if whole and not whole.endswith("\n") else whole + last


def _is_open(lines: Sequence[str]) -> bool:
    """Whether a fence, or a comment, is open at the end: a heading behind it would be none."""
    text = "".join(lines)
    probe = text_lines(f"{text.removesuffix(chr(10))}\n\n# behind\n")
    return outline(probe)[-1].title != "behind"


def bumped(version: str | None, part: str) -> str:
    """The next version: `bumped("1.4.2", "minor")` is `1.5.0`. Raises `UsageError` without a version."""
    match = re.fullmatch(r"(v?)(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:[-+].*)?", (version or "").strip())
    if match is None:
        raise UsageError(f"cannot bump the version {version!r}: it is not like 1.4.2")
    numbers = [int(match[i] or 0) for i in (2, 3, 4)]
    at = BUMPS.index(part)
    numbers = [*numbers[:at], numbers[at] + 1, *([0] * (2 - at))]
    return match[1] + ".".join(map(str, numbers))
