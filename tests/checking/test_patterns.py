"""Patterns that others wrote: which do not compile, and which take for ever."""

import pytest

from agentconv.checking.patterns import judge

SLOW = [r"(a+)+$", r"^(\w+\s?)*$", r"(a|aa)+$", r"(.*a){12}$", r"^(([a-z])+.)+[A-Z]([a-z])+$", r"(x*)*y"]
FAST = [
    r"^## Summary",
    r"^#{1,3} +Summary$",
    r"(?i)^\*\*Risks?\*\*:",
    r"^\|.+\|.+\|$",
    r"^(?:- \[[ x]\] .+\n)+",
    r"```(?:json)?\n.*?```",
    r"^\d+\. .+$",
    r"(?s)^## A.*?^## B",
]


@pytest.mark.parametrize("pattern", SLOW)
def test_patterns_that_backtrack(pattern: str) -> None:
    assert judge(pattern).slow


@pytest.mark.parametrize("pattern", FAST)
def test_honest_patterns(pattern: str) -> None:
    assert judge(pattern) == judge("plain")


@pytest.mark.parametrize("pattern", ["(", "[", "*a", "(?P<a", "a{2,1}", "a" * 3000, r"\p{Nope}"])
def test_patterns_that_do_not_compile(pattern: str) -> None:
    assert judge(pattern).invalid
