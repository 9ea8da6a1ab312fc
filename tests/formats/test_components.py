"""Every built-in format of a component passes the suite that third parties' formats pass.

A new one needs no line here, but fixtures: `fixtures/components/KIND/TOOL/` and the path where the tool looks.
"""

from __future__ import annotations

import dataclasses
import itertools

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from agentconv.conformance import components as held
from agentconv.conformance.strategies import component_of
from agentconv.formats.components import COMPONENTS
from agentconv.host.components import AnyFormat, format_of, formats_of
from agentconv.kit.component import Material
from agentconv.model.components import KINDS, Component
from agentconv.model.neutral_components import CLASSES
from agentconv.testing import ComponentContract
from tests.conftest import FIXTURES, NIGHTLY

OF_ODD_TEXTS = 7
"""One of so many odd texts is tried before a change lands, and all at night."""


@pytest.fixture(autouse=True)
def _some_odd_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    every = held.odd_materials
    if not NIGHTLY:
        some = lambda material: itertools.islice(every(material), 0, None, OF_ODD_TEXTS)  # noqa: E731
        monkeypatch.setattr(held, "odd_materials", some)


FOLDER = FIXTURES / "components"


def fmt_of(kind: str, target: str) -> AnyFormat:
    found = format_of(kind, target)
    assert found is not None
    return found


class OfPackage(ComponentContract):
    """A package's format has its tool's fixtures, at its own places."""

    def materials(self, fmt: AnyFormat) -> dict[str, Material]:
        tool = format_of(fmt.kind, fmt.owner) or fmt
        names = super().materials(tool)
        found = {}
        for place, material in names.items():
            for component in held.read(tool, material)[0][:1]:
                path = fmt.path_of(component.name) if "*" in fmt.paths[0] else fmt.paths[0]
                found[place] = dataclasses.replace(material, path=path)
        return found


def _contract(kind: str, target: str) -> type[ComponentContract]:
    fmt = fmt_of(kind, target)
    own = FOLDER / kind / target
    is_package = not own.is_dir() and bool(fmt.owner) and fmt.owner != target
    base = OfPackage if is_package else ComponentContract
    fixtures = FOLDER / kind / fmt.owner if is_package else own
    return type(f"Test{kind.title()}{target.title()}", (base,), {"format": type(fmt), "fixtures": fixtures})


for _kind, _formats in COMPONENTS.items():
    for _target in _formats:
        _class = _contract(_kind, _target)
        globals()[_class.__name__] = _class


def test_the_table_is_sorted_and_says_what_its_formats_say() -> None:
    for kind, formats in COMPONENTS.items():
        assert list(formats) == sorted(formats)
        assert [(fmt.kind, fmt.target) for fmt in formats_of(kind)] == [(kind, t) for t in formats]
    assert set(COMPONENTS) < set(KINDS)


PAIRS = [(kind, target) for kind in CLASSES for target in COMPONENTS[kind]]


@pytest.mark.parametrize(("kind", "target"), PAIRS)
def test_any_component_keeps_the_promises(kind: str, target: str) -> None:
    """Generated ones: nothing is lost in silence, nothing gains power, the same files come back."""
    fmt = fmt_of(kind, target)
    sources = [None, *(other for other in formats_of(kind) if other.reads)]

    chosen = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))

    @settings(chosen, phases=[Phase.explicit, Phase.reuse, Phase.generate])  # shrinking takes minutes
    @given(component_of(CLASSES[kind]), st.sampled_from(sources))
    def holds(component: Component, source: AnyFormat | None) -> None:
        done = held.tried(component, fmt, source)
        held.check_told(done, fmt, source)
        held.check_stable(done, fmt)

    holds()
