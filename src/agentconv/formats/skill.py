r"""Agent Skills: a folder `<name>/SKILL.md`, Markdown with YAML frontmatter.

Facts: https://agentskills.io/specification and https://code.claude.com/docs/en/skills (read 2026-08-22),
and Claude Code 2.1.328, observed offline on some 100 skills on 2026-11-20. Other readers of skills
(`.agents/skills`, `.github/skills`) were not asked.

* The folder is the name; by the specification `name` is the same, to 64 characters of a-z, 0-9 and single
  dashes, and a description has 1 to 1,024 characters. Claude Code itself needs neither.
* A skill is text in a session and bounds nothing: `allowed-tools` only spares questions, and what
  `disallowed-tools` denies comes back with the next message. It runs with every tool of its host.
* `model` and `effort` hold in Claude Code for the turn in which the skill is used. The specification
  refuses keys beyond its six, so they are written only where they were read, or where --model asks.
* While the skill loads, Claude Code RUNS !`command` after white space and what stands between ```! and
  ```; a backslash before the `!` keeps both inert, and is the same in Markdown.
* It puts the call's arguments in the place of `$ARGUMENTS` and `$0`, `$1`, ...; one backslash before them
  is an escape, and is taken out. For `${CLAUDE_SKILL_DIR}` and three more there is none; `$\\{` is inert.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from agentconv.containers.base import Tree
from agentconv.kit.codecs import as_text, keep_native
from agentconv.kit.format import BODY, BY_MARK, BY_PATH, Field, Format, Native, Reading, Writing
from agentconv.kit.lengths import Length
from agentconv.model.agent import Agent, Value

FILE = "SKILL.md"
MAX_NAME = 64
MAX_DESCRIPTION = 1024

_SPACE = r"\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_COMMAND = re.compile(rf"(?:(?<=[{_SPACE}])|(?<![\s\S]))!(?=`[^`]+`)|(?<=```)!")
_VARIABLE = re.compile(r"\$(?=\{CLAUDE_(?:SKILL_DIR|SESSION_ID|PROJECT_DIR|EFFORT)\})")
_ARGUMENT = r"\$(?:ARGUMENTS|\d+(?![A-Za-z0-9_]))"
_WITH_BACKSLASHES = re.compile(rf"(?<!\\)\\*+({_ARGUMENT})")
_LIVE = re.compile(
    rf"(?:(?<=[{_SPACE}])|(?<![\s\S]))!`[^`]+`|```![\s\S]*?```|{_VARIABLE.pattern}\{{\w+\}}"
    rf"|(?:(?<!\\)|(?<=\\\\)){_ARGUMENT}"
)
_ESCAPED = re.compile(rf"(?<!\\)\\(?={_ARGUMENT})")


class LiveText:
    """The body, in which arguments are escaped and commands are kept from running."""

    def decode(self, value: Value) -> str | None:
        return _ESCAPED.sub("", as_text(value) or "")

    def encode(self, value: str) -> Value:
        value = _WITH_BACKSLASHES.sub(r"\\\1", value)
        return _VARIABLE.sub(r"$\\", _COMMAND.sub(r"\\!", value))


class OneTextCodec:
    """A text of the metadata; what is no text, or says nothing, stays as it is."""

    def decode(self, value: Value) -> str | None:
        keep_native(not isinstance(value, (dict, list)) and bool(as_text(value)))
        return as_text(value)

    def encode(self, value: str) -> Value:
        return value or None


class AuthorCodec(OneTextCodec):
    """The one author that the metadata have room for."""

    def decode(self, value: Value) -> tuple[str, ...]:  # type: ignore[override]
        return (super().decode(value) or "",)

    def encode(self, value: tuple[str, ...]) -> Value:  # type: ignore[override]
        return value[0] or None if len(value) == 1 else None


def _live(body: str) -> str | None:
    """The first part of a body that is filled in or run."""
    found = _LIVE.search(body)
    return found and found[0][:40]


class Skill(Format):
    """Agent Skill."""

    name = "skill"
    title = "Agent Skill"
    containers = ("frontmatter",)
    paths = (".claude/skills/*/SKILL.md", ".agents/skills/*/SKILL.md", ".github/skills/*/SKILL.md")
    user_paths = (".claude/skills/*/SKILL.md", ".agents/skills/*/SKILL.md")
    named_by_file = True
    reference = "https://agentskills.io/specification"
    checked = "2026-11-20, Claude Code 2.1.328"
    sure = "client"
    own_agents = frozenset(
        {"general-purpose", "explore", "plan", "statusline-setup", "claude"}
    )  # what that client starts for a skill, 2026-11-28
    validated = "Claude Code itself and its `plugin validate`"
    carrier = "metadata"
    order = ("name",)
    needs = {"description": ("name",)}
    fields = (
        Field("description", "description", length=Length(MAX_DESCRIPTION, "a skill")),
        Field("license", "license"),
        Field("model", "model"),
        Field("effort", "effort"),
        Field(("metadata", "version"), "version", OneTextCodec()),
        Field(("metadata", "author"), "authors", AuthorCodec()),
        Field(BODY, "prompt", LiveText()),
    )
    more_keys = frozenset(
        [
            "name",
            "compatibility",
            "allowed-tools",
            "when_to_use",
            "argument-hint",
            "arguments",
            "disable-model-invocation",
            "user-invocable",
            "disallowed-tools",
            "context",
            "agent",
            "background",
            "hooks",
            "paths",
            "shell",
        ]
    )
    reasons = {
        "description": "a skill needs one",
        "effort": "only Claude Code reads a skill's effort, and the specification refuses it",
        "model": "only Claude Code reads a model here, and the specification refuses it; --model writes it",
        "name": "a skill is called by its folder: a-z, 0-9 and single dashes",
        "prompt": "a backslash keeps Claude Code from running or filling in a part of the text",
        "tools.allow": "a skill runs with every tool of its host",
        "*": "a skill has no place for it; --carry keeps it",
    }

    # reading

    def recognises(self, path: PurePosixPath, tree: Tree) -> int:
        if self.lies_at(path):
            return BY_PATH
        return BY_MARK if path.name == FILE else 0

    def stem_of(self, path: PurePosixPath) -> str:
        return path.parent.name if path.name == FILE else super().stem_of(path)

    def complete(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> Agent:
        own = dict(agent.extensions.get(self.name, {}))
        name = own.pop("name", None)
        if name is None:
            return agent
        if not isinstance(name, str):
            reading.add("wrong-type", "'name' takes text", "name")
        elif not agent.name:
            agent = replace(agent, name=name)
        elif name and name != agent.name:
            return agent
        return replace(agent, extensions={self.name: own} if own else {})

    def remark(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> None:
        name = native.get("name")
        if isinstance(name, str) and reading.stem and name != reading.stem:
            what = f"the skill is called {name!r}, and its folder {reading.stem!r}"
            hint = "name both alike: the specification asks for it, and clients skip it or go by the folder"
            reading.add("name-differs", what, "name", hint=hint)
        if "allowed-tools" in native:
            what = "allowed-tools takes no tool away: a skill runs with every tool of its host"
            reading.add("tool-implied", what, "allowed-tools")
        body = native.get(BODY)
        if isinstance(body, str) and (live := _live(body)):
            what = f"Claude Code fills in or runs a part of the text, such as {live!r}; elsewhere it is text"
            reading.add("live-source", what)

    def client_ignores(self, tree: Tree) -> bool:
        return False

    # writing

    def fit(self, agent: Agent, writing: Writing) -> Agent:
        stem, own = writing.stem(agent), agent.extensions.get(self.name, {})
        name = own.get("name") if writing.source == self.name else None
        if len(stem) > MAX_NAME:
            what = f"the name has {len(stem)} characters; a skill's has {MAX_NAME}"
            writing.report.add("over-limit", what, field="name")
        if writing.source != self.name and writing.model is None:
            agent = replace(agent, model=None, effort=None)
        named: Native = {**own, "name": name if isinstance(name, str) else stem}
        return replace(agent, name=agent.name or stem, extensions={self.name: named})
