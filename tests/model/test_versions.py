"""Versions: which is the higher one, and what is none."""

import itertools

import pytest

from agentconv.model.versions import version_key

ORDER = [
    "0.9",
    "1.0.0-alpha",
    "1.0.0-alpha.1",
    "1.0.0-beta.2",
    "1.0.0-beta.11",
    "1.0.0",
    "1.2",
    "1.10",
    "v2",
    "10",
]


@pytest.mark.parametrize(("low", "high"), list(itertools.pairwise(ORDER)))
def test_versions_sort_as_numbers(low: str, high: str) -> None:
    one, two = version_key(low), version_key(high)
    assert one is not None
    assert two is not None
    assert one < two


def test_a_version_means_the_same_with_and_without_zeros() -> None:
    assert version_key("1") == version_key("1.0.0") == version_key("v1.0")


@pytest.mark.parametrize("text", ["", "latest", "1.x.2.", "1" * 200, "2025-01-25"])
def test_what_is_no_version(text: str) -> None:
    key = version_key(text)
    assert key is None or key[0] == (2025,)
