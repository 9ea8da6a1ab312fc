"""Any package to any other format of packages and back, with --carry: every file is there to the byte."""

import json
from collections.abc import Mapping
from pathlib import Path
from shutil import copytree

import pytest

from agentconv.formats.components import COMPONENTS
from tests.conftest import CORPUS, FIXTURES
from tests.packages import PACKAGES, collection, files, make, put, written

COLLECTIONS = CORPUS.parent / "collections"
PAIRS = [pytest.param(a, b, id=f"{a}-{b}") for a in PACKAGES for b in PACKAGES if a != b]
MADE = {"one": make, "two": collection}
KINDS = {
    "agent-plugin": {"skill": 4, "server": 2},
    "antigravity-plugin": {"skill": 4, "server": 1, "rule": 1},
    "claude-plugin": {"skill": 4, "command": 4, "server": 1, "hook": 1},
    "codex-plugin": {"skill": 6, "server": 1, "hook": 1},
    "copilot-plugin": {"skill": 4, "command": 1, "server": 1, "hook": 1},
    "cursor-plugin": {"skill": 5, "command": 1, "server": 1, "rule": 4, "hook": 1},
    "gemini-extension": {"skill": 5, "command": 1, "server": 1, "rule": 1, "hook": 1},
    "qwen-extension": {"skill": 5, "server": 1, "rule": 1, "hook": 1},
}
"""Format -> what its package holds beside an agent, so that nothing is compared that is not there."""
Made = Mapping[tuple[str, str], Path]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Format, and how many packages -> what agentconv writes of them in that format itself."""
    found = {}
    for how, maker in MADE.items():
        for tool in PACKAGES:
            top = tmp_path_factory.mktemp(f"{tool}-{how}")
            result = written(maker(top / "source", tool), tool, top / "out", carry=True)
            (summary,) = result.summaries
            count = 1 if how == "one" else 2
            assert summary.components == {kind: n * count for kind, n in KINDS[tool].items()}
            assert summary.agents == count
            found[tool, how] = top / "out"
    return found


@pytest.mark.parametrize(("a", "b"), PAIRS)
@pytest.mark.parametrize("how", MADE)
def test_there_and_back(a: str, b: str, how: str, made: Made, tmp_path: Path) -> None:
    written(made[a, how], b, tmp_path / "there", carry=True)
    result = written(tmp_path / "there", a, tmp_path / "back")
    assert "carry-ignored" not in {d.code for d in result.diagnostics}
    assert files(tmp_path / "back") == files(made[a, how])
    if how == "two":
        written(made[a, how], b, tmp_path / "without")
        assert files(tmp_path / "there") == files(tmp_path / "without")


@pytest.mark.parametrize("a", PACKAGES)
def test_what_agentconv_wrote_is_read_as_what_it_is(a: str, made: Made, tmp_path: Path) -> None:
    """Skills and commands are no agents, and what was put into a file among other entries is there as well."""
    written(made[a, "one"], a, tmp_path / "there")
    assert not (tmp_path / "there/agentconv.carry.json").exists()
    result = written(tmp_path / "there", a, tmp_path / "back")
    assert result.summaries[0].agents == 1
    assert files(tmp_path / "back") == files(made[a, "one"])


@pytest.mark.parametrize("a", PACKAGES)
def test_the_long_way_round(a: str, made: Made, tmp_path: Path) -> None:
    """Through every other format, one after the other."""
    source = made[a, "two"]
    for step, tool in enumerate(tool for tool in PACKAGES if tool != a):
        written(source, tool, tmp_path / str(step), carry=True)
        source = tmp_path / str(step)
    written(source, a, tmp_path / "back")
    assert files(tmp_path / "back") == files(made[a, "two"])


TOOLS = sorted({tool for tools in COMPONENTS.values() for tool in tools} - {*PACKAGES, "claude", "vscode"})


@pytest.mark.parametrize("b", [*TOOLS, "a2a"])
def test_what_a_project_has_comes_back_as_well(b: str, tmp_path: Path) -> None:
    """Also from a tool that keeps commands where it keeps agents, or has no place for anything but agents."""
    for kind in KINDS["claude-plugin"] | {"rule": 0}:
        copytree(FIXTURES / "components" / kind / "claude", tmp_path / "source", dirs_exist_ok=True)
    put(tmp_path / "source/.claude/agents/helper.md", "---\nname: helper\ndescription: Helps.\n---\nHelp.\n")
    written(tmp_path / "source", "claude", tmp_path / "own")
    written(tmp_path / "own", b, tmp_path / "there", carry=True)
    result = written(tmp_path / "there", "claude", tmp_path / "back")
    assert "carry-ignored" not in {d.code for d in result.diagnostics}
    assert result.summaries[0].components == {"skill": 2, "command": 3, "server": 3, "rule": 3, "hook": 3}
    own, back = files(tmp_path / "own"), files(tmp_path / "back")
    assert own.keys() == back.keys()
    agent = (
        ".claude/agents/helper.md"  # of an agent outside of packages the fields come back, and not the text
    )
    assert {**own, agent: b""} == {**back, agent: b""}


REAL = {
    "LerianStudio+ring": 66,
    "SuperClaude-Org+SuperClaude_Framework": 60,
    "obra+superpowers": 54,
    "wshobson+agents": 139,
}
"""Collection -> how many files of its Claude plugins are as they are in the collection itself.

The others are: the manifests and lists of packages, and files of servers, of which the facts come back and not
the layout; agents whose file has another name than they have, and parts of the kinds that a copy lacks.
"""


@pytest.fixture(scope="module", params=REAL)
def real(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A collection of Claude plugins, and what agentconv writes of it in that format itself."""
    if not COLLECTIONS.is_dir():
        pytest.skip("the shared collections are not beside this checkout")
    out = tmp_path_factory.mktemp("real")
    written(COLLECTIONS / request.param, "claude-plugin", out)
    return COLLECTIONS / request.param, out


@pytest.mark.parametrize("b", [b for b in PACKAGES if b != "claude-plugin"])
def test_real_plugins_come_back(b: str, real: tuple[Path, Path], tmp_path: Path) -> None:
    original, own = real
    written(original, b, tmp_path / "there", carry=True)
    result = written(tmp_path / "there", "claude-plugin", tmp_path / "back")
    assert "carry-ignored" not in {d.code for d in result.diagnostics}
    back = files(tmp_path / "back")
    assert back == files(own)
    assert same_as_in(original, back) == REAL[original.name]


def same_as_in(original: Path, back: Mapping[str, tuple[bytes, bool]]) -> int:
    """How many files are to the byte what they are in the collection, in the folder of their package."""
    folders = {
        str(json.loads(manifest.read_text())["name"]): manifest.parents[1]
        for manifest in original.rglob(".claude-plugin/plugin.json")
    }
    listed = original / ".claude-plugin/marketplace.json"
    for entry in json.loads(listed.read_text())["plugins"] if listed.is_file() else ():
        folders.setdefault(entry["name"], original / str(entry["source"]))
    known: dict[str, tuple[bytes, bool]] = {}
    for name, folder in folders.items():
        above = f"plugins/{name}/" if any(path.startswith("plugins/") for path in back) else ""
        known |= {above + path: content for path, content in files(folder).items()}
    return sum(known.get(path) == content for path, content in back.items())
