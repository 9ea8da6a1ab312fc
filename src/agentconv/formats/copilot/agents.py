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

from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import ClassVar

from agentconv.containers.base import Tree
from agentconv.errors import NotAnAgent, SyntaxProblem, WrongType
from agentconv.formats.copilot.codecs import NAMES, PORTABLE, SERVERS, SERVERS_SHAPE, tool_names
from agentconv.kit import bag
from agentconv.kit.codecs import as_null, as_text, keep_native, text_items, whole_names
from agentconv.kit.format import BODY, BY_MARK, Field, Format, Reading, Writing
from agentconv.kit.hosts import Host
from agentconv.kit.keys import Key
from agentconv.kit.lengths import Length
from agentconv.kit.servers import Servers, server_of
from agentconv.kit.shapes import fits
from agentconv.kit.tools import Listed
from agentconv.model.agent import MISSING, Agent, Value, with_fields

CARRIED = ("version", "updated", "changelog", "output_contract", "authors", "license", "tags")
"""Fields that go to `metadata`: what says where an agent comes from, nothing that bounds what it may do."""

_ENDINGS = (".agent.md", ".chatmode.md")
_FLAGS = ("disable-model-invocation", "infer", "user-invocable", "include-custom-instructions")
_EVENTS_WORDS = (
    "sessionStart sessionEnd userPromptSubmitted preToolUse postToolUse postToolUseFailure "
    "permissionRequest errorOccurred agentStop subagentStart subagentStop notification preCompact "
    "SessionStart UserPromptSubmit PreToolUse PostToolUse Stop SubagentStop Notification PreCompact "
    "ErrorOccurred"
)
_EVENTS = frozenset(_EVENTS_WORDS.split())
"""Hook events: the CLI's own, and Claude Code's names for them."""


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
        return whole_names(value, self) or None


def _are_hooks(value: Value) -> bool:
    if not isinstance(value, dict) or not value.keys() <= _EVENTS:
        return False
    return all(isinstance(actions, list) and all(map(_is_action, actions)) for actions in value.values())


def _is_action(value: Value) -> bool:
    """Whether the CLI takes an action of a hook, or several for one matcher."""
    if not isinstance(value, dict):
        return False
    if isinstance(inner := value.get("hooks"), list):
        return all(map(_is_action, inner))
    programs = [value[key] for key in ("command", "bash", "powershell") if key in value]
    return value.get("type") == "command" and bool(programs) and fits(programs, [str])


TEXT, NAME_LIST, FLAG = Key(str, "text"), Key([str], "a list of names"), Key(bool, "true or false")

KEYS = {
    "name": TEXT,
    "description": TEXT,
    "tools": Key((str, [str]), "a list of names"),
    "model": Key(lambda value: value != [] and fits(value, (str, [str])), "a name or a list of names"),
    "model-policy": Key({"preferred", "required"}, "preferred or required"),
    "reasoning-effort": TEXT,
    "skills": NAME_LIST,
    "mcp-servers": Key((None, SERVERS_SHAPE), "a map of servers that have `tools`, and `args` or `type`"),
    "hooks": Key(_are_hooks, "a map of events"),
    "github": Key(dict, "a map"),
    **dict.fromkeys(_FLAGS, FLAG),
}
"""Keys for whose shape the CLI drops a file."""


class Copilot(Format):
    """GitHub Copilot custom agent."""

    name = "copilot"
    host = Host("https://docs.github.com/en/copilot/how-tos/copilot-cli/", "2026-11-28")
    title = "GitHub Copilot custom agent"
    containers = ("frontmatter",)
    paths: ClassVar[tuple[str, ...]] = (
        ".github/agents/**/*.agent.md",
        ".github/agents/**/*.md",
        ".github/chatmodes/*.chatmode.md",
    )
    user_paths: ClassVar[tuple[str, ...]] = (".copilot/agents/**/*.agent.md", ".copilot/agents/**/*.md")
    marks = frozenset({"mcp-servers", "handoffs", "infer", "include-custom-instructions"})
    named_by_file = True
    reference = "https://docs.github.com/en/copilot/reference/custom-agents-configuration"
    checked = "2026-11-20, Copilot CLI 1.0.102"
    sure = "client"
    validated = "Copilot CLI 1.0.102: its discovery of agents, and the prompt and tools that it sends"
    fields: ClassVar[tuple[Field, ...]] = (
        Field("name", "display_name"),
        Field("description", "description"),
        Field("tools", "tools.allow", Listed(PORTABLE, NAMES, words=tool_names)),
        Field("model", "model", ModelCodec()),
        Field("reasoning-effort", "effort"),
        Field("skills", "skills", NamesCodec()),
        Field("mcp-servers", "mcp_servers", Servers(SERVERS, names=True)),
        Field(BODY, "prompt", length=Length(30_000, "GitHub Copilot")),
    )
    keys = KEYS
    required = ("description",)
    client = "Copilot CLI"
    own_agents = frozenset({"agent", "ask", "edit", "plan"})  # VS Code's, which prompt files name
    more_keys = frozenset({"target", "metadata", "argument-hint", "handoffs", "agents"})
    needs = {"description": ("name",), "prompt": ("description", "name")}
    order = ("name", "description", "tools", "model")
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
        return [self.read(tree.values, reading)]

    def complete(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> Agent:
        own = agent.extensions.get(self.dialect, {})
        found: dict[str, object] = {}
        if not agent.name and agent.display_name:  # text that comes from no file
            found["name"] = agent.display_name
        if model := _first(own.get("model")):
            found["model"] = model
        if isinstance(own.get("metadata"), dict):
            found |= self._restored(agent, reading)
        return with_fields(agent, found)

    def _restored(self, agent: Agent, reading: Reading) -> dict[str, object]:
        metadata = agent.extensions[self.dialect]["metadata"]
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
        return {**found, f"extensions.{self.dialect}.metadata": rest or MISSING}

    def remark(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> None:
        super().remark(agent, native, reading)
        unknown = [tool.name for tool in agent.tools.allow or () if tool.native == self.dialect]
        if unknown:
            more = f" and {len(unknown) - 10} more" if len(unknown) > 10 else ""
            what = f"no tool that Copilot CLI is known to have: {', '.join(unknown[:10])}{more}"
            reading.add("tool-unknown", what, "tools", hint="Copilot gives nothing for an unknown name")

    # writing

    def fit(self, agent: Agent, writing: Writing) -> Agent:
        own = dict(agent.extensions.get(self.dialect, {}))
        metadata = self._bag(agent, own.pop("metadata", None))
        if metadata:
            own["metadata"] = dict(metadata)
        title = agent.display_name
        if title is None and writing.slug and writing.slug != agent.name:
            title = agent.name
        servers = {  # a server says which tools it gives, and cannot say which it withholds
            name: config
            for name, config in agent.mcp_servers.items()
            if (server := server_of(config)) is not None and not server.without
        }
        kept = {self.dialect: own} if own else {}
        return replace(agent, display_name=title, mcp_servers=servers, extensions=kept)

    def model_for(self, agent: Agent, writing: Writing) -> str | None:
        models = agent.extensions.get(self.dialect, {}).get("model")
        if agent.model is not None and agent.model == _first(models):
            return None  # the list is written as it is
        return super().model_for(agent, writing)

    def _bag(self, agent: Agent, foreign: Value) -> dict[str, str]:
        pairs = foreign.items() if isinstance(foreign, dict) else ()
        metadata = {k: str(v) for k, v in pairs if isinstance(v, str)}
        for key, text in bag.entries(replace(agent, extensions={}), {}):
            if key in CARRIED:
                metadata[bag.PREFIX + key] = text
        return metadata


def _first(models: Value) -> str | None:
    """The first of a list of models."""
    return models[0] if isinstance(models, list) and models and isinstance(models[0], str) else None
