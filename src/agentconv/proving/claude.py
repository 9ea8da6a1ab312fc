"""Ask Claude Code, offline, which agents it loads and with which power they run.

Observed with versions 2.1.328 and 2.1.332 (2026-11-28). The client runs once in print mode against a server
that stands for the model. Its first reply starts every agent at once, so that one run shows what each is
launched with: the request of an agent carries its prompt, its model and the tools that it really has. The
list of agents in the first request shows the descriptions.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from agentconv.proving import running, scratch
from agentconv.proving.claude_model import BATCH, CONTROL, CONTROL_PROMPT, Run, run_of
from agentconv.proving.claude_told import appended, listed, prompt_of, refusals, started, tool_names
from agentconv.proving.values import Answer, ClientFailed, Installed, Loaded

REFUSED = "Invalid --agents configuration"
"""What the client says of a whole object of agents of which one is not taken."""
COMPLAINT = re.compile(
    r"\[(?:ERROR|WARN|DEBUG)\] (\"?(?:Agent file|YAML|Invalid \w+ in agent|\[agents\]|.*--agents).*)"
)

__all__ = ["BATCH", "CONTROL", "ask", "load", "load_json", "own_run", "validate"]


def load(client: Installed, project: Path, home: Path) -> Answer:
    """What the client loads from `.claude/agents` of a project and of a home folder."""
    return answer(client, ask(client, project, home))


def load_json(client: Installed, agents: object, project: Path, home: Path) -> Answer:
    """What the client loads from the object of its option `--agents`; a text is given as it stands."""
    text = agents if isinstance(agents, str) else json.dumps(agents)
    return answer(client, ask(client, project, home, agents=text))


def validate(client: Installed, folder: Path) -> list[str]:
    """What `claude plugin validate` finds wrong with a folder; empty = nothing."""
    with scratch.folder() as home:
        done = running.run(
            [*client.command, "plugin", "validate", "--strict", "--json", folder],
            cwd=home,
            env=environment(home, running.NOWHERE),
            timeout=client.timeout,
        )
    return _findings(done.out, done.err) if done.status else []


def _findings(out: str, err: str) -> list[str]:
    try:
        report = running.parsed(out)
    except ClientFailed:  # it says so in words
        return [line for line in (out + err).splitlines() if line.strip()]
    return list(_messages(report)) or [out]


def _messages(value: Any, place: str = "") -> Iterable[str]:
    if isinstance(value, dict):
        place = str(value.get("filePath") or value.get("path") or place)
        if isinstance(value.get("message"), str):
            yield f"{place}: {value['message']}"
        for item in value.values():
            yield from _messages(item, place)
    elif isinstance(value, list):
        for item in value:
            yield from _messages(item, place)


def environment(home: Path, server: str) -> dict[str, str]:
    """All variables that the client gets: the model's address, and what keeps it from calling home."""
    return running.environment(
        home,
        CLAUDE_CODE_TMPDIR=str(home),
        ANTHROPIC_BASE_URL=server,
        ANTHROPIC_API_KEY="none",
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC="1",
        CLAUDE_CODE_MAX_CONCURRENT_SUBAGENTS="100000",
        CLAUDE_CODE_MAX_SUBAGENTS_PER_SESSION="100000",
        CLAUDE_CODE_MAX_TOOL_USE_CONCURRENCY="16",
        DISABLE_AUTOUPDATER="1",
        DISABLE_ERROR_REPORTING="1",
        DISABLE_TELEMETRY="1",
        ENABLE_TOOL_SEARCH="false",
    )


def ask(
    client: Installed,
    project: Path,
    home: Path,
    *options: str,
    agents: str | None = None,
    launch: bool = True,
    prompt: str = "hi",
) -> Run:
    """One run of the client; with `launch`, every agent that it has is started once."""
    with scratch.folder() as place:
        if agents is not None:
            scratch.put(place, {"agents.json": agents.encode()})
            options = (*options, "--agents", f"{place}/agents.json")
        if launch:
            text = f"---\nname: {CONTROL}\ndescription: Control.\n---\n{CONTROL_PROMPT}"
            scratch.put(home, {f".claude/agents/{CONTROL}.md": text.encode()})
        words = [
            "-p",
            prompt,
            "--output-format",
            "stream-json",
            "--verbose",
            "--debug-file",
            str(place / "log"),
        ]
        command = [*client.command, *words, *options]
        run = run_of(command, project, client.timeout, launch, lambda server: environment(home, server))
        run.log = scratch.text_of(place / "log")
    return run


def answer(client: Installed, run: Run) -> Answer:
    """What a run says of the agents that are not the client's own.

    Raises `ClientFailed` when the client did not come as far as to name its agents.
    """
    if not run.names and REFUSED in run.stderr:
        return Answer({}, (run.stderr.strip(),))
    if not run.names:
        raise ClientFailed(f"named no agents: {run.stderr.strip()[-600:] or 'it said nothing'}")
    own, told, tail = own_agents(client), listed(run), appended(run)
    launched, refused = started(run), refusals(run)
    agents = {}
    for index, name in enumerate(run.names):
        description, tools = told.get(name, (None, None))
        found = Loaded(name, description, more={"listed": tools})
        if (request := launched.get(index)) is not None:
            found = replace(
                found,
                prompt=prompt_of(request, tail),
                model=request.get("model"),
                tools=tool_names(request),
                more={**found.more, **more_of(request)},
            )
        if refusal := refused.get(f"toolu_{index}"):
            found = replace(found, more={**found.more, "refusal": refusal})
        if name != CONTROL and own.get(name) != found.description:
            agents[name] = found
    return Answer(
        agents, (*COMPLAINT.findall(run.log), *filter(None, map(str.strip, run.stderr.splitlines())))
    )


def more_of(request: Mapping[str, Any]) -> dict[str, Any]:
    """What else a request says of the agent: its effort, and what it is told at the start."""
    return {"effort": (request.get("output_config") or {}).get("effort"), "messages": request.get("messages")}


@functools.lru_cache(8)
def own_run(client: Installed) -> Run:
    """A run without any agent or skill but the client's own."""
    with scratch.folder() as place:
        project, home = scratch.homes(place, "project", "home")
        return ask(client, project, home, launch=False)


def own_agents(client: Installed) -> Mapping[str, str | None]:
    """The agents that the client brings itself, with their descriptions."""
    run = own_run(client)
    told = listed(run)
    return {name: told.get(name, (None, None))[0] for name in run.names}
