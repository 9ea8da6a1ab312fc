"""A rule's text within what was sent to a model; and which rules are not asked of."""

from pathlib import Path

import pytest

from agentconv.diagnostics import Report
from agentconv.proving.component_holding import held
from agentconv.proving.rule_asking import asker, held_in, texts
from agentconv.proving.values import Installed
from agentconv.proving.verdicts import Verdict
from tests.proving.components import REGISTRY, put, read

FILES = {
    "CLAUDE.md": "Run the tests.\n",
    "inner/CLAUDE.md": "Only here.\n",
    ".claude/rules/style.md": "Plain words.\n",
    ".claude/rules/python.md": '---\npaths: ["*.py"]\n---\nType it.\n',
}


@pytest.mark.parametrize(
    ("text", "found"),
    [("a b\n", "a b\n"), ("a b\n\n", "a b"), ("a\n b", "a b"), ("a b c", None)],
)
def test_a_text_is_found(text: str, found: str | None) -> None:
    assert held_in(text, "before\na b\nbehind") == found


def test_all_texts_of_a_request_are_lines() -> None:
    assert texts({"messages": [{"content": "a"}, {"content": [{"text": "b"}]}]}) == "a\nb"


def test_each_folder_is_asked_by_itself(tmp_path: Path) -> None:
    put(tmp_path / "given", FILES)
    project = tmp_path / "project"
    (batch,), _ = read(tmp_path / "given", "rule").batches("rule", "claude", REGISTRY, Report(), as_is=True)

    def sender(_client: Installed, folder: Path, _home: Path) -> str:
        return {project: "Run the tests.\n", project / "inner": "Run the tests.\nOnly.\n"}[folder]

    answer = asker(sender)(Installed("claude", ()), batch, project, tmp_path)
    proofs, _ = held(batch, answer)
    assert {proof.name: proof.verdict for proof in proofs} == {
        "project": Verdict.EQUAL,
        "inner": Verdict.IGNORED,
        "style": Verdict.IGNORED,
    }
    assert [*answer.unseen] == ["python"]


def test_a_text_that_a_client_puts_together_is_not_asked_of(tmp_path: Path) -> None:
    put(tmp_path / "given", {"GEMINI.md": "@./more.md\n"})
    (batch,), _ = read(tmp_path / "given", "rule").batches("rule", "gemini", REGISTRY, Report(), as_is=True)
    for sent, unseen in (("The text of more.", ["project"]), ("@./more.md\n", [])):
        answer = asker(lambda *_, sent=sent: sent)(Installed("gemini", ()), batch, tmp_path, tmp_path)
        assert [*answer.unseen] == unseen
