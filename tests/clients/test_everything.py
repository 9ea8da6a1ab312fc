"""Each client loads every agent that is written for it, as agentconv reads it, and gives none more power.

They are asked, and their answers held against ours, by the code behind `agentconv prove`. `pytest -s` shows a
line of the table for each target; with `CLIENTS_TABLE=FILE` it is added to that file.
"""

from __future__ import annotations

import html
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest

from agentconv.formats.opencode.consent import consent_of
from agentconv.formats.opencode.family import MEMBERS
from agentconv.formats.opencode.rules import Rule
from agentconv.host.registry import Registry
from agentconv.model.agent import Tool
from agentconv.model.powers import power
from agentconv.proving import asking
from agentconv.proving.cases import Case, Lot
from agentconv.proving.comparing import compared
from agentconv.proving.differences import one_line
from agentconv.proving.given import GIVEN, Given
from agentconv.proving.values import Answer, Loaded
from tests.clients import claude, codex, copilot, gemini, opencode, qwen
from tests.clients.common import installed
from tests.clients.everything import Export, export
from tests.conftest import NIGHTLY

pytestmark = pytest.mark.clients
REGISTRY = Registry(plugins=False)

# asking


def ask_skills(made: Export, project: Path, home: Path) -> Answer:
    """The client describes only so many skills at once, so each folder has a few."""
    agents: dict[str, Loaded] = {}
    errors: list[str] = []
    everything = list(made.lot.cases)
    for start in range(0, len(everything), SKILLS_FOLDER):
        some = made.lot.some(everything[start : start + SKILLS_FOLDER])
        folder = project / str(start)
        (folder / ".git").mkdir(parents=True)
        for path, data in some.files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
        names = {Path(case.path).parent.name: name for name, case in some.cases.items()}
        found = claude.load_skills(folder, home)
        agents |= {
            names.get(skill, skill): Loaded(names.get(skill, skill), text) for skill, text in found.items()
        }
        errors += claude.validate(folder / ".claude")
    return Answer(agents, tuple(errors))


SKILLS_FOLDER = 20


def by_product(client: str) -> Callable[[Export, Path, Path], Answer]:
    """Asks as `agentconv prove` does."""

    def ask(made: Export, project: Path, home: Path) -> Answer:
        return asking.ask(installed(client), made.lot)

    return ask


def ask_copilot(made: Export, project: Path, home: Path) -> Answer:
    """All that the client discovers, and what it sends to a model for the agents of the corpus and some of ours."""
    names = {
        n for n, case in made.of.items() if case.real or case.document.format in ("agentconv", "copilot")
    }
    return asking.of_copilot(installed("copilot"), made.lot, project, started=names)


def ask_json(made: Export, project: Path, home: Path) -> Answer:
    return asking.ask(installed("claude"), Lot(made.lot.target, files={"all.json": made.together().encode()}))


@dataclass(frozen=True)
class Client:
    """Whom to ask of a target, and how."""

    missing: Callable[[], str | None]
    ask: Callable[[Export, Path, Path], Answer]
    stops: bool = False
    """Whether one bad file, or agent, makes it load none."""


CLIENTS = {
    "claude": Client(claude.missing, by_product("claude")),
    "claude-json": Client(claude.missing, ask_json, stops=True),
    "skill": Client(claude.missing, ask_skills),
    "codex": Client(codex.missing, by_product("codex")),
    "copilot": Client(copilot.missing, ask_copilot),
    "gemini": Client(gemini.missing, by_product("gemini")),
    "kilo": Client(partial(opencode.missing, "kilo"), by_product("kilo")),
    "opencode": Client(opencode.missing, by_product("opencode"), stops=True),
    "qwen": Client(qwen.missing, by_product("qwen")),
}

AT_NIGHT = ("claude-json",)
"""Whose client is asked of the same agents in another form before a change lands, and of these at night."""

# what is held


def as_skill(case: Case, loaded: Loaded) -> list[str]:
    """What a skill is in the list for the model: one line, trimmed and escaped as XML is; a blank one is 'Skill'."""
    ours = one_line(html.escape(case.agent.description or "", quote=False)) or "Skill"
    return [] if ours == one_line(loaded.description) else [f"{ours!r} is {loaded.description!r}"]


def own_way(case: Case) -> bool:
    """Whether a file is its author's own, and its client reads the head in its own way."""
    return case.is_source and case.document.format in ("claude", "qwen")


def unstarted(case: Case, loaded: Loaded) -> bool:
    return case.document.format == "copilot" and loaded.prompt is None


def problems_of(case: Case, loaded: Loaded) -> list[str]:
    """What differs, but for tools: what a client gives is held against the source's power."""
    if case.document.format == "skill":
        return as_skill(case, loaded)
    proof = compared(case, loaded, REGISTRY)
    found = [part for part in proof.fields if part.bad and part.field not in ("tools", "consent")]
    found = [p for p in found if not (p.field in ("description", "prompt") and own_way(case))]
    found = [p for p in found if not (p.field == "prompt" and unstarted(case, loaded))]
    return [f"{part.field}: {part.ours!r} is {part.theirs!r} for the client" for part in found]


COMPLAINTS = {
    "claude": (
        "Claude Code does not recognize or apply",
        "unrecognized_model",
        "invalid effort 'huge'",
        "invalid mcpServers",
    ),
    "claude-json": ("unrecognized_model",),
}
"""What a client may say of files that it loads: of keys that hold what has no place, of a source's odd words."""


def servers_unasked(case: Case, loaded: Loaded) -> bool:
    """Whether a server's tool of which nothing is said goes unasked, and did not with the source's client."""
    document = case.source
    if document is None or case.document.format not in MEMBERS or document.format in MEMBERS:
        return False
    rules = [Rule(*rule) for rule in loaded.tools]
    last = [rule.action for rule in rules if rule.key == "*" == rule.pattern][-1:]
    origin = REGISTRY.loaded(document.format)
    free = origin is not None and "unasked:servers" in origin.lets(document.agent)
    return last == ["allow"] and document.agent.permission_mode != "bypass" and not free


def beyond(case: Case, given: Given, loaded: Loaded) -> tuple[str, ...]:
    """What a client gives an agent that its source did not have, consent included.

    A mode that a client does not say is the source's.
    """
    document = case.source
    assert document is not None
    source, fmt = document.agent, REGISTRY.loaded(document.format)
    host = fmt.lets(source) if fmt else frozenset()
    agent = given.agent
    if not given.consents:
        agent = replace(agent, permission_mode=source.permission_mode)
        host = frozenset()
    # a client's list names its tool for agents, and not those that it may start: the file does, and counts
    named = [t for t in case.agent.tools.allow or () if t.name == "agent" and t.argument]
    listed = agent.tools.allow
    if named and listed is not None and Tool("agent") in listed:
        others = (t for t in listed if t != Tool("agent"))
        agent = replace(agent, tools=replace(agent.tools, allow=(*others, *named)))
    more = ("unasked:servers",) if servers_unasked(case, loaded) else ()
    asks = frozenset[str]()
    if case.document.format in MEMBERS:
        asks = consent_of([Rule(*rule) for rule in loaded.tools], frozenset())
        agent = replace(agent, permission_mode=agent.permission_mode or "default")
    return (*power(agent, asks).beyond(power(source, host)), *more)


@dataclass
class Row:
    """What became of the agents for one target."""

    target: str
    refused: Counter[str]
    exported: int = 0
    said: int = 0
    loaded: int = 0
    same: int = 0
    listed: int = 0
    asked: int = 0
    widened: int = 0

    def line(self) -> str:
        why = ", ".join(f"{count} {code}" for code, count in sorted(self.refused.items())) or "0"
        numbers = (self.said, self.loaded, self.same, self.listed, self.asked, self.widened)
        return f"| {' | '.join(map(str, (self.target, self.exported, why, *numbers)))} |"


@pytest.mark.parametrize("target", [name for name in CLIENTS if NIGHTLY or name not in AT_NIGHT])
def test_every_agent_loads_as_it_is_read_and_has_no_more_power(target: str, tmp_path: Path) -> None:
    client = CLIENTS[target]
    if why := client.missing():
        pytest.skip(why)
    made = export(target)
    everything = made.lot.cases
    assert {code for _, codes in made.refused for code in codes} <= {"over-limit", "power-widened"}
    unloaded = {name for name, case in everything.items() if case.is_left}
    assert all(everything[name].origin == target for name in unloaded), (
        "only a file of its own may be ignored"
    )
    asked = [name for name in everything if not (client.stops and name in unloaded)]
    project, home = tmp_path / "project", tmp_path / "home"
    (project / ".git").mkdir(parents=True)
    home.mkdir()
    some = replace(made, lot=made.lot.some(asked), of={name: made.of[name] for name in asked})
    answer = client.ask(some, project, home)
    assert answer.agents.keys() == everything.keys() - unloaded
    own = {name: case for name, case in everything.items() if case.origin == target and case.said}
    names = [part for name, case in own.items() for part in (Path(case.path).name, name)]
    allowed = (*names, *COMPLAINTS.get(target, ()))
    said = [error for error in answer.errors if not any(part in error for part in allowed)]
    assert not said, "\n".join(said)

    real = [name for name, case in made.of.items() if case.real]
    row = Row(
        target, Counter("+".join(sorted(codes)) for case, codes in made.refused if case.real), len(real)
    )
    row.said = len([name for name in real if name in unloaded])
    problems = []
    for name, loaded in answer.agents.items():
        case = everything[name]
        problems += [f"{made.of[name].origin}: {what}"[:600] for what in problems_of(case, loaded)]
        given = GIVEN[target](loaded) if target in GIVEN else None
        wider: tuple[str, ...] = ()
        if given is not None and case.origin != target:
            wider = beyond(case, given, loaded)
        if wider and not case.told:
            problems.append(f"{made.of[name].origin} ({name}): {wider}")
        if made.of[name].real:
            alike = target == "skill" or any(
                part.equal is False
                for part in compared(case, loaded, REGISTRY).fields
                if part.field != "tools"
            )
            row.loaded += 1
            row.listed += alike
            row.same += not alike
            row.asked += given is not None
            row.widened += bool(wider)
    assert not problems, "\n".join(problems)
    print(row.line())
    if place := os.environ.get("CLIENTS_TABLE"):
        with Path(place).open("a", encoding="utf-8") as file:
            file.write(row.line() + "\n")
