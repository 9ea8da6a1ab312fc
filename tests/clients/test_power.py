"""Agents of known power in every format, written for clients that can be asked: none has more, unless it is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from agentconv.diagnostics import Loss, Severity
from agentconv.host.registry import Registry
from agentconv.writing.convert import convert_documents
from tests.clients import gemini, opencode, qwen
from tests.clients.common import Answer, Loaded
from tests.power.agents import AGENTS, Known
from tests.power.hosts import GEMINI, GEMINI_TOOLS, QWEN_TOOLS, by_rules, given_by, qwen_host
from tests.power.states import WORDS, State, beyond
from tests.power.test_matrix import OWN, document_of

pytestmark = pytest.mark.clients
REGISTRY = Registry(plugins=False)
APPROVALS = {"auto_edit": "auto-edit"}
"""What Qwen Code calls a mode when it is asked, where that is another word than in a file."""


def of_rules(loaded: Loaded) -> State:
    return by_rules([tuple(rule) for rule in loaded.tools])


def of_gemini(loaded: Loaded) -> State:
    return given_by(GEMINI_TOOLS, loaded.tools, GEMINI)


def of_qwen(loaded: Loaded) -> State:
    mode = loaded.more["approval"]
    return given_by(QWEN_TOOLS, loaded.tools, qwen_host(APPROVALS.get(mode, mode)))


@dataclass(frozen=True)
class Client:
    """Whom to ask of a target, and what the answer means."""

    missing: Callable[[], str | None]
    load: Callable[[Path, Path], Answer]
    state: Callable[[Loaded], State]


CLIENTS = {
    "opencode": Client(opencode.missing, opencode.load, of_rules),
    "kilo": Client(lambda: opencode.missing("kilo"), lambda p, h: opencode.load(p, h, "kilo"), of_rules),
    "gemini": Client(gemini.missing, gemini.load, of_gemini),
    "qwen": Client(qwen.missing, qwen.load, of_qwen),
}


@dataclass(frozen=True)
class Made:
    """An agent as it was written."""

    known: Known
    text: str
    told: bool


def written(target: str, project: Path) -> dict[str, Made]:
    """Every agent of the matrix in a project of the target's, under a name of its own."""
    found = {}
    for index, known in enumerate(AGENTS):
        if known.format == target:
            continue
        document, name = document_of(known), f"m{index}"
        agent = replace(document.agent, name=name)
        document = replace(document, agent=agent, original=document.as_read)
        conversion = convert_documents([document], target, REGISTRY)
        if any(d.severity is Severity.ERROR for d in conversion.diagnostics):
            continue
        (file,) = conversion.files
        path = project / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, "utf-8")
        told = any(d.loss in (Loss.WIDENED, Loss.UNENFORCED) for d in conversion.diagnostics)
        found[name] = Made(known, file.text, told)
    return found


@pytest.mark.parametrize("target", CLIENTS)
def test_the_client_gives_no_more_than_is_known(target: str, tmp_path: Path) -> None:
    client = CLIENTS[target]
    if why := client.missing():
        pytest.skip(why)
    project, home = tmp_path / "project", tmp_path / "home"
    home.mkdir()
    made = written(target, project)
    answer = client.load(project, home)
    assert answer.errors == ()
    assert answer.agents.keys() >= made.keys()
    silent = []
    for name, one in made.items():
        state = client.state(answer.agents[name])
        if any(mark in one.known.text for mark in OWN) and not any(mark in one.text for mark in OWN):
            state |= {"get": 0, "push": 0} if state["db"] else {}
        wider = beyond(state, one.known.may)
        if wider and not one.told:
            more = ", ".join(f"{act}: {WORDS[was]} > {WORDS[now]}" for act, (was, now) in wider.items())
            silent.append(f"{one.known.id}: {more}")
    assert silent == []
