"""Entries in files that hold other settings are owned one by one, under the laws of files."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st

from agentconv.diagnostics import Report
from agentconv.folder import apply, record
from agentconv.folder.entries import as_files
from agentconv.folder.plan import Plan, Wanted, WantedEntry, differences, plan, removal
from agentconv.model.agent import Value

THEIRS = (
    '{\n  // mine\n  "theme": "dark",\n  "mcpServers": {\n    "own": {"command": "x"}, // keep\n  },\n}\n'
)
PATH = ".tool/settings.json"
ONE: Value = {"command": "npx", "args": ["one"]}
TWO: Value = {"command": "npx", "args": ["two"]}


def entry(
    name: str, value: Value, *, target: str = "tool", source: str = "", path: str = PATH
) -> WantedEntry:
    return WantedEntry(path, "jsonc", ("mcpServers", name), value, target, (source,) if source else ())


def run(
    out: Path,
    entries: Sequence[WantedEntry],
    *,
    target: str = "tool",
    files: Sequence[Wanted] = (),
    force: bool = False,
    whole: bool = True,
) -> tuple[Plan, set[str]]:
    report = Report()
    made = plan(files, out, [target], [], report, force=force, whole=whole, entries=entries)
    assert made is not None, report.diagnostics
    assert apply.carry_out(made, report)
    return made, {d.code for d in report.diagnostics}


def take_out(out: Path, target: str = "tool") -> set[str]:
    report = Report()
    assert apply.carry_out(removal(out, record.load(out), target, report), report)
    return {d.code for d in report.diagnostics}


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    place = tmp_path / PATH
    place.parent.mkdir()
    place.write_text(THEIRS)
    return place


def test_entries_come_and_go_and_the_file_is_as_it_was(tmp_path: Path, settings: Path) -> None:
    run(tmp_path, [entry("one", ONE), entry("two", TWO)])
    assert '"one": {' in settings.read_text()
    assert take_out(tmp_path) == set()
    assert settings.read_text() == THEIRS
    assert not (tmp_path / record.NAME).exists()


def test_a_second_run_changes_nothing(tmp_path: Path, settings: Path) -> None:
    run(tmp_path, [entry("one", ONE)])
    before = settings.read_text(), (tmp_path / record.NAME).read_text()
    made, _ = run(tmp_path, [entry("one", ONE)])
    assert (made.write, made.changes, [f.path for f in made.unchanged]) == ([], False, [PATH])
    assert (settings.read_text(), (tmp_path / record.NAME).read_text()) == before


def test_a_file_and_folders_that_only_we_made_go(tmp_path: Path) -> None:
    run(tmp_path, [entry("one", ONE)])
    run(tmp_path, [entry("other", TWO, target="other", path=PATH)], target="other")
    take_out(tmp_path)
    assert list(json.loads((tmp_path / PATH).read_text())["mcpServers"]) == ["other"]
    take_out(tmp_path, "other")
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_wanted_any_more_goes(tmp_path: Path, settings: Path) -> None:
    run(tmp_path, [entry("one", ONE), entry("two", TWO)])
    made, found = run(tmp_path, [entry("two", TWO)])
    assert '"one"' not in settings.read_text()
    assert found == set()
    assert [file.path for file, _ in made.write] == [PATH]
    run(tmp_path, [])
    assert settings.read_text() == THEIRS


def test_an_entry_goes_with_its_source_only(tmp_path: Path, settings: Path) -> None:
    source = tmp_path / "servers.json"
    source.write_text("{}")
    run(tmp_path, [entry("one", ONE, source=str(source))], whole=False)
    run(tmp_path, [], whole=False)
    assert '"one"' in settings.read_text(), "another run may want it"
    source.unlink()
    run(tmp_path, [], whole=False)
    assert settings.read_text() == THEIRS


def test_an_entry_of_ours_takes_another_value(tmp_path: Path, settings: Path) -> None:
    run(tmp_path, [entry("one", ONE)])
    _, found = run(tmp_path, [entry("one", TWO)])
    assert (found, "two" in settings.read_text()) == (set(), True)
    take_out(tmp_path)
    assert settings.read_text() == THEIRS


def test_another_layout_is_no_edit(tmp_path: Path, settings: Path) -> None:
    run(tmp_path, [entry("one", ONE)])
    settings.write_text(settings.read_text().replace("\n", "\n ").replace("[\n", "[ \n\n"))
    _, found = run(tmp_path, [entry("one", TWO)])
    assert found == set()


def test_an_edited_entry_is_kept(tmp_path: Path, settings: Path) -> None:
    run(tmp_path, [entry("one", ONE)])
    edited = settings.read_text().replace('"npx"', '"bunx"')
    settings.write_text(edited)
    made, found = run(tmp_path, [entry("one", TWO)])
    assert (settings.read_text(), found) == (edited, {"kept-edited"})
    assert made.changes
    assert any("+" in line and "two" in line for line in differences(made))
    run(tmp_path, [entry("one", TWO)], force=True)
    assert "two" in settings.read_text()


def test_an_edited_entry_is_kept_when_its_wish_is_gone(tmp_path: Path, settings: Path) -> None:
    run(tmp_path, [entry("one", ONE), entry("two", TWO)])
    edited = settings.read_text().replace('"one"\n', '"uno"\n')
    settings.write_text(edited)
    assert take_out(tmp_path) == {"kept-edited"}
    assert '"uno"' in settings.read_text()
    assert '"two"' not in settings.read_text()
    assert not (tmp_path / record.NAME).exists()


def test_an_entry_of_somebody_else_is_kept(tmp_path: Path, settings: Path) -> None:
    made, found = run(tmp_path, [entry("own", ONE), entry("one", ONE)])
    assert found == {"kept-foreign"}
    assert '"own": {"command": "x"}, // keep' in settings.read_text()
    assert '"one": {' in settings.read_text()
    assert [file.path for file in made.kept] == [PATH]
    take_out(tmp_path)
    assert settings.read_text() == THEIRS


def test_an_equal_entry_of_somebody_else_stays_theirs(tmp_path: Path, settings: Path) -> None:
    _, found = run(tmp_path, [entry("own", {"command": "x"})])
    assert found == set()
    take_out(tmp_path)
    assert settings.read_text() == THEIRS


def test_an_entry_of_a_bundle_is_kept(tmp_path: Path, settings: Path) -> None:
    owner = record.owner_of("pack", "tool")
    run(tmp_path, [entry("one", ONE, target=owner)], target=owner)
    before = settings.read_text()
    _, found = run(tmp_path, [entry("one", TWO)])
    assert (found, settings.read_text()) == ({"kept-owned"}, before)


def test_what_is_no_map_is_kept(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"mcpServers": []}')
    made, found = run(tmp_path, [entry("one", ONE, path="x.json")], force=True)
    assert (found, (tmp_path / "x.json").read_text()) == ({"kept-foreign"}, '{"mcpServers": []}')
    assert made.changes


def test_a_file_that_cannot_be_read_stops_a_run_and_stays(tmp_path: Path, settings: Path) -> None:
    run(tmp_path, [entry("one", ONE)])
    broken = settings.read_text() + "}"
    settings.write_text(broken)
    report = Report()
    assert plan([], tmp_path, ["tool"], [], report, entries=[entry("one", TWO)]) is None
    assert {d.code for d in report.errors()} == {"syntax"}
    assert take_out(tmp_path) == {"kept-edited"}
    assert settings.read_text() == broken
    settings.write_text(broken[:-1])
    take_out(tmp_path)
    assert settings.read_text() == THEIRS


def test_a_link_is_not_followed(tmp_path: Path, settings: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "x.json").symlink_to(settings)
    report = Report()
    assert plan([], out, ["tool"], [], report, entries=[entry("one", ONE, path="x.json")]) is None
    assert {d.code for d in report.errors()} == {"unwritable"}


def test_entries_stand_in_a_file_that_is_written_whole(tmp_path: Path) -> None:
    manifest = Wanted("extension.json", '{\n  "name": "x"\n}\n', "tool")
    for _ in range(2):
        run(tmp_path, [entry("one", ONE, path="extension.json")], files=[manifest])
        held = json.loads((tmp_path / "extension.json").read_text())
        assert held == {"name": "x", "mcpServers": {"one": ONE}}
    known = record.load(tmp_path)
    assert (list(known.files), known.entries) == (["extension.json"], {})
    take_out(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_entries_alone_make_a_file() -> None:
    wanted = [
        entry("one", ONE, path="a.json"),
        entry("two", TWO, path="a.json"),
        entry("one", ONE, path="b.json"),
    ]
    files = as_files(wanted)
    assert json.loads(files["a.json"]) == {"mcpServers": {"one": ONE, "two": TWO}}
    assert files["b.json"].endswith("}\n")


def test_a_file_that_was_whole_may_become_one_with_entries(tmp_path: Path) -> None:
    run(tmp_path, [], files=[Wanted("x.json", '{"mcpServers": {"one": {}}}', "tool")])
    run(tmp_path, [entry("one", ONE, path="x.json")])
    known = record.load(tmp_path)
    assert (known.files, list(known.entries)) == ({}, ["x.json"])
    take_out(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_spliced_into_a_file_of_somebody_else_of_ours(tmp_path: Path) -> None:
    run(tmp_path, [], files=[Wanted("x.json", "{}", "other")], target="other")
    _, found = run(tmp_path, [entry("one", ONE, path="x.json")])
    assert (found, (tmp_path / "x.json").read_text()) == ({"kept-owned"}, "{}")


@pytest.mark.parametrize("moved", [False, True], ids=["before", "after"])
def test_after_a_crash_each_entry_is_ours(tmp_path: Path, settings: Path, moved: bool) -> None:
    run(tmp_path, [entry("one", ONE), entry("gone", ONE)])
    report = Report()
    made = plan(
        [], tmp_path, ["tool"], [], report, whole=True, entries=[entry("one", TWO), entry("new", ONE)]
    )
    assert made is not None
    (tmp_path / record.NAME).write_bytes(b"".join(apply.before(made).to_bytes()))
    if moved:
        ((file, _),) = made.write
        settings.write_bytes(file.data)
    _, found = run(tmp_path, [entry("one", TWO), entry("new", ONE)])
    assert found == set()
    assert record.load(tmp_path).coming == {}
    take_out(tmp_path)
    assert settings.read_text() == THEIRS


@pytest.mark.parametrize("moved", [False, True], ids=["before", "after"])
def test_after_a_crash_while_the_last_entry_goes_another_may_come(
    tmp_path: Path, settings: Path, moved: bool
) -> None:
    run(tmp_path, [entry("one", ONE)])
    made = removal(tmp_path, record.load(tmp_path), "tool", Report())
    (tmp_path / record.NAME).write_bytes(b"".join(apply.before(made).to_bytes()))
    if moved:
        settings.write_text(THEIRS)
    _, found = run(tmp_path, [entry("two", TWO)])
    assert found == set()
    assert '"one"' not in settings.read_text()
    take_out(tmp_path)
    assert settings.read_text() == THEIRS


def test_a_crash_while_a_new_file_comes(tmp_path: Path) -> None:
    report = Report()
    made = plan([], tmp_path, ["tool"], [], report, entries=[entry("one", ONE)])
    assert made is not None
    (tmp_path / record.NAME).write_bytes(b"".join(apply.before(made).to_bytes()))
    ((file, _),) = made.write
    (tmp_path / PATH).parent.mkdir()
    (tmp_path / PATH).write_bytes(file.data.replace(b"{\n", b"{\n\n"))  # and then somebody formatted it
    assert record.Generated(tmp_path).why(str(tmp_path / PATH), tmp_path) is None
    assert record.Generated(tmp_path).entries(str(tmp_path / PATH), tmp_path) == {("mcpServers", "one")}
    _, found = run(tmp_path, [entry("one", TWO)])
    assert found == set()
    take_out(tmp_path)
    assert not (tmp_path / PATH).exists()


def test_an_error_while_writing_puts_everything_back(
    tmp_path: Path, settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(tmp_path, [entry("one", ONE)])
    before = settings.read_text(), (tmp_path / record.NAME).read_text()
    report = Report()
    made = plan(
        [],
        tmp_path,
        ["tool"],
        [],
        report,
        whole=True,
        entries=[entry("two", TWO), entry("x", ONE, path="y/z.json")],
    )
    assert made is not None
    settings.write_text(before[0] + "\n")  # somebody was quicker
    assert not apply.carry_out(made, report)
    assert settings.read_text() == before[0] + "\n"
    assert (tmp_path / record.NAME).read_text() == before[1]
    assert not (tmp_path / "y").exists()


def test_only_a_record_with_entries_is_of_the_new_version(tmp_path: Path, settings: Path) -> None:
    run(tmp_path, [], files=[Wanted("x.json", "{}", "tool")])
    assert json.loads((tmp_path / record.NAME).read_text()) | {"files": 0} == {"agentconv": 1, "files": 0}
    run(tmp_path, [entry("one", ONE)], files=[Wanted("x.json", "{}", "tool")])
    assert json.loads((tmp_path / record.NAME).read_text())["agentconv"] == 2


def test_two_tools_that_share_a_file_agree_on_an_entry(tmp_path: Path, settings: Path) -> None:
    more: Value = {"command": "npx", "args": ["one"], "cwd": "sub"}
    for both in (
        [entry("one", ONE), entry("one", more, target="other")],
        [entry("one", more, target="other"), entry("one", ONE)],
    ):
        run(tmp_path, both)
        assert '"cwd": "sub"' in settings.read_text()
    report = Report()
    other = [entry("one", ONE), entry("one", TWO, target="other")]
    assert plan([], tmp_path, ["tool"], [], report, entries=other) is None
    assert {d.code for d in report.errors()} == {"entry-conflict"}


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", record.owner_of("pack", "a")]),
        st.dictionaries(st.sampled_from(["one", "two", "x y"]), st.sampled_from([ONE, TWO]), max_size=3),
    ),
    max_size=6,
)


@tries(max_examples=40, deadline=None)
@given(steps=STEPS, text=st.sampled_from([None, "", "{}\n", THEIRS]))
def test_whoever_comes_and_goes_the_file_ends_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, dict[str, Value]]], text: str | None
) -> None:
    out = tmp_path_factory.mktemp("out")
    place = out / PATH
    if text is not None:
        place.parent.mkdir()
        place.write_text(text)
    for target, wanted in steps:
        run(out, [entry(name, value, target=target) for name, value in wanted.items()], target=target)
        again, _ = run(
            out, [entry(name, value, target=target) for name, value in wanted.items()], target=target
        )
        assert again.write == []
    for target in {target for target, _ in steps}:
        assert take_out(out, target) == set()
    assert (place.read_text() if place.exists() else None) == text
    assert not (out / record.NAME).exists()


def test_of_files_with_the_same_settings_the_one_that_is_there_is_taken(tmp_path: Path) -> None:
    other = tmp_path / "tool.jsonc"
    wanted = [WantedEntry("tool.json", "jsonc", ("mcp", "a"), ONE, "tool", instead=("tool.jsonc", "x.jsonc"))]
    other.write_text(THEIRS)
    run(tmp_path, wanted)
    assert '"mcp"' in other.read_text()
    assert not (tmp_path / "tool.json").exists()
    assert take_out(tmp_path) == set()
    assert other.read_text() == THEIRS
    (tmp_path / "tool.json").write_text("{}\n")
    run(tmp_path, wanted)
    assert other.read_text() == THEIRS
    (tmp_path / "tool.json").unlink()
    other.unlink()
    run(tmp_path, wanted)
    assert (tmp_path / "tool.json").is_file()
