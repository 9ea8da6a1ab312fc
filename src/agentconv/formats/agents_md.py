"""AGENTS.md: one flat file of instructions, with a marked section for each agent.

Facts: https://agents.md (read 2026-08-22) and Claude Code 2.1.328, observed offline on 2026-11-20.

* Any tool reads the file as plain text into every session. It bounds nothing: an agent with any
  restriction cannot be written here without more power.
* A section holds the name as a heading, the description and the prompt, and reads back as they were.
  Nothing else of an agent is kept.
* A file without our marks is nobody's agent. With `--from agents-md` it is read as one agent without a
  description, under the name of its folder.
* Claude Code reads the file where no CLAUDE.md stands, follows `@path` in it, and leaves out comments
  that fill a line; it runs nothing. Codex reads 32 KiB of such files by default.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from agentconv.containers.base import BODY, Tree
from agentconv.diagnostics import Severity
from agentconv.errors import NotAnAgent
from agentconv.kit.document import kept_source
from agentconv.kit.format import BY_PATH, Field, Format, Native, OutputFile, Reading, Rendered, Writing
from agentconv.kit.options import Option
from agentconv.model.agent import Agent, Value

INTRODUCTION = """\
# Agents

Each section is the brief of one agent. Follow the one that you are asked for, and leave the others alone.

"""
INTRODUCING = Option("introduction", "What stands in front of the agents.", "file")
CODEX_LIMIT = 32 * 1024
_HEADING = re.compile(r"## (?P<name>[^\r\n]*)\r?\n\r?\n")
_PROMPT_MARK = "<!-- prompt -->\n"
_PROMPT = re.compile(r"(?:\A|(?P<after>\n\r?\n))<!-- prompt -->(?:\r?\n|\r?\Z)")
_IMPORT = re.compile(r"(?<![^\s])@[\w.~/-]*[\w/]")


class AgentsMd(Format):
    """AGENTS.md."""

    name = "agents-md"
    title = "AGENTS.md"
    containers = ("sections",)
    paths = ("AGENTS.md",)
    name_rule = re.compile(r"[^\n\r]+")
    reference = "https://agents.md"
    checked = "2026-11-20, Claude Code 2.1.328"
    sure = "own"
    validated = "reading back what was written; any text is valid"
    fields = (Field("name", "name"), Field("description", "description"), Field("prompt", "prompt"))
    options = (INTRODUCING,)
    reasons = {
        "name": "a heading has one line",
        "description": "a description does not hold the mark of a prompt",
        "*": "AGENTS.md is plain text; --carry keeps it",
    }

    # reading

    def recognises(self, path: PurePosixPath, tree: Tree) -> int:
        return BY_PATH if self.lies_at(path) and BODY not in tree.values else 0

    def stem_of(self, path: PurePosixPath) -> str:
        return path.parent.name or path.stem

    def agents(self, reading: Reading) -> list[Agent]:
        values = reading.tree.values
        if BODY not in values:
            return [self.decode({key: text}, reading) for key, text in values.items()]
        text = str(values[BODY])
        if not text.strip():
            raise NotAnAgent("the file is empty")
        return [Agent(name=reading.stem, prompt=text)]

    def decode(self, native: Mapping[str, Value], reading: Reading) -> Agent:
        ((key, text),) = native.items()
        heading = _HEADING.match(str(text))
        if heading is None:
            reading.add("wrong-type", "a section starts with a heading and a blank line", key)
            return Agent(name="")
        name, rest = heading["name"], str(text)[heading.end() :]
        mark = _PROMPT.search(rest)
        if mark is None:
            return Agent(name, prompt=rest)
        description = rest[: mark.start()] if mark["after"] else None
        return Agent(name, description=description, prompt=rest[mark.end() :])

    # writing

    def encode(self, agent: Agent, writing: Writing) -> Native:
        name = agent.name if self.name_rule.fullmatch(agent.name) else writing.stem(agent)
        description = f"{agent.description}\n\n" if agent.description is not None else ""
        if found := _IMPORT.search(agent.prompt) or _IMPORT.search(description):
            what = f"Claude Code would read in a file at {found[0]!r}"
            writing.report.add("live-text", what, field="prompt")
        text = f"## {name}\n\n{description}{_PROMPT_MARK}{agent.prompt}"
        return {writing.stem(agent): text}

    def files(self, items: Sequence[Rendered], writing: Writing) -> list[OutputFile]:
        from agentconv.containers import container

        names = tuple(item.agent.name for item in items)
        kept = kept_source([item.document for item in items])
        introduction = self._introduction(writing)
        text = items[0].text if len(items) == 1 and introduction is None else None
        if kept is not None:
            text = kept.tree.source.text
        if text is None:
            sections: Native = {}
            for item in sorted(items, key=lambda i: i.slug):
                sections |= item.native or self.encode(item.agent, replace(writing, slug=item.slug))
            text = INTRODUCTION if introduction is None else introduction
            text += container(self.containers[0]).write(sections)
        if (size := len(text.encode())) > CODEX_LIMIT:
            what = f"the file has {size:,} bytes; Codex reads the first {CODEX_LIMIT:,} by default"
            writing.report.add("over-limit", what, severity=Severity.WARNING)
        return [OutputFile(self.paths[0], text, names)]

    def _introduction(self, writing: Writing) -> str | None:
        """The text that is wanted in front of the agents, as paragraphs of its own; None = ours."""
        said: str | None = INTRODUCING.of(writing)
        if said is None:
            return None
        if "<!-- section:" in said:
            writing.report.add("wrong-type", "the introduction of an AGENTS.md holds the mark of a section")
        return f"{said.rstrip()}\n\n" if said.strip() else ""
