"""Ask Claude Code of agents, plugins and skills: the product's own code, and what only tests ask."""

from __future__ import annotations

from pathlib import Path

from agentconv.proving import claude, claude_components
from agentconv.proving.claude_model import Run
from agentconv.proving.claude_told import system, texts, tool_names
from tests.clients import common
from tests.clients.common import Answer, Loaded, installed


def missing() -> str | None:
    """Why the client cannot be asked; None = it can."""
    return common.missing("claude")


def program() -> str:
    """What starts the client."""
    return installed("claude").command[-1]


def load(project: Path, home: Path) -> Answer:
    return claude.load(installed("claude"), project, home)


def load_json(agents: object, project: Path, home: Path) -> Answer:
    return claude.load_json(installed("claude"), agents, project, home)


def validate(folder: Path) -> list[str]:
    return claude.validate(installed("claude"), folder)


def ask(project: Path, home: Path, *options: str, launch: bool = True, prompt: str = "hi") -> Run:
    return claude.ask(installed("claude"), project, home, *options, launch=launch, prompt=prompt)


def load_plugin(plugin: Path, project: Path, home: Path) -> Answer:
    """What the client loads from a plugin's folder; an agent is called `plugin:name`."""
    return claude.answer(installed("claude"), ask(project, home, "--plugin-dir", str(plugin)))


def run_as(project: Path, home: Path, name: str) -> Loaded:
    """The session that runs as an agent of a project: its system prompt, tools and model."""
    run = ask(project, home, "--agent", name, launch=False)
    first = next((r for r in run.requests if r.get("tools")), None) or (run.requests or [{}])[0]
    whole = "\n".join(system(first))
    more = claude.more_of(first)
    return Loaded(name, prompt=whole, model=first.get("model"), tools=tool_names(first), more=more)


def load_skills(project: Path, home: Path) -> dict[str, str]:
    """Name -> description of the skills that the model is told of, without the client's own."""
    own = claude_components.listed(claude.own_run(installed("claude")))
    found = claude_components.listed(ask(project, home, launch=False))
    return {name: text for name, text in found.items() if own.get(name) != text}


def run_skill(project: Path, home: Path, name: str, arguments: str = "") -> str:
    """The text that the model gets when a skill is called, or why it gets none."""
    run = ask(project, home, launch=False, prompt=f"/{name} {arguments}".rstrip())
    for request in run.requests:
        for text in texts(request):
            if text.startswith("Base directory for this skill: "):
                return text.partition("\n\n")[2]
    return next((str(e.get("result")) for e in run.events if e.get("type") == "result"), "")
