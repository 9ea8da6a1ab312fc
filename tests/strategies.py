"""Agents of every kind, for hypothesis."""

from hypothesis import strategies as st

from agentconv import names
from agentconv.model import Agent, Change, OutputContract, Section, Tool, Tools
from agentconv.vocabulary import PERMISSION_MODES, TOOLS

CHARS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
TEXT = st.one_of(
    st.text(CHARS, max_size=30),
    st.sampled_from(
        ["on", "1.10", "null", "a: b", "a --- b", "---", "{{x}}", "${x}", "{% x %}", "a\\nb", "a\r\nb", "\n a \n",
         "'''", '"""', "\u2028", "\x1b[0m", "🙂", "x. " * 300, "\u202eabc", "agentconv.tools"]
    ),
)  # fmt: skip
WORD = st.from_regex(r"[A-Za-z][A-Za-z0-9_.-]{0,11}", fullmatch=True)
NAME = st.one_of(WORD, st.text(CHARS, min_size=1, max_size=20)).filter(lambda n: names.unsafe(n) is None)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORD, inner, max_size=3),
    max_leaves=5,
)
ARGUMENT = st.none() | st.from_regex(r"[a-z:* ./]{1,8}", fullmatch=True)
TOOL = st.one_of(
    st.builds(Tool, st.sampled_from(sorted(TOOLS)), ARGUMENT),
    st.builds(lambda s, t: Tool("mcp", server=s, tool=t), WORD, st.none() | WORD),
    st.builds(lambda n, f: Tool(n, native=f), WORD, st.sampled_from(["claude", "openai", "elsewhere"])),
)
TOOLSET = st.builds(
    Tools,
    st.none() | st.lists(TOOL, max_size=5, unique=True).map(tuple),
    st.lists(TOOL, max_size=3, unique=True).map(tuple),
)
MODE = st.none() | st.sampled_from(sorted(PERMISSION_MODES)) | WORD
SECTION = st.builds(Section, TEXT, st.none() | TEXT, st.booleans(), st.dictionaries(WORD, JSON, max_size=2))
CONTRACT = st.builds(
    OutputContract,
    st.none() | TEXT,
    st.lists(SECTION, max_size=3).map(tuple),
    st.dictionaries(WORD, JSON, max_size=2),
)
EXTENSIONS = st.dictionaries(
    st.sampled_from(["claude", "openai", "elsewhere"]),
    st.dictionaries(
        st.one_of(WORD, st.sampled_from(["tools", "permissionMode", "metadata", "disallowedTools", "model"])),
        JSON,
        min_size=1,
        max_size=3,
    ),
    max_size=2,
)


def optional(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[str | None]:
    """The value, or None."""
    return st.none() | strategy


AGENT = st.builds(
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
    tools=TOOLSET,
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
    extensions=EXTENSIONS,
)
