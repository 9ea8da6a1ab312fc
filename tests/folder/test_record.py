"""Without its record a folder is left alone."""

from pathlib import Path

from agentconv.folder import record
from agentconv.folder.record import NAME, Entry, Record, load
from agentconv.text.source import MAX_BYTES
from tests.folder.exports import codes, run, tree


def test_a_broken_record_stops_the_run(source: Path, out: Path) -> None:
    run(source, out)
    (out / record.NAME).write_text("{")
    before = tree(out)
    assert "record-broken" in codes(run(source, out))
    assert tree(out) == before


def test_a_record_of_any_number_of_files_is_read_again(tmp_path: Path) -> None:
    files = {f"folder/{'x' * 60}/{i}.md": Entry("0" * 64, "claude", (f"s/{i}.md",)) for i in range(60_000)}
    known = Record(files, bundles={"claude of bundle one": "1.0.0"})
    text = known.to_text()
    assert len(text) > MAX_BYTES
    (tmp_path / NAME).write_text(text, encoding="utf-8")
    assert load(tmp_path) == known


def test_an_owner_is_told_in_words() -> None:
    assert record.owner_text(record.owner_of("team", "claude")) == "the bundle 'team'"
    assert record.owner_text("claude") == "an export to claude"
