"""goose recipes: YAML in `.goose/recipes/`.

Facts: the source of block/goose, crates/goose/src/recipe (mod.rs, template_recipe.rs, validate_recipe.rs,
recipe_extension_adapter.rs) and src/agents (extension.rs, platform_extensions), read 2026-11-20:

* `title` and `description` are required, and `instructions` or `prompt` that is not blank. A recipe goes by
  its file's name; `title` is shown. `prompt` is the first message of the user. `version` is that of the
  format.
* `extensions` absent gives those that the user has switched on; a list, even an empty one, gives these
  alone. `available_tools` absent or empty gives all tools of an extension.
* `developer` has the tools `write`, `edit`, `shell` and `tree`; none reads a file but the shell. As a
  `builtin` it brings `analyze` with it. So reading comes as `analyze` (the structure of code) and `tree`,
  never as a shell.
* `sub_recipes` bring `summon` with them, whose `delegate` starts other agents; without `extensions` it is
  then the only one.
* The whole file is a Jinja template before it is YAML. A literal `{{`, `{%` or `{#` is written as
  `{{'{{'}}`, in a block or in double quotes; text with `: ""`, which goose would change, always in double
  quotes. Every variable must be in `parameters`, so a recipe with `parameters` is read and written as the
  template that it is, and one without as text.
* goose cuts the last line break of the file, so `version` comes last.
* `{recipe: {...}}`, as the desktop program saves it, is read too.
* Extensions replace the user's own, so an agent with every tool gets none, and its servers are left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from agentconv.containers.base import Quoted, Raw, Tree
from agentconv.errors import NotAnAgent, WrongType
from agentconv.kit.codecs import INTEGER, NUMBER, TEXT, as_text, exact, keep_native
from agentconv.kit.format import BY_SHAPE, Field, Format, Native, Reading, Writing
from agentconv.kit.keys import Key
from agentconv.kit.servers import HTTP, STDIO, Spelling, config_of, server_of
from agentconv.kit.shapes import Shape, fits
from agentconv.kit.tools import Limit, ToolNames, given
from agentconv.model import names
from agentconv.model.agent import Agent, Tool, Value, same, with_fields
from agentconv.model.vocabulary import MCP

TOOLS = {
    "developer/write": "write",
    "developer/edit": "edit",
    "developer/shell": "shell",
    "developer/tree": "list",
    "analyze/analyze": "code_intelligence",
    "summon/delegate": "agent",
    "summon/load": "skill",
    "todo/todo_write": "todo",
}
"""Extension and tool -> neutral name."""
NEAR = {
    "read": "analyze/analyze",
    "grep": "analyze/analyze",
    "glob": "developer/tree",
    "multi_edit": "developer/edit",
    "notebook_edit": "developer/edit",
    "powershell": "developer/shell",
}
_OWN = ("builtin", "platform")
_KINDS = (*_OWN, "stdio", "streamable_http", "frontend", "inline_python")
_SUMMON = ("summon/delegate", "summon/load")


def _read_mcp(name: str) -> tuple[str, str | None] | None:
    """A server's tool as this module words it: with zeros, which no name holds."""
    if not name.startswith("\0"):
        return None
    _, server, tool = name.split("\0", 2)
    return server, tool or None


NAMES = ToolNames("goose", TOOLS, _read_mcp, lambda s, t: f"\0{s}\0{t or ''}", NEAR, arguments=False)


class AuthorCodec:
    """`author`: a map with a `contact`."""

    def decode(self, value: Value) -> tuple[str, ...]:
        keep_native(isinstance(value, dict) and value.keys() == {"contact"})
        return (as_text(value["contact"]) or "",) if isinstance(value, dict) else ()

    def encode(self, value: tuple[str, ...]) -> Value:
        return {"contact": ", ".join(value)}


def _is_readable(value: Value) -> bool:
    try:
        return read_extensions(value, False)[0] is not None
    except WrongType:
        return False


def _are_parameters(value: Value) -> bool:
    return isinstance(value, list) and all(map(_is_parameter, value))


KEYS = {
    "version": Key(str, "text"),
    "settings": Key(dict, "a map"),
    "extensions": Key(_is_readable, "a list of extensions"),
    "parameters": Key(_are_parameters, "a list of parameters"),
    "activities": Key([str], "a list of texts"),
    "context": Key([str], "a list of texts"),
    "response": Key(dict, "a map"),
    "retry": Key(dict, "a map"),
    "sub_recipes": Key([{"name!": str, "path!": str, "*": object}], "a list of names and paths"),
}
"""What goose takes under its own keys."""

SERVERS = Spelling(
    bounds_elsewhere=True,
    keys={
        "command": "cmd",
        "args": "args",
        "env": "envs",
        "url": "uri",
        "headers": "headers",
        "timeout": "timeout",
    },
    words={STDIO: "stdio", HTTP: "streamable_http"},
    kinds=(STDIO, HTTP),
    always={"args": []},
    unit=1000,
)
"""How an extension spells a server; `timeout` is in seconds."""


class Goose(Format):
    """goose recipe."""

    name = "goose"
    title = "goose recipe"
    containers = ("yaml", "json")
    paths = (".goose/recipes/*.yaml", ".goose/recipes/*.json")
    user_paths = (".config/goose/recipes/*.yaml", ".config/goose/recipes/*.json")
    named_by_file = True
    reference = "https://block.github.io/goose/docs/guides/recipes/recipe-reference"
    checked = "2026-11-20, goose's source"
    fields = (
        Field("title", "display_name"),
        Field("description", "description"),
        Field("instructions", "prompt", TEXT),
        Field("prompt", "initial_prompt"),
        Field("author", "authors", AuthorCodec()),
        Field(("settings", "goose_model"), "model"),
        Field(("settings", "temperature"), "temperature", NUMBER),
        Field(("settings", "max_turns"), "max_turns", INTEGER),
    )
    keys = KEYS
    known_only = True
    needs = {"display_name": ("name",), "description": ("name",)}
    blank = ""  # goose asks for a title and a description that are there
    reasons = {
        "description": "goose needs one",
        "display_name": "goose needs a title; the agent's name is taken",
        "name": "a recipe is named by its file",
        "prompt": "goose needs instructions that are not blank",
        "permission_mode": "goose has one mode for all recipes, in its settings",
        "mcp_servers": "extensions replace the user's own, and hold only servers that the agent may use",
        "tools.allow": "goose's tools come as extensions; none reads a file but the shell",
    }

    def recognises(self, path: PurePosixPath, tree: Tree) -> int:
        keys = tree.values.keys()
        likely = {"title", "description"} <= keys and not {"instructions", "prompt"}.isdisjoint(keys)
        return super().recognises(path, tree) or (BY_SHAPE if likely and keys <= self.known_keys else 0)

    def is_native(self, name: str) -> bool:
        return name in ("tools.allow", "mcp_servers") or super().is_native(name)  # both are `extensions`

    # reading

    def agents(self, reading: Reading) -> list[Agent]:
        values = reading.tree.values
        inner = values.get("recipe")
        if isinstance(inner, dict):
            values, reading = inner, reading.below("recipe")
        if {"title", "instructions", "prompt"}.isdisjoint(values):
            raise NotAnAgent("the recipe has no title and no instructions")
        return [self.read(values, reading)]

    def remark(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> None:
        missing = [key for key in ("title", "description") if key not in native]
        texts = (native.get(key) for key in ("instructions", "prompt"))
        if not any(isinstance(text, str) and text.strip() for text in texts):
            missing.append("instructions")
        if missing:
            what = f"goose does not load a recipe without {' and '.join(missing)}"
            reading.add("client-ignores", what)
        listed = native.get("extensions")
        for index, item in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(item, dict) and item.get("type") not in _KINDS:
                what = f"goose does not load a recipe with an extension of type {item.get('type')!r}"
                reading.add("client-ignores", what, "extensions", index)

    def decode(self, native: Mapping[str, Value], reading: Reading) -> Agent:
        """The agent of a recipe, whose texts are templates."""
        values: Native = dict(native)
        if not values.get("parameters"):
            values = {key: _each(value, unescaped) for key, value in values.items()}
        if as_version(values.get("version")) == "1.0.0":
            del values["version"]
        return super().decode(values, reading)

    def complete(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> Agent:
        if not agent.name and agent.display_name:
            agent = replace(agent, name=names.slug(agent.display_name))
        if agent.display_name == agent.name:
            agent = replace(agent, display_name=None)
        own = dict(agent.extensions.get(self.name, {}))
        if agent.model and isinstance(settings := own.get("settings"), dict):
            provider = settings.get("goose_provider")
            if isinstance(provider, str):
                agent = replace(agent, model=f"{provider}/{agent.model}")
                own["settings"] = {k: v for k, v in settings.items() if k != "goose_provider"}
        listed = own.pop("extensions", None)
        try:
            allow, servers = read_extensions(listed, "sub_recipes" in native)
        except WrongType as problem:
            reading.add("wrong-type", f"'extensions' takes {problem.expected}", "extensions", *problem.at)
            return agent
        if listed is not None and not same(listed, extensions_of(allow or (), servers)):
            own["extensions"] = listed
        own = {key: value for key, value in own.items() if value != {}}
        return with_fields(
            replace(agent, extensions={self.name: own} if own else {}),
            {"tools.allow": allow, "mcp_servers": servers},
        )

    # writing

    def fit(self, agent: Agent, writing: Writing) -> Agent:
        own = {k: v for k, v in agent.extensions.get(self.name, {}).items() if k in KEYS and KEYS[k].fits(v)}
        provider, _, model = (agent.model or "").partition("/")
        if model:
            settings = own.get("settings")
            more = settings if isinstance(settings, dict) else {}
            own["settings"] = {"goose_provider": provider, **more}
        delegates = all(Limit(agent).allows_name(name, NAMES) for name in _SUMMON)
        if agent.tools.allow is None or not delegates:
            own.pop("sub_recipes", None)
        listed = self._listed(agent, own.pop("extensions", None), "sub_recipes" in own)
        if listed is not None:
            own["extensions"] = listed
        text = agent.prompt
        if not text.strip() and not (agent.initial_prompt or "").strip():
            text = next((t for t in (agent.description or "",) if t.strip()), agent.name)
        return replace(
            agent,
            model=model or agent.model,
            max_turns=agent.max_turns if (agent.max_turns or 0) >= 0 else None,
            prompt=text,
            extensions={self.name: own},
        )

    def encode(self, agent: Agent, writing: Writing) -> Native:
        """The recipe of an agent: a template, whose last key is `version`."""
        native = super().encode(agent, writing)
        version = native.pop("version", "1.0.0")
        return _templated({**native, "version": version}, own=writing.source == self.name)

    def _listed(self, agent: Agent, own: Value, sub_recipes: bool) -> Value:
        """The extensions of an agent; None for those of the user."""
        limit = Limit(agent)
        natives = limit.listed(NAMES)
        if natives is None:
            return None
        if isinstance(own, list):
            allow, servers = read_extensions(own, sub_recipes)
            if allow == agent.tools.allow and same(servers, agent.mcp_servers):
                return own
        tools = given(natives, NAMES)
        if agent.tools.allow is None:
            tools += tuple(t for s in agent.mcp_servers if limit.allows(t := Tool(MCP, server=s)))
        return list(extensions_of(tools, agent.mcp_servers))


def as_version(value: Value) -> str | None:
    """The text of a version, which some write as a number."""
    return None if isinstance(value, (list, dict)) else as_text(value)


# extensions


def read_extensions(value: Value, sub_recipes: bool) -> tuple[tuple[Tool, ...] | None, dict[str, Value]]:
    """The tools and servers of a list of extensions. Raises `WrongType`."""
    value = exact(value)
    if value is None:
        return (given(_SUMMON, NAMES) if sub_recipes else None), {}
    if not isinstance(value, list):
        raise WrongType("a list")
    found: list[Tool] = []
    servers: dict[str, Value] = {}
    kinds: set[tuple[str, str]] = set()
    for index, item in enumerate(value):
        if not isinstance(item, dict):
            raise WrongType("a list of maps", (index,))
        kind, name = item.get("type"), item.get("name")
        if not isinstance(kind, str) or not isinstance(name, str):
            raise WrongType("a list of maps with a type and a name", (index,))
        only = item.get("available_tools") or []
        if not isinstance(only, list) or not all(isinstance(t, str) for t in only):
            raise WrongType("a list of tool names there", (index, "available_tools"))
        kinds.add((kind, name))
        found += _tools_of(kind, name, [str(t) for t in only])
        if config := _config(item):
            servers[name] = config
    if ("builtin", "developer") in kinds and not any(name == "analyze" for _, name in kinds):
        found += NAMES.tools("analyze/analyze")
    if sub_recipes and not any(name == "summon" for _, name in kinds):
        found += given(_SUMMON, NAMES)
    return tuple(dict.fromkeys(found)), servers


def _tools_of(kind: str, name: str, only: list[str]) -> list[Tool]:
    """The tools that an extension gives."""
    if kind not in _OWN:
        return [Tool(MCP, server=name, tool=tool) for tool in only or [None]]  # type: ignore[list-item]
    known = [native for native in NAMES.names if native.startswith(f"{name}/")]
    natives = [f"{name}/{tool}" for tool in only] if only else known or [name]
    return [tool for native in natives for tool in NAMES.tools(native)]


def _config(item: Native) -> Native | None:
    """How to reach a server, as other formats word it."""
    known = {key: item[key] for key in ("type", *SERVERS.keys.values()) if key in item}
    server = SERVERS.read(known)
    return config_of(server) if server is not None and server.kind in SERVERS.kinds else None


def extensions_of(tools: Iterable[Tool], servers: Mapping[str, Value]) -> list[Value]:
    """The extensions that give some tools, and no more."""
    wanted: dict[tuple[str, str], list[str | None]] = {}
    for tool in tools:
        if tool.name == MCP and tool.native is None:
            wanted.setdefault((MCP, tool.server or ""), []).append(tool.tool)
        elif native := NAMES.encode(tool):
            extension, _, name = native.partition("/")
            wanted.setdefault(("platform", extension), []).append(name or None)
    found: list[Value] = []
    for (kind, name), only in wanted.items():
        own: Native = {"type": kind, "name": name}
        head = _started(name, servers.get(name)) if kind == MCP else own
        if head is None:
            continue
        every = [native.partition("/")[2] for native in NAMES.names if native.startswith(f"{name}/")]
        whole = None in only or (kind != MCP and bool(every) and set(every) <= set(only))
        found.append(head if whole else {**head, "available_tools": list(dict.fromkeys(only))})
    return found


def _started(name: str, config: Value) -> Native | None:
    """The extension for a server; None when it names no program and no address that goose can use."""
    server = server_of(config)
    words = SERVERS.write(server) if server is not None else None
    return None if words is None else {"type": words.pop("type"), "name": name, **words}


# templates

_LIVE = re.compile(r"\{[{%#]")
_LITERAL = re.compile(r"\{\{\s*(?:'([^'\\]*)'|\"([^\"\\]*)\")\s*\}\}")
_RAW = re.compile(r"(?s)\{%\s*raw\s*%\}(.*?)\{%\s*endraw\s*%\}")
_END_RAW = re.compile(r"\{%\s*endraw\s*%\}")
_TAG = re.compile(r"\{[{%]")
_WORD = re.compile(r"\w+")
_NAME = re.compile(r"\{\{\s*([A-Za-z_]\w*)\s*\}\}")
_EMPTY = re.compile(r':\s*""')


def escaped(text: str, live: str = r"(?!)") -> str:
    """Text that Jinja gives back as it is; tags that fit `live` stay."""
    pattern = re.compile(rf"(?!{live}){_LIVE.pattern}")
    out = pattern.sub(lambda m: "{{'" + m[0] + "'}}", text)
    if _EMPTY.search(text):
        return Quoted(out)
    return text if out == text else Raw(out)


def unescaped(text: str) -> str:
    """Template text as Jinja would give it, as far as that depends on nothing."""
    if "{" not in text:
        return text
    last = max((m.end() for m in _END_RAW.finditer(text)), default=0)
    text = _RAW.sub(lambda m: escaped(m[1]), text[:last]) + text[last:]
    return _LITERAL.sub(lambda m: m[1] if m[1] is not None else m[2], text)


def _tags(text: str) -> list[str]:
    """The tags of a template, from the first mark that is closed."""
    found, at, unclosed = [], 0, set()
    while match := _TAG.search(text, at):
        close = "}}" if match[0] == "{{" else "%}"
        end = -1 if close in unclosed else text.find(close, match.end())
        if end < 0:
            unclosed.add(close)
            at = match.start() + 1
        else:
            found.append(text[match.start() : end + 2])
            at = end + 2
    return found


def _templated(native: Native, *, own: bool) -> Native:
    """The native values as a template: literal text escaped, but for what `parameters` declare."""
    given_ = native.get("parameters")
    rest = {k: v for k, v in native.items() if k != "parameters"}
    declared = [str(p["key"]) for p in given_ if isinstance(p, dict)] if isinstance(given_, list) else []
    tags = _tags(json.dumps(rest, ensure_ascii=False))
    if declared and set(declared) <= {word for tag in tags for word in _WORD.findall(tag)}:
        allowed = {*declared, "recipe_dir"}

        def keep(text: str) -> str:
            out = _NAME.sub(lambda m: m[0] if m[1] in allowed else escaped(m[0]), text)
            inside = "".join(_tags(out))
            return Raw(out) if "'" in inside and '"' not in inside else out

        return {key: _each(value, keep) for key, value in native.items()}
    live = r"\{\{\s*recipe_dir\s*\}\}" if own else r"(?!)"
    return {key: _each(value, lambda text: escaped(text, live)) for key, value in rest.items()}


def _each(value: Value, change: Callable[[str], str]) -> Value:
    """A value with every text in it changed, keys too."""
    if isinstance(value, str):
        out = change(value)
        return value if out == value and not isinstance(out, (Quoted, Raw)) else out
    if isinstance(value, list):
        return [_each(item, change) for item in value]
    if isinstance(value, dict):
        return {change(key): _each(item, change) for key, item in value.items()}
    return value


# what goose takes


def _is_parameter(value: Value) -> bool:
    return (
        isinstance(value, dict)
        and fits(value, PARAMETER)
        and (value["requirement"] != "optional" or "default" in value)
        and (value["input_type"] != "file" or "default" not in value)
    )


PARAMETER: Shape = {
    "key!": str,
    "input_type!": {"string", "number", "boolean", "date", "file", "select"},
    "requirement!": {"required", "optional", "user_prompt"},
    "description!": str,
    "default": str,
    "*": object,
}
