"""Every built-in format passes the suite that third parties' formats pass. A new one needs no line here."""

from pathlib import Path

from agentconv.conformance.snapshots import FOLDER
from agentconv.host.registry import Registry
from agentconv.testing import FormatContract
from tests.conftest import FIXTURES

LAYOUT_LOST = {
    "claude": frozenset({"yaml-anchors"}),
    "goose": frozenset({"desktop"}),
}


def _contract(name: str) -> type[FormatContract]:
    return type(
        f"Test{name.title().replace('-', '')}",
        (FormatContract,),
        {
            "format": type(Registry(plugins=False).get(name)),
            "fixtures": FIXTURES / name,
            "neutral": FIXTURES / "neutral",
            "examples": 0,  # test_promises has more of them
            "layout_lost": LAYOUT_LOST.get(name, frozenset()),
        },
    )


for _name in Registry(plugins=False).names():
    _class = _contract(_name)
    globals()[_class.__name__] = _class
del _class


def test_every_folder_of_snapshots_has_a_format() -> None:
    kept = Path(__file__).parent / FOLDER
    assert sorted(p.name for p in kept.iterdir()) == sorted(Registry(plugins=False).names())


def test_every_fixture_folder_has_a_format() -> None:
    known = {*Registry(plugins=False).names(), "neutral", "broken", "examples"}
    assert {p.name for p in FIXTURES.iterdir() if p.is_dir()} <= known
