"""Every built-in format passes the suite that third parties' formats pass. A new one needs no line here."""

import itertools
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from agentconv import testing
from agentconv.conformance.snapshots import FOLDER
from agentconv.conformance.specimens import odd_texts
from agentconv.host.registry import Registry
from agentconv.model.agent import Value
from agentconv.testing import FormatContract
from tests.conftest import FIXTURES, NIGHTLY

LAYOUT_LOST = {
    "claude": frozenset({"yaml-anchors"}),
    "goose": frozenset({"desktop"}),
}

OF_ODD_VALUES = 5
"""One of so many odd values is tried before a change lands, and all at night. Twelve changes are made to each key:
a number that has no divisor with twelve takes other ones from key to key."""


@pytest.fixture(autouse=True)
def _some_odd_values(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of each fixture other ones, so that those of a format come to most of what there is."""
    start = zlib.crc32(request.node.name.encode()) % OF_ODD_VALUES

    def some(values: Mapping[str, Value], kind: str) -> Iterator[str]:
        return itertools.islice(odd_texts(values, kind), start, None, OF_ODD_VALUES)

    if not NIGHTLY:
        monkeypatch.setattr(testing, "odd_texts", some)


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
