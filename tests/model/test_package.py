"""What a package says of itself, as a value."""

import pytest

from agentconv.model.neutral import from_json, to_json
from agentconv.model.package import Collection, Package

KIT = Package(
    "kit",
    "1.0.0",
    authors=("Ann",),
    contacts={"Ann": {"email": "ann@example.org"}},
    extensions={"codex-plugin": {"interface": {"brandColor": "#f00"}}},
)


def test_values_are_frozen_at_any_depth() -> None:
    with pytest.raises(TypeError):
        KIT.extensions["codex-plugin"]["interface"]["brandColor"] = "red"  # type: ignore[index,call-overload]
    with pytest.raises(TypeError):
        KIT.contacts["Ann"] = {}  # type: ignore[index]


@pytest.mark.parametrize("value", [KIT, Collection(KIT, (KIT, Package("other")))])
def test_json_says_all_of_it(value: Package | Collection) -> None:
    assert from_json(type(value), to_json(value)) == value
