"""VS Code: GitHub Copilot's files in `.github/`, and servers in `.vscode/mcp.json`.

Facts: https://code.visualstudio.com/docs/copilot/customization/custom-agents and
https://code.visualstudio.com/docs/copilot/reference/mcp-configuration (2026-11-28).

* Custom agents, skills, prompt files and instructions are the files of Copilot, which the command line and
  the cloud agent read as well: what lies there is read as Copilot's, and is written as for it.
* `mcp-servers` of an agent is not used there, and `skills` and `reasoning-effort` are the command line's:
  VS Code starts the servers of `.vscode/mcp.json`, under `servers`.
* Texts of a server may hold `${input:id}`, which a person is asked for once and VS Code keeps; `inputs`, a
  list beside the servers, says what is asked. `${env:NAME}` is a variable of the environment that VS Code
  was started in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from agentconv.containers import container
from agentconv.containers.editor import item_of
from agentconv.errors import NotAnAgent
from agentconv.formats.copilot.agents import Copilot
from agentconv.formats.copilot.servers import KEYS
from agentconv.kit.codecs import exact
from agentconv.kit.component import ComponentReading, ComponentWriting, Entry, Material, Written
from agentconv.kit.references import References, map_texts
from agentconv.kit.server_files import ServerFormat
from agentconv.kit.servers import HTTP, SSE, STDIO, Server, Spelling
from agentconv.kit.write_only import WriteOnly
from agentconv.model.agent import Value
from agentconv.model.frozen import thawed
from agentconv.text.source import Source

TARGET, INPUTS = "vscode", "inputs"

_ASKED = re.compile(r"\$\{input:(?P<id>[^{}]+)\}")
_VARIABLE = re.compile(r"\$\{(?P<name>[A-Za-z_]\w*)(?::-[^{}]*)?\}")
_NAME, _ODD = re.compile(r"[A-Za-z_]\w*"), re.compile(r"\W")
_SECRET = re.compile(r"(?i)token|secret|passw|pwd|credential|(?:^|_)(?:key|auth|pat)(?:$|_)|apikey")
"""How the name of a variable sounds that holds what nobody else may know."""


class VsCode(WriteOnly, Copilot):
    """Custom agent of VS Code."""

    name = TARGET
    agents_of = models_of = "copilot"
    title = "VS Code custom agent"
    reference = "https://code.visualstudio.com/docs/copilot/customization/custom-agents"
    checked = "2026-11-28, its documentation"
    sure = "docs"
    validated = "reading back what was written; the files are Copilot's"
    fields = tuple(row for row in Copilot.fields if row.attr not in ("mcp_servers", "skills", "effort"))
    reasons: ClassVar[dict[str, str]] = {
        **Copilot.reasons,
        "mcp_servers": "VS Code starts the servers of .vscode/mcp.json alone",
        "skills": "VS Code offers every agent all skills",
        "effort": "VS Code reads no such key",
    }

    @property
    def dialect(self) -> str:
        return "copilot"


class Servers(ServerFormat):
    """`servers` of `.vscode/mcp.json`; `inputs` beside them ask a person for values."""

    target = TARGET
    paths: ClassVar[tuple[str, ...]] = (".vscode/mcp.json",)
    reference = "https://code.visualstudio.com/docs/copilot/reference/mcp-configuration"
    checked = "2026-11-28, its documentation"
    spelling = Spelling(
        KEYS,
        {STDIO: "stdio", HTTP: "http", SSE: "sse"},
        bounds_elsewhere=True,
        more={"envFile": str, "dev": dict, "sandboxEnabled": bool, "sandbox": dict},
    )
    references = References(native=r"\$\{env:(?P<name>[A-Za-z_]\w*)\}", written="${env:%s}")
    syntax = "jsonc"
    keys = ("servers",)

    # reading

    def read(self, material: Material, reading: ComponentReading) -> tuple[Server, ...]:
        asked = _inputs(material)
        return tuple(_asking(server, asked) for server in super().read(material, reading))

    def decode(self, name: str, native: Mapping[str, Value]) -> Server | None:
        found = super().decode(name, native)
        return None if found is None else map_texts(found, _answered)

    # writing

    def write(self, component: Server, writing: ComponentWriting) -> Sequence[Written]:
        found = list(super().write(component, writing))
        known = _known(component)
        ids = dict.fromkeys(one for entry in found if isinstance(entry, Entry) for one in _ids(entry.value))
        for one in ids:
            question = {
                "id": one,
                **known.get(one, {"type": "promptString", "description": one, "password": True}),
            }
            keys = (INPUTS, item_of("id", one))
            found.append(Entry(self.place(writing.scope), self.syntax, keys, thawed(question)))
        return found

    def _as_before(self, server: Server) -> dict[str, Value] | None:
        return super()._as_before(_without_inputs(server))

    def encode(self, server: Server) -> dict[str, Value] | None:
        ids = {_variable_of(one): one for one in _known(server)}

        def asking(text: str, *, always: bool = False) -> str:
            return _VARIABLE.sub(lambda match: _worded(match, ids, always=always), text)

        headers = {name: asking(text, always=True) for name, text in server.headers.items()}
        server = replace(_without_inputs(server), headers=headers)
        return super().encode(map_texts(server, asking))

    def read_back(self, written: Sequence[Written], writing: ComponentWriting) -> Server | None:
        found = super().read_back(written, writing)
        if found is None or not self.is_of(writing.source):
            return found
        return _asking(found, _by_id(one.value for one in written if isinstance(one, Entry)))


def _inputs(material: Material) -> dict[str, dict[str, Value]]:
    """What a file asks a person for, by id."""
    try:
        values = container(Servers.syntax).read(Source(material.path, material.text)).values
    except NotAnAgent:
        return {}
    asked = exact(values.get(INPUTS))
    return _by_id(asked) if isinstance(asked, list) else {}


def _by_id(questions: Iterable[Value]) -> dict[str, dict[str, Value]]:
    found: dict[str, dict[str, Value]] = {}
    for one in questions:
        if isinstance(one, Mapping) and isinstance(name := one.get("id"), str):
            found[name] = {key: value for key, value in one.items() if key != "id"}
    return found


def _asking(server: Server, asked: Mapping[str, dict[str, Value]]) -> Server:
    """A server that knows what its file says of the inputs that it names."""
    own: dict[str, Value] = {name: asked[name] for name in _ids(server.native) if name in asked}
    if not own:
        return server
    extensions: dict[str, Value] = {**server.extensions.get(TARGET, {}), INPUTS: own}
    return replace(server, extensions={**server.extensions, TARGET: extensions})


def _known(server: Server) -> Mapping[str, Any]:
    """What a server knows of its inputs, by id."""
    asked = server.extensions.get(TARGET, {}).get(INPUTS)
    return asked if isinstance(asked, Mapping) else {}


def _without_inputs(server: Server) -> Server:
    own = {key: value for key, value in server.extensions.get(TARGET, {}).items() if key != INPUTS}
    rest = {tool: values for tool, values in server.extensions.items() if tool != TARGET}
    return replace(server, extensions={**rest, TARGET: own} if own else rest)


def _ids(value: object) -> Iterator[str]:
    """The inputs that the texts of a value name."""
    if isinstance(value, str):
        yield from (match["id"] for match in _ASKED.finditer(value))
    elif isinstance(value, Mapping):
        yield from (one for inner in value.values() for one in _ids(inner))
    elif isinstance(value, list):
        yield from (one for inner in value for one in _ids(inner))


def _answered(text: str) -> str:
    """A text with a variable of the environment for each input, which is what other tools have."""
    return _ASKED.sub(lambda match: f"${{{_variable_of(match['id'])}}}", text)


def _variable_of(name: str) -> str:
    return name if _NAME.fullmatch(name) else f"INPUT_{_ODD.sub('_', name)}".upper()


def _worded(match: re.Match[str], ids: Mapping[str, str], *, always: bool) -> str:
    """A variable in VS Code's words: what a person is asked for, or one of the environment, which stays."""
    name = match["name"]
    if name in ids:
        return f"${{input:{ids[name]}}}"
    return f"${{input:{name}}}" if always or _SECRET.search(name) else match[0]
