"""Keys that nothing reads."""

from collections.abc import Callable
from typing import Any

from agentconv.host.registry import Registry
from tests.checking.test_run import check_text
from tests.growth import LINEAR, growth

REGISTRY = Registry(plugins=False)


def test_a_thousand_unknown_keys_take_no_time() -> None:
    from agentconv.checking.run import CheckRequest, check

    text = "---\nname: a\ndescription: d\n" + "".join(f"key{i}: 1\n" for i in range(20_000)) + "---\n"
    assert len(check(CheckRequest(("-",)), REGISTRY, read=text.encode).diagnostics) < 100


def misspelt(text: str, **options: Any) -> list[tuple[str, int | None, str | None]]:
    found = check_text(text, select=("key-*",), **options)
    return [(d.code, d.line, d.field) for d in found]


def test_each_agent_of_a_file_has_its_own_keys() -> None:
    text = """{
  "share": "manual",
  "agent": {
    "solo": {"description": "d", "prompt": "p",
      "permision": {"edit": "deny"}},
    "duo": {"description": "d", "promt": "p"}
  }
}"""
    assert misspelt(text, format="opencode") == [
        ("key-misspelt", 5, "permision"),
        ("key-misspelt", 6, "promt"),
    ]
    alone = text.replace(',\n    "duo": {"description": "d", "promt": "p"}', "")
    assert misspelt(alone, format="opencode") == [("key-misspelt", 5, "permision")]


def test_a_key_that_would_bound_all_agents_of_a_file() -> None:
    text = """{
  "permision": {"bash": "deny"}, "theme": "dark", "shar": 1,
  "agent": {"a": {"description": "d", "prompt": "p"}, "b": {"description": "d", "prompt": "p"}}
}"""
    assert misspelt(text, format="opencode") == [("key-misspelt", 2, "permision")]


def test_an_agent_of_a_list_has_its_own_keys() -> None:
    modes = (
        "customModes:\n  - slug: a\n    name: A\n    roleDefinition: r\n    groops: [read]\n    groups: []\n"
    )
    modes += "  - slug: b\n    name: B\n    roleDefinition: r\n    whenTouse: never\n    groups: []\n"
    assert misspelt(modes, format="roo") == [("key-unknown", 5, "groops"), ("key-misspelt", 10, "whenTouse")]


def test_many_agents_of_a_file_are_looked_at_in_time() -> None:
    def checking(size: int) -> Callable[[], object]:
        entries = ",".join(f'"a{i}": {{"description": "d", "prompt": "p"}}' for i in range(size // 40))
        text = f'{{"agent": {{{entries}}}}}'
        return lambda: misspelt(text, format="opencode")

    checking(100)()
    assert growth(checking, 80_000) < LINEAR
