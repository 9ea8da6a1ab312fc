"""Agents whose power is known, in every format, for every target: nothing gains power in silence.

What a target's client does with the written file is read by `hosts`, by the vendors' documentation and not by
agentconv's own reader, act by act: deny, ask or allow.
"""

from collections import Counter

import pytest

from agentconv.diagnostics import Loss, Report, Severity
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.reading.detect import read_source
from agentconv.text.source import Source
from agentconv.writing.convert import Conversion, convert_documents
from tests.power.agents import AGENTS, Known
from tests.power.hosts import READERS
from tests.power.states import ACTS, DENY, WORDS, State, beyond

REGISTRY = Registry(plugins=False)
TOLD = (Loss.WIDENED, Loss.UNENFORCED)
CLAUDE = ("claude", "claude-json", "claude-plugin")
OWN = ("gh-mcp", "gh.example")
"""By which a file's own server `gh` is known: one that is left out is not there, whatever else a host has."""


def document_of(known: Known) -> Document:
    report = Report()
    (document,) = read_source(Source(known.path, known.text), REGISTRY, report, format=known.format)
    assert not report.errors()
    return document


def converted(known: Known, target: str) -> Conversion:
    return convert_documents([document_of(known)], target, REGISTRY)


def given(known: Known, target: str, text: str) -> State:
    """What the target's client lets the agent do."""
    found = READERS[target](text)
    left_out = any(mark in known.text for mark in OWN) and not any(mark in text for mark in OWN)
    return {**found, "get": DENY, "push": DENY} if left_out and found["db"] else found


def had(known: Known, target: str) -> State:
    """What its own client lets it do; for another of the same client, to the letter."""
    if known.format not in CLAUDE or target not in CLAUDE:
        return known.may
    real = READERS[known.format](known.text)
    return {act: max(known.may[act], real[act]) for act in ACTS}


def gains(known: Known, target: str, text: str) -> str:
    """What the agent may do more, as words; empty for nothing."""
    wider = beyond(given(known, target, text), had(known, target))
    return ", ".join(f"{act}: {WORDS[was]} > {WORDS[now]}" for act, (was, now) in wider.items())


def test_every_target_has_a_reader_and_every_source_an_agent() -> None:
    assert {*REGISTRY.targets()} == READERS.keys()
    assert len({known.id for known in AGENTS}) == len(AGENTS) > 200


@pytest.mark.parametrize("target", READERS)
def test_nothing_gains_power_in_silence(target: str) -> None:
    silent = []
    for known in AGENTS:
        if known.format == REGISTRY.get(target).dialect:
            continue
        made = converted(known, target)
        errors = {d.code for d in made.diagnostics if d.severity is Severity.ERROR}
        assert errors <= {"power-widened"}, known.id
        if errors:
            continue
        (text,) = [file.text for file in made.files if not file.is_index]
        more = gains(known, target, text)
        if more and not any(d.loss in TOLD for d in made.diagnostics):
            silent.append(f"{known.id}: {more}")
    assert silent == []


NARROW = (
    *(
        "antigravity",
        "gemini",
        "docker-agent",
        "factory",
        "kiro",
        "kiro-json",
        "amazonq",
        "opencode",
        "opencode-2",
        "kilo",
        "roo",
    ),
    *(
        "auggie",
        "cline",
        "kimi",
        "pi",
        "qoder",
        "vibe",
        "zcode",
    ),  # oh-my-pi reads files and pages with one tool
)
"""Targets that hold every list of tools, so that no list may gain a tool there."""


@pytest.mark.parametrize("target", NARROW)
def test_a_list_of_tools_is_held(target: str) -> None:
    for known in AGENTS:
        if known.format == target or "dontAsk" in known.what:  # which is consent, and told
            continue
        (text,) = [file.text for file in converted(known, target).files if not file.is_index]
        wider = beyond(given(known, target, text), had(known, target))
        gained = {act for act, (was, _) in wider.items() if was == DENY} - {"delegate", "helper"}
        assert not gained, known.id


def test_the_second_generation_of_opencode_gives_no_more_than_the_first_and_no_less() -> None:
    for known in (known for known in AGENTS if known.format == "opencode"):
        (text,) = [file.text for file in converted(known, "opencode-2").files]
        may = READERS["opencode-2"](text)
        # Code may fetch in a file of version 2 that bounds `webfetch` alone, which stays as it is.
        had = READERS["opencode-2"](known.text) if known.what.startswith("2: ") else known.may
        assert not beyond(may, had), known.id
        bounded = {act: level for act, level in had.items() if act not in ("delegate", "helper")}
        assert {act: may[act] for act in bounded} == bounded, known.id


@pytest.mark.parametrize(
    "target", ["opencode", "opencode-2", "kilo", "qwen", "copilot", "factory", "kiro-json", "claude-json"]
)
def test_what_a_target_can_ask_for_is_asked_and_not_denied(target: str) -> None:
    """Whoever asks in Claude Code asks there too, for all that both have."""
    (plain,) = [known for known in AGENTS if known.id == "claude: plain"]
    (text,) = [file.text for file in converted(plain, target).files if not file.is_index]
    lacks = ("delegate", "helper") if target == "factory" else ()  # a droid starts no other
    assert READERS[target](text) == {**plain.may, **dict.fromkeys(lacks, 0)}


def test_the_readers_know_their_own_files() -> None:
    """A file that is not converted lets its agent do what is known of it, but where the table says less."""
    differ = Counter(
        known.format
        for known in AGENTS
        if known.format != "agentconv" and READERS[known.format](known.text) != known.may
    )
    assert differ == {
        "antigravity": 7,
        "auggie": 3,
        "kimi": 7,
        "qoder": 4,
        "codex": 12,
        "claude": 3,
        "docker-agent": 4,
        "amazonq": 1,
        "kiro-json": 1,
    }
