"""Whose code a build runs: what its manifest names, and nothing else; and a bundle's nothing."""

import json
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from agentconv.bundle import archive
from agentconv.diagnostics import Report
from agentconv.errors import Problem
from agentconv.host.registry import Registry
from agentconv.release import build
from agentconv.release.proof import prove
from tests.host.broken import good
from tests.host.test_filters import FILTERS, ONE, filter_file
from tests.release.projects import run

MANIFEST = """name = "b"
version = "1.0.0"
sources = ["agents"]
{more}
[targets.{target}]
"""
BOTH = '[plugins]\npaths = ["tools/mine.py"]\n'
HOUSE = ONE.format(
    cls="House", name="house", more="", body="return with_fields(agent, {'prompt': 'By the house.'})"
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "project"
    for name in ("agents", "tools"):
        (folder / name).mkdir(parents=True)
    (folder / "agents" / "tidy.md").write_text("---\nname: tidy\ndescription: d\n---\nTidy up.\n")
    both = good("mine").replace("import BODY", "import Filter, with_fields, BODY")
    filters = (
        FILTERS.format(classes=HOUSE, names="House").partition("\nfrom agentconv ")[2].partition("\n")[2]
    )
    (folder / "tools" / "mine.py").write_text(both + filters)
    monkeypatch.delenv("AGENTCONV_PLUGINS", raising=False)
    return folder


def built(
    folder: Path, more: str = "", target: str = "claude", registry: Registry | None = None
) -> tuple[Any, Report]:
    (folder / "agentconv.toml").write_text(MANIFEST.format(more=more, target=target))
    registry, report = registry or Registry(), Report()
    found = build.load_manifest(folder, registry, report)
    return (build.build(found, folder, registry, report) if found else None), report


def test_a_file_adds_a_target_and_a_filter(project: Path) -> None:
    result, report = built(project, 'filters = ["house"]\n' + BOTH, "mine")
    assert result is not None, report.diagnostics
    assert b"By the house." in result.entries["targets/mine/.mine/tidy.md"]
    assert [d.code for d in report.diagnostics if d.target == "mine" and d.loss is None] == ["target-local"]


def test_the_lock_names_the_file_with_its_digest(project: Path) -> None:
    more = 'filters = ["house"]\n' + BOTH
    before, _ = built(project, more, "mine")
    lock = tomllib.loads(before.lock.to_text())
    assert len(lock["inputs"]["tools/mine.py"]) == 64
    assert lock["filters"] == {"house": "tools/mine.py"}
    assert [*lock["tools"]] == ["agentconv"]
    (fact,) = json.loads(before.entries["manifest.json"])["filters"]
    assert (fact["by"], len(fact["sha256"])) == ("tools/mine.py", 64)
    (project / "tools" / "mine.py").write_text((project / "tools" / "mine.py").read_text() + "# more\n")
    after, _ = built(project, more, "mine")
    assert any(line.startswith("inputs: tools/mine.py: ") for line in before.lock.differences(after.lock))


WRONG = {
    '[plugins]\npaths = ["tools/gone.py"]\n': ("not-found", "tools/gone.py"),
    '[plugins]\npaths = ["../mine.py"]\n': ("link-outside", "leads out of"),
    '[plugins]\npaths = ["tools/bad.py"]\n': ("plugin-raised", "division by zero"),
    '[plugins]\npath = ["tools/mine.py"]\n': ("unknown-key", "[plugins] has no key 'path'"),
    "[plugins]\npaths = 3\n": ("wrong-type", "takes a list of texts"),
    "plugins = 3\n": ("wrong-type", "takes a table"),
}


@pytest.mark.parametrize("more", WRONG)
def test_what_a_manifest_names_wrong_is_an_error_there(project: Path, more: str) -> None:
    (project / "tools" / "bad.py").write_text("1 / 0\n")
    result, report = built(project, more)
    code, words = WRONG[more]
    (found,) = report.errors()
    assert (result, found.code, found.path) == (None, code, (project / "agentconv.toml").as_posix())
    assert words in found.message or code == "not-found"


def test_no_plugins_runs_nothing_that_a_manifest_names(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "tools" / "mine.py").write_text("raise SystemExit('it ran')\n")
    monkeypatch.setenv("AGENTCONV_PLUGINS", "")
    for registry in (Registry(), Registry(plugins=False)):
        result, report = built(project, BOTH, registry=registry)
        assert result is None
        assert [d.message for d in report.errors()] == [
            "[plugins] names 'tools/mine.py', and no plugin is to be loaded"
        ]


def test_only_what_is_allowed_is_loaded(project: Path, use) -> None:  # type: ignore[no-untyped-def]
    registry = use(one=good("one"), two="import sys\nsys.modules['it_ran'] = sys\n" + good("two"))
    allowed = '[plugins]\nallow = ["Agentconv_One"]\n'
    result, report = built(project, allowed, "one", registry)
    assert result is not None, report.diagnostics
    assert "two" not in registry.names()
    assert "it_ran" not in sys.modules
    result, report = built(project, allowed, "two", Registry())
    assert "there is no target 'two'" in [d.message for d in report.errors()]


def test_what_is_allowed_and_not_there_is_said(project: Path) -> None:
    result, report = built(project, '[plugins]\nallow = ["nobody"]\n')
    assert result is not None
    assert [
        "'nobody', which is not installed" in d.message
        for d in report.diagnostics
        if d.code == "plugin-failed"
    ] == [True]


def test_verify_and_install_run_nothing_of_a_bundle(project: Path, tmp_path: Path) -> None:
    """A bundle that names filters and a format of a file, and even holds the file, is data."""
    result, _ = built(project, 'filters = ["house"]\n' + BOTH, "mine")
    index = json.loads(result.entries["manifest.json"])
    with pytest.raises(Problem, match="cannot be held against it"):
        prove(index, result.entries, Registry())
    place = tmp_path / "b-1.0.0.zip"
    place.write_bytes(result.archives[place.name])
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "mine.py").write_text("open('it-ran', 'w')\n")
    for words in (("verify", str(place)), ("install", str(place), "-t", "claude", "--into", "into")):
        done = run(*words, cwd=tmp_path)
        assert done.returncode != 0, words
    assert not (tmp_path / "it-ran").exists()
    assert archive.read_archive(place.read_bytes())


def test_a_bundle_behind_a_file_s_filter_is_verified_without_it(project: Path, tmp_path: Path) -> None:
    result, _ = built(project, 'filters = ["house"]\n' + BOTH)
    place = tmp_path / "b-1.0.0.zip"
    place.write_bytes(result.archives[place.name])
    (tmp_path / "into").mkdir()
    assert run("verify", str(place), cwd=tmp_path).returncode == 0
    assert run("install", str(place), "-t", "claude", "--into", "into", cwd=tmp_path).returncode == 0
    assert "By the house." in (tmp_path / "into" / ".claude" / "agents" / "tidy.md").read_text()


def test_files_of_one_name_are_kept_apart(project: Path) -> None:
    other = project / "other"
    other.mkdir()
    (other / "mine.py").write_text(filter_file("return None", "second"))
    registry = Registry()
    first, second = (registry.filter(f"{project / p}") for p in ("tools/mine.py", "other/mine.py"))
    assert (first.name, second.name) == ("house", "second")
    assert first.digest() != second.digest()
