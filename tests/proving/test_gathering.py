"""From sources to lots: as the files lie, or exported first; a name and a place are there once in a lot."""

from pathlib import Path

from agentconv.diagnostics import Report
from agentconv.host.registry import Registry
from agentconv.proving.cases import Lot
from agentconv.proving.material import material
from agentconv.reading.excluding import ALL
from tests import processes

REGISTRY = Registry(plugins=False)


def agent(name: str, head: str = "tools: Read") -> str:
    return f"---\nname: {name}\ndescription: d\n{head}\n---\nText of {name}.\n"


def lots(folder: Path, target: str, *, as_is: bool = False) -> tuple[list[Lot], bool, Report]:
    report = Report()
    found = material([str(folder)], REGISTRY, report, format=None, choice=ALL)
    assert found is not None
    made, exported = found.lots(target, REGISTRY, report, as_is=as_is)
    return made, exported, report


def put(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        place = folder / ".claude" / "agents" / f"{name}.md"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    return folder


def test_files_of_the_target_are_taken_as_they_lie(tmp_path: Path) -> None:
    ((lot,), exported, _) = lots(put(tmp_path, a=agent("a"), b=agent("b")), "claude")
    assert not exported
    assert lot.files == {f".claude/agents/{n}.md": agent(n).encode() for n in ("a", "b")}
    assert all(case.is_source and case.source is None for case in lot.cases.values())


def test_others_are_exported_and_know_where_they_come_from(tmp_path: Path) -> None:
    ((lot,), exported, _) = lots(put(tmp_path, a=agent("a")), "codex")
    assert exported
    assert [*lot.files] == [".codex/agents/a.toml"]
    assert lot.cases["a"].shown.endswith("a.md")
    assert (lot.cases["a"].origin, lot.cases["a"].is_source) == ("claude", False)


def test_as_is_exports_nothing(tmp_path: Path) -> None:
    assert lots(put(tmp_path, a=agent("a")), "codex", as_is=True)[:2] == ([], False)


def test_one_name_or_one_place_twice_makes_two_lots(tmp_path: Path) -> None:
    put(tmp_path / "one", a=agent("a"), b=agent("b"))
    put(tmp_path / "two", a=agent("other"), c=agent("b"))
    made, _, _ = lots(tmp_path, "claude")
    assert [sorted(lot.cases) for lot in made] == [["a", "b"], ["b", "other"]]


def test_a_broken_file_goes_to_the_client_as_well(tmp_path: Path) -> None:
    put(tmp_path, a=agent("a"), d=agent("d", "tools: {Read: true}"))
    ((lot,), _, report) = lots(tmp_path, "claude")
    assert [*lot.loose] == [".claude/agents/d.md"]
    assert lot.loose[".claude/agents/d.md"].broken
    assert b"Read: true" in lot.files[".claude/agents/d.md"]
    assert "wrong-type" in {d.code for d in report.diagnostics}


def test_a_broken_file_that_may_start_something_does_not(tmp_path: Path) -> None:
    put(tmp_path, d=agent("d", "tools: {Read: true}\nhooks:\n  Stop: []"))
    made, _, report = lots(tmp_path, "claude")
    assert made == []
    assert "proof-withheld" in {d.code for d in report.diagnostics}


def test_an_agent_that_the_target_does_not_take_is_told_and_the_others_go(tmp_path: Path) -> None:
    put(tmp_path, a=agent("a"), b=agent("b", "tools: Read\nmodel: opus").replace("Text", "x" * 40_000))
    made, _, report = lots(tmp_path, "copilot")
    assert [sorted(lot.cases) for lot in made] == [["a"]]
    assert "over-limit" in {d.code for d in report.diagnostics}


def bundle(folder: Path) -> Path:
    """A bundle for Codex, built as anybody builds one."""
    put(folder, a=agent("a"))
    for words in (("init", "-t", "codex"), ("build",)):
        done = processes.agentconv(*words, cwd=folder)
        assert done.returncode == 0, done.stderr
    (archive,) = (p for p in (folder / "dist").glob("*-0.1.0.zip"))
    return archive


def test_of_a_bundle_its_own_files_are_proved_as_they_lie(tmp_path: Path) -> None:
    archive = bundle(tmp_path / "shop")
    ((lot,), exported, _) = lots(archive, "codex")
    assert (sorted(lot.cases), [*lot.files], exported) == (["a"], [".codex/agents/a.toml"], False)
    assert lots(archive, "claude")[0] == []


def test_a_bundle_with_something_planted_is_not_proved(tmp_path: Path) -> None:
    archive = bundle(tmp_path / "shop")
    archive.write_bytes(archive.read_bytes()[:-30])
    report = Report()
    assert material([str(archive)], REGISTRY, report, format=None, choice=ALL) is None
    assert report.errors()


SERVER = "mcpServers:\n  x: {command: planted}"


def test_what_starts_a_program_reaches_no_client_in_a_file_with_others(tmp_path: Path) -> None:
    put(tmp_path, x=agent("z"), y=agent("b", SERVER), z=agent("a"))  # which the file has in another order
    ((lot,), exported, report) = lots(tmp_path, "claude-json")
    assert exported
    assert {name: Path(case.shown).stem for name, case in lot.cases.items()} == {"z": "x", "a": "z"}
    assert not any(b"planted" in data for data in lot.files.values())
    assert [d.agent for d in report.diagnostics if d.code == "proof-withheld"] == ["b"]


def test_nor_in_a_file_of_several_as_it_lies(tmp_path: Path) -> None:
    one, two = '"a": {"description": "d", "prompt": "x"}', '"b": {"description": "d", "prompt": "y"'
    text = f'{{{one}, {two}, "mcpServers": [{{"x": {{"command": "planted"}}}}]}}}}'
    (tmp_path / "agents.json").write_text(text)
    report = Report()
    found = material([str(tmp_path / "agents.json")], REGISTRY, report, format="claude-json", choice=ALL)
    assert found is not None
    assert len(found.documents) == 2
    assert found.lots("claude-json", REGISTRY, report, as_is=True) == ([], False)
    assert [d.agent for d in report.diagnostics if d.code == "proof-withheld"] == ["b"]
