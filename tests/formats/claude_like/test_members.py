"""Members of the family whose clients were read: each is found at its place and says what it was checked against."""

import re

import pytest

from agentconv.formats import BUILT_IN
from agentconv.host.registry import Registry

MEMBERS = [
    name for name, place in BUILT_IN.items() if re.search(r"\.claude_like\.(pi|kimi|qoder|auggie):", place)
]


@pytest.mark.parametrize("name", MEMBERS)
def test_what_a_member_says_of_itself(name: str) -> None:
    fmt = Registry(plugins=False).get(name)
    assert fmt.writes is True
    assert "2026-11-28" in fmt.checked
    assert len((fmt.__doc__ or "").split()) > 8
