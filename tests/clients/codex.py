"""Ask Codex, offline, which agent roles it loads and with which power they run.

Observed with version 0.169.0. `codex doctor --json` names the files that are refused. Then one run of
`codex exec` against a server on the loopback interface, which stands for the model, starts every role:
the first request of each carries its instructions, its model, its sandbox and the tools that it really has.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import threading
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from .common import MODULES, Answer, Loaded

PACKAGE = MODULES / "@openai" / "codex-linux-x64"
CLIENT = PACKAGE / "vendor" / "x86_64-unknown-linux-musl" / "bin" / "codex"
TIMEOUT = 300
MODEL = "gpt-5.4"
"""A model that is not in the client's list, so that its tools are listed one by one."""
BATCH = 20
"""Roles that are started at once."""
ROOT, ERRAND = "ROOT-PROMPT", "ERRAND-%d-END"
NAMESPACE = "multi_agent_v1"
NOTE = re.compile(
    r"\n- This role's (?:model|reasoning effort) is set to `[^`]*`.*cannot be changed\.\Z", re.DOTALL
)
ID = re.compile(r'"agent_id":\s*"([0-9a-f-]{36})"')
Call = tuple[str, Mapping[str, Any]]


def missing() -> str | None:
    """Why the client cannot be asked; None = it can."""
    return None if CLIENT.is_file() else "Codex is not installed in tests/clients/node_modules"


def load(project: Path, home: Path, *, model: str = MODEL, calls: Sequence[Call] = ()) -> Answer:
    """What the client loads from `.codex/agents` of a project that is trusted, and of a home folder.

    `home/.codex/config.toml`, where it exists, sets up the session that starts the roles. Each role makes
    `calls`, whose results are in `more["results"]`.
    """
    project, home = project.resolve(), home.resolve()
    names = _candidates(project, home)
    with _Server(names, calls) as server:
        _set_up(project, home, model, server.server_port)
        doctor = _run(project, home, "doctor", "--json")
        done = _run(project, home, "exec", "--skip-git-repo-check", "--ephemeral", ROOT)
    if not server.root:
        raise RuntimeError(f"Codex did not start: {done.stderr[-2000:]}")
    found = {name: requests for index, name in enumerate(names) if (requests := server.roles.get(index))}
    described = _descriptions(server.root[0], sorted(names, key=str.encode))
    agents = {name: _loaded(name, described.get(name), requests) for name, requests in found.items()}
    return Answer(agents, (*_warnings(doctor.stdout), *server.refusals()))


def plugins(market: Path, home: Path) -> dict[str, str]:
    """The plugins of a list of plugins that the client installs, each with its version.

    Raises `RuntimeError` with what the client says when it takes the list, or a plugin, not.
    """
    market, home = market.resolve(), home.resolve()
    _plugin(home, "marketplace", "add", str(market))
    listed = json.loads(_plugin(home, "list", "--json", "--available"))
    for plugin in listed["available"]:
        _plugin(home, "add", plugin["pluginId"])
    installed = json.loads(_plugin(home, "list", "--json"))["installed"]
    return {plugin["name"]: plugin["version"] for plugin in installed}


def skills(project: Path, home: Path) -> tuple[dict[str, str], list[str]]:
    """The skills that the client has, by name, those that only people call among them; and its errors."""
    project, home = project.resolve(), home.resolve()
    with subprocess.Popen(
        [CLIENT, "app-server"],
        cwd=project,
        env=_environment(home),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        try:
            _asked(server, "initialize", {"clientInfo": {"name": "agentconv", "version": "1"}})
            (found,) = _asked(server, "skills/list", {"cwds": [str(project)]})["data"]
        finally:
            server.kill()
    return {s["name"]: s["description"] for s in found["skills"]}, [str(e) for e in found["errors"]]


def _asked(server: subprocess.Popen[str], method: str, params: Mapping[str, Any]) -> Any:
    assert server.stdin
    assert server.stdout
    server.stdin.write(
        json.dumps({"jsonrpc": "2.0", "id": method, "method": method, "params": params}) + "\n"
    )
    server.stdin.flush()
    for line in server.stdout:
        answer = json.loads(line)
        if answer.get("id") == method:
            return answer["result"]
    raise RuntimeError(f"codex app-server ended at {method}")


def _plugin(home: Path, *arguments: str) -> str:
    done = _run(home, home, "plugin", *arguments)
    said = [line for line in done.stderr.splitlines() if "PATH aliases" not in line]
    if done.returncode or any("rror" in line or "WARN" in line for line in said):
        raise RuntimeError(f"codex plugin {' '.join(arguments)}: {done.stdout}{done.stderr}")
    return done.stdout


def _set_up(project: Path, home: Path, model: str, port: int) -> None:
    path = home / ".codex" / "config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    own = path.read_text(encoding="utf-8") if path.exists() else ""
    limit = "" if "[agents]" in own else "[agents]\nmax_threads = 100000\n"
    text = (
        f'model_provider = "loopback"\nmodel = "{model}"\n{own}\n{limit}'
        f'[model_providers.loopback]\nname = "loopback"\nwire_api = "responses"\n'
        f'base_url = "http://127.0.0.1:{port}/v1"\n'
        f'[projects.{json.dumps(str(project))}]\ntrust_level = "trusted"\n'
    )
    path.write_text(text, encoding="utf-8")


def _environment(home: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "TMPDIR": str(home),
        "HTTP_PROXY": "http://127.0.0.1:9",
        "HTTPS_PROXY": "http://127.0.0.1:9",
        "NO_PROXY": "127.0.0.1",
    }


def _run(project: Path, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [CLIENT, *arguments],
        cwd=project,
        env=_environment(home),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )


def _candidates(project: Path, home: Path) -> list[str]:
    """The names that the role files give themselves, as the client trims them."""
    found = {}
    for folder in (project, home):
        for path in sorted((folder / ".codex" / "agents").rglob("*.toml")):
            try:
                name = tomllib.loads(path.read_text(encoding="utf-8-sig")).get("name")
            except (tomllib.TOMLDecodeError, UnicodeDecodeError):
                continue
            if isinstance(name, str):
                found[name.strip()] = True
    return list(found)


def _warnings(report: str) -> Iterator[str]:
    details = json.loads(report)["checks"]["config.load"]["details"]
    warnings = details.get("startup warning", [])
    yield from [warnings] if isinstance(warnings, str) else warnings


# what a request says


def _loaded(name: str, description: str | None, requests: list[dict[str, Any]]) -> Loaded:
    texts = list(_texts(requests[0]))
    permissions = next((t for t in texts if t.startswith("<permissions instructions>")), "")
    more = {
        "effort": (requests[0].get("reasoning") or {}).get("effort"),
        "sandbox": next(iter(re.findall(r"`sandbox_mode` is `([\w-]+)`", permissions)), None),
        "skills": next((t for t in texts if t.startswith("<skills_instructions>")), ""),
        "results": list(_results(requests[-1])),
    }
    return Loaded(
        name, description, _prompt(requests[0]), requests[0].get("model"), _tools(requests[0]), more
    )


def _prompt(request: Mapping[str, Any]) -> str | None:
    """A role's own instructions: the first block of the second message, behind a remark on the model."""
    told = [i for i in request["input"] if i.get("type") == "message" and i.get("role") == "developer"]
    blocks = [block["text"] for block in told[1]["content"]] if len(told) > 1 else []
    own = blocks[1:] if blocks and blocks[0].startswith("<model_switch>") else blocks
    return own[0] if own else None


def _texts(request: Mapping[str, Any]) -> Iterator[str]:
    for item in request.get("input", ()):
        if item.get("type") == "message":
            yield from (block.get("text", "") for block in item.get("content", ()))


def _results(request: Mapping[str, Any]) -> Iterator[str]:
    for item in request.get("input", ()):
        if str(item.get("type", "")).endswith("_output"):
            output = item.get("output")
            yield output if isinstance(output, str) else json.dumps(output)


def _tools(request: Mapping[str, Any]) -> list[str]:
    """The names of the tools that a request offers; those of a namespace as `namespace.name`."""
    given = list(request.get("tools") or ())
    for item in request.get("input", ()):
        given += item.get("tools", ()) if item.get("type") == "additional_tools" else ()
    nested = re.findall(r"### `(\w+)`", json.dumps(given))
    return [*_names(given), *nested]


def _names(tools: Iterable[Mapping[str, Any]], prefix: str = "") -> Iterator[str]:
    for tool in tools:
        if tool.get("type") == "namespace":
            yield from _names(tool["tools"], f"{tool['name']}.")
        else:
            yield prefix + (tool.get("name") or tool["type"])


def _descriptions(request: Mapping[str, Any], names: Sequence[str]) -> dict[str, str]:
    """Name -> description, from the list of roles that the model is shown; it is sorted by name."""
    text = next(_role_lists(request.get("tools")), "")
    found: dict[str, str] = {}
    at = text.find("Available roles:\n") + len("Available roles:")
    starts = []
    for name in names:
        place = text.find(f"\n{name}: {{\n", at)
        if place >= 0:
            starts.append((place, name))
            at = place + 1
    for index, (place, name) in enumerate(starts):
        end = starts[index + 1][0] if index + 1 < len(starts) else _built_in(text, place)
        body = text[place + len(f"\n{name}: {{\n") : end].removesuffix("\n}")
        found[name] = NOTE.sub("", body)
    return found


def _built_in(text: str, at: int) -> int:
    """Where the roles begin that the client brings itself."""
    places = [text.find(f"\n{name}: {{\n", at + 1) for name in ("default", "explorer", "worker")]
    return min((place for place in places if place >= 0), default=len(text))


def _role_lists(tools: Any) -> Iterator[str]:
    for tool in tools or ():
        yield from _role_lists(tool.get("tools"))
        if tool.get("name") == "spawn_agent":
            yield tool["parameters"]["properties"].get("agent_type", {}).get("description", "")


# the server that stands for the model


class _Server(ThreadingHTTPServer):
    """Starts every role, a few at a time, and keeps what the client asks."""

    def __init__(self, names: Sequence[str], calls: Sequence[Call]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.names = names
        self.calls = calls
        self.root: list[dict[str, Any]] = []
        self.roles: dict[int, list[dict[str, Any]]] = {}
        self.turn = threading.Lock()
        self.replies = 0

    def __enter__(self) -> _Server:
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *problem: object) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has hung up is no news."""

    def refusals(self) -> Iterator[str]:
        """Why roles that have a name were not started."""
        for item in self.root[-1].get("input", ()):
            call, output = item.get("call_id", ""), item.get("output")
            if output is not None and call.startswith("start_") and not ID.search(str(output)):
                yield f"{self.names[int(call[6:])]}: {output}"

    def reply(self, request: dict[str, Any]) -> list[dict[str, Any]]:
        """The items of the answer to a request."""
        words = "\n".join(_texts(request))
        with self.turn:
            self.replies += 1
            if ROOT not in words and (errand := re.search(r"ERRAND-(\d+)-END", words)):
                requests = self.roles.setdefault(int(errand[1]), [])
                requests.append(request)
                if len(requests) <= len(self.calls):
                    return [_call(f"call_{len(requests)}", *self.calls[len(requests) - 1])]
                return [_message("done")]
            self.root.append(request)
            return self._lead(request, len(self.root) - 1)

    def _lead(self, request: dict[str, Any], turn: int) -> list[dict[str, Any]]:
        """Start a batch, wait for it, close it; say a word at the end."""
        batch, step = divmod(turn, 3)
        indexes = range(len(self.names))[batch * BATCH : (batch + 1) * BATCH]
        if not indexes:
            return [_message("done")]
        if step == 0:
            return [
                _call(
                    f"start_{i}",
                    "spawn_agent",
                    {"message": ERRAND % i, "agent_type": self.names[i]},
                    NAMESPACE,
                )
                for i in indexes
            ]
        outputs = (i for i in request["input"] if i.get("call_id", "") in {f"start_{i}" for i in indexes})
        ids = [found[1] for item in outputs if (found := ID.search(str(item.get("output", ""))))]
        if step == 1:
            step_calls = [("wait_agent", {"targets": [name], "timeout_ms": 60000}) for name in ids]
        else:
            step_calls = [("close_agent", {"target": name}) for name in ids]
        named = [_call(f"{step}_{turn}_{n}", *call, NAMESPACE) for n, call in enumerate(step_calls)]
        return named or [_call(f"pause_{turn}", "get_goal", {})]


def _message(text: str) -> dict[str, Any]:
    return {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": text}]}


def _call(call: str, name: str, arguments: Mapping[str, Any], namespace: str | None = None) -> dict[str, Any]:
    where = {"namespace": namespace} if namespace else {}
    return {
        "type": "function_call",
        "call_id": call,
        "name": name,
        "arguments": json.dumps(arguments),
        **where,
    }


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing goes to the terminal."""

    def do_GET(self) -> None:
        self._send(404, "application/json", b"{}")

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers.get("content-length") or 0)))
        items = self.server.reply(request)
        name = f"resp_{self.server.replies}"
        usage = {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}
        events = [
            {"type": "response.created", "response": {"id": name}},
            *({"type": "response.output_item.done", "item": item} for item in items),
            {"type": "response.completed", "response": {"id": name, "usage": usage}},
        ]
        text = "".join(f"event: {e['type']}\ndata: {json.dumps(e)}\n\n" for e in events)
        self._send(200, "text/event-stream", text.encode())

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
