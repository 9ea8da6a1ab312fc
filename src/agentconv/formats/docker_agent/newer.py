"""What Docker Agent's configuration has gained since version 7: keys, and what they give or take.

Facts: docker/docker-agent's `agent-schema.json` of version 15 (commit 02d05d6, read 2026-11-28); 16 is said
to be out and was not seen. Not read: `flavors`, patches that only a person's command applies, and HCL.

* `harness` hands an agent to another program (`claude-code`, `codex`, `pi`, `opencode`): its tools are that
  program's, whatever `toolsets` says.
* `use_toolsets` adds toolsets that the file defines by name.
* `readonly: true` leaves an agent the tools that are marked as changing nothing.
* `instruction_file` names files beside this one that hold the instruction.
"""

from __future__ import annotations

from collections.abc import Mapping

from agentconv.errors import SyntaxProblem
from agentconv.kit.codecs import exact
from agentconv.kit.format import Native, Reading
from agentconv.kit.shapes import Shape, fits, list_or_empty, map_or_empty
from agentconv.model.agent import Agent, Tool, Value, with_fields
from agentconv.model.vocabulary import EXECUTE, MCP, TOOLS, WRITE

OLD, NEWEST = 7, 16
"""The last version whose keys are all in `agents`, and the newest that is known to be there."""
AGENT_KEYS: dict[str, Shape] = {
    "harness": {"type!": {"claude-code", "codex", "pi", "opencode"}, "*": lambda _: True},
    "instruction_file": (str, [str]),
    **dict.fromkeys(("force_handoff", "compaction_model"), str),
    "safety": {"strict", "balanced", "restricted", "autonomous"},
    **dict.fromkeys(("readonly", "redact_secrets", "session_compaction"), bool),
    **dict.fromkeys(("max_consecutive_tool_calls", "max_old_tool_call_tokens"), int),
    **dict.fromkeys(("max_tool_result_tokens", "add_prompt_files_depth"), int),
    **{key: [str] for key in ("budgets", "use_commands", "use_skills", "use_toolsets")},
    "compaction_threshold": float,
    "cache": dict,
}
"""Keys of an agent that version 7 has not, with what the client takes."""
FILE_KEYS = ("commands", "skills", "toolsets", "runtime", "budget", "budgets", "flavors")
"""Keys of the file that version 7 has not."""


def is_newer(version: Value) -> bool:
    """Whether a file's version has the keys of this module."""
    text = str(version)
    return text.isdecimal() and OLD < int(text) <= NEWEST


def with_named_toolsets(own: Native, root: Mapping[str, Value]) -> Native:
    """An agent's keys with the toolsets behind its own that it uses by name."""
    named = map_or_empty(root.get("toolsets"))
    used = [named[str(name)] for name in list_or_empty(own.get("use_toolsets")) if str(name) in named]
    if not used or not fits(own.get("toolsets", []), list):
        return own
    return {**own, "toolsets": [*list_or_empty(own.get("toolsets")), *used]}


def with_instruction(own: Native, reading: Reading) -> Native:
    """An agent's keys with the text of the files that hold its instruction, where they can be read."""
    given = exact(own.get("instruction_file"))
    places = [given] if isinstance(given, str) else list_or_empty(given)
    if reading.sibling is None or "instruction" in own or not places:
        return own
    texts = []
    for place in map(str, places):
        try:
            texts.append(reading.sibling(place.removeprefix("./")).text.removeprefix("\ufeff"))
        except SyntaxProblem as problem:
            reading.add(problem.code, f"{place}: {problem.message}", "instruction_file", hint=problem.hint)
            return own
    return {**own, "instruction": "\n\n".join(texts)}


def bounded(agent: Agent, native: Mapping[str, Value]) -> Agent:
    """The agent with the tools that `readonly` leaves it; with all of another program's under `harness`."""
    if isinstance(exact(native.get("harness")), dict):
        return with_fields(agent, {"tools.allow": None})
    if exact(native.get("readonly")) is not True:
        return agent
    kept = tuple(tool for tool in agent.tools.allow or () if _only_looks(tool))
    return with_fields(agent, {"tools.allow": kept})


def _only_looks(tool: Tool) -> bool:
    """Whether a tool is sure to change nothing; of a server's tools only the server knows."""
    if tool.native is not None or tool.name == MCP:
        return tool.name == "think"
    return TOOLS.get(tool.name) not in (WRITE, EXECUTE)
