"""Every built-in format passes the suite that third parties' formats pass. A new one needs no line here."""

import itertools
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

import pytest

from agentconv.conformance.snapshots import FOLDER
from agentconv.conformance.specimens import odd_texts
from agentconv.containers import container
from agentconv.containers.base import BODY
from agentconv.formats import GENERATIONS
from agentconv.host.registry import Registry
from agentconv.kit.codecs import exact
from agentconv.model.agent import Value
from agentconv.reading.read import container_of
from agentconv.testing import FormatContract
from agentconv.testing import hostile as suite
from tests.conftest import FIXTURES, NIGHTLY

LAYOUT_LOST = {
    "claude": frozenset({"yaml-anchors"}),
    "goose": frozenset({"desktop"}),
}

UNSEEN = {
    "agents-md": frozenset({"name", "description", "prompt"}),  # a section's own values
    "junie": frozenset({"name"}),  # the same
    "kilo": frozenset({"name"}),  # the name is the file's
}
"""Keys of tables that stand in no fixture by that name."""

SILENT = {
    "agentconv": frozenset({"$schema"}),
    "agentspec": frozenset({"agentspec_version", "id", "first_agent", "relationships"}),  # of the whole
    "anthropic-agents": frozenset({"archived_at"}),
    "cursor": frozenset({"name"}),  # the file's own in every fixture
    "devin": frozenset({"name"}),  # the file's own in every fixture
    "docker-agent": frozenset({"version"}),  # of the file's schema, as are those below
    "goose": frozenset({"isGlobal", "name", "version"}),
    "m365": frozenset({"$schema"}),
    "opencode": frozenset({"$schema"}),
    "prompts": frozenset({"format"}),
}
"""Keys of fixtures that say nothing of an agent."""

WIDENS = dict.fromkeys(("cursor", "cursor-plugin"), frozenset({"toolless"}))
"""Bounded agents that a format cannot hold: a Cursor agent reads, whatever is forbidden it."""

TOLD: dict[str, dict[str, Value]] = {
    "a2a": {"url": "https://agents.example.com/{name}"},
    "agents-md": {"introduction": "# House\n\nBe kind.\n"},
}
"""Values to try for options that take any text."""

ANY_MODEL = frozenset({"agentconv", "agentspec", "skill"})
"""Formats that are given every model as it is."""

OF_ODD_VALUES = 7
"""One of so many odd values is tried before a change lands, and all at night. Twelve changes are made to each key:
a number that has no divisor with twelve takes other ones from key to key."""


@pytest.fixture(autouse=True)
def _some_odd_values(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of each fixture other ones, so that those of a format come to most of what there is."""
    start = zlib.crc32(request.node.name.encode()) % OF_ODD_VALUES

    def some(values: Mapping[str, Value], kind: str) -> Iterator[str]:
        return itertools.islice(odd_texts(values, kind), start, None, OF_ODD_VALUES)

    if not NIGHTLY:
        monkeypatch.setattr(suite, "odd_texts", some)


def _contract(name: str) -> type[FormatContract]:
    return type(
        f"Test{name.title().replace('-', '')}",
        (FormatContract,),
        {
            "format": type(Registry(plugins=False).get(name)),
            "fixtures": FIXTURES / name,
            "neutral": FIXTURES / "neutral",
            "examples": 0,  # test_promises has more of them
            "models": name not in ANY_MODEL,
            "seeds": False,  # test_processes has them all in one
            "worded": True,
            "silent": SILENT.get(name, frozenset()),
            "unseen": UNSEEN.get(name, frozenset()),
            "widens": WIDENS.get(name, frozenset()),
            "told": TOLD.get(name, {}),
            "name": name,
            "layout_lost": LAYOUT_LOST.get(name, frozenset()),
        },
    )


for _name in (*Registry(plugins=False).names(), *GENERATIONS):
    _class = _contract(_name)
    globals()[_class.__name__] = _class
del _class


ODD: dict[str, Value] = {"nothing": None, "a-map": {"a": {"b": [1]}}, "a-letter": "x", "no-key": ...}


def _with_odd(values: Mapping[str, Value], odd: Value) -> Iterator[tuple[tuple[str, ...], dict[str, Value]]]:
    """Each key of the first two levels, with the same values but for the odd one there; `...` takes the key away."""
    whole: dict[str, Value] = exact(dict(values))
    for key, value in whole.items():
        if key == BODY and not isinstance(odd, str):
            continue
        if odd is ...:
            yield (key,), {k: v for k, v in whole.items() if k != key}
            continue
        yield (key,), {**whole, key: odd}
        for inner in value if isinstance(value, dict) else ():
            yield (key, inner), {**whole, key: {**value, inner: odd}}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
@pytest.mark.parametrize("name", Registry(plugins=False).names())
def test_what_readers_have_a_line_for_is_refused_or_borne_under_every_key(name: str, odd: Value) -> None:
    """Always tried, in the first fixture that has the key."""
    contract, registry = _contract(name)(), Registry(plugins=False)
    kinds = contract.format.containers
    tried: set[tuple[str, ...]] = set()
    for case in contract.cases().values():
        document = contract.read_case(case, registry).documents[0]
        found = container_of(PurePosixPath(document.path), document.tree.source.text)
        kind = found if found in kinds else kinds[0]
        for path, values in _with_odd(document.tree.values, odd):
            if path not in tried and not (kind == "toml" and odd is None):
                tried.add(path)
                contract.survives(container(kind).write(values), kind, registry, document)


def test_every_folder_of_snapshots_has_a_format() -> None:
    kept = Path(__file__).parent / FOLDER
    assert {p.name for p in kept.iterdir()} == {*Registry(plugins=False).names(), *GENERATIONS, "components"}


def test_every_fixture_folder_has_a_format() -> None:
    known = {*Registry(plugins=False).names(), "components", "neutral", "broken", "examples"}
    assert {p.name for p in FIXTURES.iterdir() if p.is_dir()} <= known
