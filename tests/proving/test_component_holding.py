"""A client's answer on components: what is equal, alike, different, ignored and unread."""

from pathlib import Path
from typing import Any

import pytest

from agentconv.diagnostics import Report
from agentconv.proving.component_holding import compared, held, tell
from agentconv.proving.component_values import Answered, Batch
from agentconv.proving.verdicts import AgentProof, Verdict
from tests.proving.components import REGISTRY, SKILL, put, read

SAME = {"description": "Fills forms.", "text": "Fill them.\n", "invocation": "all"}


@pytest.fixture
def batch(tmp_path: Path) -> Batch:
    put(tmp_path, {".opencode/skills/fill/SKILL.md": SKILL})
    (made,), _ = read(tmp_path, "skill").batches("skill", "opencode", REGISTRY, Report(), as_is=True)
    return made


def one(batch: Batch, told: dict[str, Any] | None, *errors: str) -> AgentProof:
    found = {} if told is None else {"fill": told}
    (proof,), _ = held(batch, Answered(found, errors, {"text": "it is kept"}))
    return proof


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        (SAME, Verdict.EQUAL),
        ({}, Verdict.EQUAL),
        (SAME | {"text": "Fill them."}, Verdict.ALIKE),
        (SAME | {"description": "Fills…"}, Verdict.ALIKE),
        (SAME | {"description": "Files forms."}, Verdict.DIFFERENT),
        (SAME | {"description": None}, Verdict.DIFFERENT),
        (SAME | {"text": "Fill…"}, Verdict.DIFFERENT),
        (SAME | {"invocation": "people"}, Verdict.DIFFERENT),
        ({"file": SKILL}, Verdict.EQUAL),
        ({"file": "Fill them.\n"}, Verdict.DIFFERENT),
        (None, Verdict.IGNORED),
    ],
)
def test_each_field_is_held_against_the_model(
    told: dict[str, Any] | None, verdict: Verdict, batch: Batch
) -> None:
    assert one(batch, told).verdict is verdict


def test_what_is_not_told_is_not_equal(batch: Batch) -> None:
    fields = {
        part.field: (part.equal, part.why) for part in one(batch, {"description": "Fills forms."}).fields
    }
    assert fields["text"] == (None, "it is kept")
    assert fields["invocation"][0] is None


def test_what_nobody_asked_for_is_unread(batch: Batch) -> None:
    proofs, _ = held(batch, Answered({"fill": SAME, "other": SAME}))
    assert [(proof.name, proof.verdict) for proof in proofs] == [
        ("fill", Verdict.EQUAL),
        ("other", Verdict.UNREAD),
    ]


def test_a_complaint_goes_with_its_file(batch: Batch) -> None:
    said = ".opencode/skills/fill/SKILL.md: no", "something else"
    proofs, left = held(batch, Answered({"fill": SAME}, said))
    assert (proofs[0].said, left, proofs[0].good) == ((said[0],), [said[1]], False)
    report = Report()
    tell("OpenCode", "skill", "opencode", proofs, left, report)
    assert [d.code for d in report.errors()] == ["proof-said", "proof-said"]


def test_a_loose_file_is_ignored_or_unread(batch: Batch) -> None:
    batch.loose[".opencode/skills/open/SKILL.md"] = "x/SKILL.md"
    ignored, _ = held(batch, Answered({"fill": SAME}))
    assert [(p.name, p.path, p.verdict) for p in ignored[1:]] == [("open", "x/SKILL.md", Verdict.IGNORED)]
    unread, _ = held(batch, Answered({"fill": SAME, "open": {}}))
    assert [(p.name, p.path, p.verdict) for p in unread[1:]] == [("open", "x/SKILL.md", Verdict.UNREAD)]


def test_white_space_and_line_ends_do_no_harm() -> None:
    whys = [
        compared("text", "a  b\r\nc\n", theirs).why for theirs in ("a b c", "a  b\nc", "a  b\r\nc", "a b")
    ]
    assert whys == ["white space", "line ends", "trimmed", ""]
