"""The skills of a bundle: the folders that its agents name, once as they are and once for each target.

The index lists each with its files and its agents. A target's copies are held against the first, so that
nothing else can lie where a tool looks for skills.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from agentconv.bundle.contents import SKILLS, TARGETS
from agentconv.diagnostics import Report
from agentconv.errors import Problem
from agentconv.frozen import frozen
from agentconv.kit.document import Document
from agentconv.kit.format import Format, OutputFile
from agentconv.model import names
from agentconv.model.agent import Agent
from agentconv.reading import companions
from agentconv.reading.companions import Skill


@frozen
class Bundled:
    """A skill as the index lists it."""

    name: str
    agents: tuple[str, ...]
    """The agents that name it."""
    files: tuple[str, ...]
    """Relative to the skill's folder."""
    executable: frozenset[str]

    @property
    def facts(self) -> dict[str, Any]:
        """What the index says."""
        facts: dict[str, Any] = {"name": self.name, "agents": [*self.agents], "files": [*self.files]}
        return {**facts, "executable": sorted(self.executable)} if self.executable else facts


def taken(
    documents: Sequence[Document], skills: Sequence[Skill], report: Report
) -> tuple[list[Bundled], dict[str, bytes]]:
    """The skills that agents name, and their entries; what is not there goes to the report."""
    named = ((d.path, d.agent.name, d.agent.skills) for d in documents)
    needed = companions.needed(named, skills, report)
    found: dict[str, Bundled] = {}
    entries: dict[str, bytes] = {}
    for skill, agents in sorted(needed.items(), key=lambda item: (item[0].name, item[0].shown)):
        if skill.name in found:
            what = f"two skills are called {skill.name!r}, and a tool has one place for both"
            report.add("path-collision", what, path=skill.source)
            continue
        files = list(skill.files(report))
        entries |= {f"{SKILLS}/{skill.name}/{file.path}": file.data for file in files}
        runs = frozenset(file.path for file in files if file.executable)
        found[skill.name] = Bundled(
            skill.name, tuple(sorted(agents)), tuple(sorted(f.path for f in files)), runs
        )
    return list(found.values()), entries


def of_target(
    listed: Iterable[Bundled], fmt: Format, files: Iterable[OutputFile], entries: Mapping[str, bytes]
) -> dict[str, bytes]:
    """The entries of a target for the skills of the agents that its files hold."""
    places = companions.places_of(fmt, ((file.path, file.agents) for file in files if not file.is_index))
    found: dict[str, bytes] = {}
    for skill in listed:
        for place in {places[name] for name in skill.agents if name in places}:
            above = f"{TARGETS}/{fmt.name}/{place}/{skill.name}"
            found |= {f"{above}/{path}": entries[f"{SKILLS}/{skill.name}/{path}"] for path in skill.files}
    return found


def executable(listed: Iterable[Bundled], fmt: Format) -> tuple[str, ...]:
    """How the paths of a target's files end that may be run."""
    if not fmt.skills:
        return ()
    return tuple(f"{fmt.skills}/{skill.name}/{path}" for skill in listed for path in skill.executable)


def from_index(index: Mapping[str, Any]) -> list[Bundled]:
    """The skills that an index lists. Raises `Problem` for what no build writes."""
    listed = index.get(SKILLS, [])
    if not isinstance(listed, list):
        raise _strange()
    return [_bundled(item) for item in listed]


def _bundled(item: Any) -> Bundled:
    if not isinstance(item, dict) or not item.keys() <= {"name", "agents", "files", "executable"}:
        raise _strange()
    texts = [item.get(key, []) for key in ("agents", "files", "executable")]
    name = item.get("name")
    plain = all(isinstance(part, list) and all(isinstance(t, str) for t in part) for part in texts)
    if not plain or not isinstance(name, str) or "/" in name:
        raise _strange()
    agents, files, runs = texts
    for path in (name, *files):
        if why := names.unsafe_path(path):
            raise Problem("unsafe-path", f"the index has a skill with the path {path!r}: {why}")
    if not files or not agents or not set(runs) <= set(files):
        raise _strange()
    return Bundled(name, tuple(agents), tuple(files), frozenset(runs))


def checked(
    index: Mapping[str, Any], agents: Mapping[str, Agent], entries: Mapping[str, bytes]
) -> tuple[list[Bundled], dict[str, bytes]]:
    """The skills of a bundle and their own entries.

    Raises `Problem` for one that no agent names, or that is not there.
    """
    listed = from_index(index)
    expected: dict[str, bytes] = {}
    for skill in listed:
        for name in skill.agents:
            wanted = agents[name].skills if name in agents else ()
            if skill.name not in {w.rpartition(":")[2] for w in wanted}:
                what = f"the index has a skill {skill.name!r} for {name!r}, which does not name it"
                raise Problem("content-mismatch", what)
        for path in skill.files:
            place = f"{SKILLS}/{skill.name}/{path}"
            if place not in entries:
                raise Problem("unlisted", f"the index lists a skill, and there is no {place!r}")
            expected[place] = entries[place]
    if len({skill.name for skill in listed}) != len(listed):
        raise _strange()
    return listed, expected


def _strange() -> Problem:
    return Problem("syntax", "the index has a skill that no build lists so")
