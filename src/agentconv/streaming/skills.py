"""The skills that agents name, on their way to each target of an export."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agentconv.diagnostics import Report
from agentconv.reading import companions
from agentconv.reading.companions import Skill
from agentconv.streaming.gathering import Gathered, Target
from agentconv.streaming.parts import Head, Output
from agentconv.streaming.workshop import Workshop


def take(skills: Sequence[Skill], gathered: Gathered) -> list[Skill]:
    """Those of the skills that agents name, which are not left any more."""
    # All are sources of this run: what an earlier one wrote of a skill that nobody names any more goes.
    gathered.paths += [skill.source for skill in skills]
    wanted = [(name, head.path) for head in gathered.heads for name in head.skills]
    named = (companions.skill_for(name, path, skills) for name, path in wanted)
    found = list(dict.fromkeys(skill for skill in named if skill is not None))
    folders = tuple(f"{skill.shown}/" for skill in found)
    gathered.skipped = [s for s in gathered.skipped if s.kind != "skill" or not s.path.startswith(folders)]
    return found


def add(
    skills: Sequence[Skill],
    heads: Sequence[Head],
    targets: Sequence[Target],
    workshop: Workshop,
    report: Report,
) -> None:
    """Give each target the folders of the skills that its agents name; what is missing goes to the report."""
    needed = companions.needed(((h.path, h.name, h.skills) for h in heads), skills, report)
    for target in targets:
        fmt = workshop.registry.get(target.name)
        if needed and not fmt.skills:
            companions.tell_left((skill.name for skill in needed), target.name, report)
            continue
        own = ((o.path, o.agents) for o in target.outputs if not o.is_index)
        places = companions.places_of(fmt, own)
        for skill, agents in needed.items():
            for place in dict.fromkeys(places[name] for name in agents if name in places):
                target.outputs += _outputs(skill, f"{place}/{skill.name}", tuple(agents), workshop, report)


def _outputs(
    skill: Skill, place: str, agents: tuple[str, ...], workshop: Workshop, report: Report
) -> Iterator[Output]:
    for file in skill.files(report):
        path = f"{place}/{file.path}"
        staged = workshop.stage.put(path, file.data)
        yield Output(path, staged, agents, sources=(skill.source,), executable=file.executable)
