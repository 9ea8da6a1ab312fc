"""OpenCode's permission rules: what its maps say, which rule counts, and maps that say the same."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentconv.errors import WrongType
from agentconv.formats.opencode.rules import (
    ACTION_ONLY,
    ANY_OTHER,
    ENV_FILES,
    FREE,
    KEYS,
    NO_TOOLS,
    PLACES,
    RULES,
    TAKEN,
    WITH_PATTERNS,
    Rule,
    as_map,
    matches,
    overlap,
    plain,
    rules_of,
    state_of,
)
from agentconv.model.agent import Value

# the words of the client: https://opencode.ai/docs/permissions and /docs/tools (2026-11), and Kilo's


def words(text: str) -> set[str]:
    return set(text.split())


def test_the_keys_and_what_they_give() -> None:
    assert {key: " ".join(neutral) for key, neutral in KEYS.items()} == {
        "read": "read",
        "edit": "write edit",
        "bash": "shell",
        "grep": "grep",
        "glob": "glob",
        "list": "list",
        "webfetch": "web_fetch",
        "websearch": "web_search",
        "task": "agent",
        "todowrite": "todo",
        "skill": "skill",
        "question": "ask_user",
        "lsp": "code_intelligence",
        "plan_exit": "exit_plan",
    }
    assert {key: " ".join(neutral) for key, neutral in TAKEN.items()} == {
        "read": "notebook_read",
        "edit": "multi_edit notebook_edit",
        "bash": "shell_output shell_stop powershell",
    }
    assert RULES == ("tools", "permission")


def test_the_keys_that_are_no_tools() -> None:
    own = "external_directory doom_loop plan_enter codesearch repo_clone repo_overview"
    kilo = "agent_manager notebook_edit notebook_execute board_read board_post semantic_search open_plan"
    parts = "todowrite* question* webfetch* websearch* doom_loop*"  # of which version 2 bounds a part
    assert words(f"{own} {kilo} {parts} kilo_memory_recall kilo_memory_save execute") == NO_TOOLS
    assert words("external_directory doom_loop") == PLACES


def test_what_is_special_of_keys() -> None:
    assert words("todowrite question webfetch websearch doom_loop") == ACTION_ONLY
    assert words("read edit bash task skill") == WITH_PATTERNS
    assert words("read grep glob list task todowrite skill question lsp plan_exit") == FREE
    said = '{"*": "allow", "*.env": "ask", "*.env.*": "ask", "*.env.example": "allow"}'
    assert json.dumps(ENV_FILES) == said


# the maps of a file


@pytest.mark.parametrize(
    ("tools", "permission", "rules"),
    [
        (None, None, []),
        ({}, {}, []),
        (None, "ask", ["* * ask"]),
        (None, {"bash": "deny"}, ["bash * deny"]),
        (None, {"bash": {"*": "ask", "git *": "allow"}}, ["bash * ask", "bash git * allow"]),
        (None, {"b": "allow", "a": "ask"}, ["b * allow", "a * ask"]),
        ({"bash": True, "grep": False}, None, ["bash * granted", "grep * deny"]),
        ({"bash": "true", "grep": "false"}, None, ["bash * granted", "grep * deny"]),
        ({"bash": "True", "grep": "False"}, None, ["bash * granted", "grep * deny"]),
        ({"write": True, "patch": False}, None, ["edit * deny"]),
        ({"patch": False, "edit": True}, None, ["edit * granted"]),
        ({"bash": False, "grep": True}, {"bash": "ask"}, ["bash * ask", "grep * granted"]),
        ({"bash": False}, {"grep": "ask"}, ["bash * deny", "grep * ask"]),
        ({"bash": False}, "allow", ["bash * deny", "* * allow"]),
        ({"write": False}, {"write": "allow"}, ["edit * deny", "write * allow"]),
    ],
)
def test_the_rules_of_a_file(tools: Value, permission: Value, rules: list[str]) -> None:
    assert [" ".join(rule) for rule in rules_of(tools, permission)] == rules


A_MAP, A_FLAG, A_RULE = "a map of tools to true or false", "true or false", "allow, ask or deny"


@pytest.mark.parametrize(
    ("tools", "permission", "expected", "at"),
    [
        (["bash"], None, A_MAP, ()),
        ("", None, A_MAP, ()),
        ({"bash": "yes"}, None, A_FLAG, ("bash",)),
        ({"bash": "allow"}, None, A_FLAG, ("bash",)),
        ({"bash": "TRUE"}, None, A_FLAG, ("bash",)),
        ({"bash": None}, None, A_FLAG, ("bash",)),
        (None, ["bash"], "allow, ask, deny or a map", ()),
        (None, True, "allow, ask, deny or a map", ()),
        (None, "yes", A_RULE, ("*",)),
        (None, {"bash": True}, A_RULE, ("bash",)),
        (None, {"bash": ["allow"]}, A_RULE, ("bash",)),
        (None, {"bash": "granted"}, A_RULE, ("bash",)),
        (None, {"bash": {"*": "yes"}}, A_RULE, ("bash", "*")),
        (None, {"bash": {"*": {"git *": "allow"}}}, A_RULE, ("bash", "*")),
        *((None, {key: {"*": "allow"}}, A_RULE, (key,)) for key in sorted(ACTION_ONLY)),
    ],
)
def test_what_the_client_does_not_take(
    tools: Value, permission: Value, expected: str, at: tuple[str, ...]
) -> None:
    with pytest.raises(WrongType) as caught:
        rules_of(tools, permission)
    assert (caught.value.expected, caught.value.at) == (expected, at)


# wildcards


@pytest.mark.parametrize(
    ("name", "pattern", "is_meant"),
    [
        ("grep", "grep", True),
        ("grep", "gre", False),
        ("gre", "grep", False),
        ("grep", "g*", True),
        ("xgrep", "g*", False),
        ("grep", "*", True),
        ("grep", "*p", True),
        ("grepx", "*p", False),
        ("grep", "g*p", True),
        ("grep", "g**p", True),
        ("gp", "g*p", True),
        ("grep", "gre?", True),
        ("grepp", "gre?", False),
        ("gre", "gre?", False),
        ("grep", "?re*", True),
        ("a.b", "a.?", True),
        ("axb", "a.?", False),
        ("axbxc", "a*b*c", True),
        ("acb", "a*b*c", False),
        ("abcxd", "a*b*c*d", True),
        ("a\nb", "a*b", True),
        ("a\nb", "a?b", True),
        ("git", "git *", True),
        ("git push", "git *", True),
        ("gitx", "git *", False),
        ("git", "g* *", True),
        ("git", "git **", False),
        ("git", "git ?", False),
    ],
)
def test_what_a_pattern_means(name: str, pattern: str, is_meant: bool) -> None:
    assert matches(name, pattern) == is_meant


@pytest.mark.parametrize(
    ("one", "other", "do_meet"),
    [
        ("grep", "grep", True),
        ("grep", "gre", False),
        ("grep", "g*", True),
        ("grep", "w*", False),
        ("gh_*", "*_push", True),
        ("gh_*", "web*", False),
        ("gh_*", "gh_p*", True),
        ("gh_?", "gh_p*", True),
        ("*_pull", "*_push", False),
        ("*_push", "*push", True),
        ("*", "g?", True),
    ],
)
def test_which_keys_may_mean_the_same(one: str, other: str, do_meet: bool) -> None:
    assert overlap(one, other) == do_meet
    assert overlap(other, one) == do_meet


# the rule that counts


@pytest.mark.parametrize(
    ("permission", "base", "others"),
    [
        ({}, None, {}),
        ({"grep": "deny"}, None, {}),
        ({"bash": "ask"}, "ask", {}),
        ({"bash": "ask", "*": "deny"}, "deny", {}),
        ({"*": "deny", "bash": "ask"}, "ask", {}),
        ({"*": "deny", "ba*": "ask"}, "ask", {}),
        ({"bash": {"git *": "allow"}}, None, {"git *": "allow"}),
        ({"bash": {"*": "ask", "git *": "allow"}}, "ask", {"git *": "allow"}),
        ({"bash": {"git *": "allow", "*": "ask"}}, "ask", {}),
        ({"bash": {"git *": "allow", "**": "ask"}}, "ask", {}),
        ({"bash": {"*": "allow", "git *": "ask", "* *": "deny"}}, "deny", {}),
        ({"bash": {"*": "allow", "git *": "ask", "?*": "deny"}}, "deny", {}),
        ({"bash": {"*": "allow", "git *": "ask", "*?": "deny"}}, "deny", {}),
        ({"bash": {"*": "allow", " *": "deny"}}, "allow", {" *": "deny"}),
        ({"bash": {"": "allow"}}, None, {"": "allow"}),
        ({"bash": {"x": "allow", "y": "ask"}, "b*": {"x": "deny"}}, None, {"y": "ask", "x": "deny"}),
        ({"*": {"x": "deny"}}, None, {"x": "deny"}),
    ],
)
def test_the_last_rule_that_matches_counts(
    permission: Value, base: str | None, others: dict[str, str]
) -> None:
    state = state_of("bash", rules_of(None, permission))
    assert (state.base, list(state.others.items())) == (base, list(others.items()))


@pytest.mark.parametrize(
    ("permission", "granted", "denied", "has", "is_free"),
    [
        ("allow", [], [], True, True),
        ("ask", [], [], True, False),
        ("deny", [], [], False, False),
        ({}, [], [], True, False),
        ({"bash": {"*": "deny", "a": "ask", "b": "deny"}}, ["a"], ["b"], True, False),
        ({"bash": {"*": "deny", "b": "deny"}}, [], ["b"], False, False),
        ({"bash": {"*": "deny", "a b": "ask", "c": "ask", "a *": "deny"}}, ["c"], ["a *"], True, False),
        ({"bash": {"*": "deny", "a *": "deny", "a b": "ask"}}, ["a b"], ["a *"], True, False),
        ({"bash": {"*": "deny", "a *": "ask", "a b": "deny"}}, ["a *"], ["a b"], True, False),
        ({"bash": {"*": "allow", "b": "deny"}}, [], ["b"], True, True),
        ({"bash": {"*": "allow", "b": "ask"}}, ["b"], [], True, False),
    ],
)
def test_what_rules_leave_of_a_tool(
    permission: Value, granted: list[str], denied: list[str], has: bool, is_free: bool
) -> None:
    state = state_of("bash", rules_of(None, permission))
    assert (state.granted, state.denied, state.has, state.is_free) == (granted, denied, has, is_free)


@pytest.mark.parametrize(("count", "left"), [(399, 399), (400, 0)])
def test_of_very_many_patterns_none_is_looked_at_alone(count: int, left: int) -> None:
    patterns = [Rule("bash", f"g{index}", "ask") for index in range(count)]
    state = state_of("bash", [Rule("bash", "*", "deny"), *patterns, Rule("bash", "r*", "deny")])
    assert len(state.granted) == left


@pytest.mark.parametrize(("key", "action"), [("*", "deny"), ("**", "deny"), ("?*", "deny"), ("?", None)])
def test_a_rule_for_everything_is_for_what_nobody_names(key: str, action: str | None) -> None:
    assert state_of(ANY_OTHER, rules_of(None, {key: "deny"})).base == action


# reading that asks for secrets


def test_the_hosts_own_exceptions_say_nothing() -> None:
    careful: Mapping[str, Value] = {"*": "deny", "read": {**ENV_FILES, "x": "deny"}, "grep": "ask"}
    read = [Rule("read", "*", "allow"), Rule("read", "x", "deny")]
    rules = rules_of(None, {**careful})
    assert plain(rules) == [Rule("*", "*", "deny"), *read, Rule("grep", "*", "ask")]
    assert plain([*rules[1:5], *rules[1:6]]) == [read[0], *read]
    assert plain(rules[1:4]) == rules[1:4]
    assert plain(rules[2:5]) == rules[2:5]
    other = rules_of(None, {"edit": {**ENV_FILES}})
    assert plain(other) == other


# rules as a map


@pytest.mark.parametrize(
    ("rules", "permission"),
    [
        ([], {}),
        (["bash * granted"], {"bash": "allow"}),
        (["bash a granted"], {"bash": {"a": "allow"}}),
        (["bash * ask", "bash a allow"], {"bash": {"*": "ask", "a": "allow"}}),
        (["bash a allow", "bash * ask"], {"bash": "ask"}),
        (["bash a allow", "bash b ask", "bash a deny"], {"bash": {"b": "ask", "a": "deny"}}),
        (["bash * ask", "grep * ask", "bash * deny"], {"grep": "ask", "bash": "deny"}),
        (["bash a ask", "grep * ask", "bash b deny"], {"grep": "ask", "bash": {"a": "ask", "b": "deny"}}),
        (["bash * ask", "* * deny"], {"*": "deny"}),
        (["* * deny", "bash * ask", "* * allow"], {"*": "allow"}),
        (["bash * ask", "* a deny"], {"bash": "ask", "*": {"a": "deny"}}),
        (["bash a ask", "b* * deny", "bash c ask"], {"b*": "deny", "bash": {"*": "deny", "c": "ask"}}),
        (["bash a ask", "b* d deny", "bash c ask"], {"b*": {"d": "deny"}, "bash": {"a": "ask", "d": "deny", "c": "ask"}}),
        (["bash a ask", "g* * deny", "bash c ask"], {"g*": "deny", "bash": {"a": "ask", "c": "ask"}}),
        (["b* a ask", "bash * deny", "b* c ask"], {"b*": {"a": "ask"}, "bash": "deny", "b**": {"c": "ask"}}),
        (
            ["b* a ask", "bash * deny", "b* c ask", "*h * ask", "b* d ask"],
            {"b*": {"a": "ask"}, "bash": "deny", "b**": {"c": "ask"}, "*h": "ask", "b***": {"d": "ask"}},
        ),
        (["b* a ask", "bash * deny", "b* * ask"], {"bash": "deny", "b*": "ask"}),
        (["b* a ask", "grep * deny", "b* c ask"], {"grep": "deny", "b*": {"a": "ask", "c": "ask"}}),
    ],
)  # fmt: skip
def test_rules_as_a_map(rules: list[str], permission: dict[str, Value]) -> None:
    made = as_map(Rule(*rule.split(" ")) for rule in rules)
    assert json.dumps(made) == json.dumps(permission)


WORDS = st.sampled_from(["*", "a", "b", "a*", "*b", "ab", "a**"])
RULE = st.builds(Rule, WORDS, st.sampled_from(["*", "x", "y"]), st.sampled_from(["allow", "ask", "deny"]))


@given(st.lists(RULE, max_size=6))
def test_a_map_says_the_same_as_the_rules(rules: list[Rule]) -> None:
    made = rules_of(None, as_map(rules))
    for name in ("a", "b", "ab", "axb", "c"):
        assert state_of(name, made) == state_of(name, rules)
