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

from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from agentconv.containers.base import Tree
from agentconv.errors import NotAnAgent, WrongType
from agentconv.formats.goose.extensions import KINDS, NAMES, SUMMON, extensions_of, read_extensions
from agentconv.formats.goose.templates import in_each_text, is_template, templated, unescaped
from agentconv.kit.codecs import INTEGER, NUMBER, TEXT, as_text, keep_native
from agentconv.kit.format import BY_SHAPE, Field, Format, Native, Reading, Writing
from agentconv.kit.hosts import ALLOW, Host
from agentconv.kit.keys import Key
from agentconv.kit.shapes import Shape, fits, maps_in
from agentconv.kit.tools import Limit, given
from agentconv.model import names
from agentconv.model.agent import Agent, Tool, Value, same, with_fields
from agentconv.model.vocabulary import MCP


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


class Goose(Format):
    """goose recipe."""

    name = "goose"
    host = Host(
        "https://block.github.io/goose/docs/guides/goose-permissions",
        "2026-11-28",
        write=ALLOW,
        execute=ALLOW,
        network=ALLOW,
        search=ALLOW,
        servers=ALLOW,
    )
    title = "goose recipe"
    containers = ("yaml", "json")
    paths = (".goose/recipes/*.yaml", ".goose/recipes/*.json")
    user_paths = (".config/goose/recipes/*.yaml", ".config/goose/recipes/*.json")
    named_by_file = True
    reference = "https://block.github.io/goose/docs/guides/recipes/recipe-reference"
    checked = "2026-11-20, goose's source"
    sure = "source"
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
        parts = (native.get(key) for key in ("title", "description", "instructions", "prompt"))
        if any(isinstance(text, str) and is_template(text) for text in parts):
            keys = [str(p.get("key")) for p in maps_in(native.get("parameters")) if p.get("key")]
            what = "goose fills in a part of the text when the recipe runs; elsewhere it is text"
            hint = f"its parameters: {', '.join(keys)}" if keys else None
            reading.add("live-source", what, "instructions", hint=hint)
        listed = native.get("extensions")
        for index, item in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(item, dict) and item.get("type") not in KINDS:
                what = f"goose does not load a recipe with an extension of type {item.get('type')!r}"
                reading.add("client-ignores", what, "extensions", index)

    def decode(self, native: Mapping[str, Value], reading: Reading) -> Agent:
        """The agent of a recipe, whose texts are templates."""
        values: Native = dict(native)
        if not values.get("parameters"):
            values = {key: in_each_text(value, unescaped) for key, value in values.items()}
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
        delegates = all(Limit(agent).allows_name(name, NAMES) for name in SUMMON)
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
        return templated({**native, "version": version}, own=writing.source == self.name)

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


# templates


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
