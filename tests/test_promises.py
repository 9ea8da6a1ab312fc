"""The six promises, for generated agents and every target."""

import functools
import inspect
import os
import random
import subprocess
import sys
from collections.abc import Callable
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
from tests.conftest import NIGHTLY

REGISTRY = Registry(plugins=False)
TARGETS = [p.format.name for p in REGISTRY.all() if p.format.writes and p.format.reads]

each_target = pytest.mark.parametrize("target", TARGETS)


def all_targets(promise: Callable[..., None]) -> Callable[..., None]:
    """Hold a promise for every target with what was generated once: that takes ten times as long as to write it."""
    left = list(TARGETS)

    @functools.wraps(promise)
    def held(*generated: object) -> None:
        for target in tuple(left):
            try:
                promise(target, *generated)
            except (Exception, pytest.fail.Exception) as error:
                left[:] = [target]  # the smallest agent that fails is looked for with this one
                error.add_note(f"the target is {target}")
                raise

    found = inspect.signature(promise)
    others = [parameter for name, parameter in found.parameters.items() if name != "target"]
    held.__signature__ = found.replace(parameters=others)  # type: ignore[attr-defined]
    return held


def written(agent: Agent, target: str) -> Conversion:
    return write(agent, target, registry=REGISTRY)


def errors(conversion: Conversion) -> set[str]:
    return {d.code for d in conversion.diagnostics if d.severity is Severity.ERROR}


@given(agent=AGENT)
@all_targets
def test_p1_nothing_is_lost_in_silence(target: str, agent: Agent) -> None:
    conversion = written(agent, target)
    if errors(conversion):
        return
    (back,) = read_files(conversion, REGISTRY)
    named = {name for d in conversion.diagnostics if d.loss for name in d.fields}
    lost = {d.field for d in diff(agent, back)}
    assert lost <= named


@given(description=HOSTILE, prompt=HOSTILE)
@settings(max_examples=settings().max_examples * (10 if NIGHTLY else 1))
@all_targets
def test_p1_hostile_text_comes_back_or_the_change_is_said(target: str, description: str, prompt: str) -> None:
    conversion = written(Agent("a", description=description, prompt=prompt), target)
    if errors(conversion):
        return
    (back,) = read_files(conversion, REGISTRY)
    named = {name for d in conversion.diagnostics if d.loss for name in d.fields}
    assert back.prompt == prompt or "prompt" in named
    assert back.description == description or "description" in named


@given(agent=AGENT)
@all_targets
def test_p2_never_more_power(target: str, agent: Agent) -> None:
    conversion = written(agent, target)
    widened = [d for d in conversion.diagnostics if d.loss is Loss.WIDENED]
    if errors(conversion):
        return
    (back,) = read_files(conversion, REGISTRY)
    assert power(back) <= power(agent), power(back).beyond(power(agent))
    assert not widened


@given(agent=AGENT)
@all_targets
def test_p3_same_format_back_same_bytes(target: str, agent: Agent) -> None:
    conversion = written(agent, target)
    if errors(conversion):
        return
    documents = tuple(read_documents(conversion, REGISTRY))
    again = write(tuple(d.agent for d in documents), target, registry=REGISTRY)
    assert [f.text for f in again.files] == [f.text for f in conversion.files]


@given(agent=AGENT, text=TEXT.filter(bool))
@all_targets
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
@all_targets
def test_p5_order_does_not_matter(target: str, agents: list[Agent], seed: random.Random) -> None:
    first = write(agents, target, registry=REGISTRY)
    shuffled = list(agents)
    seed.shuffle(shuffled)
    second = write(shuffled, target, registry=REGISTRY)
    assert {f.path: f.text for f in first.files} == {f.path: f.text for f in second.files}


EXPORTS = """
import sys
from agentconv.cli import main
out, *targets = sys.argv[1:]
for target in targets:
    sys.argv[1:] = ["export", "agent.md", "-t", target, "--allow-wider", "-o", f"{out}/{target}"]
    try:
        main()
    except SystemExit as done:
        if done.code:
            raise
"""


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """What two processes that differ in all but their agent wrote, a folder for each target."""
    folder = tmp_path_factory.mktemp("machines")
    (folder / "agent.md").write_text(
        "---\nname: Ünï\ndescription: d\ntools: Read, Grep, X\nz: {b: 1, a: 2}\n---\nBody\n", encoding="utf-8"
    )
    unlike = {
        "one": {"PYTHONHASHSEED": "1"},
        "two": {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo", "LC_ALL": "C"},
    }
    for name, more in unlike.items():
        command = [sys.executable, "-c", EXPORTS, name, *TARGETS]
        own = {"AGENTCONV_PLUGINS": "", "XDG_CACHE_HOME": str(folder / f"cache-{name}")}
        env = {**os.environ, **own, **more}
        subprocess.run(command, env=env, cwd=folder, capture_output=True, check=True)
    return [folder / name for name in unlike]


@each_target
def test_p5_machine_and_time_do_not_matter(target: str, machines: list[Path]) -> None:
    first, second = (
        {p.relative_to(out): p.read_bytes() for p in (out / target).rglob("*") if p.is_file()}
        for out in machines
    )
    assert first
    assert first == second


@given(agent=AGENT)
@settings(suppress_health_check=[HealthCheck.too_slow])
@all_targets
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


@each_target
def test_carry_gives_way_to_an_edit(target: str) -> None:
    agent = Agent("a", description="d", prompt="p", extensions={"elsewhere": {"k": "x" * 9000}})
    conversion = written(agent, target)
    (document,) = read_documents(conversion, REGISTRY)
    entries = carry.from_text(carry.to_text(conversion.lost)).get(document.path, {})
    edited = replace(document, agent=with_field(document.agent, "extensions.elsewhere.k", "mine"))
    (restored,) = carry.restore([edited], entries, Report())
    assert restored.agent.extensions["elsewhere"]["k"] == "mine"


@each_target
def test_reading_what_was_written_needs_no_hint(target: str) -> None:
    conversion = written(Agent("a", description="d", prompt="p\n"), target)
    if len(conversion.files) == 1:
        (file,) = conversion.files
        (document,) = read_source(Source(file.path, file.text), REGISTRY, Report())
        assert document.format == target
