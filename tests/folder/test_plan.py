"""What a run would change: only what is its own."""

import json
from pathlib import Path

import pytest

from agentconv.folder import record
from tests.folder.exports import FILE, ONE, codes, run, tree


def test_a_second_run_changes_nothing(source: Path, out: Path) -> None:
    run(source, out)
    before, times = tree(out), {p: p.stat().st_mtime_ns for p in out.rglob("*")}
    result = run(source, out)
    assert result.plan is not None
    assert (result.plan.write, len(result.plan.unchanged)) == ([], 2)
    assert tree(out) == before
    assert {p: p.stat().st_mtime_ns for p in out.rglob("*")} == times


def test_an_edited_file_is_kept_and_reported(source: Path, out: Path) -> None:
    run(source, out)
    (out / FILE).write_text("mine")
    result = run(source, out)
    assert (out / FILE).read_text() == "mine"
    assert "kept-edited" in codes(result)
    run(source, out, force=True)
    assert json.loads((out / FILE).read_text())["name"] == "one"


def test_a_file_of_somebody_else_is_kept(source: Path, out: Path) -> None:
    (out / FILE).parent.mkdir(parents=True)
    (out / FILE).write_text("theirs")
    result = run(source, out)
    assert (out / FILE).read_text() == "theirs"
    assert "kept-foreign" in codes(result)
    assert (out / "openai/assistants/two.json").exists()


def test_an_equal_file_of_somebody_else_is_adopted(source: Path, out: Path, tmp_path: Path) -> None:
    run(source, tmp_path / "other")
    (out / FILE).parent.mkdir(parents=True)
    (out / FILE).write_bytes((tmp_path / "other" / FILE).read_bytes())
    result = run(source, out)
    assert not codes(result) & {"kept-foreign", "kept-edited"}


def test_the_output_of_a_removed_source_goes(source: Path, out: Path) -> None:
    run(source, out)
    (source / "one.md").unlink()
    run(source, out)
    assert [p for p in tree(out) if p.endswith("one.json")] == []
    assert FILE not in json.loads((out / record.NAME).read_text())["files"]


def test_the_output_of_a_renamed_agent_goes(source: Path, out: Path) -> None:
    run(source, out)
    (source / "one.md").write_text(ONE.replace("name: one", "name: uno"))
    run(source, out)
    assert sorted(p for p in tree(out) if p.startswith("openai")) == [
        "openai/assistants/two.json",
        "openai/assistants/uno.json",
    ]


def test_an_edited_output_of_a_removed_source_stays(source: Path, out: Path) -> None:
    run(source, out)
    (out / FILE).write_text("mine")
    (source / "one.md").unlink()
    assert "kept-edited" in codes(run(source, out))
    assert (out / FILE).read_text() == "mine"


def test_outputs_of_other_sources_and_targets_stay(source: Path, out: Path) -> None:
    run(source / "one.md", out)
    run(source / "two.md", out)
    run(source, out, targets=("prompts",))
    assert (out / FILE).exists()
    assert (out / "openai/assistants/two.json").exists()


def test_check_and_dry_runs_write_nothing(source: Path, out: Path) -> None:
    assert run(source, out, check=True).stale
    assert run(source, out, dry=True).plan is not None
    assert not out.exists()
    run(source, out)
    assert run(source, out, check=True).ok
    (source / "one.md").write_text(ONE + "more\n")
    before = tree(out)
    assert run(source, out, check=True).stale
    assert tree(out) == before


def test_export_into_the_source_folder_is_stable(source: Path) -> None:
    for target in ("claude", "openai", "prompts", "agentconv"):
        run(source, source, targets=(target,))
    before = tree(source)
    for target in ("claude", "openai", "prompts", "agentconv"):
        assert run(source, source, targets=(target,)).ok
    assert tree(source) == before


# links and odd files


def test_a_link_in_the_output_folder_is_not_followed(source: Path, out: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    out.mkdir()
    (out / "openai").symlink_to(outside)
    result = run(source, out)
    assert "unwritable" in codes(result)
    assert list(outside.iterdir()) == []


def test_a_linked_file_is_kept_and_its_target_untouched(source: Path, out: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    (out / FILE).parent.mkdir(parents=True)
    (out / FILE).symlink_to(victim)
    assert "kept-foreign" in codes(run(source, out))
    run(source, out, force=True)
    assert victim.read_text() == "precious"
    assert not (out / FILE).is_symlink()


@pytest.mark.parametrize("place", ["", "openai", "openai/assistants/one.json"])
def test_what_is_in_the_way_is_an_error(source: Path, out: Path, place: str) -> None:
    if place.endswith(".json"):
        (out / place).mkdir(parents=True)
    else:
        (out / place).parent.mkdir(parents=True, exist_ok=True)
        (out / place).write_text("x")
    before = tree(out) if out.is_dir() else out.read_text()
    assert "unwritable" in codes(run(source, out))
    assert (tree(out) if out.is_dir() else out.read_text()) == before
