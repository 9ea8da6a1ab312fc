"""Permission rules of OpenCode and Kilo made at random, for every target: nothing gains power in silence.

What they let their own client do is told by that client's rule (the last that matches counts), as `hosts` has it.
"""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentconv.diagnostics import Severity
from agentconv.model.agent import Value
from tests.conftest import examples
from tests.power.agents import Known
from tests.power.hosts import READERS
from tests.power.test_matrix import TOLD, converted, gains

ACTION = st.sampled_from(["deny", "ask", "allow"])
WHOLE = ["bash", "edit", "webfetch", "websearch", "task", "b*", "e?it", "w*", "t*", "ta?k"]
"""Keys that may say anything."""
SERVERS = ["gh_*", "gh_push", "gh_g?t", "*_push", "*_*"]
DENIED = ["g*", "*eb*", "*h", "?*", "**"]
PATTERNS = {
    **{key: ["*", "git *", "git*", "* *", "rm *", "?*"] for key in ("bash", "b*")},
    "edit": ["*", "docs/**", "*.md", "**"],
    "task": ["*", "helper", "h*", "?"],
    **{key: ["*", "x"] for key in ("gh_*", "gh_push", "w*")},
    "*": ["*", "git *", "helper", "x"],
}
ENTRIES = st.one_of(
    st.tuples(st.sampled_from(WHOLE + SERVERS), ACTION),
    st.tuples(st.sampled_from(DENIED), st.just("deny")),
    # not denied by itself: of `grep` and others, which would be left and read too, the acts know nothing
    st.tuples(st.just("read"), st.sampled_from(["allow", "ask"])),
    *(
        st.tuples(st.just(key), st.dictionaries(st.sampled_from(patterns), ACTION, min_size=1, max_size=3))
        for key, patterns in PATTERNS.items()
    ),
)
MAPS = st.builds(
    lambda base, entries: {**({"*": base} if base else {}), **dict(entries)},
    st.sampled_from(["", "deny", "deny", "ask", "allow"]),
    st.lists(ENTRIES, min_size=1, max_size=4),
)


@pytest.mark.parametrize("source", ["opencode", "kilo"])
@settings(max_examples=examples(40))
@given(permission=MAPS)
def test_no_map_of_rules_gains_power_in_silence(source: str, permission: dict[str, Value]) -> None:
    assert silent(source, f"permission: {json.dumps(permission)}") == []


ACTIONS = ["*", "shell", "sh*", "s*", "b*", "bash", "subagent", "sub*", "ta*", "edit", "gh_*", "*_push"]
RULES = st.fixed_dictionaries(
    {
        "action": st.sampled_from(ACTIONS),
        "resource": st.sampled_from(["*", "*", "git *", "helper"]),
        "effect": ACTION,
    }
)


@settings(max_examples=examples(40))
@given(rules=st.lists(RULES, min_size=1, max_size=5))
def test_no_list_of_rules_gains_power_in_silence(rules: list[dict[str, str]]) -> None:
    assert silent("opencode", f"permissions: {json.dumps(rules)}") == []


def silent(source: str, head: str) -> list[str]:
    """The targets for which an agent gains power without a word, and what."""
    text = f"---\ndescription: Does it.\nmode: subagent\n{head}\n---\nWork well.\n"
    known = Known(source, head, f".{source}/agents/a.md", text, READERS[source](text))
    found = []
    for target in READERS.keys() - {source}:
        made = converted(known, target)
        errors = {d.code for d in made.diagnostics if d.severity is Severity.ERROR}
        assert errors <= {"power-widened"}
        if errors or any(d.loss in TOLD for d in made.diagnostics):
            continue
        (written,) = [file.text for file in made.files if not file.is_index]
        if more := gains(known, target, written):
            found.append(f"{target}: {more}")
    return found
