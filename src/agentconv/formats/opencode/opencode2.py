"""OpenCode 2: agents in the words that only version 2 reads, in the same places.

Facts: `second`, which reads and writes these words. Version 2 reads files of version 1 too, and the format
`opencode` reads both: this is what writes it when it is told `generation` 2, to leave version 1 behind.

* The name is the file's, and no key says another.
* A colour is #rrggbb alone; a model and its variant are one text.
* A file with a key that version 2 has not is one of version 1, rules and all, so none is written.
* What version 1 sends to the model's provider as `options` stands in `request.body`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import ClassVar

from agentconv.containers.base import Tree
from agentconv.errors import WrongType
from agentconv.formats.opencode import second
from agentconv.formats.opencode.codecs import HEX, STEPS, ColorCodec
from agentconv.formats.opencode.family import OpenCodeFamily
from agentconv.formats.opencode.opencode import OpenCode
from agentconv.formats.opencode.rules import as_map, rules_of
from agentconv.kit.format import BODY, PROJECT, Field, Native, OutputFile, Reading, Writing
from agentconv.kit.hosts import ALLOW, Host
from agentconv.kit.keys import Key
from agentconv.kit.write_only import WriteOnly
from agentconv.model.agent import MISSING, Agent, Value, with_fields

_OWN = f"extensions.{second.OWNER}."
_WORD = "opencode-2"
"""By which a models file may name this generation alone."""


class OpenCode2(WriteOnly, OpenCode):
    """OpenCode agent, in the words of version 2."""

    title = "OpenCode 2 agent"
    client = "OpenCode 2"
    refuses = "does not load this agent"
    options = ()
    containers: ClassVar[tuple[str, ...]] = ("frontmatter",)
    host = Host(
        "OpenCode 2: packages/schema/src/agent.ts of its source",
        "2026-11-28",
        write=ALLOW,
        execute=ALLOW,
        network=ALLOW,
        search=ALLOW,
        servers=ALLOW,
        listed=False,
    )
    paths: ClassVar[tuple[str, ...]] = (".opencode/agents/**/*.md",)
    user_paths: ClassVar[tuple[str, ...]] = (".config/opencode/agents/**/*.md",)
    reference = "https://opencode.ai/docs/agents"
    checked = "2026-11-28, the source of version 2 (packages/core, packages/schema)"
    sure = "source"
    validated = ""
    fields = (
        Field("description", "description"),
        Field("mode", "mode"),
        Field("model", "model", second.ModelCodec(), also=("effort",)),
        Field("steps", "max_turns", STEPS),
        Field("color", "color", ColorCodec()),
        Field("request", "temperature", second.RequestCodec(), also=("top_p",)),
        Field(BODY, "prompt"),
    )
    keys: ClassVar[Mapping[str, Key]] = {
        **{key: told for key, told in OpenCodeFamily.keys.items() if key in second.NATIVE},
        "color": Key(HEX, "#rrggbb in quotes"),
        "request": Key(dict, "a map"),
    }
    known_only = True
    more_keys = frozenset({"permissions", "cache"})
    reasons = {
        **OpenCodeFamily.reasons,
        "name": "the file's name is the agent's",
        "color": "a colour is #rrggbb",
        "effort": "a variant is said beside a model",
        "tools.allow": "what no action says exactly is left out; version 2 has no tools for todos",
        f"{_OWN}options": "they stand in request.body",
    }

    @cached_property
    def dialect(self) -> str:
        return second.OWNER

    def keeps(self, tree: Tree) -> bool:
        native = {key: value for key, value in tree.values.items() if key in self.keys}
        return second.is_second(tree.values) and (
            BODY not in tree.values or all(self.keys[key].fits(value) for key, value in native.items())
        )

    def natives(self, files: Sequence[OutputFile]) -> list[Native]:
        return super().natives([file for file in files if file.path.endswith(".md")])  # settings only stay

    def path_of(self, slug: str, scope: str = PROJECT) -> str:
        return super().path_of(f"{slug}-agent" if slug in self.native_agents else slug, scope)

    def name_for(self, agent: Agent, writing: Writing) -> str:
        stem = writing.stem(agent)
        return f"{stem}-agent" if stem in self.native_agents else stem

    def model_for(self, agent: Agent, writing: Writing) -> str | None:
        mapped = writing.models.mapped.get(_WORD, {}).get(agent.model or "")
        return super().model_for(agent, writing) if mapped is None or writing.model is not None else mapped

    def permission_of(self, agent: Agent) -> dict[str, Value]:
        rules = rules_of(None, super().permission_of(agent))
        return as_map(second.said_by(second.rules_for(rules)))

    def complete(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> Agent:
        try:
            rules = second.said_by(second.rules_in(native.get("permissions", [])))
        except WrongType as problem:
            reading.add("wrong-type", f"'permissions' takes {problem.expected}", "permissions", *problem.at)
            return super().complete(agent, second.closed(native), reading)
        first: Native = {"permission": as_map(rules)} if rules else {}
        own: dict[str, object] = {f"{_OWN}permissions": MISSING} if "permissions" in native else {}
        agent = with_fields(agent, {**own, **{f"{_OWN}{key}": value for key, value in first.items()}})
        return super().complete(agent, first, reading)

    def fit(self, agent: Agent, writing: Writing) -> Agent:
        agent = super().fit(agent, writing)
        own = dict(agent.extensions.get(second.OWNER, {}))
        said = rules_of(None, as_map(rules_of(own.pop("tools", None), own.pop("permission", None))))
        rules = second.rules_for(said)
        if rules:
            own = {"permissions": second.as_list(rules), **own}
        if not second.reaches(rules):
            what = "servers' tools are called through `execute` there, which is not given: it lets code fetch"
            writing.add("setting-ignored", what, hint="grant web_fetch as well, or add a rule for `execute`")
        return replace(agent, extensions={**agent.extensions, second.OWNER: own})
