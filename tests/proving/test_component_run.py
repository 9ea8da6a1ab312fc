"""`agentconv prove --kinds` with a program that stands for a client."""

import json
from pathlib import Path
from typing import Any

from tests import processes
from tests.proving.components import BROKEN, SKILL, copilot, put

PLACE = ".github/skills/fill/SKILL.md"
SAME = {"fill": "Fills forms."}


def prove(folder: Path, program: Path, *words: str) -> tuple[dict[str, Any], int]:
    given = ("prove", str(folder), "-t", "copilot", "--client", f"copilot={program}", "--json", *words)
    done = processes.agentconv(*given, cwd=program.parent)
    assert b"Traceback" not in done.stderr
    return json.loads(done.stdout), done.returncode


def found(data: dict[str, Any]) -> dict[str, str]:
    return {c["name"]: c["verdict"] for proof in data["proofs"] for c in proof["components"]}


def test_a_skill_that_is_listed_is_equal(tmp_path: Path) -> None:
    put(tmp_path, {PLACE: SKILL})
    data, status = prove(tmp_path, copilot(tmp_path, SAME), "--kinds", "skills")
    assert (status, data["ok"], found(data)) == (0, True, {"fill": "equal"})
    (proof,) = data["proofs"]
    assert (proof["kind"], proof["exported"], proof["counts"]) == ("skill", False, {"equal": 1})


def test_what_is_planted_is_found(tmp_path: Path) -> None:
    wrong = {".github/skils/x/SKILL.md": SKILL.replace("name: fill", "name: x")}
    put(tmp_path, {PLACE: SKILL, ".github/skills/broken/SKILL.md": BROKEN, **wrong})
    program = copilot(tmp_path, {"fill": "Files forms.", "more": ""})
    data, status = prove(tmp_path, program, "--kinds", "skills")
    assert status == 1
    assert found(data) == {"fill": "different", "broken": "ignored", "x": "ignored", "more": "unread"}
    codes = {d["code"] for d in data["diagnostics"] if d["severity"] == "error"}
    assert codes == {"proof-differs", "proof-ignored", "proof-unread"}


def test_what_a_client_is_not_asked_of_is_said_and_not_equal(tmp_path: Path) -> None:
    hooks = '{"version": 1, "hooks": {"sessionStart": [{"type": "command", "bash": "true"}]}}'
    put(tmp_path, {PLACE: SKILL, ".github/hooks/own.json": hooks})
    program = copilot(tmp_path, SAME)
    data, status = prove(tmp_path, program, "--kinds", "skills,hooks")
    assert (status, found(data)) == (0, {"fill": "equal"})
    assert [(one["kind"], one["count"]) for one in data["notAsked"]] == [("hook", 1)]
    assert "proof-not-asked" in {d["code"] for d in data["diagnostics"]}
    data, status = prove(tmp_path, program, "--kinds", "hooks")
    assert (status, data["ok"], data["proofs"]) == (1, False, []), "nothing was proved"


def test_a_client_that_fails_is_a_finding(tmp_path: Path) -> None:
    put(tmp_path, {PLACE: SKILL})
    data, status = prove(tmp_path, copilot(tmp_path, SAME, status=3), "--kinds", "skills")
    assert (status, data["proofs"]) == (1, [])
    assert [d["code"] for d in data["diagnostics"]] == ["proof-failed"]


def test_where_there_is_nothing_it_is_said(tmp_path: Path) -> None:
    put(tmp_path, {"README.md": "x\n"})
    data, status = prove(tmp_path, copilot(tmp_path, SAME), "--kinds", "skills")
    assert (status, [d["code"] for d in data["diagnostics"]]) == (1, ["no-agents"])


def test_a_target_of_which_there_is_no_file_is_told(tmp_path: Path) -> None:
    put(tmp_path, {".claude/skills/fill/SKILL.md": SKILL})
    data, status = prove(tmp_path, copilot(tmp_path, SAME), "--kinds", "skills", "--as-is")
    assert (status, [d["code"] for d in data["diagnostics"]]) == (1, ["no-agents"])
    assert "copilot" in data["diagnostics"][0]["message"]


def test_a_bundle_is_asked_as_it_lies(tmp_path: Path) -> None:
    manifest = 'name = "kit"\nversion = "1.0.0"\nkinds = ["skills"]\nsources = ["."]\n[targets.copilot]\n'
    put(tmp_path / "src", {PLACE: SKILL, "agentconv.toml": manifest})
    built = processes.agentconv("build", "-o", str(tmp_path / "dist"), cwd=tmp_path / "src")
    assert built.returncode == 0, built.stderr
    data, status = prove(tmp_path / "dist" / "kit-1.0.0.zip", copilot(tmp_path, SAME), "--kinds", "skills")
    assert (status, found(data)) == (0, {"fill": "equal"})
    (proof,) = data["proofs"]
    assert (proof["exported"], proof["components"][0]["path"]) == (False, PLACE)
