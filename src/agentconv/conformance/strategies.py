"""Agents of every kind, for hypothesis: whatever a format may be asked to write.

Only `agentconv.testing` and tests import this; hypothesis is no dependency of agentconv itself.

>>> from hypothesis import Phase, find, settings
>>> once = settings(phases=[Phase.generate], max_examples=1000, database=None)
>>> find(agents(), lambda agent: agent.tools.allow == (), settings=once).tools.allow
()
"""

from __future__ import annotations

import dataclasses
import types
import typing
from typing import Any

from hypothesis import strategies as st

from agentconv.model import names, neutral, rule
from agentconv.model.agent import Agent, Change, OutputContract, Section, Tool, Tools
from agentconv.model.command import PACKAGE, PROJECT, argument, file, joined, plain, shell, variable
from agentconv.model.components import File
from agentconv.model.hook import Action
from agentconv.model.server import HTTP, SSE, STDIO
from agentconv.model.vocabulary import PERMISSION_MODES, TOOLS

__all__ = ["AGENT", "JSON", "NAME", "TEXT", "TOOL", "WORD", "agents", "component_of", "optional"]

CHARS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
TEXT = st.one_of(
    st.text(CHARS, max_size=30),
    st.sampled_from(
        ["on", "1.10", "null", "a: b", "a --- b", "---", "{{x}}", "${x}", "{% x %}", "a\\nb", "a\r\nb", "\n a \n",
         "'''", '"""', "\u2028", "\x1b[0m", "🙂", "x. " * 300, "\u202eabc", "agentconv.tools",
         "{% endraw %}", "{# x #}", "user:\nx", "# System:", "{x}", "{{{{/raw}}}}", "<<<dotprompt:role:user>>>"]
    ),
)  # fmt: skip
"""Text with what formats trip over: quotes, line ends, templates, hidden characters."""
HOSTILE = st.lists(
    st.one_of(
        st.text(CHARS, max_size=8),
        st.sampled_from(
            ["---\n", "\n---\n", "...", "- ", ": ", " #", "'", '"', "'''", '"""', "\\", "\\n", "\\u0041", "\n", "\n\n",
             "\r\n", "\r", "\t", " ", "\u2028", "\x85", "\ufeff", "\x01", "\x1b[31m", "\u202e", "\U000e0041", "🙂",
             "{{ x }}", "{% raw %}", "{% endraw %}", "{#", "${HOME}", "${x:-y}", "$(id)", "`id`", "!`id`", "```!\nid\n```",
             "$ARGUMENTS", "$1", "@file", "{file:a}", "{env:A}", "[[x]]", "%s", "%(x)s", "{0}", "<!-- prompt -->\n",
             "<!-- section: a -->\n", "<!-- /section: a -->\n", "</x>", "<|end|>", "# H\n", "name: b\n", "tools: '*'\n",
             "null", "~", "yes", "1.10", "0x1F", "1e999", ".nan", "2024-01-01", "12:30:45", "&a", "*a", "!!str", "<<: x"]
        ),
    ),
    max_size=8,
).map("".join)  # fmt: skip
"""Text that some syntax, template language, client or terminal would take for something else."""
WORD = st.from_regex(r"[A-Za-z][A-Za-z0-9_.-]{0,11}", fullmatch=True)
NAME = st.one_of(WORD, st.text(CHARS, min_size=1, max_size=20)).filter(lambda n: names.unsafe(n) is None)
"""Every name that an agent may have."""
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORD, inner, max_size=3),
    max_leaves=5,
)
ARGUMENT = st.none() | st.from_regex(r"[a-z:* ./]{1,8}", fullmatch=True)
MODE = st.none() | st.sampled_from(sorted(PERMISSION_MODES)) | WORD
SECTION = st.builds(Section, TEXT, st.none() | TEXT, st.booleans(), st.dictionaries(WORD, JSON, max_size=2))
CONTRACT = st.builds(
    OutputContract,
    st.none() | TEXT,
    st.lists(SECTION, max_size=3).map(tuple),
    st.dictionaries(WORD, JSON, max_size=2),
)
OWNERS = ("claude", "openai", "elsewhere")
"""The formats whose own tools and keys agents have, besides those that are asked for."""


def optional(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[str | None]:
    """The value, or None."""
    return st.none() | strategy


def tools(*formats: str) -> st.SearchStrategy[Tool]:
    """Neutral tools, MCP tools, and native ones of some formats."""
    return st.one_of(
        st.builds(Tool, st.sampled_from(sorted(TOOLS)), ARGUMENT),
        st.builds(lambda s, t: Tool("mcp", server=s, tool=t), WORD, st.none() | WORD),
        st.builds(lambda n, f: Tool(n, native=f), WORD, st.sampled_from([*formats, *OWNERS])),
    )


def agents(*formats: str, keys: tuple[str, ...] = ()) -> st.SearchStrategy[Agent]:
    """Agents with every field, every kind of tool, and extensions of some formats under some keys."""
    known = ["tools", "permissionMode", "metadata", "disallowedTools", "model", *keys]
    tool = tools(*formats)
    toolset = st.builds(
        Tools,
        st.none() | st.lists(tool, max_size=5, unique=True).map(tuple),
        st.lists(tool, max_size=3, unique=True).map(tuple),
    )
    extensions = st.dictionaries(
        st.sampled_from([*formats, *OWNERS]),
        st.dictionaries(st.one_of(WORD, st.sampled_from(known)), JSON, min_size=1, max_size=3),
        max_size=2,
    )
    return st.builds(
        Agent,
        name=NAME,
        display_name=optional(TEXT),
        description=optional(TEXT),
        prompt=TEXT,
        model=optional(st.one_of(WORD, st.sampled_from(["opus", "inherit", "gpt-5"]))),
        effort=optional(st.sampled_from(["low", "high", "med"])),
        temperature=st.none() | st.floats(0, 2),
        top_p=st.none() | st.floats(0, 1),
        max_turns=st.none() | st.integers(1, 1000),
        tools=toolset,
        permission_mode=MODE,
        mcp_servers=st.dictionaries(WORD, st.none() | st.dictionaries(WORD, JSON, max_size=2), max_size=2),
        hooks=st.dictionaries(WORD, JSON, max_size=2),
        skills=st.lists(WORD, max_size=3).map(tuple),
        memory=optional(WORD),
        background=st.none() | st.booleans(),
        isolation=optional(WORD),
        color=optional(WORD),
        mode=optional(WORD),
        initial_prompt=optional(TEXT),
        version=optional(st.sampled_from(["1.0.0", "1.10", "2", "x"])),
        updated=optional(st.sampled_from(["2025-01-25", "soon"])),
        changelog=st.lists(st.builds(Change, WORD, TEXT), max_size=3).map(tuple),
        output_contract=st.none() | CONTRACT,
        authors=st.lists(TEXT, max_size=2).map(tuple),
        license=optional(WORD),
        tags=st.lists(WORD, max_size=3).map(tuple),
        extensions=extensions,
    )


def component_of(cls: Any) -> st.SearchStrategy[Any]:
    """Components of a class, with anything in each of its fields."""
    hints = neutral.hints_of(cls)
    known = {"name": NAME, **_KNOWN.get(cls.__name__, {})}
    fields = (f.name for f in dataclasses.fields(cls) if f.compare and f.name not in known)
    return st.builds(cls, **{**{name: _of(hints[name]) for name in fields}, **known})


def _of(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a type that a component's field has."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if hint in _SCALARS:
        return _SCALARS[hint]
    if dataclasses.is_dataclass(hint):
        return component_of(hint) if isinstance(hint, type) else st.nothing()
    if origin in (typing.Union, types.UnionType):
        return st.one_of(*map(_of, args)) if len(args) == 2 else JSON
    if origin is tuple:
        return st.lists(_of(args[0]), max_size=3).map(tuple)
    return st.dictionaries(WORD, _of(args[1]), max_size=2)


_SCALARS: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXT,
    bytes: st.binary(max_size=8),
    bool: st.booleans(),
    int: st.integers(-9, 9),
    float: st.floats(0, 9),
    type(None): st.none(),
}
_FILES = st.lists(WORD, max_size=2, unique_by=str.casefold).map(
    lambda paths: tuple(File(f"a/{path}", path.encode()) for path in sorted(paths))
)
_ACTIONS = st.lists(
    st.builds(Action, TEXT, optional(WORD), timeout=st.none() | st.integers(1, 9)), max_size=3
)
_SMALL = st.one_of(
    st.builds(plain, TEXT.filter(bool)),
    st.builds(argument, st.integers(0, 3)),
    st.builds(argument, name=WORD),
    st.builds(variable, st.sampled_from([PACKAGE, PROJECT, "${selection}"])),
)
_SOME = st.lists(_SMALL, min_size=1, max_size=3).map(joined)
_PIECES = st.lists(
    st.one_of(_SMALL, _SOME.map(lambda parts: shell(*parts)), _SOME.map(lambda parts: file(*parts)))
)
_KNOWN: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "Command": {"text": _PIECES.map(joined)},
    "Skill": {"files": _FILES},
    "Server": {"kind": st.sampled_from([STDIO, HTTP, SSE])},
    "Hook": {"actions": _ACTIONS.map(tuple), "contract": st.sampled_from(["", "claude", "cursor"])},
    "Rule": {"when": st.sampled_from(rule.WHEN)},
}
"""Fields of which not every value is one."""

TOOL = tools()
AGENT = agents()
