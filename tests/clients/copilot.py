"""What GitHub Copilot CLI (1.0.102) loads from a project, and what it sends to a model.

`load` asks the client's own server over its standard streams (`agents.discover`), which lists every agent that
it would load, and leaves out the files that it drops. `run` has one session start agents against a
loopback server that stands for the model, and gives the instructions and the tools that arrive there.
Neither needs a network or an account.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import threading
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.clients.common import MODULES, Answer, Loaded

CLIENT = MODULES / "@github" / "copilot-linux-x64" / "copilot"
MODEL = "gpt-4.1"
"""The session's model, which is that of every agent when the model is our own server."""
TIMEOUT = 300
BATCH = 20
"""Agents that are started at once."""
ROOT = "ROOT-PROMPT"

ALWAYS = frozenset({"skill", "sql"})
"""Tools that every agent has, also one with an empty list."""


def missing() -> str | None:
    """Why the client cannot be asked; None when it can."""
    return None if CLIENT.exists() else "@github/copilot is not installed under tests/clients/node_modules"


def load(project: Path, home: Path) -> Answer:
    """The agents of `project` by their identity."""
    return _discovered(project, home, {"projectPaths": [str(project)], "excludeHostAgents": True})


def _discovered(project: Path, home: Path, params: dict[str, Any], source: str = "") -> Answer:
    command = [str(CLIENT), "--headless", "--no-auto-update", "--stdio"]
    with subprocess.Popen(
        command,
        cwd=project,
        env=_environment(home),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            found = _call(server, "agents.discover", params)["agents"]
        finally:
            server.kill()
    return Answer({e["id"]: _loaded(e) for e in found if source in ("", e["source"])})


def plugins(market: Path, names: Sequence[str], home: Path) -> list[str]:
    """What the client says while it takes a list of plugins and installs some of it."""
    _plugin(home, "marketplace", "add", str(market.resolve()))
    listed = json.loads((market / ".github" / "plugin" / "marketplace.json").read_text("utf-8"))
    return [_plugin(home, "install", f"{name}@{listed['name']}") for name in names]


def install(plugin: Path, home: Path) -> str:
    """What the client says while it installs a plugin from its folder."""
    return _plugin(home, "install", str(plugin.resolve()))


def of_plugins(project: Path, home: Path) -> Answer:
    """The agents of the plugins that are installed, by their identity."""
    params = {"projectPaths": [str(project)], "excludeHostAgents": False}
    return _discovered(project, home, params, "plugin")


def _plugin(home: Path, *arguments: str) -> str:
    done = subprocess.run(
        [CLIENT, "--no-auto-update", "plugin", *arguments],
        env=_environment(home),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"copilot plugin {' '.join(arguments)}: {done.stdout}{done.stderr}")
    return done.stdout


def _loaded(entry: dict[str, Any]) -> Loaded:
    known = ("id", "name", "description", "model", "tools", "path", "source", "displayName")
    more = {key: value for key, value in entry.items() if key not in known}
    return Loaded(
        name=entry["name"],
        description=entry["description"],
        model=entry.get("model"),
        tools=entry.get("tools"),
        more={**more, "path": entry["path"]},
    )


def _call(server: subprocess.Popen[bytes], method: str, params: dict[str, Any]) -> dict[str, Any]:
    assert server.stdin
    assert server.stdout
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
    server.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
    server.stdin.flush()
    while True:
        length = 0
        while (line := server.stdout.readline().strip()) or not length:
            assert line or server.poll() is None, "the client ended"
            if line.lower().startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        answer = json.loads(server.stdout.read(length))
        if answer.get("id") == 1 and "method" not in answer:
            assert "error" not in answer, answer
            return answer["result"]  # type: ignore[no-any-return]


def run(project: Path, home: Path, agents: Sequence[str]) -> dict[str, Loaded]:
    """What the client sends to a model for each agent that a session starts: instructions, tools, model.

    One session starts them all. The client's own words stand behind the prompt. What it says of an agent that it does not start is in `more["refused"]`.
    """
    with _Model(agents) as model:
        environment = _environment(home) | {
            "COPILOT_OFFLINE": "true",
            "COPILOT_PROVIDER_BASE_URL": f"http://127.0.0.1:{model.server_port}/v1",
            "COPILOT_MODEL": MODEL,
        }
        done = subprocess.run(
            [CLIENT, "--no-auto-update", "--trust-folder", "-p", ROOT, "--allow-all-tools"],
            cwd=project,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=False,
        )
    if not model.session:
        raise RuntimeError(f"the client failed: {done.stdout}{done.stderr}"[-2000:])
    said = {m["tool_call_id"]: m["content"] for m in model.session[-1]["messages"] if m["role"] == "tool"}
    return {
        name: _started(name, model.agents[index])
        if index in model.agents
        else Loaded(name, more={"refused": said.get(f"call_{index}")})
        for index, name in enumerate(agents)
    }


def _started(name: str, request: dict[str, Any]) -> Loaded:
    tools = {
        (tool.get("function") or tool.get("custom") or tool).get("name", tool["type"])
        for tool in request.get("tools", [])
    }
    text = request["messages"][0]["content"]
    return Loaded(name, prompt=text, model=request["model"], tools=tools - ALWAYS)


class _Model(ThreadingHTTPServer):
    """Stands for the model: the session starts every agent, a few at a time, and each agent says a word."""

    daemon_threads = True

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.names = names
        self.session: list[dict[str, Any]] = []
        self.agents: dict[int, dict[str, Any]] = {}
        self.asked = 0
        self.opening = ""
        """How the session's own instructions begin."""
        self.turn = threading.Lock()

    def __enter__(self) -> _Model:
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *problem: object) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has hung up is no news."""

    def reply(self, request: dict[str, Any]) -> tuple[dict[str, Any], str]:
        """What the model says to a request, and why it ends."""
        words = json.dumps([m["content"] for m in request["messages"] if m["role"] == "user"])
        with self.turn:
            system = request["messages"][0]["content"]
            self.opening = self.opening or system[:500]
            errand = re.search(r"ERRAND-(\d+)-END", words)
            if errand and not system.startswith(
                self.opening
            ):  # the session itself may sum up what it started
                self.agents.setdefault(int(errand[1]), request)
                return {"role": "assistant", "content": "ok"}, "stop"
            self.session.append(request)
            start, self.asked = self.asked, self.asked + BATCH
        calls = [_errand(i, name) for i, name in enumerate(self.names)][start : start + BATCH]
        if not calls:
            return {"role": "assistant", "content": "ok"}, "stop"
        return {"role": "assistant", "tool_calls": calls}, "tool_calls"


def _errand(index: int, name: str) -> dict[str, Any]:
    """What the model says to start an agent."""
    arguments = {
        "name": f"n{index}",
        "description": "x",
        "prompt": f"ERRAND-{index}-END",
        "agent_type": name,
        "mode": "sync",
    }
    function = {"name": "task", "arguments": json.dumps(arguments)}
    return {"index": index % BATCH, "id": f"call_{index}", "type": "function", "function": function}


class _Handler(BaseHTTPRequestHandler):
    server: _Model

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["content-length"])))
        message, end = self.server.reply(request)
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        for delta, reason in ((message, None), ({}, end)):
            choice = {"index": 0, "delta": delta, "finish_reason": reason}
            chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
            self.wfile.write(b"data: %s\n\n" % json.dumps({**chunk, "choices": [choice]}).encode())
        self.wfile.write(b"data: [DONE]\n\n")

    def log_message(self, *_: object) -> None:
        """Nothing goes to the terminal."""


def _environment(home: Path) -> dict[str, str]:
    return {"HOME": str(home), "PATH": os.environ["PATH"]}
