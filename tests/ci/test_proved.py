"""The record of what the clients made of agents: with answers of ours, so without a client."""

import csv
import importlib
import json
from pathlib import Path
from typing import Any

import pytest

from agentconv.diagnostics import Report
from agentconv.proving.run import ProofResult, TargetProof
from agentconv.proving.values import Installed
from agentconv.proving.verdicts import AgentProof, Compared, Verdict
from tests.conftest import ROOT


@pytest.fixture
def record(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    monkeypatch.syspath_prepend(str(ROOT / ".ci"))
    return importlib.import_module("proved_record")


def result(*agents: AgentProof) -> ProofResult:
    report = Report()
    report.add("proof-withheld", "it may start programs", path="x.md", target="codex")
    report.add("power-widened", "tools.allow", path="y.md", agent="y", target="codex")
    report.add("power-widened", "tools.allow", path="y.md", agent="y", target="kilo")
    client = Installed("codex", ("codex",), place="codex", version="1.2.3")
    proof = TargetProof("codex", client, agents, (), 1.0, exported=True)
    return ProofResult([proof], [], report.diagnostics)


AGENTS = (
    AgentProof("a", "a.md", Verdict.EQUAL),
    AgentProof("b", "b.md", Verdict.ALIKE, (Compared("prompt", False, "trimmed"),)),
    AgentProof("c", "c.md", Verdict.DIFFERENT, (Compared("model", False), Compared("name", True))),
    AgentProof("d", "d.md", Verdict.IGNORED, foretold=True),
    AgentProof("e", "e.md", Verdict.IGNORED),
)


def test_a_proof_becomes_figures_and_what_is_odd(record: Any) -> None:
    (row,) = record.rows(record.EXAMPLES, result(*AGENTS))
    figures = {"asked": 5, "loaded": 3, "equal": 1, "alike": 1, "different": 1, "ignored": 2, "unread": 0}
    figures |= {"foretold": 1, "withheld": 1, "refused": 1}
    assert {name: row[name] for name in figures} == figures
    assert row["alike in"] == {"prompt: trimmed": 1}
    assert row["odd"] == ["c: different in model", "e: ignored"]
    assert (row["target"], row["client"], row["version"]) == ("codex", "codex", "1.2.3")


def test_a_client_that_could_not_be_asked_is_no_row(record: Any) -> None:
    report = Report()
    report.add("proof-failed", "Codex: says no version", target="codex")
    with pytest.raises(ValueError, match="codex: Codex: says no version"):
        list(record.rows(record.EXAMPLES, ProofResult(diagnostics=report.diagnostics)))


def test_new_rows_stand_in_place_of_the_old(record: Any, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(record, "RECORD", tmp_path / "proved.json")
    (old,) = record.rows(record.OTHERS, result(AGENTS[0]))
    (own,) = record.rows(record.OWN, result(AGENTS[1]))
    record.written([old, own])
    (new,) = record.rows(record.OTHERS, result(AGENTS[3]))
    record.written([new])
    assert record.read() == [own, new]
    assert json.loads((tmp_path / "proved.json").read_text("utf-8"))["proofs"][1]["foretold"] == 1


def test_files_lie_where_they_lay_and_those_of_a_target_are_told_apart(record: Any, tmp_path: Path) -> None:
    corpus, laid = tmp_path / "corpus", tmp_path / "laid"
    corpus.mkdir()
    texts = {"a.md": "---\nname: a\ndescription: d\n---\nHi\n", "b.toml": 'name = "b"\n'}
    texts["b.toml"] += 'description = "d"\ndeveloper_instructions = "Hi"\n'
    places = {"a.md": ".claude/agents/a.md", "b.toml": ".codex/agents/b.toml"}
    with (corpus / "index.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, ["path", "source_repo", "source_path", "commit"])
        rows.writeheader()
        for name, text in texts.items():
            (corpus / name).write_text(text, encoding="utf-8")
            rows.writerow(
                {
                    "path": name,
                    "source_repo": "o/r",
                    "source_path": places[name],
                    "commit": "0123456789abcdef",
                }
            )
    assert record.laid_out(corpus, laid) == 2
    home = laid / "o+r" / "0123456789ab"
    assert (home / ".codex/agents/b.toml").read_text("utf-8") == texts["b.toml"]
    assert record.others(laid, "codex") == [(home / places["a.md"]).as_posix()]
