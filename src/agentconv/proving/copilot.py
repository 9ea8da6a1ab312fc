"""What GitHub Copilot CLI (1.0.102, 2026-11-28) loads from a project, and what it sends to a model.

`load` asks the client's own server over its standard streams (`agents.discover`), which lists every agent
that it would load, and leaves out the files that it drops. `run` has one session start agents against a
server that stands for the model, and gives the instructions and the tools that arrive there. Neither needs an
account.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from agentconv.proving import running
from agentconv.proving.copilot_model import ROOT, Model
from agentconv.proving.values import Answer, ClientFailed, Installed, Loaded

MODEL = "gpt-4.1"
"""The session's model, which is that of every agent when the model is our own server."""
ALWAYS = frozenset({"skill", "sql"})
"""Tools that every agent has, also one with an empty list."""
_KNOWN = ("id", "name", "description", "model", "tools", "path", "source", "displayName")


def load(client: Installed, project: Path, home: Path) -> Answer:
    """The agents of a project by their identity."""
    return discovered(client, project, home, {"projectPaths": [str(project)], "excludeHostAgents": True})


def discovered(
    client: Installed, project: Path, home: Path, params: Mapping[str, Any], source: str = ""
) -> Answer:
    """The agents that the client's server finds; with `source`, those of that kind alone."""
    command = [*client.command, "--headless", "--no-auto-update", "--stdio"]
    env = running.environment(home)
    with running.started(command, cwd=project, env=env, timeout=client.timeout, hears=True) as server:
        running.listener(server.stderr)
        found = _call(server, "agents.discover", params)["agents"]
    return Answer({e["id"]: _loaded(e) for e in found if source in ("", e["source"])})


def _loaded(entry: Mapping[str, Any]) -> Loaded:
    more = {key: value for key, value in entry.items() if key not in _KNOWN}
    return Loaded(
        name=entry["name"],
        description=entry["description"],
        model=entry.get("model"),
        tools=entry.get("tools"),
        more={**more, "path": entry["path"]},
    )


def _call(server: running.Process, method: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """What the server answers to one request, by the framing of language servers."""
    if server.stdin is None or server.stdout is None:
        raise ClientFailed("has no standard streams")
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
    try:
        server.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        server.stdin.flush()
    except OSError:
        raise ClientFailed("ended before it was asked") from None
    while True:
        length = 0
        while (line := server.stdout.readline()) not in (b"\r\n", b"\n"):
            if not line:
                raise ClientFailed(f"ended at {method}")
            if line.lower().startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        answer = running.parsed(server.stdout.read(length) or b"null")
        if isinstance(answer, dict) and answer.get("id") == 1 and "method" not in answer:
            if "error" in answer:
                raise ClientFailed(f"refuses {method}: {answer['error']}")
            return dict(answer["result"])


def run(client: Installed, project: Path, home: Path, agents: Sequence[str]) -> dict[str, Loaded]:
    """What the client sends to a model for each agent that a session starts: instructions, tools, model.

    One session starts them all. The client's own words stand behind the prompt. What it says of an agent that
    it does not start is in `more["refused"]`.
    """
    with Model(agents) as model:
        env = running.environment(
            home,
            COPILOT_OFFLINE="true",
            COPILOT_PROVIDER_BASE_URL=f"{model.address}/v1",
            COPILOT_MODEL=MODEL,
        )
        words = ["--no-auto-update", "--trust-folder", "-p", ROOT, "--allow-all-tools"]
        done = running.run([*client.command, *words], cwd=project, env=env, timeout=client.timeout)
    if not model.session:
        raise ClientFailed(f"asked no model: {done.said}")
    said = {m["tool_call_id"]: m["content"] for m in model.session[-1]["messages"] if m["role"] == "tool"}
    found = {}
    for index, name in enumerate(agents):
        request = model.agents.get(index)
        refused = Loaded(name, more={"refused": said.get(f"call_{index}")})
        found[name] = refused if request is None else _started(name, request)
    return found


def _started(name: str, request: Mapping[str, Any]) -> Loaded:
    tools = {
        (tool.get("function") or tool.get("custom") or tool).get("name", tool["type"])
        for tool in request.get("tools", [])
    }
    text = request["messages"][0]["content"]
    return Loaded(name, prompt=text, model=request["model"], tools=tools - ALWAYS)
