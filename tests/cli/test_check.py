"""The command: what it prints and with which status it ends."""

import json
from pathlib import Path

import jsonschema

from agentconv.cli.schema_of_json import report_schema
from tests.checking.texts import GOOD, HIDDEN, run


def test_exit_statuses(tmp_path: Path) -> None:
    (tmp_path / "good.md").write_text(GOOD)
    (tmp_path / "note.md").write_text(GOOD.replace("tools", "weather: sunny\ntools"))
    (tmp_path / "bad.md").write_text(HIDDEN)
    assert run("good.md", folder=tmp_path).returncode == 0
    assert run("note.md", folder=tmp_path).returncode == 0
    assert run("bad.md", folder=tmp_path).returncode == 1
    assert run("nowhere.md", folder=tmp_path).returncode == 1
    assert run(folder=tmp_path).returncode == 2
    assert run("bad.md", "-t", "nothing", folder=tmp_path).returncode == 2
    assert run("bad.md", "--select", "nothing", folder=tmp_path).returncode == 2
    assert run("bad.md", "--baseline", "nowhere.json", folder=tmp_path).returncode == 2
    assert run("bad.md", "--baseline", "b.json", "--update-baseline", folder=tmp_path).returncode == 0
    assert run("bad.md", "--baseline", "b.json", folder=tmp_path).returncode == 0
    assert run("-", "--fix", folder=tmp_path).returncode == 2


def test_json_fits_the_published_schema(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\nname: a\ndescription: x: y\n---\nHi \u200b!\n")
    done = run(".", "--fix", "--format", "json", "-t", "cursor", folder=tmp_path)
    data = json.loads(done.stdout)
    jsonschema.Draft202012Validator(report_schema()).validate(data)
    assert [f["path"] for f in data["fixed"]] == ["a.md"]
    assert data["agents"][0]["because"] == "no list bounds its tools"
