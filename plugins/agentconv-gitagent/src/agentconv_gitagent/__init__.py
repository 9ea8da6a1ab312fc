"""gitagent: a folder for each agent, with `agent.yaml` for the facts and `SOUL.md` for the instructions.

Facts: open-gitagent/gitagent-protocol, spec 0.1.0 and its JSON Schema `agent-yaml.schema.json` (read 2026-11-20).

* `name` (`[a-z][a-z0-9-]*`), `version` (x.y.z) and `description` are required; the schema refuses unknown keys.
  An agent without a version gets 0.0.0.
* `model` is a map: `preferred`, `fallback`, `constraints` (temperature, top_p, max_tokens). `runtime` holds
  `max_turns`. Where these maps say more than an agent can, the rest stays native.
* `tools` are kebab-case names whose meaning the runtime decides: they are kept as they are, and tools of other
  formats are not written. A folder without `tools` has whatever its runtime gives, so an agent with a bound
  gets an empty list.
* `SOUL.md` is required and holds prose. Beside it may lie RULES.md, DUTIES.md, skills and more: a folder that has
  RULES.md or DUTIES.md is read with them at the end of the instructions, and written as SOUL.md alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from agentconv import (
    BODY,
    BY_MARK,
    BY_PATH,
    TEXT,
    Agent,
    Field,
    Format,
    KeepNative,
    OutputFile,
    Reading,
    Rendered,
    SyntaxProblem,
    Tool,
    Tools,
    Value,
    Writing,
    WrongType,
    as_text,
    container,
    exact,
    hookimpl,
    kept_source,
    power,
)

SOUL = "SOUL.md"
MORE = ("RULES.md", "DUTIES.md")
_VERSION = re.compile(r"\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?")
_KEBAB = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_KEYS = frozenset(
    ["spec_version", "agents", "delegation", "mcp_servers", "extends", "dependencies", "a2a", "compliance"]
    + ["registries", "metadata", "model", "runtime"]
)


class Names:
    """A list of kebab-case names."""

    def decode(self, value: Value) -> tuple[str, ...]:
        names = exact(value)
        if names is None:
            return ()
        if not isinstance(names, list) or not all(isinstance(n, str) and n for n in names):
            raise WrongType("a list of names")
        return tuple(dict.fromkeys(map(str, names)))

    def encode(self, value: tuple[str, ...]) -> Value:
        return list(dict.fromkeys(name for name in value if _KEBAB.fullmatch(name)))


class ToolNames:
    """Names of tools, which a runtime gives a meaning to."""

    def decode(self, value: Value) -> tuple[Tool, ...]:
        return tuple(Tool(name, native="gitagent") for name in Names().decode(value))

    def encode(self, value: tuple[Tool, ...]) -> Value:
        return Names().encode(tuple(t.name for t in value if t.native == "gitagent"))


class One:
    """One text that the schema holds as such, where an agent has a list of them."""

    def decode(self, value: Value) -> tuple[str, ...]:
        text = as_text(value)
        return (text,) if text else ()

    def encode(self, value: tuple[str, ...]) -> Value:
        return value[0] if len(value) == 1 else ", ".join(value)


class Texts:
    """A list of texts of any kind."""

    def decode(self, value: Value) -> tuple[str, ...]:
        texts = exact(value)
        if texts is not None and not (isinstance(texts, list) and all(isinstance(t, str) for t in texts)):
            raise WrongType("a list of texts")
        return tuple(map(str, texts or ()))

    def encode(self, value: tuple[str, ...]) -> Value:
        return list(value)


class GitAgent(Format):
    """gitagent folder."""

    name = "gitagent"
    title = "gitagent folder"
    containers = ("yaml",)
    paths = ("agents/*/agent.yaml", "agent.yaml")
    marks = frozenset({"spec_version"})
    name_rule = re.compile(r"[a-z][a-z0-9-]*")
    reference = "https://github.com/open-gitagent/gitagent-protocol"
    checked = "2026-11-20, the protocol's schema 0.1.0"
    validated = "a schema of our own, made from the protocol's"
    fields = (
        Field("name", "name", TEXT),
        Field("version", "version", TEXT),
        Field("description", "description", TEXT),
        Field("author", "authors", One()),
        Field("license", "license", TEXT),
        Field("skills", "skills", Names()),
        Field("tools", "tools.allow", ToolNames()),
        Field("tags", "tags", Texts()),
        Field(BODY, "prompt", TEXT),
    )
    more_keys = _KEYS
    reasons = {
        "name": "a name starts with a lower case letter and has letters, digits and dashes",
        "version": "a version is x.y.z",
        "description": "a description is required",
        "prompt": "SOUL.md must hold prose",
        "authors": "there is one author",
        "skills": "a skill's name is kebab-case",
        "tools.allow": "the runtime gives its own tools their names; list them in agent.yaml",
        "tools.deny": "an agent has the tools that are listed",
        "*": "the schema refuses what it does not know; --carry keeps it",
    }

    def recognises(self, path, tree):  # type: ignore[no-untyped-def]
        keys = tree.values.keys()
        if not {"name", "version", "description"} <= keys or path.name not in ("agent.yaml", "agent.yml"):
            return 0
        known = keys <= self.known_keys
        return (BY_PATH if self.lies_at(path) else BY_MARK) if known else 0

    # reading

    def agents(self, reading: Reading) -> list[Agent]:
        values = dict(reading.tree.values)
        texts = []
        for name in (SOUL, *MORE):
            try:
                texts.append(reading.sibling(name).text if reading.sibling else "")
            except SyntaxProblem as problem:
                if problem.code != "not-found" and name != SOUL:
                    raise
                if name == SOUL:
                    reading.add("client-ignores", f"gitagent needs {SOUL} beside agent.yaml: {problem}")
        texts = [text for text in texts if text]
        values[BODY] = "".join(texts)
        if len(texts) > 1:
            values[BODY] = "\n\n".join(text.strip("\n") for text in texts) + "\n"
        return [self.decode(values, reading)]

    def decode(self, native: Mapping[str, Value], reading: Reading) -> Agent:
        values = dict(native)
        found: dict[str, object] = {}
        for key, read in (("model", _model), ("runtime", _runtime)):
            if key in values:
                try:
                    rest, more = read(exact(values.pop(key)))
                except WrongType as problem:
                    reading.add("wrong-type", f"{key!r} takes {problem.expected}", key, *problem.at)
                except KeepNative:
                    values[key] = native[key]
                else:
                    found |= more
                    if rest:
                        values[key] = rest
        agent = super().decode(values, reading)
        own = dict(agent.extensions.get(self.name, {}))
        if own.get("spec_version") == "0.1.0":
            del own["spec_version"]
        extensions = {**agent.extensions, self.name: own}
        return replace(agent, extensions={k: v for k, v in extensions.items() if v}, **found)  # type: ignore[arg-type]

    # writing

    def encode(self, agent: Agent, writing: Writing) -> dict[str, Value]:
        version = agent.version if agent.version and _VERSION.fullmatch(agent.version) else "0.0.0"
        bounded = not power(Agent("")) <= power(agent)
        own = tuple(t for t in agent.tools.allow or () if _own(t) and _within(t, agent))
        keys = dict(agent.extensions.get(self.name, {}))
        said = replace(
            agent,
            name=agent.name if self.name_rule.fullmatch(agent.name) else _named(writing.stem(agent)),
            description=agent.description if (agent.description or "").strip() else agent.name,
            version=version,
            prompt=agent.prompt if agent.prompt.strip() else f"{agent.name}\n",
            tools=Tools(own if bounded else None),
            extensions={
                self.name: {k: v for k, v in keys.items() if k in _KEYS and k not in ("model", "runtime")}
            },
        )
        native: dict[str, Value] = {"spec_version": "0.1.0", **super().encode(said, writing)}
        for key in ("skills", "tags", "author"):
            if not native.get(key):
                native.pop(key, None)
        model = _merged(keys.get("model"), {"preferred": None if agent.model == "inherit" else agent.model})
        limits = {"temperature": agent.temperature, "top_p": agent.top_p}
        if constraints := _merged(model.get("constraints"), limits):
            model["constraints"] = constraints
        for key, value in (
            ("model", model),
            ("runtime", _merged(keys.get("runtime"), {"max_turns": agent.max_turns})),
        ):
            if value:
                native[key] = value
        return native

    def files(self, items: Sequence[Rendered], writing: Writing) -> list[OutputFile]:
        found = []
        for item in items:
            path, agents = self.path_of(item.slug, writing.scope), (item.agent.name,)
            folder = path.rpartition("/")[0]
            source = kept_source([item.document])
            if source is not None:
                found.append(OutputFile(path, source.tree.source.text, agents, is_index=True))
                found += [OutputFile(f"{folder}/{n}", s.text, agents) for n, s in source.companions]
                continue
            facts = {k: v for k, v in item.native.items() if k != BODY}
            found.append(OutputFile(path, container("yaml").write(facts), agents, is_index=True))
            found.append(OutputFile(f"{folder}/{SOUL}", str(item.native[BODY]), agents))
        return found

    def is_native(self, name: str) -> bool:
        return name in ("model", "temperature", "top_p", "max_turns") or super().is_native(name)


def _own(tool: Tool) -> bool:
    return tool.native == "gitagent" and _KEBAB.fullmatch(tool.name) is not None


def _within(tool: Tool, agent: Agent) -> bool:
    return power(Agent("", tools=Tools((tool,)))) <= power(agent)


def _named(slug: str) -> str:
    return slug if slug[0].isalpha() else f"agent-{slug}"


def _map(value: Value) -> dict[str, Value]:
    if not isinstance(value, dict):
        raise WrongType("a map")
    return dict(value)


def _number(value: Value) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise WrongType("a number")
    return float(value)


def _model(value: Value) -> tuple[dict[str, Value], dict[str, object]]:
    """What of `model` stays native, and the fields that it holds."""
    rest = _map(value)
    found: dict[str, object] = {}
    preferred = rest.pop("preferred", None)
    if preferred is not None and not isinstance(preferred, str):
        raise WrongType("a text as 'preferred'")
    if preferred:
        found["model"] = preferred
    elif preferred == "":
        rest["preferred"] = ""
    if "constraints" in rest:
        limits = _map(rest.pop("constraints"))
        for key in ("temperature", "top_p"):
            if key in limits:
                found[key] = _number(limits.pop(key))
        if limits:
            rest["constraints"] = limits
    return rest, found


def _runtime(value: Value) -> tuple[dict[str, Value], dict[str, object]]:
    rest = _map(value)
    turns = rest.pop("max_turns", None)
    if turns is not None and (isinstance(turns, bool) or not isinstance(turns, int)):
        raise WrongType("a whole number as 'max_turns'")
    return rest, {} if turns is None else {"max_turns": turns}


def _merged(own: Value, values: Mapping[str, Value]) -> dict[str, Value]:
    """A map of the format's own with an agent's values, in one order."""
    rest = own if isinstance(own, dict) else {}
    return {
        **{k: v for k, v in values.items() if v is not None},
        **{k: v for k, v in rest.items() if k not in values or v == ""},
    }


@hookimpl
def agentconv_formats() -> list[type[Format]]:
    """The formats of this package."""
    return [GitAgent]
