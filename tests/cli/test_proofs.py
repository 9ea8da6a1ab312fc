"""What a proof looks like, for people and for machines."""

import json

import jsonschema
import pytest

from agentconv.cli.proofs import alike, proofs_json, proved
from agentconv.cli.schema_of_json import report_schema
from agentconv.diagnostics import Report
from agentconv.proving.clients import CLIENTS
from agentconv.proving.component_run import NotAsked
from agentconv.proving.run import ProofResult, TargetProof
from agentconv.proving.values import Installed
from agentconv.proving.verdicts import AgentProof, Compared, Verdict

TRIMMED = Compared("prompt", False, "trimmed", "Text.\n", "Text.")
AGENTS = (
    AgentProof("a", "a.md", Verdict.EQUAL, (Compared("name", True), Compared("tools", None))),
    AgentProof("b", "b.md", Verdict.ALIKE, (TRIMMED,), without=("servers",)),
    AgentProof("c", "c.md", Verdict.IGNORED, said=("c.md is odd\x1b[31m",), grave=2),
)
PROOF = TargetProof("codex", Installed("codex", ("codex",), version="1.2.3"), AGENTS, (), 1.25, True)


def result() -> ProofResult:
    report = Report()
    report.add("proof-ignored", "Codex does not load it", path="c.md", target="codex")
    return ProofResult([PROOF], [CLIENTS["qwen"]], report.diagnostics)


def test_a_table_and_why_some_are_only_alike(capsys: pytest.CaptureFixture[str]) -> None:
    proved(result(), verbose=False)
    out, err = capsys.readouterr()
    rows = [line.split() for line in out.splitlines()]
    assert rows[0][3:5] == ["agents", "loaded"]
    assert rows[1] == ["codex", "Codex", "1.2.3", "3", "2", "1", "1", "0", "1", "0", "exported", "1.2"]
    assert out.splitlines()[-1] == "codex: prompt: trimmed (1)"
    assert "proof-ignored" in err


def test_each_agent_by_itself(capsys: pytest.CaptureFixture[str]) -> None:
    proved(result(), verbose=True)
    out, _ = capsys.readouterr()
    assert "b      alike    prompt: trimmed; asked without its servers" in out
    assert "\x1b" not in out


def test_nothing_proved_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    proved(ProofResult(), verbose=False)
    assert "nothing was proved" in capsys.readouterr()[1]


def test_for_machines() -> None:
    data = json.loads(json.dumps(proofs_json(result())))
    jsonschema.Draft202012Validator(report_schema()).validate(data)
    assert not data["ok"]
    (proof,) = data["proofs"]
    assert proof["counts"] == {"alike": 1, "equal": 1, "ignored": 1}
    assert proof["agents"][1]["fields"]["prompt"] == {
        "equal": False,
        "why": "trimmed",
        "ours": "Text.\n",
        "theirs": "Text.",
    }
    assert data["missing"][0]["install"] == "npm install -g @qwen-code/qwen-code"


def of_skills() -> ProofResult:
    other = TargetProof(
        "codex", Installed("codex", ("codex",), version="1"), AGENTS[:2], (), 1, False, "skill"
    )
    return ProofResult([PROOF, other], not_asked=[NotAsked("codex", "command", 2, "it tells none")])


def test_kinds_have_rows_of_their_own(capsys: pytest.CaptureFixture[str]) -> None:
    proved(of_skills(), verbose=True)
    out, _ = capsys.readouterr()
    rows = [line.split() for line in out.splitlines()]
    (head,) = [row for row in rows if row[:1] == ["target"]]
    assert head[3:6] == ["kind", "number", "loaded"]
    kinds = [row[3:6] for row in rows if row[:2] == ["codex", "Codex"]]
    assert kinds == [["agents", "3", "2"], ["skills", "2", "2"]]
    assert out.splitlines()[-1] == "codex: skills: prompt: trimmed (1)"
    assert ["skill", "codex", "why"] in rows


def test_kinds_for_machines() -> None:
    data = json.loads(json.dumps(proofs_json(of_skills())))
    jsonschema.Draft202012Validator(report_schema()).validate(data)
    agents, skills = data["proofs"]
    assert ("components" in agents, "agents" in skills) == (False, False)
    assert [(one["name"], one["verdict"]) for one in skills["components"]] == [("a", "equal"), ("b", "alike")]
    assert data["notAsked"] == [{"target": "codex", "kind": "command", "count": 2, "why": "it tells none"}]


def test_reasons_are_counted() -> None:
    assert alike(PROOF) == {"prompt: trimmed": 1}
