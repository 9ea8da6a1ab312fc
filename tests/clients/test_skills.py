"""The vendors' clients load every skill that is written for them, and tell the model of it as it is read here."""

from __future__ import annotations

from pathlib import Path

import pytest

from agentconv.conformance import components as held
from agentconv.diagnostics import Report
from agentconv.host.components import AnyFormat, format_of, formats_of
from agentconv.kit.component import ComponentFile, ComponentWriting
from agentconv.model.components import SKILL
from agentconv.model.skill import Skill
from agentconv.writing.components import convert
from tests.clients.skills import CLIENTS
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


def written(target: str, project: Path) -> dict[str, Skill]:
    """Every fixture of every tool, and what is odd, as files of a project."""
    fmt = format_of(SKILL, target)
    assert fmt is not None
    found: dict[str, Skill] = {}
    for source, skill in (*_fixtures(), *_odd()):
        done = convert(skill, fmt, ComponentWriting(Report(), source=source), allow_wider=True)
        if isinstance(done.back, Skill) and done.back.name not in found:
            found[done.back.name] = done.back
            for one in done.written:
                assert isinstance(one, ComponentFile)
                place = project / one.path
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(one.data)
    return found


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


HIDDEN = {"claude", "codex"}
"""The clients whose list is what the model sees: a skill that only people call is not in it."""


@pytest.mark.parametrize("target", CLIENTS)
def test_every_skill_that_is_written_is_loaded(target: str, tmp_path: Path) -> None:
    missing, listed = CLIENTS[target]
    if why := missing():
        pytest.skip(why)
    project, home = tmp_path / "project", tmp_path / "home"
    (project / ".git").mkdir(parents=True)
    home.mkdir()
    skills = written(target, project)
    assert len(skills) >= 20
    found = listed(project.resolve(), home.resolve())
    for skill in skills.values():
        name = (target != "claude" and skill.display_name) or skill.name
        hidden = skill.disable_model_invocation and target in HIDDEN
        assert (name in found) is not bool(hidden), name
        if name in found and skill.description:
            told = f"{skill.description} - {skill.when_to_use}"
            assert _words(told).startswith(_words(found[name].rstrip("…."))), name


def _words(text: str) -> str:
    return " ".join(text.split())
