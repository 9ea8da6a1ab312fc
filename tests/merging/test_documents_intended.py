"""Random merges of which it is known what they should give; the figures of 2,000 stand in bench/README.md."""

from collections import Counter

import pytest

from agentconv.api import read
from agentconv.host.registry import Registry
from agentconv.merging.documents import merge_documents
from tests.merging.intended import NEEDLESS, RIGHT, WRONG, Intended, intended, judged

REGISTRY = Registry(plugins=False)


def verdict(merge: Intended) -> str:
    sides = [
        read(text, "claude", registry=REGISTRY).documents[0]
        for text in (merge.base, merge.ours, merge.theirs)
    ]
    found = merge_documents(sides[0], sides[1], sides[2], REGISTRY)
    return judged(merge, found.text if found.clean else None)


def test_a_merge_gives_what_both_sides_meant() -> None:
    seeds = range(150)
    found = {seed: verdict(intended(seed)) for seed in seeds}
    assert [seed for seed, kind in found.items() if kind == WRONG] == []
    assert Counter(found.values())[NEEDLESS] <= 0.03 * len(seeds)


def test_the_same_seed_is_the_same_merge() -> None:
    assert intended(7) == intended(7)
    assert intended(7) != intended(8)


@pytest.mark.parametrize("seed", range(5))
def test_one_side_s_text_is_not_what_both_meant(seed: int) -> None:
    """The judge sees a merge that leaves theirs out."""
    merge = intended(seed)
    assert merge.ours != merge.theirs
    assert judged(merge, merge.ours) == WRONG
    assert judged(merge, None) == (RIGHT if merge.must or merge.may else NEEDLESS)
