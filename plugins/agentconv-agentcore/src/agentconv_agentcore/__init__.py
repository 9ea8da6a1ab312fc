"""AWS AgentCore Harness: a folder for each agent with `harness.json`, as the AgentCore CLI deploys it.

Facts: @aws/agentcore 0.30.0 (its schema, `HarnessSpecSchema`), the API's model in botocore 1.44.8 and "Connect to
tools" of the developer guide (docs.aws.amazon.com/bedrock-agentcore, all read 2026-11-28; the service was not run):

* `name` and `model` are required. A name has a letter, then letters, digits and underscores, 40 in all. A harness has no
  place for a description.
* `systemPrompt` is text, not blank, and not one word that looks like a path; without it, `system-prompt.md` beside the file.
* `shell` and `file_operations` (view, create, edit) are in every session, in a machine of its own, and `tools` adds servers,
  a browser, a gateway and functions. `allowedTools` bounds all of them: a name, `@builtin`, `@server`, `@server/tool`, with
  stars. Without it everything is allowed; what an empty list means is not said, so a name that no tool has stands for none.
* Nothing asks a person before a tool runs.
* Model ids are Bedrock's: those of pydantic-ai-slim 2.68.0 for Anthropic's models, which reach any region.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256

from agentconv import (
    BY_MARK,
    BY_PATH,
    INTEGER,
    NUMBER,
    Agent,
    Field,
    Format,
    Host,
    Joint,
    Key,
    Listed,
    OutputFile,
    Reading,
    Rendered,
    SyntaxProblem,
    ToolNames,
    Value,
    Writing,
    WrongType,
    as_text,
    exact,
    hookimpl,
    kept_source,
)

ALLOW = "allow"
_KEYS = (
    "skills memory maxTokens timeoutSeconds truncation containerUri dockerfile executionRoleArn networkMode"
    " networkConfig lifecycleConfig sessionStoragePath efsAccessPoints s3AccessPoints environmentVariables"
    " authorizerType authorizerConfiguration connections tags"
)
PROMPT = "system-prompt.md"
FILES = ("read", "write", "edit")
NOTHING_BY_NAME = "no_tool"
BEDROCK = {
    f"claude-{name}": f"global.anthropic.claude-{name}{version}"
    for name, version in {
        "opus-5-5": "", "sonnet-5-5": "", "haiku-5-5": "", "fable-5-2": "", "opus-4-8": "", "sonnet-4-6": "",
        "haiku-4-5-20251001": "-v1:0",
    }.items()
}  # fmt: skip
"""Anthropic's id -> Bedrock's."""
DEFAULT_MODEL = "claude-sonnet-4-6"
"""What the service runs a harness with that names no model."""
_OURS = {text: name for name, text in BEDROCK.items()}


def _read_mcp(native: str) -> tuple[str, str | None] | None:
    server, _, tool = native.removeprefix("@").partition("/")
    return (server, tool or None) if native.startswith("@") and server != "builtin" else None


def _write_mcp(server: str, tool: str | None) -> str | None:
    native = f"@{server}/{tool}" if tool else f"@{server}"
    return native if re.fullmatch(r"@[^/]+(/[^/]+)?", native) and len(native) <= 64 else None


WRITTEN: dict[str, str | tuple[str, ...]] = {"shell": "shell", "file_operations": FILES}
READ: dict[str, str | tuple[str, ...]] = {
    "@builtin": ("shell", *FILES),
    "@builtin/shell": "shell",
    "@builtin/file_operations": FILES,
    "file_*": FILES,
    NOTHING_BY_NAME: (),
}
NAMES = ToolNames("agentcore", WRITTEN, _read_mcp, _write_mcp, arguments=False, globs=True)
MORE = ToolNames("agentcore", {**WRITTEN, **READ}, _read_mcp, _write_mcp, arguments=False, globs=True)


class Model:
    """`modelId`: Bedrock's id of a model of Anthropic's; any other as it stands."""

    def decode(self, value: Value) -> str | None:
        text = as_text(value)
        return _OURS.get(text or "", text)

    def encode(self, value: str) -> Value:
        return BEDROCK.get(value, value)


class Tools(Joint):
    """`tools`: servers with an address; the rest is the harness's own."""

    def decode(self, value: Value, beside: Mapping[str, Value]) -> Mapping[str, object]:
        items = exact(value)
        if items is not None and not (isinstance(items, list) and all(isinstance(i, dict) for i in items)):
            raise WrongType("a list of tools")
        servers = (_server(item) for item in items or () if isinstance(item, dict))
        return {"mcp_servers": {name: {"type": "http", "url": url} for name, url in servers if name}}

    def write(self, agent: Agent) -> Value:
        entries = ((name, dict(c)) for name, c in agent.mcp_servers.items() if isinstance(c, Mapping))
        found: list[Value] = [
            {"type": "remote_mcp", "name": name, "config": {"remoteMcp": {"url": config["url"]}}}
            for name, config in entries
            if config == {"type": "http", "url": config.get("url")}
            and re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", name)
        ]
        kept = agent.extensions.get("agentcore", {}).get("tools", ())
        return [*found, *(kept if isinstance(kept, (list, tuple)) else ())] or None

    def rest(self, value: Value, agent: Agent) -> Value:
        return [item for item in exact(value) or () if not _server(item)[0]] or None  # type: ignore[union-attr, arg-type]


def _server(item: Mapping[str, Value]) -> tuple[str, str]:
    """The name and address of a server that says no more than these; empty for any other tool."""
    match item:
        case {
            "type": "remote_mcp",
            "name": str(name),
            "config": {"remoteMcp": {"url": str(url), **more}, **others},
        }:
            return ("", "") if more or others else (str(name), str(url))
    return "", ""


class AgentCore(Format):
    """AgentCore harness."""

    name = "agentcore"
    title = "AWS AgentCore harness"
    containers = ("json",)
    paths = ("app/*/harness.json",)
    name_rule = re.compile(r"[a-zA-Z][a-zA-Z0-9_]{0,39}")
    reference = "https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/harness-tools.html"
    checked = "2026-11-28, @aws/agentcore 0.30.0, botocore 1.44.8"
    validated = "the schema of @aws/agentcore 0.30 and the API's model in botocore take each file"
    models_of = "anthropic-agents"
    client = "The AgentCore CLI"
    required = ("name", "model")
    known_only = True
    host = Host(
        "https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/harness-tools.html", "2026-11-28",
        write=ALLOW, execute=ALLOW, network=ALLOW, search=ALLOW, servers=ALLOW, delegate="deny",
    )  # fmt: skip
    fields = (
        Field("name", "name"),
        Field(("model", "modelId"), "model", Model()),
        Field(("model", "temperature"), "temperature", NUMBER),
        Field(("model", "topP"), "top_p", NUMBER),
        Field("systemPrompt", "prompt"),
        Field("tools", "mcp_servers", Tools()),
        Field("allowedTools", "tools.allow", Listed(NAMES, MORE, idle=NOTHING_BY_NAME)),
        Field("maxIterations", "max_turns", INTEGER),
    )
    keys = {
        "name": Key(name_rule, "a letter, then letters, digits and underscores, 40 at most"),
        "systemPrompt": Key(
            re.compile(r"(?is)(?!\s*(\.\.?/\S*|\S+\.(md|txt))\s*\Z).*\S.*"),
            "text that is not blank and no path",
        ),
        "maxIterations": Key(int, "a whole number"),
    }
    more_keys = frozenset(
        [
            "skills",
            "memory",
            "maxTokens",
            "timeoutSeconds",
            "truncation",
            "containerUri",
            "dockerfile",
            "executionRoleArn",
            "networkMode",
            "networkConfig",
            "lifecycleConfig",
            "sessionStoragePath",
            "efsAccessPoints",
            "s3AccessPoints",
            "environmentVariables",
            "authorizerType",
            "authorizerConfiguration",
            "connections",
            "tags",
        ]
    )
    reasons = {
        "name": "a name is a letter, then letters, digits and underscores, 40 at most",
        "model": "a harness needs a model of Bedrock's",
        "mcp_servers": "a server has an address, and credentials stand elsewhere",
        "tools.allow": "a harness has a shell, file operations and servers, each whole or not at all",
        "*": "a harness has no place for it; --carry keeps it",
    }

    def recognises(self, path, tree):  # type: ignore[no-untyped-def]
        model = tree.values.get("model")
        fits = path.name == "harness.json" and "name" in tree.values and isinstance(model, dict)
        return (BY_PATH if self.lies_at(path) else BY_MARK) if fits and "provider" in model else 0

    def path_of(self, slug: str, scope: str = "project") -> str:
        return super().path_of(_named(slug), scope)

    def name_for(self, agent: Agent, writing: Writing) -> str:
        return agent.name if self.takes_name(agent.name) else _named(writing.stem(agent))

    def model_for(self, agent: Agent, writing: Writing) -> str | None:
        model = super().model_for(agent, writing)
        if writing.source == self.name or model in BEDROCK or writing.model is not None:
            return model or DEFAULT_MODEL
        tiers = ("opus", "sonnet", "haiku", "fable")
        return next(
            (m for m in BEDROCK for tier in tiers if tier in m and tier in (model or "")), DEFAULT_MODEL
        )

    def agents(self, reading: Reading) -> list[Agent]:
        values = dict(reading.tree.values)
        if "systemPrompt" not in values and reading.sibling is not None:
            try:
                values["systemPrompt"] = reading.sibling(PROMPT).text
            except SyntaxProblem as problem:
                if problem.code != "not-found":
                    raise
        return [self.read(values, reading)]

    def decode(self, native: Mapping[str, Value], reading: Reading) -> Agent:
        agent = super().decode(native, reading)
        own = dict(agent.extensions.get(self.name, {}))
        if not isinstance(model := own.get("model"), Mapping) or model.get("provider") != "bedrock":
            return agent
        own["model"] = {key: value for key, value in model.items() if key != "provider"}
        if not own["model"]:
            del own["model"]
        return replace(agent, extensions={k: v for k, v in {**agent.extensions, self.name: own}.items() if v})

    def encode(self, agent: Agent, writing: Writing) -> dict[str, Value]:
        native = super().encode(agent, writing)
        if isinstance(model := native.get("model"), dict):
            native["model"] = {"provider": "bedrock", **model}
        return native

    def files(self, items: Sequence[Rendered], writing: Writing) -> list[OutputFile]:
        found = []
        for item in items:
            if (source := kept_source([item.document])) is None:
                found += super().files([item], writing)
                continue
            path = self.path_of(item.slug, writing.scope)
            texts = ((path.rpartition("/")[0] + f"/{name}", more.text) for name, more in source.companions)
            found.append(OutputFile(path, source.tree.source.text, (item.agent.name,), is_index=True))
            found += [OutputFile(place, text, (item.agent.name,)) for place, text in texts]
        return found


def _named(slug: str) -> str:
    """A slug as a name; one that is too long ends with a few letters of its digest, so that no two are alike."""
    word = re.sub(r"\W", "_", slug, flags=re.ASCII)
    word = word if word[0].isalpha() else f"agent_{word}"
    return word if len(word) <= 40 else f"{word[:33]}_{sha256(slug.encode()).hexdigest()[:6]}"


@hookimpl
def agentconv_formats() -> list[type[Format]]:
    """The formats of this package."""
    return [AgentCore]
