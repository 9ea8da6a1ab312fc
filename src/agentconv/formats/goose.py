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
from agentconv.kit.tools import ToolNames, given, native_tools, within
from agentconv.model import names
from agentconv.model.agent import Agent, Tool, Value, same, with_fields
from agentconv.model.powers import power
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
    )
    more_keys = frozenset(
        {"version", "settings", "extensions", "parameters", "activities", "context", "response", "retry"}
        | {"sub_recipes"}
    )
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
        more = ("model", "temperature", "max_turns", "tools.allow", "mcp_servers")
        return name in more or super().is_native(name)

    # reading

    def agents(self, reading: Reading) -> list[Agent]:
        values = reading.tree.values
        inner = values.get("recipe")
        if isinstance(inner, dict):
            values, reading = inner, reading.below("recipe")
        if {"title", "instructions", "prompt"}.isdisjoint(values):
            raise NotAnAgent("the recipe has no title and no instructions")
        missing = [key for key in ("title", "description") if key not in values]
        if not any(
            isinstance(values.get(k), str) and str(values[k]).strip() for k in ("instructions", "prompt")
        ):
            missing.append("instructions")
        if missing:
            what = f"goose does not load a recipe without {' and '.join(missing)}"
            reading.add("client-ignores", what)
        listed = values.get("extensions")
        for index, item in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(item, dict) and item.get("type") not in _KINDS:
                what = f"goose does not load a recipe with an extension of type {item.get('type')!r}"
                reading.add("client-ignores", what, "extensions", index)
        return [self.decode(values, reading)]

    def decode(self, native: Mapping[str, Value], reading: Reading) -> Agent:
        values: Native = dict(native)
        if not values.get("parameters"):
            values = {key: _each(value, unescaped) for key, value in values.items()}
        if as_version(values.get("version")) == "1.0.0":
            del values["version"]
        extensions, settings = values.pop("extensions", None), values.pop("settings", {})
        agent = super().decode(values, reading)
        if not agent.name and agent.display_name:
            agent = replace(agent, name=names.slug(agent.display_name))
        if agent.display_name == agent.name:
            agent = replace(agent, display_name=None)
        found = self._settings(settings, reading)
        try:
            allow, servers = read_extensions(extensions, "sub_recipes" in values)
            found |= {"tools.allow": allow, "mcp_servers": servers}
            if extensions is not None and not same(exact(extensions), extensions_of(allow or (), servers)):
                found["extensions.goose.extensions"] = exact(extensions)
        except WrongType as problem:
            reading.add("wrong-type", f"'extensions' takes {problem.expected}", "extensions", *problem.at)
        return with_fields(agent, found)

    def _settings(self, settings: Value, reading: Reading) -> dict[str, object]:
        if settings is None:
            return {}
        if not isinstance(settings, dict):
            reading.add("wrong-type", "'settings' takes a map", "settings")
            return {}
        rest: Native = dict(settings)
        found: dict[str, object] = {}
        for key, name, codec in (
            ("goose_model", "model", TEXT),
            ("temperature", "temperature", NUMBER),
            ("max_turns", "max_turns", INTEGER),
        ):
            try:
                found[name] = codec.decode(rest.pop(key, None))
            except WrongType as problem:
                reading.add("wrong-type", f"{key!r} takes {problem.expected}", "settings", key)
        if isinstance(found.get("model"), str) and isinstance(rest.get("goose_provider"), str):
            found["model"] = f"{rest.pop('goose_provider')}/{found['model']}"
        if rest:
            found["extensions.goose.settings"] = exact(rest)
        return {name: value for name, value in found.items() if value is not None}

    # writing

    def encode(self, agent: Agent, writing: Writing) -> Native:
        own = agent.extensions.get(self.name, {})
        model = self.model_for(agent, writing)
        stood = replace(
            agent,
            model=None,
            display_name=agent.display_name or agent.name,
            description=agent.name if agent.description is None else agent.description,
        )
        if not stood.prompt.strip() and not (agent.initial_prompt or "").strip():
            text = stood.description or ""
            stood = replace(stood, prompt=text if text.strip() else agent.name)
        native = super().encode(stood, writing)
        if not stood.prompt:
            native.pop("instructions", None)
        native = {k: v for k, v in native.items() if k in _ROWS or _valid(k, v)}
        settings = self._written_settings(agent, model, native.pop("settings", {}))
        if settings:
            native["settings"] = settings
        native.pop("extensions", None)
        delegates = all(within(name, NAMES, power(agent)) for name in _SUMMON)
        if agent.tools.allow is None or not delegates:
            native.pop("sub_recipes", None)
        listed = self._listed(agent, own.get("extensions"), "sub_recipes" in native)
        if listed is not None:
            native["extensions"] = listed
        version = native.pop("version", "1.0.0")
        return _templated({**native, "version": version}, own=writing.source == self.name)

    def _written_settings(self, agent: Agent, model: str | None, rest: Value) -> Native:
        out: Native = dict(rest) if isinstance(rest, dict) else {}
        if model is not None:
            provider, _, name = model.partition("/")
            out |= {"goose_provider": provider, "goose_model": name} if name else {"goose_model": model}
        if agent.temperature is not None:
            out["temperature"] = agent.temperature
        if agent.max_turns is not None and agent.max_turns >= 0:
            out["max_turns"] = agent.max_turns
        return out

    def _listed(self, agent: Agent, own: Value, sub_recipes: bool) -> Value:
        """The extensions of an agent; None for those of the user."""
        natives = native_tools(agent, NAMES)
        if natives is None:
            return None
        if isinstance(own, list) and _valid("extensions", own):
            allow, servers = read_extensions(own, sub_recipes)
            if allow == agent.tools.allow and same(servers, agent.mcp_servers):
                return own
        tools = given(natives, NAMES)
        if agent.tools.allow is None:
            limit = power(agent)
            tools += tuple(Tool(MCP, server=s) for s in agent.mcp_servers if within(f"\0{s}\0", NAMES, limit))
        return list(extensions_of(tools, agent.mcp_servers))


_ROWS = frozenset(row.key for row in Goose.fields)


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
    if item.get("type") == "stdio" and isinstance(item.get("cmd"), str):
        out: Native = {"command": item["cmd"], "args": item.get("args") or []}
        return {**out, "env": item["envs"]} if item.get("envs") else out
    if item.get("type") == "streamable_http" and isinstance(item.get("uri"), str):
        out = {"type": "http", "url": item["uri"]}
        return {**out, "headers": item["headers"]} if item.get("headers") else out
    return None


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
    if not isinstance(config, dict) or config.get("type") == "sse":
        return None
    command, url = config.get("command"), config.get("url")
    if isinstance(command, str) and command:
        args, env = config.get("args"), config.get("env")
        out: Native = {"type": "stdio", "name": name, "cmd": command}
        out["args"] = [a for a in args if isinstance(a, str)] if isinstance(args, list) else []
        return {**out, "envs": texts} if (texts := _texts(env)) else out
    if isinstance(url, str) and url:
        out = {"type": "streamable_http", "name": name, "uri": url}
        return {**out, "headers": texts} if (texts := _texts(config.get("headers"))) else out
    return None


def _texts(value: Value) -> Native:
    return {k: v for k, v in value.items() if isinstance(v, str)} if isinstance(value, dict) else {}


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


def _valid(key: str, value: Value) -> bool:
    """Whether a value of a recipe's own is one that goose takes."""
    check = _CHECKS.get(key)
    return check is not None and check(value)


def _all(value: Value, check: Callable[[Value], bool]) -> bool:
    return isinstance(value, list) and all(map(check, value))


def _has(*keys: str) -> Callable[[Value], bool]:
    return lambda value: isinstance(value, dict) and all(isinstance(value.get(k), str) for k in keys)


def _is_parameter(value: Value) -> bool:
    return (
        isinstance(value, dict)
        and _has("key", "input_type", "requirement", "description")(value)
        and value["input_type"] in ("string", "number", "boolean", "date", "file", "select")
        and value["requirement"] in ("required", "optional", "user_prompt")
        and isinstance(value.get("default", ""), str)
        and (value["requirement"] != "optional" or "default" in value)
        and (value["input_type"] != "file" or "default" not in value)
    )


def _is_text(value: Value) -> bool:
    return isinstance(value, str)


def _is_map(value: Value) -> bool:
    return isinstance(value, dict)


def _is_readable(value: Value) -> bool:
    try:
        return read_extensions(value, False)[0] is not None
    except WrongType:
        return False


_CHECKS: dict[str, Callable[[Value], bool]] = {
    "version": _is_text,
    "settings": _is_map,
    "extensions": _is_readable,
    "parameters": lambda v: _all(v, _is_parameter),
    "activities": lambda v: _all(v, _is_text),
    "context": lambda v: _all(v, _is_text),
    "response": _is_map,
    "retry": _is_map,
    "sub_recipes": lambda v: _all(v, _has("name", "path")),
}
