"""Ask Claude Code, offline, which skills, commands and servers it has, and what a call sends to a model.

Observed with versions 2.1.328 and 2.1.332 (2026-11-28). One session is typed all calls, one after the other,
against a server that stands for the model. The first request shows the list of skills that a model may call.
Shell commands in a text are not run: the client puts words of its own in their place
(`disableSkillShellExecution`, in its schema of settings).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from agentconv.formats.claude.commands import GRAMMAR
from agentconv.kit.live_text import pieces_of
from agentconv.model.command import Piece
from agentconv.proving import scratch
from agentconv.proving.claude import environment, own_run
from agentconv.proving.claude_model import Run, run_of
from agentconv.proving.component_values import Answered, Batch, Subject
from agentconv.proving.filling import typed_for
from agentconv.proving.running import NOWHERE, run
from agentconv.proving.values import ClientFailed, Installed

NOT_RUN = "[shell command execution disabled by policy]"
"""What stands in a text for a shell command that was not run."""
SETTINGS = b'{"disableAllHooks": true, "disableSkillShellExecution": true}'
CALLS = 40
"""Calls in one session, each of which sends all that was sent before."""
_HEADING = "skills are available for use with the Skill tool:"
_CALLED = re.compile(r"<command-name>/(.*)</command-name>")
_SKILL = re.compile(r"Base directory for this skill: ([^\n]*)\n\n(.*)", re.DOTALL)


def skills(client: Installed, batch: Batch, project: Path, home: Path) -> Answered:
    """The skills of a project: what the model is told of each, and what a call sends."""
    said = _session(client, batch, project, home)
    found: dict[str, dict[str, Any]] = {}
    for name in said.names:
        if name in said.listed:
            found[name] = {"description": said.listed[name], "invocation": "all"}
        elif name in batch.subjects:
            found[name] = {"invocation": "people"}
        if name in found and name in said.texts:
            found[name]["text"] = said.texts[name]
    later = (name for name, s in batch.subjects.items() if s.component.paths and name not in found)
    untold = {"text": "only the model may call it, or an agent of its own works it off"}
    return Answered(found, untold=untold, unseen=dict.fromkeys(later, LATER))


LATER = "it is loaded once a file of its globs is used"


def commands(client: Installed, batch: Batch, project: Path, home: Path) -> Answered:
    """The commands of a project, and what a call of each sends."""
    said = _session(client, batch, project, home)
    found: dict[str, dict[str, Any]] = {name: {} for name in said.names}
    for field, told in (("description", said.listed), ("prompt", said.texts)):
        for name in told.keys() & found.keys():
            found[name][field] = told[name]
    untold = {"description": "only people may call it", "prompt": "an agent of its own works it off"}
    return Answered(found, untold=untold)


def pieces_in(subject: Subject) -> tuple[Piece, ...]:
    """The places in the text of a skill, which is filled in as a command is."""
    return pieces_of(subject.component.body, GRAMMAR, subject.component.arguments)


class _Said:
    """What the sessions of a batch showed."""

    def __init__(self, own: Run, asked: Iterable[str]) -> None:
        self.own_names, self.more = _names(own), [*_hidden(own), *asked]
        self.own = listed(own, self.more)
        self.names: list[str] = []
        self.listed: dict[str, str] = {}
        self.texts: dict[str, str] = {}

    def add(self, run: Run) -> None:
        """Take over what one session showed."""
        self.listed |= {n: text for n, text in listed(run, self.more).items() if self.own.get(n) != text}
        fresh = (name for name in _names(run) if name not in self.own_names or name in self.listed)
        self.names = list(dict.fromkeys((*self.names, *fresh, *self.listed)))
        for name, text in _texts(run):
            self.texts.setdefault(name, text)


def _session(client: Installed, batch: Batch, project: Path, home: Path) -> _Said:
    scratch.put(home, {".claude/settings.json": SETTINGS})
    said = _Said(own_run(client), batch.subjects)
    calls = [_call(s) for s in batch.subjects.values() if s.component.user_invocable is not False]
    for start in range(0, len(calls) or 1, CALLS):
        done = session(client, ["hi", *calls[start : start + CALLS]], project, home)
        if not _names(done):
            raise ClientFailed(f"named no commands: {done.stderr.strip()[-600:] or 'it said nothing'}")
        said.add(done)
    return said


def _call(subject: Subject) -> str:
    pieces = subject.component.text if subject.kind == "command" else pieces_in(subject)
    return " ".join((f"/{subject.called}", *typed_for(pieces, subject.component.arguments)))


def session(client: Installed, calls: Iterable[str], project: Path, home: Path) -> Run:
    """One session in which a person types all calls."""
    words = ["-p", "--input-format", "stream-json", "--output-format", "stream-json", "--verbose"]
    typed = "".join(
        json.dumps({"type": "user", "message": {"role": "user", "content": text}}) + "\n" for text in calls
    )

    def variables(server: str) -> dict[str, str]:
        more = {"SLASH_COMMAND_TOOL_CHAR_BUDGET": "100000000", "DISABLE_AUTO_COMPACT": "1"}
        return environment(home, server) | more

    return run_of([*client.command, *words], project, client.timeout, False, variables, typed=typed)


def _names(run: Run) -> list[str]:
    """The names of all commands and skills that the client says when it starts."""
    return next((e.get("slash_commands", []) for e in run.events if e.get("subtype") == "init"), [])


def _blocks(request: Mapping[str, Any]) -> Iterator[str]:
    for message in request.get("messages") or ():
        content = message.get("content")
        for block in content if isinstance(content, list) else [{"text": content}]:
            yield block.get("text") or ""


def listed(run: Run, more: Iterable[str] = ()) -> dict[str, str]:
    """Name -> description of the skills in the list that the model is shown.

    A description may hold lines like those of the list, so that names say where one begins: those that people
    may call, which the client names, and `more`.
    """
    blocks = (text for request in run.requests for text in _blocks(request) if _HEADING in text)
    text = next(blocks, "").partition(_HEADING)[2]
    names = dict.fromkeys((*_names(run), *more))
    known = ((name, re.search(rf"\n- {re.escape(name)}(?: \([^\n]*?\))?: ", text)) for name in names)
    starts = sorted((match.start(), match.end(), name) for name, match in known if match)
    ends = [start for start, _, _ in starts[1:]] + [len(text)]
    return {name: text[at:end].rstrip("\n") for (_, at, name), end in zip(starts, ends, strict=True)}


def _hidden(run: Run) -> list[str]:
    """The client's own skills that no person may call: what else begins a line of the list."""
    blocks = (text for request in run.requests for text in _blocks(request) if _HEADING in text)
    return re.findall(r"\n- ([\w-]+): ", next(blocks, ""))


def _texts(run: Run) -> Iterator[tuple[str, str]]:
    """Name -> the text that a call sent."""
    for request in run.requests:
        blocks = [*_blocks(request)]
        for text in blocks:
            if match := _SKILL.fullmatch(text):
                yield Path(match[1]).name, match[2]
        for before, text in pairwise(blocks):
            if (match := _CALLED.search(before)) and not _SKILL.fullmatch(text):
                yield match[1], text


# servers

_KEYS = {"Type": "kind", "Command": "command", "Args": "args", "URL": "url"}
_MAPS = {"Environment": "env", "Headers": "headers"}
_WARNED = re.compile(r"\[(?:Warning|Error)\] (?!.*Missing environment variables)(.*)")
"""A variable that is missing says nothing of the file: the environment is ours."""


def servers(client: Installed, batch: Batch, project: Path, home: Path) -> Answered:
    """The servers of a project, none of which is started: nobody has agreed to them."""
    env = environment(home, NOWHERE)

    def said(*words: str) -> str:
        command = [*client.command, "mcp", *words]
        return run(command, cwd=project, env=env, timeout=client.timeout).out

    listed = said("list")
    names = [line.partition(": ")[0] for line in listed.splitlines() if " - " in line]
    found = {name: told_of_server(said("get", name)) for name in names}
    untold = dict.fromkeys(("tools", "timeout", "cwd", "enabled"), "`claude mcp get` tells none")
    return Answered(found, tuple(_WARNED.findall(listed)), untold)


def told_of_server(text: str) -> dict[str, Any]:
    """What `claude mcp get` prints of a server: two spaces before a key, four before an item."""
    found: dict[str, Any] = {"env": {}, "headers": {}, "command": "", "args": "", "url": ""}
    items: dict[str, str] = {}
    for line in text.splitlines():
        key, _, value = line.strip().partition(": " if ": " in line else ":")
        if line.startswith("    "):
            name, _, rest = line.strip().partition("=" if items is found["env"] else ": ")
            items[name] = rest
        elif key in _KEYS:
            found[_KEYS[key]] = value
        elif key in _MAPS:
            items = found[_MAPS[key]]
    line = " ".join((found["command"], found.pop("args"))).strip()
    return found | {"line": line}
