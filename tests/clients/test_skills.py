"""The vendors' clients load every skill that is written for them, and tell the model of it as it is read here."""

from __future__ import annotations

import pytest

from agentconv.conformance import components as held
from agentconv.diagnostics import Report
from agentconv.host.components import AnyFormat, format_of, formats_of
from agentconv.kit.component import ComponentFile, ComponentWriting
from agentconv.model.components import SKILL
from agentconv.model.skill import Skill
from agentconv.proving.component_asking import ask
from agentconv.proving.component_holding import held as proved
from agentconv.proving.component_values import Batch, Subject
from agentconv.writing.components import convert
from tests.clients.common import asked_of, installed, missing
from tests.conftest import FIXTURES

pytestmark = pytest.mark.clients

ODD = {
    "no-head": "# Fills forms\n\nFill them.\n",
    "colon": "---\nname: colon\ndescription: Use when: a form is there\n---\nFill it.\n",
    "title": "---\nname: A Title: of its own!\ndescription: Fills forms.\n---\nFill it.\n",
    "folded": "---\nname: folded\ndescription: >-\n  Fills\n  forms.\n---\nFill it.\n",
    "Capital_1": "---\nname: Capital_1\ndescription: Fills forms.\n---\nFill it.\n",
    "quoted": "---\nname: \"quoted\"\ndescription: 'on'\nallowed-tools: Read, Bash(git:*)\n---\nFill it.\n",
    "wrong": "---\nname: wrong\ndescription: [a, b]\nmodel: {x: 1}\n---\nFills forms.\n",
}
"""Folder -> a `SKILL.md` that Claude Code takes, and not every other client."""


def written(target: str) -> Batch:
    """Every fixture of every tool, and what is odd, as a client of a target gets it."""
    fmt, batch = format_of(SKILL, target), Batch(target, SKILL)
    assert fmt is not None
    for source, skill in (*_fixtures(), *_odd()):
        done = convert(skill, fmt, ComponentWriting(Report(), source=source), allow_wider=True)
        files = {one.path: one.data for one in done.written if isinstance(one, ComponentFile)}
        if done.back is not None:
            place = next(path for path in files if path.endswith("SKILL.md"))
            subject = Subject(done.back, fmt, place, place, files)
            if batch.takes(subject):
                batch.add(subject)
    return batch


def _fixtures() -> list[tuple[AnyFormat, Skill]]:
    found = []
    for fmt in formats_of(SKILL):
        for material in held.materials(FIXTURES / "components" / SKILL / fmt.target, fmt).values():
            found += [(fmt, skill) for skill in held.read(fmt, material)[0] if isinstance(skill, Skill)]
    return found


def _odd() -> list[tuple[AnyFormat, Skill]]:
    fmt = format_of(SKILL, "claude")
    assert fmt is not None
    found = []
    for folder, text in ODD.items():
        material = held.Material(f".claude/skills/{folder}/SKILL.md", (held.File("SKILL.md", text.encode()),))
        found += [(fmt, skill) for skill in held.read(fmt, material)[0] if isinstance(skill, Skill)]
    return found


@pytest.mark.parametrize("target", asked_of(SKILL))
def test_every_skill_that_is_written_is_loaded_as_it_is_read(target: str) -> None:
    if why := missing(target):
        pytest.skip(why)
    batch = written(target)
    assert len(batch.subjects) >= 20
    proofs, said = proved(batch, ask(installed(target), batch))
    assert said == []
    wrong = {p.name: [part for part in p.fields if part.bad] or p.said for p in proofs if not p.good}
    assert wrong == {}
