"""Formats with one bug each, of a kind that authors of plugins have made, and the check that finds it.

Each is the sound format of `tests.testing.memo` with one method or row that is wrong; the snapshots are taken to be
accepted as they come, as they are by somebody who does not read them.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from agentconv import (
    BODY,
    BY_MARK,
    Agent,
    Field,
    Format,
    Listed,
    Option,
    OutputFile,
    Reading,
    Rendered,
    Tool,
    ToolNames,
    Tools,
    Value,
    Writing,
    container,
)  # fmt: skip
from tests.testing.memo import NAMES, Memo

Native = dict[str, Value]

MUTANTS: dict[str, tuple[type[Format], str]] = {}
"""Kind of bug -> a format that has it, and the check that finds it."""


def found_by(check: str, kind: str) -> Callable[[type[Format]], type[Format]]:
    def added(cls: type[Format]) -> type[Format]:
        MUTANTS[kind] = cls, check
        return cls

    return added


def rows(**codecs: Any) -> tuple[Field, ...]:
    """The table with other rows under some keys; None takes one out."""
    found = [codecs.get(row.top, row) for row in Memo.fields]
    return tuple(row for row in found if row is not None)


@found_by("test_each_agent_is_what_it_is_alone", "`files` writes only the first agent")
class First(Memo):
    def files(self, items: Sequence[Rendered], writing: Writing) -> list[OutputFile]:
        return super().files(items, writing)[:1]


@found_by("test_each_agent_is_what_it_is_alone", "every file holds the first agent's prompt")
class FirstPrompt(Memo):
    def files(self, items: Sequence[Rendered], writing: Writing) -> list[OutputFile]:
        first = items[0].native.get(BODY, "")
        return super().files([replace(i, native={**i.native, BODY: first}) for i in items], writing)


@found_by("test_their_order_changes_nothing", "output depends on the order of agents")
class Ordered(Memo):
    def files(self, items: Sequence[Rendered], writing: Writing) -> list[OutputFile]:
        return super().files(
            [replace(i, native={**i.native, "index": n}) for n, i in enumerate(items)], writing
        )


@found_by("test_every_key_says_something", "the prompt is not read, nor written")
class NoPrompt(Memo):
    fields = tuple(row for row in Memo.fields if row.top != BODY)


@found_by("test_a_bound_is_kept_where_tools_are_listed", "every file tool for an agent with a bound")
class AllTools(Memo):
    def fit(self, agent: Agent, writing: Writing) -> Agent:
        if agent.tools.allow is None:
            return agent
        return replace(agent, tools=Tools(tuple(map(Tool, ("read", "grep", "edit", "write")))))


@found_by("test_each_agent_is_what_it_is_alone", "one path for all")
class OnePath(Memo):
    def path_of(self, slug: str, scope: str = "") -> str:
        return ".memo/agents/agent.md"


@found_by("test_files_lie_where_the_tool_looks", "a path where the tool does not look")
class Elsewhere(Memo):
    def path_of(self, slug: str, scope: str = "") -> str:
        return f".memo/agent/{slug}.md"


@found_by("test_every_process_writes_the_same", "order by hash")
class ByHash(Memo):
    def encode(self, agent: Agent, writing: Writing) -> Native:
        native = super().encode(agent, writing)
        return {key: native[key] for key in set(native)}


WRONG = ToolNames(
    "memo", {v: k for k, v in NAMES.names.items()}, lambda _: None, lambda s, t: None, arguments=False
)


@found_by("test_some_tool_comes_back_as_it_is", "the table of tools the wrong way round")
class WrongWay(Memo):
    fields = rows(may=Field("may", "tools.allow", Listed(WRONG)))


UNKNOWN = ToolNames(
    "memo",
    {"look": "raed", "find": "grep", "make": "write"},
    lambda _: None,
    lambda s, t: None,
    arguments=False,
)


@found_by("test_tools_have_names_of_the_vocabulary", "a neutral name that there is not")
class UnknownTool(Memo):
    fields = rows(may=Field("may", "tools.allow", Listed(UNKNOWN)))


@found_by("test_every_row_of_the_table_is_in_a_fixture", "a key misspelt both ways")
class Misspelt(Memo):
    fields = rows(summary=Field("sumary", "description"))


@found_by("test_every_row_of_the_table_is_in_a_fixture", "a row that no fixture has")
class Unseen(Memo):
    fields = (*Memo.fields, Field("colour", "color"))


@found_by("test_every_key_says_something", "a key that is dropped in silence")
class Drops(Memo):
    def decode(self, native: Mapping[str, Value], reading: Reading) -> Agent:
        return super().decode({k: v for k, v in native.items() if k != "tone"}, reading)


@found_by("test_a_bound_is_kept_where_tools_are_listed", "an empty list of tools is written as none")
class NoneIsAll(Memo):
    def encode(self, agent: Agent, writing: Writing) -> Native:
        return {key: value for key, value in super().encode(agent, writing).items() if value != []}


@found_by("test_nothing_is_printed", "printing")
class Prints(Memo):
    def encode(self, agent: Agent, writing: Writing) -> Native:
        os.write(1, b"encoding\n")
        return super().encode(agent, writing)


@found_by("test_an_agent_is_not_changed_by_writing_it", "`encode` changes the agent")
class Changes(Memo):
    def encode(self, agent: Agent, writing: Writing) -> Native:
        native = super().encode(agent, writing)
        dict.pop(agent.mcp_servers, "docs", None)  # type: ignore[arg-type]
        return native


@found_by("test_the_text_says_what_was_measured", "`files` writes other than the native values")
class Adds(Memo):
    def files(self, items: Sequence[Rendered], writing: Writing) -> list[OutputFile]:
        return [
            replace(f, text=f.text.replace("- look", "- look\n- run")) for f in super().files(items, writing)
        ]


TURN = count()


@found_by("test_writing_again_is_stable", "output depends on what was written before")
class Counts(Memo):
    def encode(self, agent: Agent, writing: Writing) -> Native:
        return {**super().encode(agent, writing), "turn": next(TURN)}


@found_by("test_files_of_other_formats_are_left_alone", "files of other formats are taken")
class Takes(Memo):
    def recognises(self, path: Any, tree: Any) -> int:
        return BY_MARK if "description" in tree.values else super().recognises(path, tree)


@found_by("test_odd_values_are_refused_or_borne", "a value of another type raises")
class Raises(Memo):
    def decode(self, native: Mapping[str, Value], reading: Reading) -> Agent:
        str.strip(native.get("tone", ""))  # type: ignore[arg-type]
        return super().decode(native, reading)


@found_by("test_unchanged_keeps_every_byte", "a file that nobody changed is written anew")
class Anew(Memo):
    def files(self, items: Sequence[Rendered], writing: Writing) -> list[OutputFile]:
        return super().files(
            [replace(i, text=None, native=i.native or self.encode(i.agent, writing)) for i in items], writing
        )


@found_by("test_is_recognised", "a fixture is not recognised at its place")
class Blind(Memo):
    def recognises(self, path: Any, tree: Any) -> int:
        return 0


@found_by("test_nothing_is_changed_by_reading", "reading twice gives two agents")
class Remembers(Memo):
    seen: list[str] = []

    def decode(self, native: Mapping[str, Value], reading: Reading) -> Agent:
        agent = super().decode(native, reading)
        self.seen.append(agent.name)
        return replace(agent, max_turns=len(self.seen))


@found_by("test_a_long_prompt_is_whole_or_named", "a long text is cut in silence")
class Cuts(Memo):
    def files(self, items: Sequence[Rendered], writing: Writing) -> list[OutputFile]:
        return [replace(f, text=f.text[:10_000]) for f in super().files(items, writing)]


@found_by(
    "test_a_model_of_another_vendor_is_mapped_or_left_out", "a model of another vendor's tool is passed on"
)
class AnyModel(Memo):
    models_of = ""


class Written(Memo):
    """The format, if it were only written: all agents in one file."""

    containers = ("json",)
    paths = (".memo/all.json",)
    reads = False

    def files(self, items: Sequence[Rendered], writing: Writing) -> list[OutputFile]:
        text = container("json").write({"agents": [item.native for item in items]})
        return [OutputFile(self.paths[0], text, tuple(item.agent.name for item in items))]

    def natives(self, files: Sequence[OutputFile]) -> list[Native]:
        return [one for native in super().natives(files) for one in native["agents"]]  # type: ignore[union-attr,misc]


@found_by("test_each_agent_is_what_it_is_alone", "a format that is only written leaves one out")
class WrittenFirst(Written):
    def files(self, items: Sequence[Rendered], writing: Writing) -> list[OutputFile]:
        (whole,) = super().files(items[:1], writing)
        return [replace(whole, agents=tuple(item.agent.name for item in items))]


@found_by("test_what_is_only_written_can_be_measured", "nobody says what the files of such a format hold")
class Unmeasured(Memo):
    reads = False

    def files(self, items: Sequence[Rendered], writing: Writing) -> list[OutputFile]:
        return super().files(items[:1], writing)


@found_by("test_every_option_changes_what_is_written", "an option that is accepted and ignored")
class Ignores(Memo):
    options = (Option("loud", "Writes in capitals.", "flag", default=False),)


LOUD = Option("loud", "Writes in capitals.", "flag", default=False)


@found_by("test_an_option_loses_nothing_in_silence", "an option whose loss is hidden where it is measured")
class Loud(Memo):
    options = (LOUD,)

    def encode(self, agent: Agent, writing: Writing) -> Native:
        native = super().encode(agent, writing)
        return {**native, BODY: f"{native.get(BODY, '')}!"} if LOUD.of(writing) else native

    def decode(self, native: Mapping[str, Value], reading: Reading) -> Agent:
        if LOUD.of(reading):
            native = {**native, BODY: str(native.get(BODY, "")).removesuffix("!")}
        return super().decode(native, reading)
