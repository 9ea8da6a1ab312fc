"""agentconv's own neutral JSON: the whole model of one agent, without loss.

`{"agentconv": 1, "name": ..., "prompt": ..., ...}`; fields that say nothing are left out. Its JSON
Schema comes from `agentconv schema agent`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from agentconv.containers.base import Tree
from agentconv.errors import WrongType
from agentconv.kit.codecs import exact
from agentconv.kit.format import BY_MARK, BY_PATH, Format, Native, Reading, Writing
from agentconv.model import neutral
from agentconv.model.agent import FIELDS, Agent, Value

MARK = "agentconv"


class Neutral(Format):
    """agentconv's neutral JSON."""

    name = "agentconv"
    title = "agentconv neutral JSON"
    containers = ("json",)
    paths = ("agentconv/*.json",)
    reference = "`agentconv schema agent`"
    checked = "2026-11-20, its own JSON Schema"
    sure = "own"
    validated = "its JSON Schema"
    schema_name = "agent"
    more_keys = frozenset({MARK, "$schema", *FIELDS})

    def recognises(self, path: PurePosixPath, tree: Tree) -> int:
        if MARK not in tree.values or not {"name", "prompt"} & tree.values.keys():
            return 0
        return BY_PATH if self.lies_at(path) else BY_MARK

    def decode(self, native: Mapping[str, Value], reading: Reading) -> Agent:
        version = native.get(MARK)
        if version != neutral.VERSION or isinstance(version, bool):
            what = f"'agentconv' is {version!r}; this agentconv reads version {neutral.VERSION}"
            reading.add("wrong-type", what, MARK, hint="a newer agentconv wrote it")
        data = {k: v for k, v in native.items() if k not in (MARK, "$schema")}
        try:
            return neutral.from_json(Agent, exact(data))
        except WrongType as problem:
            where = ".".join(map(str, problem.at))
            what = f"{where or 'the file'!r} takes {problem.expected}"
            reading.add("wrong-type", what, *problem.at)
            return Agent(name="")

    def encode(self, agent: Agent, writing: Writing) -> Native:
        return neutral.document(agent)

    def schema(self) -> dict[str, Value]:
        return neutral.schema()

    def is_native(self, name: str) -> bool:
        return True
