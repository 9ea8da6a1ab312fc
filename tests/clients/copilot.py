"""What GitHub Copilot CLI (1.0.102) loads from a project, and what it sends to a model.

`load` asks the client's own server over its standard streams (`agents.discover`), which lists every agent that
it would load, and leaves out the files that it drops. `sent` runs one agent with a prompt against a
loopback server that stands for the model, and gives the instructions and the tools that arrive there.
Neither needs a network or an account.
"""

from __future__ import annotations

import json
import os
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.clients.common import MODULES, Answer, Loaded

CLIENT = MODULES / "@github" / "copilot-linux-x64" / "copilot"
HEAD = "subordinate to the organization, safety, and runtime instructions above.\n\n"
TAIL = "\n</agent_instructions>"

ALWAYS = frozenset({"skill", "sql"})
"""Tools that every agent has, also one with an empty list."""


def missing() -> str | None:
    """Why the client cannot be asked; None when it can."""
    return None if CLIENT.exists() else "@github/copilot is not installed under tests/clients/node_modules"


def load(project: Path, home: Path) -> Answer:
    """The agents of `project` by their identity."""
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
            params = {"projectPaths": [str(project)], "excludeHostAgents": True}
            found = _call(server, "agents.discover", params)["agents"]
        finally:
            server.kill()
    return Answer({entry["id"]: _loaded(entry) for entry in found})


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


def sent(project: Path, home: Path, agent: str) -> Loaded:
    """What the client sends to a model for one agent: its instructions and the names of its tools."""
    requests: list[dict[str, Any]] = []
    with _Model(("127.0.0.1", 0), _handler(requests)) as model:
        threading.Thread(target=model.serve_forever, daemon=True).start()
        environment = _environment(home) | {
            "COPILOT_OFFLINE": "true",
            "COPILOT_PROVIDER_BASE_URL": f"http://127.0.0.1:{model.server_port}/v1",
            "COPILOT_MODEL": "gpt-4.1",
        }
        command = [str(CLIENT), "--no-auto-update", "--trust-folder", "--agent", agent, "-p", "hello"]
        run = subprocess.run(
            [*command, "--allow-all-tools"],
            cwd=project,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        model.shutdown()
    assert requests, run.stdout + run.stderr
    text = requests[0]["messages"][0]["content"]
    tools = {tool["function"]["name"] for tool in requests[0].get("tools", [])}
    prompt = text.partition(HEAD)[2].rpartition(TAIL)[0] if HEAD in text else ""
    return Loaded(agent, prompt=prompt, tools=tools - ALWAYS)


class _Model(ThreadingHTTPServer):
    daemon_threads = True


def _handler(requests: list[dict[str, Any]]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            requests.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.end_headers()
            for delta, end in (({"role": "assistant", "content": "ok"}, None), ({}, "stop")):
                choice = {"index": 0, "delta": delta, "finish_reason": end}
                chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
                self.wfile.write(b"data: %s\n\n" % json.dumps({**chunk, "choices": [choice]}).encode())
            self.wfile.write(b"data: [DONE]\n\n")

        def log_message(self, *_: object) -> None:
            pass

    return Handler


def _environment(home: Path) -> dict[str, str]:
    return {"HOME": str(home), "PATH": os.environ["PATH"]}
