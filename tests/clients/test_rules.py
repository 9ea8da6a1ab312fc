"""Clients are given the main files of instructions that are written for them, each once."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from agentconv.conformance.components import tried
from agentconv.host.components import format_of
from agentconv.kit.component import ComponentFile
from agentconv.model.components import RULE
from agentconv.model.rule import BY_FILE, PROJECT, Rule
from agentconv.proving.component_asking import ASKERS, ask
from agentconv.proving.component_holding import held
from agentconv.proving.component_values import Batch, Subject
from tests.clients import codex
from tests.clients.common import installed, missing
from tests.conftest import NIGHTLY

pytestmark = pytest.mark.clients

MARK = "Run the tests first, then say so."


def put(project: Path, *targets: str) -> None:
    """The main file of a project and of a folder, for some tools."""
    rules = (
        Rule(PROJECT, f"# Project\n\n{MARK}\n", main=True),
        Rule("inner", "Only here.\n", BY_FILE, ("inner/**",), main=True),
    )
    for target in targets:
        fmt = format_of("rule", target)
        assert fmt is not None
        for rule in rules:
            for one in tried(rule, fmt).converted.written:
                assert isinstance(one, ComponentFile)
                place = project / one.path
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(one.data)


@pytest.mark.skipif(codex.missing() is not None, reason="Codex is not installed")
def test_codex_is_given_the_main_files_once(tmp_path: Path) -> None:
    project, home = tmp_path / "project", tmp_path / "home"
    (project / ".git").mkdir(parents=True)
    home.mkdir()
    put(project, "codex", "claude", "copilot", "gemini", "cursor")
    for folder, inner in ((project, 0), (project / "inner", 1)):
        done = codex.run(folder, home, "debug", "prompt-input", "x")
        assert done.status == 0, done.said
        texts = [json.loads(part) for part in re.findall(r'"text": ("(?:[^"\\]|\\.)*")', done.out)]
        assert sum(text.count(MARK) for text in texts) == 1
        assert sum(text.count("Only here.") for text in texts) == inner


RULES = (
    Rule(PROJECT, f"# Project\n\n{MARK}\n", main=True),
    Rule("inner", "Only here.\n", BY_FILE, ("inner/**",), main=True),
    Rule("style", "Plain words.\n"),
)
SLOW = ("copilot", "gemini", "kilo", "opencode")


@pytest.mark.parametrize("target", [t for t in ASKERS[RULE] if NIGHTLY or t not in SLOW])
def test_a_model_is_given_every_rule_in_its_folder(target: str) -> None:
    if why := missing(target):
        pytest.skip(why)
    fmt, batch = format_of(RULE, target), Batch(target, RULE)
    assert fmt is not None
    for rule in RULES:
        done = tried(rule, fmt).converted
        files = {one.path: one.data for one in done.written if isinstance(one, ComponentFile)}
        if done.back is not None:
            batch.add(Subject(done.back, fmt, rule.name, next(iter(files)), files))
    wrong = Subject(Rule("wrong", "Nobody wrote this.\n"), fmt, "wrong", "wrong.md", {})
    batch.add(wrong)
    proofs, said = held(batch, ask(installed(target), batch))
    assert said == []
    verdicts = {proof.name: str(proof.verdict) for proof in proofs}
    assert verdicts.pop("wrong") == "ignored"
    assert verdicts.keys() >= {PROJECT, "inner"}
    assert {*verdicts.values()} == {"equal"}
