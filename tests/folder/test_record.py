"""Without its record a folder is left alone."""

from pathlib import Path

from agentconv.folder import record
from tests.folder.exports import codes, run, tree


def test_a_broken_record_stops_the_run(source: Path, out: Path) -> None:
    run(source, out)
    (out / record.NAME).write_text("{")
    before = tree(out)
    assert "record-broken" in codes(run(source, out))
    assert tree(out) == before
