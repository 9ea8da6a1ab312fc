"""Files that hold several agents: each by meaning, the file by its lines."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from agentconv.diagnostics import Report
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.merging.documents import MergedFile
from agentconv.merging.marks import Labels
from agentconv.merging.run import MergeRequest, merge, merge_for_git
from agentconv.merging.several import merge_several
from agentconv.reading.read import read_as
from agentconv.text.source import Source

REGISTRY = Registry(plugins=False)
ROO = REGISTRY.get("roo")

MODES = """customModes:
  # who writes
  - slug: one
    name: One
    roleDefinition: Do one.
    groups: [read]
  - slug: two
    name: Two
    roleDefinition: Do two.
    groups: [read, edit]
"""


def documents(text: str) -> Sequence[Document]:
    return read_as(ROO, Source(".roomodes", text), Report())


def merged(ours: str, theirs: str) -> MergedFile:
    found = merge_several(documents(MODES), documents(ours), documents(theirs), ROO, Labels())
    assert found is not None
    assert found.text is not None
    return found


THREE = "  - slug: three\n    name: Three\n    roleDefinition: Do three.\n    groups: [read]\n"


@pytest.mark.parametrize(
    ("ours", "theirs", "wanted"),
    [
        pytest.param(MODES.replace("Do one", "Do 1"), MODES.replace("Do two", "Do 2"),
                     MODES.replace("Do one", "Do 1").replace("Do two", "Do 2"), id="each another"),
        pytest.param(MODES.replace("Do one", "Do 1"), MODES + THREE,
                     MODES.replace("Do one", "Do 1") + THREE, id="one adds an agent"),
        pytest.param(MODES.replace("who writes", "who reads"), MODES[: MODES.index("  - slug: two")],
                     MODES[: MODES.index("  - slug: two")].replace("who writes", "who reads"), id="one is removed"),
    ],
)  # fmt: skip
def test_agent_by_agent(ours: str, theirs: str, wanted: str) -> None:
    for one, other in ((ours, theirs), (theirs, ours)):
        found = merged(one, other)
        assert found.conflicts == ()
        assert found.text == wanted


def test_a_list_of_one_agent_is_merged_word_by_word() -> None:
    found = merged(MODES.replace("[read]", "[read, edit]"), MODES.replace("[read]", "[read, browser]"))
    assert (found.text, found.conflicts) == (MODES.replace("[read]", "[read, browser, edit]"), ())


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        pytest.param(MODES.replace("Do one", "Do 1"), MODES.replace("Do one", "Do I"), id="one field"),
        pytest.param(
            MODES.replace("Do two", "Do 2"), MODES[: MODES.index("  - slug: two")], id="removed, changed"
        ),
        pytest.param(MODES + THREE, MODES + THREE.replace("Do three", "Do 3"), id="both add it, unlike"),
        pytest.param(
            MODES.replace("slug: one", "slug: uno"), MODES.replace("Do one", "Do 1"), id="renamed, changed"
        ),
    ],
)
def test_what_both_changed_is_left_to_a_person(ours: str, theirs: str) -> None:
    for one, other in ((ours, theirs), (theirs, ours)):
        found = merged(one, other)
        assert found.conflicts
        assert found.text is not None
        assert ("<<<<<<< ours\n" in found.text, ">>>>>>> theirs\n" in found.text) == (True, True)


def test_names_have_to_tell_agents_apart() -> None:
    twice = documents(MODES)
    assert merge_several([*twice, *twice], twice, twice, ROO, Labels()) is None


def test_by_command_and_by_git(tmp_path: Path) -> None:
    texts = (MODES, MODES.replace("Do one", "Do 1"), MODES.replace("Do two", "Do 2"))
    paths = []
    for name, text in zip("bot", texts, strict=True):
        (tmp_path / name).mkdir()
        (tmp_path / name / ".roomodes").write_text(text, encoding="utf-8")
        paths.append(str(tmp_path / name / ".roomodes"))
    wanted = texts[1].replace("Do two", "Do 2")
    report = Report()
    found = merge(MergeRequest((paths[1], paths[2]), paths[0]), REGISTRY, report)
    assert [file.text for file in found.files] == [wanted]
    again = merge_for_git(paths, ".roomodes", REGISTRY, report, Labels())
    assert again is not None
    assert (again.text, report.diagnostics) == (wanted, ())
