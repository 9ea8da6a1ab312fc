"""The six promises, for generated agents and every target."""

import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agentconv.api import write
from agentconv.conformance.strategies import AGENT, HOSTILE, TEXT
from agentconv.diagnostics import Loss, Report, Severity
from agentconv.host.registry import Registry
from agentconv.model.agent import Agent, diff, with_field
from agentconv.model.powers import power
from agentconv.reading import carry
from agentconv.reading.detect import read_source
from agentconv.testing import read_documents, read_files
from agentconv.text.source import Source
from agentconv.writing.convert import Conversion

REGISTRY = Registry(plugins=False)
TARGETS = [p.format.name for p in REGISTRY.all() if p.format.writes and p.format.reads]

pytestmark = pytest.mark.parametrize("target", TARGETS)


def written(agent: Agent, target: str) -> Conversion:
    return write(agent, target, registry=REGISTRY)


def errors(conversion: Conversion) -> set[str]:
    return {d.code for d in conversion.diagnostics if d.severity is Severity.ERROR}


@given(agent=AGENT)
def test_p1_nothing_is_lost_in_silence(target: str, agent: Agent) -> None:
    conversion = written(agent, target)
    if errors(conversion):
        return
    (back,) = read_files(conversion, REGISTRY)
    named = {name for d in conversion.diagnostics if d.loss for name in d.fields}
    lost = {d.field for d in diff(agent, back)}
    assert lost <= named


@given(description=HOSTILE, prompt=HOSTILE)
@settings(max_examples=10_000 if settings().max_examples >= 1_000 else settings().max_examples)
def test_p1_hostile_text_comes_back_or_the_change_is_said(target: str, description: str, prompt: str) -> None:
    conversion = written(Agent("a", description=description, prompt=prompt), target)
    if errors(conversion):
        return
    (back,) = read_files(conversion, REGISTRY)
    named = {name for d in conversion.diagnostics if d.loss for name in d.fields}
    assert back.prompt == prompt or "prompt" in named
    assert back.description == description or "description" in named


@given(agent=AGENT)
def test_p2_never_more_power(target: str, agent: Agent) -> None:
    conversion = written(agent, target)
    widened = [d for d in conversion.diagnostics if d.loss is Loss.WIDENED]
    if errors(conversion):
        return
    (back,) = read_files(conversion, REGISTRY)
    assert power(back) <= power(agent), power(back).beyond(power(agent))
    assert not widened


@given(agent=AGENT)
def test_p3_same_format_back_same_bytes(target: str, agent: Agent) -> None:
    conversion = written(agent, target)
    if errors(conversion):
        return
    documents = tuple(read_documents(conversion, REGISTRY))
    again = write(tuple(d.agent for d in documents), target, registry=REGISTRY)
    assert [f.text for f in again.files] == [f.text for f in conversion.files]


@given(agent=AGENT, text=TEXT.filter(bool))
def test_p3_an_edited_description_changes_only_its_lines(target: str, agent: Agent, text: str) -> None:
    first = written(replace(agent, description="Old."), target)
    if errors(first):
        return
    (document,) = read_documents(first, REGISTRY)
    if document.companions or "description" not in document.tree.node.keys:
        return
    changed = replace(document.agent, description=text)
    conversion = write(changed, target, onto=document, registry=REGISTRY)
    if errors(conversion) or len(text) > 512:
        return
    if "layout-lost" in {d.code for d in conversion.diagnostics}:
        pytest.fail("layout lost")
    old, new = first.files[0].text, conversion.files[0].text
    if "description" not in document.tree.node.keys:
        return  # it stands deeper in the file, where its top-level key is written anew
    key, place = document.tree.node.keys["description"], document.tree.node.children["description"]
    assert new.startswith(old[: key.start])
    assert new.endswith(old[place.span.end :])


@given(agents=st.lists(AGENT, min_size=2, max_size=5, unique_by=lambda a: a.name), seed=st.randoms())
def test_p5_order_does_not_matter(target: str, agents: list[Agent], seed: random.Random) -> None:
    first = write(agents, target, registry=REGISTRY)
    shuffled = list(agents)
    seed.shuffle(shuffled)
    second = write(shuffled, target, registry=REGISTRY)
    assert {f.path: f.text for f in first.files} == {f.path: f.text for f in second.files}


def test_p5_machine_and_time_do_not_matter(target: str, tmp_path: Path) -> None:
    source = tmp_path / "agent.md"
    source.write_text(
        "---\nname: Ünï\ndescription: d\ntools: Read, Grep, X\nz: {b: 1, a: 2}\n---\nBody\n", encoding="utf-8"
    )
    results = []
    for index, more in enumerate(
        ({"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo", "LC_ALL": "C"})
    ):
        out = tmp_path / f"out{index}"
        command = [
            sys.executable,
            "-m",
            "agentconv",
            "export",
            str(source),
            "-t",
            target,
            "--allow-wider",
            "-o",
            str(out),
        ]
        subprocess.run(command, env={**os.environ, **more}, cwd=tmp_path, capture_output=True, check=True)
        results.append({p.relative_to(out): p.read_bytes() for p in out.rglob("*") if p.is_file()})
    assert results[0] == results[1]


@given(agent=AGENT)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_carry_makes_there_and_back_exact(target: str, agent: Agent) -> None:
    conversion = written(agent, target)
    if errors(conversion):
        return
    entries = carry.from_text(carry.to_text(conversion.lost))
    (document,) = read_documents(conversion, REGISTRY)
    report = Report()
    (restored,) = carry.restore([document], entries.get(document.path, {}), report)
    assert diff(agent, restored.agent) == ()
    assert "carry-ignored" not in {d.code for d in report.diagnostics}


def test_carry_gives_way_to_an_edit(target: str) -> None:
    agent = Agent("a", description="d", prompt="p", extensions={"elsewhere": {"k": "x" * 9000}})
    conversion = written(agent, target)
    (document,) = read_documents(conversion, REGISTRY)
    entries = carry.from_text(carry.to_text(conversion.lost)).get(document.path, {})
    edited = replace(document, agent=with_field(document.agent, "extensions.elsewhere.k", "mine"))
    (restored,) = carry.restore([edited], entries, Report())
    assert restored.agent.extensions["elsewhere"]["k"] == "mine"


def test_reading_what_was_written_needs_no_hint(target: str) -> None:
    conversion = written(Agent("a", description="d", prompt="p\n"), target)
    if len(conversion.files) == 1:
        (file,) = conversion.files
        (document,) = read_source(Source(file.path, file.text), REGISTRY, Report())
        assert document.format == target
