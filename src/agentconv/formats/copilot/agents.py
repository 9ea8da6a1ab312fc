"""GitHub Copilot custom agents: Markdown with YAML frontmatter in `.github/agents/`.

Facts: https://docs.github.com/en/copilot/reference/custom-agents-configuration, VS Code's page on custom
agents, and Copilot CLI 1.0.102 itself, asked offline on 2026-11-20 (its discovery, and what it sends to a
model). Where they differ, the CLI is followed:

* The file's stem is the identity, `name` is shown. `description` is needed, an empty one will do.
* `tools` absent or with a `*` gives every tool, `[]` none; `skill` and a scratch database are always
  there. Names are matched without regard to capitals; unknown ones, and patterns such as `Bash(git:*)`,
  give nothing.
* `Grep` gives grep and `search` gives grep and glob; most of VS Code's fine-grained names work too.
* The whole file is dropped for a key of a wrong type (null, or quoted true), for a duplicate key, for
  frontmatter that is not YAML or is not at the first byte. A BOM, CRLF and unknown keys do no harm.
* `mcp-servers` is dropped with the file unless each server has `tools`, and `args` or a `type` beside
  `url`.
* `metadata` may hold anything; agentconv keeps version, authors, licence, tags, changelog and output
  contract there.
* `reasoning-effort` and `skills` are the CLI's; `target`, `agents`, `handoffs`, `argument-hint` are VS
  Code's.
* GitHub takes 30,000 characters of prompt. The prompt is sent as it is, less blanks around it.
* An agent without a prompt is given every tool, whatever `tools` says: its description stands in.
* `.chatmode.md` is VS Code's old name for the same file. A model may be a list, in order of preference.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from agentconv.containers.base import Tree
from agentconv.errors import NotAnAgent, SyntaxProblem, WrongType
from agentconv.formats.copilot.codecs import PORTABLE, ServersCodec, given, is_texts, tool_names
from agentconv.kit import bag
from agentconv.kit.codecs import as_null, as_text, exact, keep_native, text_items
from agentconv.kit.format import BODY, BY_MARK, Field, Format, Native, Reading, Writing
from agentconv.kit.tools import native_tools
from agentconv.model.agent import MISSING, Agent, Tool, Tools, Value, with_fields
from agentconv.text.shorten import shorten

MAX_PROMPT = 30_000
CARRIED = ("version", "updated", "changelog", "output_contract", "authors", "license", "tags")
"""Fields that go to `metadata`: what says where an agent comes from, nothing that bounds what it may do."""

_ENDINGS = (".agent.md", ".chatmode.md")
_FLAGS = ("disable-model-invocation", "infer", "user-invocable", "include-custom-instructions")
_EVENTS = frozenset(
    [
        "sessionStart",
        "sessionEnd",
        "userPromptSubmitted",
        "preToolUse",
        "postToolUse",
        "postToolUseFailure",
        "permissionRequest",
        "errorOccurred",
        "agentStop",
        "subagentStart",
        "subagentStop",
        "notification",
        "preCompact",
        "SessionStart",
        "UserPromptSubmit",
        "PreToolUse",
        "PostToolUse",
        "Stop",
        "SubagentStop",
        "Notification",
        "PreCompact",
        "ErrorOccurred",
    ]
)
"""Hook events: the CLI's own, and Claude Code's names for them."""


class AllowCodec:
    """`tools`: absent = all, a `*` among the names = all, empty = none."""

    def decode(self, value: Value) -> tuple[Tool, ...] | None:
        names = tool_names(value)
        return None if "*" in names else given(names)

    def encode(self, value: tuple[Tool, ...]) -> Value:
        return [name for tool in value if (name := PORTABLE.encode(tool))]


class ModelCodec:
    """`model`: a name; a list of names has no neutral form."""

    def decode(self, value: Value) -> str | None:
        keep_native(not isinstance(value, list))
        return as_text(value)

    def encode(self, value: str) -> Value:
        return value


class NamesCodec:
    """`skills`: a list of names."""

    def decode(self, value: Value) -> tuple[str, ...]:
        return () if as_null(value) else tuple(text_items(value))

    def encode(self, value: tuple[str, ...]) -> Value:
        return list(value)


class Copilot(Format):
    """GitHub Copilot custom agent."""

    name = "copilot"
    title = "GitHub Copilot custom agent"
    containers = ("frontmatter",)
    paths = (".github/agents/**/*.agent.md", ".github/agents/**/*.md", ".github/chatmodes/*.chatmode.md")
    user_paths = (".copilot/agents/**/*.agent.md", ".copilot/agents/**/*.md")
    marks = frozenset({"mcp-servers", "handoffs", "infer", "include-custom-instructions"})
    named_by_file = True
    reference = "https://docs.github.com/en/copilot/reference/custom-agents-configuration"
    checked = "2026-11-20, Copilot CLI 1.0.102"
    validated = "Copilot CLI 1.0.102: its discovery of agents, and the prompt and tools that it sends"
    fields = (
        Field("name", "display_name"),
        Field("description", "description"),
        Field("tools", "tools.allow", AllowCodec()),
        Field("model", "model", ModelCodec()),
        Field("reasoning-effort", "effort"),
        Field("skills", "skills", NamesCodec()),
        Field("mcp-servers", "mcp_servers", ServersCodec()),
        Field(BODY, "prompt"),
    )
    more_keys = frozenset(
        [
            *_FLAGS,
            "target",
            "model-policy",
            "metadata",
            "argument-hint",
            "handoffs",
            "agents",
            "hooks",
            "github",
        ]
    )
    carrier = "metadata"
    reasons = {
        "name": "the file's stem is the agent's identity here",
        "display_name": "Copilot shows the name, which the file's stem cannot hold",
        "description": "Copilot needs one",
        "tools.allow": "Copilot lists tools by coarse names, without patterns: edit, search, execute, web",
        "tools.deny": "Copilot has no deny list: what remains is listed",
        "permission_mode": "Copilot has no such mode in the file",
        "mcp_servers": "a server that the host knows needs no entry; one needs a command, or a type and url",
        "hooks": "hooks are programs that are made for one client's events",
    }

    def recognises(self, path: PurePosixPath, tree: Tree) -> int:
        return super().recognises(path, tree) or (BY_MARK if path.name.endswith(_ENDINGS) else 0)

    # reading

    def agents(self, reading: Reading) -> list[Agent]:
        tree = reading.tree
        if not tree.values.keys() - {BODY} and not tree.source.path.endswith(_ENDINGS):
            raise NotAnAgent("the file has no frontmatter")
        return [self.decode(tree.values, reading)]

    def decode(self, native: Mapping[str, Value], reading: Reading) -> Agent:
        agent = super().decode(native, reading)
        own = agent.extensions.get(self.name, {})
        found: dict[str, object] = {}
        if not agent.name and agent.display_name:  # text that comes from no file
            found["name"] = agent.display_name
        models = own.get("model")
        if isinstance(models, list) and models and isinstance(models[0], str):
            found["model"] = models[0]
        if isinstance(own.get("metadata"), dict):
            found |= self._restored(agent, reading)
        if reading.stem and (problem := _refusal(native)):
            reading.add("client-ignores", f"Copilot CLI does not load this file: {problem[0]}", *problem[1:])
        self._remark_tools(native, agent, reading)
        return with_fields(agent, found)

    def _restored(self, agent: Agent, reading: Reading) -> dict[str, object]:
        metadata = agent.extensions[self.name]["metadata"]
        ours, rest = bag.unpack(metadata if isinstance(metadata, dict) else {})
        found: dict[str, object] = {}
        for key, text in ours.items():
            try:
                field = bag.field_of(key, text) if key in CARRIED else None
            except WrongType as problem:
                what = f"metadata {bag.PREFIX + key!r} is not {problem.expected}"
                reading.add("wrong-type", what, "metadata", bag.PREFIX + key)
                continue
            except SyntaxProblem as problem:
                what = f"metadata {bag.PREFIX + key!r}: {problem.message}"
                reading.add(problem.code, what, "metadata", bag.PREFIX + key)
                continue
            if field:
                found[field[0]] = field[1]
            else:
                rest[bag.PREFIX + key] = text
        return {**found, f"extensions.{self.name}.metadata": rest or MISSING}

    def _remark_tools(self, native: Mapping[str, Value], agent: Agent, reading: Reading) -> None:
        unknown = [tool.name for tool in agent.tools.allow or () if tool.native == self.name]
        if unknown:
            more = f" and {len(unknown) - 10} more" if len(unknown) > 10 else ""
            what = f"no tool that Copilot CLI is known to have: {', '.join(unknown[:10])}{more}"
            reading.add("tool-unknown", what, "tools", hint="Copilot gives nothing for an unknown name")

    # writing

    def encode(self, agent: Agent, writing: Writing) -> Native:
        own = agent.extensions.get(self.name, {})
        kept = {k: v for k, v in own.items() if k != "metadata" and _valid(k, v)}
        natives = native_tools(agent, PORTABLE)
        title = agent.display_name
        if title is None and writing.slug and writing.slug != agent.name:
            title = agent.name
        said = replace(
            agent,
            display_name=title,
            description=agent.description or agent.name,
            tools=Tools(),
            prompt=self._prompt(
                agent.prompt if agent.prompt.strip() else agent.description or agent.name, writing
            ),
            extensions={self.name: kept} if kept else {},
        )
        native = super().encode(said, writing)
        if not native.get("mcp-servers", True):
            del native["mcp-servers"]
        models = kept.get("model")
        if isinstance(models, list) and models[0] == agent.model:
            native["model"] = models
        if natives is not None:
            native["tools"] = [name for name in natives if given([name]) == PORTABLE.tools(name)]
        if metadata := self._bag(agent, own.get("metadata")):
            native["metadata"] = dict(metadata)
        order = {key: place for place, key in enumerate([row.key for row in self.fields])}
        return dict(sorted(native.items(), key=lambda item: order.get(item[0], len(order))))

    def _bag(self, agent: Agent, foreign: Value) -> dict[str, str]:
        pairs = foreign.items() if isinstance(foreign, dict) else ()
        metadata = {k: str(v) for k, v in pairs if isinstance(v, str)}
        for key, text in bag.entries(replace(agent, extensions={}), {}):
            if key in CARRIED:
                metadata[bag.PREFIX + key] = text
        return metadata

    def _prompt(self, text: str, writing: Writing) -> str:
        if len(text) <= MAX_PROMPT:
            return text
        if writing.shorten:
            writing.report.add(
                "shortened", f"the prompt is cut from {len(text):,} characters", field="prompt"
            )
            return shorten(text, MAX_PROMPT)
        what = f"the prompt has {len(text):,} characters; GitHub Copilot takes {MAX_PROMPT:,}"
        writing.report.add("over-limit", what, field="prompt", hint="--shorten cuts it at a sentence end")
        return text


def _servers(value: Value) -> bool:
    return value is None or (isinstance(value, dict) and all(ServersCodec.loads(c) for c in value.values()))


def _hooks(value: Value) -> bool:
    if not isinstance(value, dict) or not value.keys() <= _EVENTS:
        return False
    return all(isinstance(actions, list) and all(map(_action, actions)) for actions in value.values())


def _action(value: Value) -> bool:
    """Whether the CLI takes an action of a hook, or several for one matcher."""
    if not isinstance(value, dict):
        return False
    if isinstance(inner := value.get("hooks"), list):
        return all(map(_action, inner))
    programs = [value[key] for key in ("command", "bash", "powershell") if key in value]
    return value.get("type") == "command" and bool(programs) and is_texts(programs)


_SHAPES: dict[str, tuple[str, Callable[[Value], bool]]] = {
    "name": ("text", lambda v: isinstance(v, str)),
    "description": ("text", lambda v: isinstance(v, str)),
    "tools": ("a list of names", lambda v: isinstance(v, str) or is_texts(v)),
    "model": ("a name or a list of names", lambda v: isinstance(v, str) or (bool(v) and is_texts(v))),
    "model-policy": ("preferred or required", lambda v: v in ("preferred", "required")),
    "reasoning-effort": ("text", lambda v: isinstance(v, str)),
    "skills": ("a list of names", is_texts),
    "mcp-servers": ("a map of servers that have `tools`, and `args` or `type`", _servers),
    "hooks": ("a map of events", _hooks),
    "github": ("a map", lambda v: isinstance(v, dict)),
    **{key: ("true or false", lambda v: isinstance(v, bool)) for key in _FLAGS},
}
"""Keys for whose shape the CLI drops a file, with the shape."""


def _valid(key: str, value: Value) -> bool:
    """Whether Copilot CLI loads a file with this entry."""
    return key not in _SHAPES or _SHAPES[key][1](value)


def _refusal(native: Mapping[str, Value]) -> tuple[str, ...] | None:
    """Why Copilot CLI drops a file, and the key at fault; None = it loads it."""
    if "description" not in native:
        return ("it has no description",)
    for key, (expected, _) in _SHAPES.items():
        if key in native:
            try:
                value = exact(native[key])
            except WrongType:
                continue  # reported as such
            if not _valid(key, value):
                return f"{key} takes {expected}", key
    return None
