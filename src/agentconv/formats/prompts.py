"""A system-prompt bundle as a folder: one pure prompt file per agent, and `bundle.json` beside them.

`prompts/<slug>.md` (or `.txt`: an option) holds exactly the prompt (or, with a template, its text around it);
`prompts/bundle.json` lists the agents with the file, its SHA-256, and everything else that the model
knows: tools, version, output contract. Like an assistant, a bundle grants nothing: its host decides.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import PurePosixPath

from agentconv.containers.base import BODY, Tree
from agentconv.errors import NotAnAgent, SyntaxProblem, WrongType
from agentconv.kit.document import Document, kept_source
from agentconv.kit.format import BY_MARK, BY_PATH, Format, Native, OutputFile, Reading, Rendered, Writing
from agentconv.kit.options import Option
from agentconv.model import neutral
from agentconv.model.agent import Agent, Value
from agentconv.templates import render_prompt

INDEX = "bundle.json"
MARK = "agentconv-prompts"
VERSION = 1
ENDING = Option("ending", "How the names of prompt files end.", default="md", choices=("md", "txt"))
_ENTRY_KEYS = ("id", "prompt")


class Prompts(Format):
    """System-prompt bundle."""

    name = "prompts"
    title = "system-prompt bundle (a folder)"
    containers = ("json",)
    paths = ("prompts/bundle.json",)
    reference = "`agentconv schema bundle`"
    checked = "2026-11-20, its own JSON Schema"
    sure = "own"
    validated = "its JSON Schema"
    carrier = INDEX
    schema_name = "bundle"
    options = (ENDING,)

    def recognises(self, path: PurePosixPath, tree: Tree) -> int:
        if tree.values.get("format") != MARK:
            return 0
        return BY_PATH if self.lies_at(path) else BY_MARK

    # reading

    def agents(self, reading: Reading) -> list[Agent]:
        values = reading.tree.values
        if values.get("version") != VERSION:
            what = f"'version' is {values.get('version')!r}; this agentconv reads {VERSION}"
            reading.add("wrong-type", what, "version", hint="a newer agentconv wrote it")
        entries = values.get("agents")
        if not isinstance(entries, list):
            reading.add("wrong-type", "'agents' takes a list", "agents")
            return []
        if not entries:
            raise NotAnAgent("the bundle lists no agent")
        found = []
        for index, entry in enumerate(entries):
            if isinstance(entry, dict):
                found.append(self._agent(entry, reading.below("agents", index)))
            else:
                reading.add("wrong-type", "an agent takes an object", "agents", index)
        return found

    def _agent(self, entry: Native, reading: Reading) -> Agent:
        place = entry.get("prompt")
        path = place.get("path") if isinstance(place, dict) else None
        if not isinstance(place, dict) or not isinstance(path, str) or reading.sibling is None:
            reading.add("wrong-type", "'prompt' takes an object with a 'path'", "prompt")
            return Agent(name="")
        if path == PurePosixPath(reading.tree.source.path).name:
            reading.add("wrong-type", "the bundle names itself as a prompt file", "prompt", "path")
            return Agent(name="")
        try:
            text = reading.sibling(path).text
        except SyntaxProblem as problem:
            reading.add(problem.code, f"{path}: {problem.message}", "prompt", "path")
            return Agent(name="")
        if place.get("sha256") != sha256(text.encode()).hexdigest():
            what = f"{path} was changed since the bundle was written; its text is taken"
            reading.add("prompt-edited", what, "prompt", "sha256")
        return self.decode({**entry, BODY: text}, reading)

    def decode(self, native: Mapping[str, Value], reading: Reading) -> Agent:
        text, place = str(native.get(BODY, "")), native.get("prompt")
        data = {k: v for k, v in native.items() if k not in (*_ENTRY_KEYS, BODY)}
        if isinstance(place, dict):
            start, length = place.get("start"), place.get("length")
            if isinstance(start, int) and isinstance(length, int) and 0 <= start <= len(text):
                text = text[start : start + length]
        try:
            return neutral.from_json(Agent, {**data, "prompt": text})
        except WrongType as problem:
            where = ".".join(map(str, problem.at))
            reading.add("wrong-type", f"{where or 'an agent'!r} takes {problem.expected}", *problem.at)
            return Agent(name="")

    # writing

    def encode(self, agent: Agent, writing: Writing) -> Native:
        data = neutral.to_json(agent)
        entry: Native = dict(data) if isinstance(data, dict) else {}
        prompt = str(entry.pop("prompt", ""))
        text = prompt if writing.template is None else render_prompt(writing.template, agent)
        place: Native = {}
        if text != prompt and prompt and text.count(prompt) == 1:
            place = {"start": text.index(prompt), "length": len(prompt)}
        return {**entry, "prompt": place, BODY: text}

    def files(self, items: Sequence[Rendered], writing: Writing) -> list[OutputFile]:
        folder = posixpath.dirname(self.paths[0])
        if source := kept_source([item.document for item in items]):
            return self._kept(source, items, folder)
        found, entries = [], []
        for item in sorted(items, key=lambda i: i.slug):
            text = str(item.native[BODY])
            path = f"{item.slug}.{ENDING.of(writing)}"
            facts: Native = {"path": path, "sha256": sha256(text.encode()).hexdigest()}
            place = item.native["prompt"]
            entry = {k: v for k, v in item.native.items() if k not in (BODY, "prompt")}
            more = place if isinstance(place, dict) else {}
            entries.append({"id": item.slug, **entry, "prompt": {**facts, **more}})
            found.append(OutputFile(f"{folder}/{path}", text, (item.agent.name,)))
        from agentconv.containers.json import dump

        index: Native = {"format": MARK, "version": VERSION, "agents": list(entries)}
        names = tuple(item.agent.name for item in items)
        found.append(OutputFile(self.paths[0], dump(index), names, is_index=True))
        return found

    def _kept(self, source: Document, items: Sequence[Rendered], folder: str) -> list[OutputFile]:
        """The files of a bundle that nothing was changed in, byte for byte."""
        names = tuple(item.agent.name for item in items)
        texts = [OutputFile(f"{folder}/{path}", file.text, names) for path, file in source.companions]
        index = OutputFile(self.paths[0], source.tree.source.text, names, is_index=True)
        return [*texts, index]

    def is_native(self, name: str) -> bool:
        return name in ("name", "prompt")

    def schema(self) -> dict[str, Value]:
        return _schema()


def _schema() -> dict[str, Value]:
    agent = neutral.schema()
    properties = {k: v for k, v in agent["properties"].items() if k not in ("$schema", "agentconv", "prompt")}  # type: ignore[union-attr]
    natural: Value = {"type": "integer", "minimum": 0}
    prompt: Value = {
        "type": "object",
        "properties": {
            "path": {"type": "string", "description": "Relative to this file."},
            "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "start": natural,
            "length": natural,
        },
        "required": ["path", "sha256"],
        "additionalProperties": False,
    }
    entry: Value = {
        "type": "object",
        "properties": {"id": {"type": "string"}, **properties, "prompt": prompt},
        "required": ["id", "name", "prompt"],
        "additionalProperties": False,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:agentconv:schema:bundle:1",
        "title": "agentconv system-prompt bundle",
        "type": "object",
        "properties": {
            "format": {"const": MARK},
            "version": {"const": VERSION},
            "agents": {"type": "array", "items": entry},
        },
        "required": ["format", "version", "agents"],
        "additionalProperties": False,
        "$defs": agent["$defs"],
    }
