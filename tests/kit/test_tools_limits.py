"""A format's names for tools, the lists that stay within an agent's power, and the codec that writes them."""

from __future__ import annotations

import pytest

from agentconv.containers.base import Plain
from agentconv.errors import WrongType
from agentconv.kit import tools as module
from agentconv.kit.tools import Limit, Listed, ToolNames, given, listed_words, native_tools, split_tools
from agentconv.model.agent import Agent, Tool, Tools, Value
from agentconv.model.vocabulary import MCP


def read_mcp(native: str) -> tuple[str, str | None] | None:
    head, _, rest = native.partition(":")
    server, _, tool = rest.partition("/")
    return (server, tool or None) if head == "mcp" else None


def write_mcp(server: str, tool: str | None) -> str:
    return f"mcp:{server}/{tool}" if tool else f"mcp:{server}"


NAMES: dict[str, str | tuple[str, ...]] = {
    "Read": "read",
    "Write": "write",
    "Change": ("edit", "write"),
    "Bash": "shell",
    "BashOutput": "shell_output",
    "Agent": "agent",
    "Task": "agent",
    "Console": ("grep", "shell"),
}
SOME = ToolNames("some", NAMES, read_mcp, write_mcp, approximate={"multi_edit": "Change", "read": "Far"})
PLAIN = ToolNames("some", NAMES, read_mcp, write_mcp, arguments=False, globs=True)


def agent(*allow: Tool, mode: str | None = None) -> Agent:
    return Agent("smith", tools=Tools(allow), permission_mode=mode)


def denying(*deny: Tool, mode: str | None = None) -> Agent:
    return Agent("smith", tools=Tools(None, deny), permission_mode=mode)


def fresh(**given: bool) -> ToolNames:
    return ToolNames("some", NAMES, read_mcp, write_mcp, **given)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Read, Bash(git a, b) Edit,", ["Read", "Bash(git a, b)", "Edit"]),
        ("Bash(git:*)x(y) Agent(a, b", ["Bash(git:*)x(y)", "Agent(a, b"]),
        ("a,\n, b\n", ["a", "b"]),
        ("", []),
    ],
)
def test_commas_and_spaces_separate_names(text: str, words: list[str]) -> None:
    assert split_tools(text) == words


@pytest.mark.parametrize("text", ["a,a, ", " a, a", "a,,,a", "a   a"])
def test_more_names_than_a_file_may_have_are_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_NODES", 3)
    assert split_tools(text) == ["a", "a"]
    monkeypatch.setattr(module, "MAX_NODES", 2)
    with pytest.raises(WrongType, match="at most 2 names"):
        split_tools(text)


@pytest.mark.parametrize(
    ("native", "tools"),
    [
        ("Read", (Tool("read"),)),
        ("Change", (Tool("edit"), Tool("write"))),
        ("Bash(git:*)", (Tool("shell", "git:*"),)),
        ("Bash(a\n(b))", (Tool("shell", "a\n(b)"),)),
        ("Change(src/*)", (Tool("edit", "src/*"), Tool("write", "src/*"))),
        ("Own(x)", (Tool("Own", "x", native="some"),)),
        ("mcp:git", (Tool(MCP, server="git"),)),
        ("mcp:git/push", (Tool(MCP, server="git", tool="push"),)),
        ("mcp:*/push", (Tool(MCP, server="*", tool="push"),)),
        ("mcp:*", (Tool(MCP, server="*"),)),
        ("mcp:git/p*", (Tool("mcp:git/p*", native="some"),)),
        ("mcp:git/p?", (Tool("mcp:git/p?", native="some"),)),
        ("mcp:*/p*", (Tool("mcp:*/p*", native="some"),)),
        ("mcp:g*", (Tool("mcp:g*", native="some"),)),
        ("mcp:g?/push", (Tool("mcp:g?/push", native="some"),)),
    ],
)
def test_what_a_native_name_gives(native: str, tools: tuple[Tool, ...]) -> None:
    assert SOME.tools(native) == tools
    assert SOME.decode(native) == tools[0]
    assert given([native, "Read", native], SOME) == tuple(dict.fromkeys([*tools, Tool("read")]))


def test_names_of_a_format_without_arguments_and_with_patterns() -> None:
    assert PLAIN.tools("Bash(git:*)") == (Tool("Bash(git:*)", native="some"),)
    assert PLAIN.tools("mcp:g*/p?") == (Tool(MCP, server="g*", tool="p?"),)
    assert PLAIN.tools("mcp:git") == (Tool(MCP, server="git"),)
    assert PLAIN.tools("Read") == (Tool("read"),)


def test_a_spelling_of_yaml_is_kept_and_never_stands_for_a_text() -> None:
    names = fresh()
    for native in (Plain("null"), "null", Plain("null")):
        assert type(names.decode(native).name) is type(native)


def test_what_a_name_gives_is_remembered_within_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SIZE", 2)
    names = fresh()
    first = names.tools("mcp:a")
    names.tools("mcp:b")
    assert names.tools("mcp:a") is first
    names.tools("mcp:c")
    assert names.tools("mcp:a") is not first


@pytest.mark.parametrize(
    ("tool", "native"),
    [
        (Tool("read"), "Read"),
        (Tool("write"), "Write"),
        (Tool("edit"), "Change"),
        (Tool("agent"), "Agent"),
        (Tool("multi_edit"), "Change"),
        (Tool("shell", "git:*"), "Bash(git:*)"),
        (Tool("web_fetch"), None),
        (Tool("web_fetch", "x"), None),
        (Tool("Own", native="some"), "Own"),
        (Tool("Own", "x", native="some"), "Own(x)"),
        (Tool("Read", native="other"), None),
        (Tool("Read", "x", native="other"), None),
        (Tool(MCP), "mcp:*"),
        (Tool(MCP, server="git"), "mcp:git"),
        (Tool(MCP, server="git", tool="push"), "mcp:git/push"),
        (Tool(MCP, server="*", tool="push"), "mcp:*/push"),
        (Tool(MCP, server="g*"), None),
        (Tool(MCP, server="git", tool="p?"), None),
    ],
)
def test_the_native_name_of_a_tool(tool: Tool, native: str | None) -> None:
    assert SOME.encode(tool) == native


def test_a_format_without_arguments_has_no_name_for_a_part() -> None:
    assert PLAIN.encode(Tool("shell", "git:*")) is None
    assert PLAIN.encode(Tool("shell")) == "Bash"
    assert PLAIN.encode(Tool(MCP, server="g*", tool="p?")) == "mcp:g*/p?"


def test_a_name_with_other_capitals_is_near() -> None:
    assert SOME.near("bASH") == "Bash"
    assert SOME.near("Bash") is None
    assert SOME.near("Bush") is None


def test_a_limit_allows_what_is_within() -> None:
    limit = Limit(agent(Tool("shell"), Tool("write"), mode="accept-edits"))
    assert limit.allows(Tool("shell"), Tool("write"))
    assert not limit.allows(Tool("agent"))
    assert limit.allows(Tool("write"), mode="accept-edits")
    assert not limit.allows(Tool("write"), mode="bypass")
    assert limit.holds(Tools((Tool("shell", "git:*"),)), "accept-edits")
    assert not limit.holds(Tools())
    assert limit.allows_name("Change", SOME)
    assert not limit.allows_name("Agent", SOME)
    bounded = Limit(Agent("smith", tools=Tools((Tool("shell"),), (Tool("shell", "rm:*"),))))
    assert not bounded.allows(Tool("shell"))
    assert bounded.allows(Tool("shell"), deny=(Tool("shell", "rm:*"),))


def test_a_limit_is_open_for_who_may_have_everything() -> None:
    assert Limit(Agent("smith")).is_open
    assert Limit(denying(mode="bypass")).is_open
    assert not Limit(denying(Tool("web_fetch"))).is_open
    assert not Limit(denying(mode="plan")).is_open
    assert not Limit(agent(Tool("shell"))).is_open


@pytest.mark.parametrize(
    ("held", "names"),
    [
        (Agent("smith"), None),
        (denying(Tool("web_fetch")), ("Read", "Write", "Change", "Bash", "BashOutput", "Agent", "Console")),
        (denying(Tool("shell")), ("Read", "Write", "Change", "Agent")),
        (denying(Tool("write")), ("Read", "Bash", "BashOutput", "Agent", "Console")),
        (denying(Tool("edit")), ("Read", "Write", "Bash", "BashOutput", "Agent", "Console")),
        (denying(Tool("agent"), mode="plan"), ("Read",)),
        (agent(), ()),
        (agent(Tool("web_fetch"), Tool("read")), ("Read",)),
        (agent(Tool("write"), Tool("edit")), ("Write", "Change")),
        (agent(Tool("edit"), Tool("write")), ("Change",)),
        (agent(Tool("grep"), Tool("read"), Tool("read")), ("Read",)),
        (agent(Tool("edit", "a"), Tool("edit")), ("Change(a)", "Change")),
        (agent(Tool("shell", "git:*"), mode="plan"), ()),
        (agent(Tool("shell", "git:*"), Tool("multi_edit")), ("Bash(git:*)", "Change")),
    ],
)
def test_the_names_that_stay_within_an_agents_power(held: Agent, names: tuple[str, ...] | None) -> None:
    assert Limit(held).listed(SOME) == names
    assert native_tools(held, SOME) == names
    assert Listed(SOME).write(held) == (None if names is None else list(names))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("a, b ,,c d", ["a", "b", "c d"]),
        ("", []),
        (["a, b", " ", "c"], ["a, b", "c"]),
        (Plain("7"), ["7"]),
    ],
)
def test_the_words_of_a_list_or_a_text(value: Value, words: list[str]) -> None:
    assert listed_words(value) == words


def test_a_map_is_no_list_of_tools() -> None:
    with pytest.raises(WrongType, match=r"^expected a list of tools$"):
        listed_words({"a": True})


def test_what_a_list_grants() -> None:
    assert Listed(SOME).decode("Read, Change") == (Tool("read"), Tool("edit"), Tool("write"))
    assert Listed(SOME).decode("Read, *") is None
    assert Listed(SOME).decode([]) == ()
    assert Listed(SOME, every="all").decode(["all"]) is None
    assert Listed(SOME, every="all").decode(["*"]) == (Tool("*", native="some"),)


def test_a_list_without_a_word_for_every_tool_has_none() -> None:
    assert Listed(SOME, every="").decode("*") == (Tool("*", native="some"),)
    codec = Listed(SOME, every="", words=lambda value: str(value).split(","))
    assert codec.decode(",Read") == (Tool("", native="some"), Tool("read"))


MORE = ToolNames("some", {**NAMES, "Fetch": "web_fetch", "Own": "grep"}, read_mcp, write_mcp)


def test_more_names_are_read_than_written() -> None:
    codec = Listed(SOME, also=MORE)
    assert codec.decode(["Fetch"]) == (Tool("web_fetch"),)
    assert codec.write(agent(Tool("Own", native="some"), Tool("read"))) == ["Read"]
    assert Listed(SOME).write(agent(Tool("Own", native="some"), Tool("read"))) == ["Own", "Read"]


def test_what_is_written_for_all_tools_and_for_none() -> None:
    assert Listed(SOME).encode((Tool("read"),)) == ["Read"]
    assert Listed(SOME).encode(()) == []
    assert Listed(SOME, all_tools=["*"]).write(Agent("smith")) == ["*"]
    assert Listed(SOME, idle="Think").write(agent()) == ["Think"]
    assert Listed(SOME, idle="Think").write(agent(Tool("read"))) == ["Read"]
