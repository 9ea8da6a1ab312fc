"""An answer held against what agentconv reads: what is equal, alike, different, ignored and unread."""

from dataclasses import replace

import pytest

from agentconv.diagnostics import Report, Severity
from agentconv.host.registry import Registry
from agentconv.proving.cases import Case, Loose, Lot
from agentconv.proving.holding import held, tell
from agentconv.proving.values import Answer, Loaded
from agentconv.proving.verdicts import AgentProof, Verdict
from agentconv.reading.detect import read_source
from agentconv.text.source import Source

REGISTRY = Registry(plugins=False)
PLACE = ".claude/agents/a.md"
TEXT = "---\nname: a\ndescription: d\ntools: Read, Grep\nmodel: sonnet\n---\nText.\n"
SAME = Loaded("a", "d", "Text.", "claude-sonnet-4-9", ["Read", "Grep"])


def lot(text: str = TEXT, target: str = "claude", place: str = PLACE) -> Lot:
    report = Report()
    documents = read_source(Source(place, text), REGISTRY, report, format=target)
    made = Lot(target)
    made.add(Case(d, place, {place: text.encode()}, report.diagnostics) for d in documents)
    return made


def one(loaded: Loaded | None, made: Lot | None = None, *said: str) -> AgentProof:
    agents = {} if loaded is None else {loaded.name: loaded}
    (proof,), _ = held(made or lot(), Answer(agents, said), REGISTRY)
    return proof


def bad(proof: AgentProof) -> dict[str, str | None]:
    return {part.field: part.theirs for part in proof.fields if part.bad}


def test_what_is_known_to_differ_is_alike() -> None:
    proof = one(SAME)
    assert proof.verdict is Verdict.ALIKE
    assert proof.good
    whys = {part.field: part.why for part in proof.fields if part.equal is False}
    assert whys == {"prompt": "trimmed", "model": "an alias is resolved"}


def test_what_only_says_the_same_otherwise_is_equal() -> None:
    made = lot("---\nname: a\ndescription: d\ntools: Read, Grep\n---\nText.")
    assert one(SAME, made).verdict is Verdict.EQUAL


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"description": "other"}, "description"),
        ({"prompt": "Text. And more"}, "prompt"),
        ({"prompt": None}, "prompt"),
        ({"model": "gpt-5"}, "model"),
        ({"tools": ["Read", "Grep", "Bash"]}, "tools"),
        ({"tools": []}, "tools"),
    ],
)
def test_what_differs_is_named(change: dict[str, object], field: str) -> None:
    proof = one(replace(SAME, **change))  # type: ignore[arg-type]
    assert proof.verdict is Verdict.DIFFERENT
    assert [*bad(proof)] == [field]
    assert not proof.good


def test_more_and_less_are_told_apart() -> None:
    assert "more: execute" in str(bad(one(replace(SAME, tools=["Read", "Bash"])))["tools"])
    assert "less: read" in str(bad(one(replace(SAME, tools=["WebFetch"])))["tools"])


def test_every_tool_is_those_that_touch_something() -> None:
    made = lot("---\nname: a\ndescription: d\n---\nText.")
    everything = ["Read", "Write", "Edit", "Bash", "WebFetch", "Agent"]
    assert one(replace(SAME, tools=everything), made).verdict is Verdict.EQUAL
    assert "less: execute, network" in str(bad(one(replace(SAME, tools=everything[:3]), made))["tools"])


def test_a_tool_that_the_client_does_not_have_is_a_difference() -> None:
    made = lot("---\nname: a\ndescription: d\ntools: Read, Reed\n---\nText.")
    assert "Reed" in str(bad(one(replace(SAME, tools=["Read"]), made))["tools"])


def test_what_the_client_does_not_tell_is_neither() -> None:
    proof = one(replace(SAME, tools=None))
    assert {part.field: part.equal for part in proof.fields}["tools"] is None
    assert proof.good


def test_an_agent_that_is_not_loaded_is_ignored_with_what_the_client_says() -> None:
    proof = one(None, None, "Agent file .claude/agents/a.md is odd", "something else")
    assert (proof.verdict, proof.said) == (Verdict.IGNORED, ("Agent file .claude/agents/a.md is odd",))
    _, left = held(lot(), Answer({}, ("something else",)), REGISTRY)
    assert left == ["something else"]


def test_an_agent_that_nobody_read_is_unread() -> None:
    made = Lot("claude", loose={PLACE: Loose("p/.claude/agents/a.md", True)})
    (proof,), _ = held(made, Answer({"a": SAME}), REGISTRY)
    assert (proof.verdict, proof.path) == (Verdict.UNREAD, "p/.claude/agents/a.md")
    (proof,), _ = held(made, Answer({}), REGISTRY)
    assert proof.verdict is Verdict.IGNORED


def test_a_file_that_is_no_agent_for_both_is_none() -> None:
    made = Lot("claude", loose={".claude/agents/README.md": Loose("README.md", False)})
    assert held(made, Answer({}), REGISTRY) == ([], [])


UNKNOWN = "Agent file .claude/agents/a.md has a frontmatter key Claude Code does not recognize or apply: "


@pytest.mark.parametrize(
    ("words", "key", "severity"),
    [
        ('"tols" (did you mean "tools"?)', "tols: Read", Severity.ERROR),
        ('"wobble"', "wobble: x", Severity.WARNING),
        ('"version"', "version: 1.0.0", None),
    ],
)
def test_a_key_that_the_client_does_not_know(words: str, key: str, severity: Severity | None) -> None:
    made = lot(TEXT.replace("model: sonnet", f"model: sonnet\n{key}"))
    proof = one(SAME, made, UNKNOWN + words)
    report = Report()
    tell("Claude Code", "claude", [proof], [], report)
    assert [d.severity for d in report.diagnostics] == ([severity] if severity else [])
    assert proof.good is (severity is not Severity.ERROR)


def test_each_verdict_has_its_finding() -> None:
    proofs = [
        one(None),
        AgentProof("b", "b.md", Verdict.UNREAD),
        one(replace(SAME, description="other")),
        one(SAME),
        one(SAME, None, f"{PLACE} is odd"),
    ]
    report = Report()
    tell("Claude Code", "claude", proofs, ["lost"], report)
    codes = ["proof-ignored", "proof-unread", "proof-differs", "proof-said", "proof-said"]
    assert [d.code for d in report.diagnostics] == codes
    assert report.diagnostics[2].message == "description: Claude Code has 'other', and the file says 'd'"


def test_consent_that_the_client_tells_is_held_against_ours() -> None:
    text = "---\nname: a\ndescription: d\napprovalMode: default\ntools:\n  - read_file\n  - run_shell_command\n---\nText."
    made = lot(text, "qwen", ".qwen/agents/a.md")
    tools = ["read_file", "run_shell_command"]
    loaded = Loaded("a", "d", "Text.", "inherit", tools, {"approval": "default"})
    assert one(loaded, made).verdict is Verdict.EQUAL
    wider = one(replace(loaded, more={"approval": "yolo"}), made)
    assert [*bad(wider)] == ["consent"]
