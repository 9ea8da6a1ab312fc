"""Asking a client of the agents of a lot: each in the way that its client answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

from agentconv.proving import claude, codex, copilot, droid, gemini, opencode, qoder, qwen, running, scratch
from agentconv.proving.cases import Lot
from agentconv.proving.values import Answer, ClientFailed, Installed, Loaded

Asker = Callable[[Installed, Lot, Path], Answer]


def ask(client: Installed, lot: Lot) -> Answer:
    """What a client loads of a lot. Raises `ClientFailed` when it cannot be started, or is not understood."""
    with scratch.folder() as place:
        try:
            answer = ASKERS[lot.target](client, lot, place)
        except (AssertionError, AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            what = f"answers in a form that is not known ({type(error).__name__}: {error})"
            raise ClientFailed(what) from error
    inside = re.compile(rf"{re.escape(str(place))}(/\d+)?/(project|home)/")
    return Answer(answer.agents, tuple(inside.sub("", error) for error in answer.errors))


def project_of(lot: Lot, place: Path) -> tuple[Path, Path]:
    """A project with the files of a lot, a repository of its own, and an empty home."""
    project, home = scratch.homes(place, "project", "home")
    repository(project, home)
    scratch.put(project, lot.files)
    return project, home


def repository(folder: Path, home: Path) -> None:
    """Make a repository with one commit: what runs in a worktree of its own does not start without."""
    env = running.environment(home)
    who = ("-c", "user.name=a", "-c", "user.email=a@b.example")
    commands = (("init", "-q"), (*who, "commit", "-q", "--allow-empty", "-m", "x"))
    try:
        for words in commands:
            running.run(["git", *words], cwd=folder, env=env, timeout=60.0)
    except ClientFailed:  # without git there are no worktrees, which the client says where one is asked for
        scratch.homes(folder, ".git")


NO_HOOKS = b'{"disableAllHooks": true}'


def _claude(client: Installed, lot: Lot, place: Path) -> Answer:
    project, home = project_of(lot, place)
    scratch.put(home, {".claude/settings.json": NO_HOOKS})
    answer = claude.load(client, project, home)
    if not lot.loose:
        return answer
    return Answer(answer.agents, (*answer.errors, *claude.validate(client, project / ".claude")))


_BOUNDS = {
    "sandbox_mode": ("read-only", "workspace-write", "danger-full-access"),
    "web_search": ("disabled", "cached", "live"),
}
"""Settings of a session that a role's file names -> the words that the client takes; others it refuses."""


def _codex(client: Installed, lot: Lot, place: Path) -> Answer:
    """One session for each setting of `sandbox_mode` and `web_search`, with what a role's file says of them.

    The client gives a role the bounds of its session; the file says in which session to start it.
    """
    groups: dict[tuple[str | None, ...], list[str]] = {}
    for name, case in lot.cases.items():
        values = case.document.tree.values
        said = tuple(next((w for w in words if values.get(key) == w), None) for key, words in _BOUNDS.items())
        groups.setdefault(said, []).append(name)
    agents: dict[str, Loaded] = {}
    errors: list[str] = []
    for index, (setting, names) in enumerate((groups or {(): []}).items()):
        some = lot.some(names)
        if index == 0:
            some.files |= {path: lot.files[path] for path in lot.loose}
        project, home = project_of(some, place / str(index))
        lines = [f'{key} = "{value}"\n' for key, value in zip(_BOUNDS, setting, strict=False) if value]
        scratch.put(home, {".codex/config.toml": "".join(lines).encode()})
        answer = codex.load(client, project, home)
        agents |= answer.agents
        errors += answer.errors
    return Answer(agents, tuple(errors))


def _claude_json(client: Installed, lot: Lot, place: Path) -> Answer:
    project, home = project_of(Lot(lot.target), place)
    scratch.put(home, {".claude/settings.json": NO_HOOKS})
    (text,) = (data.decode() for data in lot.files.values())
    return claude.load_json(client, text, project, home)


def of_copilot(client: Installed, lot: Lot, place: Path, *, started: Collection[str] | None = None) -> Answer:
    """All that the client discovers, and what it sends to a model for each, or for those that are `started`.

    A session tells its model of every agent that it may start, so each has a folder of a few.
    """
    project, home = project_of(lot, place)
    found = copilot.load(client, project, home).agents
    folders: list[dict[str, str]] = []
    for name in (n for n in lot.cases if n in found and (started is None or n in started)):
        shown = found[name].name  # by which a session starts it
        folder = next((f for f in folders if shown not in f and len(f) < COPILOT_FOLDER), None)
        if folder is None:
            folders.append(folder := {})
        folder[shown] = name
    agents = dict(found)
    for index, named in enumerate(folders):
        folder_of, _ = project_of(lot.some(named.values()), place / str(index))
        for shown, sent in copilot.run(client, folder_of, home, list(named)).items():
            one = found[named[shown]]
            more = {**one.more, **sent.more, "given": sent.tools, "runs": sent.model}
            agents[named[shown]] = replace(one, prompt=sent.prompt, more=more)
    return Answer(agents)


COPILOT_FOLDER = 80


def _opencode(client: Installed, lot: Lot, place: Path) -> Answer:
    """The client loads none where it refuses one: then it is asked again without the file that it names."""
    left, errors = dict(lot.files), list[str]()
    while True:
        some = Lot(lot.target, files=left)
        project, home = project_of(some, place / str(len(errors)))
        answer = opencode.load(client, project, home)
        named = [path for path in left if any(path in error for error in answer.errors)]
        if answer.agents or not named:
            return Answer(answer.agents, (*errors, *answer.errors))
        errors += answer.errors
        left = {path: data for path, data in left.items() if path not in named}


def _factory(client: Installed, lot: Lot, place: Path) -> Answer:
    """Without the shell of droids that may only read: their commands do no more than that."""
    answer = droid.load(client, *project_of(lot, place))
    agents = dict(answer.agents)
    for name, case in lot.cases.items():
        told = agents.get(name)
        if told is not None and told.tools and case.document.tree.values.get("tools") == "read-only":
            agents[name] = replace(told, tools=[tool for tool in told.tools if tool != "Execute"])
    return Answer(agents, answer.errors)


def in_files(load: Callable[[Installed, Path, Path], Answer]) -> Asker:
    """Asks a client that loads a project."""

    def ask_project(client: Installed, lot: Lot, place: Path) -> Answer:
        return load(client, *project_of(lot, place))

    return ask_project


ASKERS: dict[str, Asker] = {
    "claude": _claude,
    "claude-json": _claude_json,
    "codex": _codex,
    "copilot": of_copilot,
    "factory": _factory,
    "gemini": in_files(gemini.load),
    "kilo": in_files(opencode.load),
    "opencode": _opencode,
    "qoder": in_files(qoder.load),
    "qwen": in_files(qwen.load),
}
"""Target -> how its client is asked."""
