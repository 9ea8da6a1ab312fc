"""Ask Claude Code, offline, which agents it loads and with which power they run.

Observed with version 2.1.328. The client runs once in print mode against a server on the loopback
interface that stands for the model. Its first reply starts every agent at once, so that one run shows
what each is launched with: the request of an agent carries its prompt, its model and the tools that it
really has. The list of agents in the first request shows the descriptions.
"""

from __future__ import annotations

import functools
import json
import os
import re
import subprocess
import tempfile
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from .common import MODULES, Answer, Loaded

CLIENT = MODULES / "@anthropic-ai" / "claude-code-linux-x64" / "claude"
TIMEOUT = 300
BATCH = 20
"""Agents that are started at once."""
CONTROL = "agentconv-control"
"""An agent of ours in every run: what stands behind its prompt is what the client appends to each."""
CONTROL_PROMPT = "The prompt of the control agent."
USAGE = {"input_tokens": 1, "output_tokens": 1}
COMPLAINT = re.compile(
    r"\[(?:ERROR|WARN|DEBUG)\] (\"?(?:Agent file|YAML|Invalid \w+ in agent|\[agents\]|.*--agents).*)"
)


def missing() -> str | None:
    """Why the client cannot be asked; None = it can."""
    return None if CLIENT.is_file() else "Claude Code is not installed in tests/clients/node_modules"


def load(project: Path, home: Path) -> Answer:
    """What the client loads from `.claude/agents` of a project and of a home folder."""
    return _answer(_ask(project, home))


def load_plugin(plugin: Path, project: Path, home: Path) -> Answer:
    """What the client loads from a plugin's folder; an agent is called `plugin:name`."""
    return _answer(_ask(project, home, "--plugin-dir", str(plugin)))


def load_json(agents: object, project: Path, home: Path) -> Answer:
    """What the client loads from the object of its option `--agents`; a text is given as it stands."""
    text = agents if isinstance(agents, str) else json.dumps(agents)
    return _answer(_ask(project, home, agents=text))


def run_as(project: Path, home: Path, name: str) -> Loaded:
    """The session that runs as an agent of a project: its system prompt, tools and model."""
    run = _ask(project, home, "--agent", name, launch=False)
    first = next((r for r in run.requests if r.get("tools")), None) or (run.requests or [{}])[0]
    texts = _system(first)
    whole = "\n".join(texts)
    return Loaded(name, prompt=whole, model=first.get("model"), tools=_tool_names(first), more=_more(first))


def load_skills(project: Path, home: Path) -> dict[str, str]:
    """Name -> description of the skills that the model is told of, without the client's own."""
    own = _skills(_own_run())
    found = _skills(_ask(project, home, launch=False))
    return {name: text for name, text in found.items() if own.get(name) != text}


def run_skill(project: Path, home: Path, name: str, arguments: str = "") -> str:
    """The text that the model gets when a skill is called, or why it gets none."""
    run = _ask(project, home, launch=False, prompt=f"/{name} {arguments}".rstrip())
    for request in run.requests:
        for text in _texts(request):
            if text.startswith("Base directory for this skill: "):
                return text.partition("\n\n")[2]
    return next((str(e.get("result")) for e in run.events if e.get("type") == "result"), "")


def validate(folder: Path) -> list[str]:
    """What `claude plugin validate` finds wrong with a folder; empty = nothing."""
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [CLIENT, "plugin", "validate", "--strict", "--json", folder],
            env=_environment(Path(home), "http://127.0.0.1:9"),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=False,
        )
    return _findings(done.stdout, done.stderr) if done.returncode else []


def _findings(out: str, err: str) -> list[str]:
    try:
        report = json.loads(out)
    except ValueError:
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


# one run of the client


@dataclass
class _Run:
    """What one run of the client showed."""

    requests: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    """The agents that the client named when it started, its own among them."""
    log: str = ""
    stderr: str = ""


def _environment(home: Path, server: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "TMPDIR": str(home),
        "CLAUDE_CODE_TMPDIR": str(home),
        "LANG": "C.UTF-8",
        "ANTHROPIC_BASE_URL": server,
        "ANTHROPIC_API_KEY": "none",
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
        "CLAUDE_CODE_MAX_CONCURRENT_SUBAGENTS": "100000",
        "CLAUDE_CODE_MAX_SUBAGENTS_PER_SESSION": "100000",
        "CLAUDE_CODE_MAX_TOOL_USE_CONCURRENCY": "16",
        "DISABLE_AUTOUPDATER": "1",
        "DISABLE_ERROR_REPORTING": "1",
        "DISABLE_TELEMETRY": "1",
        "ENABLE_TOOL_SEARCH": "false",
        "HTTP_PROXY": "http://127.0.0.1:9",
        "HTTPS_PROXY": "http://127.0.0.1:9",
        "NO_PROXY": "127.0.0.1",
    }


def _ask(
    project: Path,
    home: Path,
    *options: str,
    agents: str | None = None,
    launch: bool = True,
    prompt: str = "hi",
) -> _Run:
    run = _Run()
    server = _Server(run, launch)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as scratch:
        log = Path(scratch) / "log"
        if agents is not None:
            (Path(scratch) / "agents.json").write_text(agents, encoding="utf-8")
            options = (*options, "--agents", f"{scratch}/agents.json")
        if launch:
            own = home / ".claude" / "agents"
            own.mkdir(parents=True, exist_ok=True)
            text = f"---\nname: {CONTROL}\ndescription: Control.\n---\n{CONTROL_PROMPT}"
            (own / f"{CONTROL}.md").write_text(text, encoding="utf-8")
        command = [CLIENT, "-p", prompt, "--output-format", "stream-json", "--verbose", "--debug-file", log]
        try:
            _listen([*map(str, command), *options], project, home, run, server)
        finally:
            server.shutdown()
            server.server_close()
        run.log = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    return run


def _listen(command: list[str], project: Path, home: Path, run: _Run, server: _Server) -> None:
    """Run the client to its end; the names in its first event are the agents to start."""
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as errors,
        subprocess.Popen(
            command,
            cwd=project,
            env=_environment(home, f"http://127.0.0.1:{server.server_port}"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            encoding="utf-8",
        ) as client,
    ):
        watch = threading.Timer(TIMEOUT, client.kill)
        watch.start()
        assert client.stdout is not None
        for line in client.stdout:
            event = json.loads(line) if line.startswith("{") else {}
            run.events.append(event)
            if event.get("subtype") == "init":
                run.names = list(event.get("agents", []))
                server.named.set()
        watch.cancel()
        errors.seek(0)
        run.stderr = errors.read()


class _Server(ThreadingHTTPServer):
    """The loopback server that stands for the model."""

    def __init__(self, run: _Run, launch: bool) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.run = run
        self.named = threading.Event()
        self.launch = launch
        self.asked = 0
        self.turn = threading.Lock()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has hung up is no news."""

    def reply(self, request: dict[str, Any]) -> tuple[list[dict[str, Any]], str]:
        """The content of the answer to a request, and why it ends."""
        if not self.launch or "AGENT-" in _words(request) or not self.named.wait(20):
            return [{"type": "text", "text": "ok"}], "end_turn"
        with self.turn:
            at, self.asked = self.asked, self.asked + BATCH
        calls = [
            {"type": "tool_use", "id": f"toolu_{i}", "name": "Agent", "input": _errand(i, name)}
            for i, name in list(enumerate(self.run.names))[at : at + BATCH]
        ]
        return (calls, "tool_use") if calls else ([{"type": "text", "text": "ok"}], "end_turn")


def _errand(index: int, name: str) -> dict[str, Any]:
    """What the model says to start an agent."""
    return {
        "description": "x",
        "prompt": f"AGENT-{index}-",
        "subagent_type": name,
        "run_in_background": False,
    }


def _words(request: dict[str, Any]) -> str:
    """What the first message of a request says."""
    return json.dumps(request.get("messages", [])[:1])


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing goes to the terminal."""

    def do_GET(self) -> None:
        self._send(404, "application/json", b"{}")

    do_HEAD = do_GET  # noqa: N815

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        if "/messages" not in self.path:
            return self._send(404, "application/json", b"{}")
        if "count_tokens" in self.path:
            return self._send(200, "application/json", b'{"input_tokens": 1}')
        request = json.loads(body)
        self.server.run.requests.append(request)
        content, stop = self.server.reply(request)
        message = {"id": "msg_1", "type": "message", "role": "assistant", "model": request.get("model")}
        message |= {"content": [], "stop_reason": None, "stop_sequence": None, "usage": USAGE}
        if not request.get("stream"):
            message |= {"content": content, "stop_reason": stop}
            return self._send(200, "application/json", json.dumps(message).encode())
        events = "".join(
            f"event: {kind}\ndata: {json.dumps({'type': kind, **data})}\n\n"
            for kind, data in _events(message, content, stop)
        )
        return self._send(200, "text/event-stream", events.encode())

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _events(
    message: dict[str, Any], content: list[dict[str, Any]], stop: str
) -> Iterable[tuple[str, dict[str, Any]]]:
    """A message as the events of a stream."""
    yield "message_start", {"message": message}
    for index, block in enumerate(content):
        if block["type"] == "text":
            start, delta = {**block, "text": ""}, {"type": "text_delta", "text": block["text"]}
        else:
            text = json.dumps(block["input"])
            start, delta = {**block, "input": {}}, {"type": "input_json_delta", "partial_json": text}
        yield "content_block_start", {"index": index, "content_block": start}
        yield "content_block_delta", {"index": index, "delta": delta}
        yield "content_block_stop", {"index": index}
    yield "message_delta", {"delta": {"stop_reason": stop, "stop_sequence": None}, "usage": USAGE}
    yield "message_stop", {}


# what a run says


def _answer(run: _Run) -> Answer:
    own = _own_agents()
    listed = _listed(run)
    started, refusals, appended = _started(run), _refusals(run), _appended(run)
    agents = {}
    for index, name in enumerate(run.names):
        found = Loaded(name, *listed.get(name, (None,))[:1], more={"listed": listed.get(name, ("", None))[1]})
        request = started.get(index)
        if request is not None:
            found = replace(
                found,
                prompt=_prompt(request, appended),
                model=request.get("model"),
                tools=_tool_names(request),
                more={**found.more, **_more(request)},
            )
        if refusal := refusals.get(f"toolu_{index}"):
            found = replace(found, more={**found.more, "refusal": refusal})
        if name != CONTROL and own.get(name) != found.description:
            agents[name] = found
    complaints = COMPLAINT.findall(run.log)
    return Answer(agents, (*complaints, *filter(None, [run.stderr.strip()])))


@functools.cache
def _own_run() -> _Run:
    """A run without any agent or skill but the client's own."""
    with tempfile.TemporaryDirectory() as project, tempfile.TemporaryDirectory() as home:
        return _ask(Path(project), Path(home), launch=False)


def _own_agents() -> Mapping[str, str | None]:
    """The agents that the client brings itself, with their descriptions."""
    run = _own_run()
    return {name: _listed(run).get(name, (None,))[0] for name in run.names}


def _skills(run: _Run) -> dict[str, str]:
    """Name -> description of the skills in the list that the model is shown."""
    heading = "skills are available for use with the Skill tool:"
    text = next((t for r in run.requests for t in _texts(r) if heading in t), "").partition(heading)[2]
    names = next((e.get("slash_commands", []) for e in run.events if e.get("subtype") == "init"), [])
    found = ((name, re.search(rf"\n- {re.escape(name)}(?: \([^\n]*?\))?: ", text)) for name in names)
    starts = sorted((match.start(), match.end(), name) for name, match in found if match)
    ends = [start for start, _, _ in starts[1:]] + [len(text)]
    return {name: text[at:end].rstrip("\n") for (_, at, name), end in zip(starts, ends, strict=True)}


def _listed(run: _Run) -> dict[str, tuple[str, str]]:
    """Name -> description and tools, from the list of agents that the model is shown."""
    marker = "(Tools: "
    text = next((t for r in run.requests for t in _texts(r) if marker in t and "\n- " in t), "")
    found = {}
    starts = [(text.find(f"\n- {name}: "), name) for name in run.names]
    starts = sorted((at, name) for at, name in starts if at >= 0)
    for index, (at, name) in enumerate(starts):
        end = starts[index + 1][0] if index + 1 < len(starts) else len(text)
        entry = text[at + len(f"\n- {name}: ") : end]
        description, _, rest = entry.rpartition(marker)
        found[name] = (description.removesuffix(" "), rest.split("\n")[0].removesuffix(")"))
    return found


def _texts(request: dict[str, Any]) -> Iterable[str]:
    for tool in request.get("tools") or ():
        if tool.get("name") == "Agent":
            yield tool.get("description", "")
    for message in request.get("messages") or ():
        content = message.get("content")
        for block in content if isinstance(content, list) else [{"text": content}]:
            yield block.get("text") or ""


def _system(request: dict[str, Any]) -> list[str]:
    """The texts of the system prompt, without the two that stand before every one."""
    blocks = request.get("system") or []
    return [block["text"] for block in blocks][2:] if isinstance(blocks, list) else [blocks]


def _started(run: _Run) -> dict[int, dict[str, Any]]:
    """Index of an agent -> the first request that it made."""
    found: dict[int, dict[str, Any]] = {}
    for request in run.requests:
        if match := re.search(r"AGENT-(\d+)-", _words(request)):
            found.setdefault(int(match[1]), request)
    return found


def _appended(run: _Run) -> str:
    """The first line of what the client appends to every agent's prompt."""
    controls = (t for r in run.requests if (t := "\n".join(_system(r))).startswith(CONTROL_PROMPT))
    return next(controls, "").removeprefix(CONTROL_PROMPT).lstrip("\n").partition("\n")[0]


def _prompt(request: dict[str, Any], appended: str) -> str:
    """An agent's own prompt, without what the client appends."""
    text = "\n".join(_system(request))
    if not appended or appended not in text:
        return text
    return text[: text.rindex(appended)].removesuffix("\n\n")


def _tool_names(request: dict[str, Any]) -> list[str]:
    return [tool["name"] for tool in request.get("tools") or ()]


def _more(request: dict[str, Any]) -> dict[str, Any]:
    """What else a request says of the agent: its effort, and what it is told at the start."""
    return {"effort": (request.get("output_config") or {}).get("effort"), "messages": request.get("messages")}


def _refusals(run: _Run) -> dict[str, str]:
    """Call -> why the client did not start the agent."""
    found = {}
    for event in run.events:
        for block in _blocks(event.get("message")):
            if block.get("type") == "tool_result" and block.get("is_error"):
                found[block["tool_use_id"]] = str(block.get("content"))
    return found


def _blocks(message: Any) -> Iterable[dict[str, Any]]:
    content = message.get("content") if isinstance(message, dict) else None
    return [b for b in content if isinstance(b, dict)] if isinstance(content, list) else []
