"""Install, upgrade, downgrade, two bundles and uninstall in every order: what is left in the project."""

import json
import os
from pathlib import Path

import pytest

from agentconv.diagnostics import Report
from agentconv.export import ExportRequest, export
from agentconv.host.registry import Registry
from agentconv.release import install
from tests.release.projects import built

BUNDLES = {
    "one1": ("one", "0.1.0", {"rev": "first", "old": "old"}),
    "one2": ("one", "0.2.0", {"rev": "second", "new": "new"}),
    "two": ("two", "1.0.0", {"rev": "other", "own": "own"}),
}
"""Name, version, and the prompts of the agents."""


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    found = {}
    for key, (name, version, prompts) in BUNDLES.items():
        folder = tmp_path_factory.mktemp(key)
        for agent, prompt in prompts.items():
            text = f"---\nname: {agent}\ndescription: D\ntools: Read\n---\n{prompt}\n"
            (folder / f"{agent}.md").write_text(text, encoding="utf-8")
        manifest = f'name = "{name}"\nversion = "{version}"\nsources = ["*.md"]\n[targets.claude]\n'
        (folder / "agentconv.toml").write_text(manifest, encoding="utf-8")
        found[key] = folder / "bundle.zip"
        found[key].write_bytes(built(folder).archives[f"{name}-{version}.zip"])
    return found


def _left(into: Path) -> str:
    """Each agent that is there, with its prompt."""
    files = sorted(into.rglob("*.md"))
    return ", ".join(f"{p.stem} {p.read_text('utf-8').rpartition('---')[2].strip()}" for p in files)


def _do(step: str, bundles: dict[str, Path], into: Path) -> tuple[str, ...]:
    """Take a step, and give the codes of what it said."""
    word, _, bundle = step.partition(" ")
    force = word.endswith("!")
    report = Report()
    if word == "edit":
        (into / f".claude/agents/{bundle}.md").write_text("---\n---\nmine", encoding="utf-8")
    elif word == "delete":
        (into / f".claude/agents/{bundle}.md").unlink()
    else:
        request = install.InstallRequest(
            str(bundles[bundle]), "claude", into, uninstall=word == "remove", force=force
        )
        install.run(request, Registry(plugins=False), report)
    return tuple(d.code for d in report.diagnostics)


ORDERS = [
    ("install one1", "old old, rev first", ""),
    ("install one1; install one1", "old old, rev first", ""),
    ("install one1; install one2", "new new, rev second", ""),
    ("install one1; install one2; remove one2", "", ""),
    ("install one1; install one2; remove one1", "", ""),
    ("install one2; install one1", "new new, rev second", "older-release"),
    ("install one2; install! one1", "old old, rev first", ""),
    ("install one2; install! one1; install one2", "new new, rev second", ""),
    ("install one1; install two", "old old, own own, rev first", "kept-owned"),
    ("install one1; install two; remove two", "old old, rev first", ""),
    ("install one1; install two; remove one1", "own own", ""),
    ("install one1; install two; remove one1; install two", "own own, rev other", ""),
    ("install one1; install two; install one2", "new new, own own, rev second", ""),
    ("install one1; install! two", "old old, own own, rev other", ""),
    ("install one1; install! two; remove one1", "own own, rev other", ""),
    ("install one1; install! two; remove two", "old old", ""),
    ("install one1; install! two; install one2", "new new, own own, rev other", "kept-owned"),
    ("install one1; install! two; install! one2; remove two", "new new, rev second", ""),
    ("install two; install one1", "old old, own own, rev other", "kept-owned"),
    ("install two; install one1; remove one1", "own own, rev other", ""),
    ("install two; install one1; remove two", "old old", ""),
    ("remove one1", "", ""),
    ("install one1; remove two", "old old, rev first", ""),
    ("install one1; remove one1; remove one1", "", ""),
    ("install one1; remove one1; install one2; remove one1", "", ""),
    ("install one2; remove one2; install one1", "old old, rev first", ""),
    ("install one1; edit old; install one2", "new new, old mine, rev second", "kept-edited"),
    ("install one1; edit rev; install one2", "new new, rev mine", "kept-edited"),
    ("install one1; edit rev; install! one2", "new new, rev second", ""),
    ("install one1; edit rev; install two", "old old, own own, rev mine", "kept-edited"),
    ("install one1; edit old; remove one1", "old mine", "kept-edited"),
    ("install one1; delete rev; install one1", "old old, rev first", ""),
    ("install one1; delete old; install one2; remove one2", "", ""),
]
"""The steps, what is left after them, and what the last one said."""


@pytest.mark.parametrize(("steps", "left", "said"), ORDERS)
def test_what_is_left(steps: str, left: str, said: str, bundles: dict[str, Path], tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    codes: tuple[str, ...] = ()
    for step in steps.split("; "):
        codes = _do(step, bundles, tmp_path)
    assert _left(tmp_path) == left
    assert codes == tuple(said.split())
    record = tmp_path / ".agentconv.json"
    assert record.exists() == bool(set(left.split(", ")) - {"", "rev mine", "old mine"})
    if not left:
        assert os.listdir(tmp_path) == ["mine.txt"]


def test_an_export_and_a_bundle_leave_each_other_alone(bundles: dict[str, Path], tmp_path: Path) -> None:
    source = tmp_path / "source" / "rev.md"
    source.parent.mkdir()
    source.write_text("---\nname: rev\ndescription: D\ntools: Read\n---\nthe project's\n", encoding="utf-8")
    into = tmp_path / "into"
    into.mkdir()
    request = ExportRequest((str(source),), ("claude",), into)
    assert export(request, Registry(plugins=False)).diagnostics == ()
    assert _do("install two", bundles, into) == ("kept-owned",)
    assert _left(into) == "own own, rev the project's"
    assert _do("remove two", bundles, into) == ()
    assert _left(into) == "rev the project's"
    assert _do("install! two", bundles, into) == ()
    assert [d.code for d in export(request, Registry(plugins=False)).diagnostics] == ["kept-owned"]
    assert _left(into) == "own own, rev other"


def test_the_same_file_of_two_bundles_stays_the_first_ones(bundles: dict[str, Path], tmp_path: Path) -> None:
    _do("install one1", bundles, tmp_path)
    record = tmp_path / ".agentconv.json"
    known = json.loads(record.read_text("utf-8"))
    for entry in known["files"].values():
        entry["target"] = "claude of bundle first"
    record.write_text(json.dumps(known), encoding="utf-8")
    assert _do("install one1", bundles, tmp_path) == ()
    assert _do("remove one1", bundles, tmp_path) == ()
    assert _left(tmp_path) == "old old, rev first"
