"""Ask Codex, offline, which skills, servers and hooks it has, and what of them reaches a model.

Observed with versions 0.169.0 and 0.171.0 (2026-11-28). Its own server lists hooks, and skills with those
that only people call, and says what is wrong with files. One session names all skills (`$name`): the text of
each stands in its first request, as the file has it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from agentconv.model.hook import Action
from agentconv.proving import codex, running
from agentconv.proving.codex_model import Model
from agentconv.proving.codex_told import texts
from agentconv.proving.component_values import Answered, Batch
from agentconv.proving.server_told import told
from agentconv.proving.values import ClientFailed, Installed

_SKILL = re.compile(r"<skill>\n<name>(.*?)</name>\n<path>(.*?)</path>\n(.*)\n</skill>", re.DOTALL)
_LISTED = re.compile(r"^- ([^\n]*?): .*? \((?:file|path): [^\n]*\)$", re.DOTALL | re.MULTILINE)
_HEADING = "### Available skills"


def skills(client: Installed, batch: Batch, project: Path, home: Path) -> Answered:
    """The skills of a project, commands among them, which are skills here."""
    listed = skills_listed(client, project, home)
    inside = [one for one in listed["skills"] if str(one["path"]).startswith(str(project))]
    errors = tuple(f"{error['path']}: {error['message']}" for error in listed["errors"])
    first = _session(client, batch, project, home)
    sent = {match[2]: match[3] for text in texts(first) if (match := _SKILL.fullmatch(text))}
    shown = {name for text in texts(first) if _HEADING in text for name in _LISTED.findall(text)}
    found: dict[str, dict[str, Any]] = {}
    for one in inside:
        name, path = one["name"], one["path"]
        found[name] = {
            "description": one["description"],
            "invocation": "all" if name in shown else "people",
        }
        if path in sent:
            found[name]["file"] = sent[path]
    return Answered(found, errors)


def skills_listed(client: Installed, project: Path, home: Path) -> Mapping[str, Any]:
    """What the client's server lists: `skills`, and `errors` of files."""
    (found,) = _of_server(client, project, home, "skills/list")["data"]
    return dict(found)


def hooks(client: Installed, batch: Batch, project: Path, home: Path) -> Answered:
    """The hooks of a project that is trusted; none runs, since nobody has trusted the hook itself."""
    codex.set_up(project, home, codex.MODEL, running.NOWHERE)
    (listed,) = _of_server(client, project, home, "hooks/list")["data"]
    found: dict[str, dict[str, list[Action]]] = {}
    for one in listed["hooks"]:
        name = one["eventName"][0].upper() + one["eventName"][1:]
        ours = batch.subjects[name].component.actions if name in batch.subjects else ()
        actions = found.setdefault(name, {"actions": []})["actions"]
        said = next(iter(ours[len(actions) :]), Action())
        timeout = None if said.timeout is None else one["timeoutSec"]  # it has one of its own
        actions.append(Action(one["command"], one["matcher"], one["handlerType"], timeout, said.more))
    told = {name: {"actions": tuple(each["actions"])} for name, each in found.items()}
    return Answered(told, tuple(map(str, (*listed["warnings"], *listed["errors"]))))


def _of_server(client: Installed, project: Path, home: Path, method: str) -> Any:
    """What the client's own server answers of a project."""
    command, env = [*client.command, "app-server"], running.environment(home)
    with running.started(command, cwd=project, env=env, timeout=client.timeout, hears=True) as server:
        running.listener(server.stderr)
        if server.stdin is None or server.stdout is None:
            raise ClientFailed("has no standard streams")
        who = {"clientInfo": {"name": "agentconv", "version": "1"}}
        _asked(server.stdin, server.stdout, "initialize", who)
        return _asked(server.stdin, server.stdout, method, {"cwds": [str(project)]})


def _session(client: Installed, batch: Batch, project: Path, home: Path) -> Mapping[str, Any]:
    """The first request of a session in which a person names every skill."""
    words = " ".join(f"${name}" for name in batch.subjects) or "hi"
    with Model(()) as model:
        codex.set_up(project, home, codex.MODEL, model.address)
        done = codex.run(client, project, home, "exec", "--skip-git-repo-check", "--ephemeral", words)
    if not model.root:
        raise ClientFailed(f"asked no model: {done.said}")
    return model.root[0]


def _asked(to: IO[bytes], back: IO[bytes], method: str, params: Mapping[str, Any]) -> Any:
    """What the server answers to one request, a line of JSON each."""
    request = {"jsonrpc": "2.0", "id": method, "method": method, "params": params}
    try:
        to.write(json.dumps(request).encode() + b"\n")
        to.flush()
    except OSError:
        raise ClientFailed("ended before it was asked") from None
    for answer in map(running.parsed, back):
        if isinstance(answer, dict) and answer.get("id") == method:
            if "result" not in answer:
                raise ClientFailed(f"refuses {method}: {answer.get('error')}")
            return answer["result"]
    raise ClientFailed(f"ended at {method}")


def servers(client: Installed, batch: Batch, project: Path, home: Path) -> Answered:
    """The servers of a project that is trusted, in the client's own words; none is started."""
    codex.set_up(project, home, codex.MODEL, running.NOWHERE)
    listed = codex.run(client, project, home, "mcp", "list", "--json")
    if listed.status:
        return Answered({}, (listed.err.partition("Error: ")[2].strip() or listed.said,))
    found = {}
    for name in (one["name"] for one in running.parsed(listed.out)):
        got = running.parsed(codex.run(client, project, home, "mcp", "get", name, "--json").out)
        transport = {key: value for key, value in got.pop("transport").items() if key != "type"}
        found[name] = told(batch, name, {k: v for k, v in (transport | got).items() if k in _OF_SERVERS})
    return Answered(found)


_OF_SERVERS = frozenset(
    {"command", "args", "env", "env_vars", "cwd", "url", "bearer_token_env_var", "http_headers"}
    | {"env_http_headers", "enabled", "enabled_tools", "disabled_tools", "tool_timeout_sec"}
)
"""What `codex mcp get` tells under the keys of the file."""
