"""A format is a container and a table read both ways: every row is used in both directions."""

import copy
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agentconv import read
from agentconv.conformance.specimens import AGENTS
from agentconv.diagnostics import Report
from agentconv.errors import NotAnAgent, Problem
from agentconv.host.registry import Registry
from agentconv.kit import model_map
from agentconv.kit.facts import SURE
from agentconv.kit.format import Field, Format, Writing
from agentconv.model.agent import Agent, with_fields
from agentconv.model.names import slug
from agentconv.reading.read import decode_native, read_as
from agentconv.text.source import Source, decode
from tests.conftest import FIXTURES

FORMATS = [
    p.format for p in Registry(plugins=False).all() if p.format.fields and p.format.name != "agents-md"
]
"""Those whose table is what they are read and written by; a section of AGENTS.md is one text."""

OVERRIDES_ENCODE = {
    "anthropic-agents", "claude-json", "docker-agent", "goose", "openai", "openai-agents", "openai-responses",
}  # fmt: skip
"""Formats that write more than their table says. It may only become shorter."""

OVERRIDES_DECODE = {*OVERRIDES_ENCODE, "amazonq", "kiro-json"}
"""Formats that read more than their table says. It may only become shorter."""


def counted(fmt: Format, seen: Counter[tuple[str, str]]) -> Format:
    """The format with a table that counts in `seen` how often each row is read and written."""

    def spy(row: Field) -> Field:
        codec: Any = copy.copy(row.codec)
        for name in ("decode", "encode", "write"):
            if (method := getattr(codec, name, None)) is not None:

                def call(*given: Any, _method: Any = method, _name: str = name) -> Any:
                    seen[(str(row.key), "decode" if _name == "decode" else "encode")] += 1
                    return _method(*given)

                object.__setattr__(codec, name, call)
        return replace(row, codec=codec)

    return type(fmt.name, (type(fmt),), {"fields": tuple(map(spy, fmt.fields)), "reads": True})()


def fixtures_of(fmt: Format) -> Iterator[Path]:
    for path in sorted((FIXTURES / fmt.dialect).rglob("*")):
        if path.is_file():
            yield path


def use(fmt: Format) -> None:
    """Read the format's fixtures, write what they hold and all specimens, and read that back."""
    agents = [(agent, "") for agent in AGENTS.values()]
    agents += [(read(path).agents[0], "") for path in sorted((FIXTURES / "neutral").glob("*.json"))]
    agents.append((Agent("keeper", memory="project"), ""))  # no tools are listed that it would add to
    others = {row.attr: True for row in fmt.fields if row.attr.startswith("extensions.")}
    agents.append((with_fields(Agent("kin"), others), ""))  # keys that another format has
    for path in fixtures_of(fmt):
        place = fmt.path_of(path.name.partition(".")[0])
        source = Source(place.rpartition("/")[0] + f"/{path.name}", decode(path.read_bytes()))
        try:
            documents = read_as(fmt, source, Report(), beside(path))
        except NotAnAgent:  # a file beside the agent's
            continue
        agents += [(document.agent, fmt.dialect) for document in documents]
    for agent, source_format in agents:
        stem = slug(agent.name)
        native = fmt.encode(agent, Writing(Report(), model_map.load(), slug=stem, source=source_format))
        decode_native(fmt, native, stem)


def beside(path: Path) -> Callable[[str], Source]:
    def sibling(name: str) -> Source:
        place = path.parent / name
        if not place.is_file() or not place.is_relative_to(FIXTURES):
            raise Problem("not-found", "there is no such file")
        return Source(name, decode(place.read_bytes()))

    return sibling


@pytest.mark.parametrize("fmt", FORMATS, ids=lambda f: f.name)
def test_every_row_is_used_in_both_directions(fmt: Format) -> None:
    seen: Counter[tuple[str, str]] = Counter()
    use(counted(fmt, seen))
    idle = [
        (str(row.key), way)
        for row in fmt.fields
        for way in ("decode", "encode")
        if not seen[str(row.key), way]
    ]
    assert not idle, f"{fmt.name}: rows that are not used: {idle}"


def overriding(name: str) -> set[str]:
    return {f.name for f in FORMATS if getattr(type(f), name) is not getattr(Format, name)}


def test_no_further_format_overrides_the_table() -> None:
    assert overriding("encode") == OVERRIDES_ENCODE
    assert overriding("decode") == OVERRIDES_DECODE


@pytest.mark.parametrize("fmt", FORMATS, ids=lambda f: f.name)
def test_it_is_said_how_sure_the_facts_are_and_against_what(fmt: Format) -> None:
    assert fmt.sure in SURE
    date, comma, against = fmt.checked.partition(", ")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", date)
    assert comma
    assert against
    if fmt.sure == "client":
        assert re.search(r"\d\.\d", against), "say which version was asked"
    if fmt.sure in ("source", "docs", "told"):
        assert re.match("$|reading back|.*schema", fmt.validated)
