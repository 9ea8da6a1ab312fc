"""How much of a collection is printed: as much as the screen holds."""

import re

import pytest

from agentconv.cli import catalogue
from agentconv.reading.listing import Content, Item, Listing
from agentconv.reading.packages import Package


def collection(packages: int, agents: int = 3) -> Listing:
    contents = []
    for number in range(packages):
        package = Package(
            f"package-number-{number}", f"1.{number}.0", folder=f"plugins/p{number}", license="MIT"
        )
        items = [Item("agent", f"agent-{n}", "x.md", 10, "2.0", "claude") for n in range(agents)]
        items += [Item("skill", f"skill-{n}", "x.md", 10) for n in range(12)]
        contents.append(Content(package, items))
    return Listing(contents, 7, ["far", "away"])


def printed(
    found: Listing,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    *,
    verbose: bool = False,
    screen: tuple[int, int] = (100, 50),
) -> list[str]:
    monkeypatch.setenv("COLUMNS", str(screen[0]))
    monkeypatch.setenv("LINES", str(screen[1]))
    catalogue.listed(found, verbose=verbose)
    return capsys.readouterr().out.splitlines()


def test_few_packages_are_listed_with_all_names(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = printed(collection(2), capsys, monkeypatch)
    assert lines[0] == "package-number-0 1.0.0  MIT  plugins/p0"
    assert lines[1] == "  3 agents (claude)  agent-0 2.0, agent-1 2.0, agent-2 2.0"
    assert lines[2].startswith("  12 skills          skill-0, ")
    assert lines[3].startswith("                     skill-")
    assert lines[-2] == "2 packages, 6 agents, 24 skills, agents in claude, 7 other files"
    assert lines[-1] == "2 packages listed, and not here: far, away"


def test_more_packages_are_a_line_each(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = printed(collection(20), capsys, monkeypatch)
    assert lines[:2] == [
        "package            version  agents  skills",
        "package-number-0   1.0.0         3      12",
    ]
    assert len(lines) == 24


@pytest.mark.parametrize("screen", [(100, 50), (80, 50), (132, 43), (200, 30)])
def test_ninety_packages_fit_a_screen(
    screen: tuple[int, int], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = printed(collection(90), capsys, monkeypatch, screen=screen)
    assert len(lines) <= screen[1]
    assert max(map(len, lines)) <= screen[0]
    assert len(re.findall(r"package-number-\d+ +3a 12s", "\n".join(lines))) == 90
    assert "a agents, s skills" in lines


def test_everything_is_named_when_asked(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = printed(collection(90), capsys, monkeypatch, verbose=True)
    assert sum("skill-11" in line for line in lines) == 90
