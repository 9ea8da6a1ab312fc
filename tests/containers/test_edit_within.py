"""Maps inside maps are edited in place: every other line stays."""

import pytest

from agentconv.containers import container
from agentconv.containers.base import REMOVED, Within
from agentconv.text.source import Source

YAML = """# top
agents:
  root:   # the one
    model: a  # cheap
    instruction: |
      Do it.
    toolsets:
    - type: shell
  other: {model: b}
rest: 1
"""
JSON = '{\n  "agents": {\n    "root": {"model": "a", "n": 1},\n    "other": {\n      "model": "b"\n    }\n  }\n}\n'


@pytest.mark.parametrize(
    ("changes", "old", "new"),
    [
        ({"model": "z"}, "model: a ", "model: z "),
        ({"instruction": "One\nTwo\n"}, "|\n      Do it.", "|\n      One\n      Two"),
        ({"model": "One\n\nTwo"}, "model: a  # cheap", "model: |-  # cheap\n      One\n\n      Two"),
        ({"model": REMOVED}, "    model: a  # cheap\n", ""),
        (
            {"extra": {"k": [1]}},
            "    - type: shell\n",
            "    - type: shell\n    extra:\n      k:\n      - 1\n",
        ),
    ],
)
def test_yaml(changes: dict[str, object], old: str, new: str) -> None:
    syntax = container("yaml")
    text = syntax.edit(syntax.read(Source("", YAML)), {"agents": Within({"root": Within(changes)})})  # type: ignore[arg-type, dict-item]
    assert text == YAML.replace(old, new)


def test_yaml_flow_maps_are_left_to_the_caller() -> None:
    syntax = container("yaml")
    tree = syntax.read(Source("", YAML))
    assert syntax.edit(tree, {"agents": Within({"other": Within({"model": "z"})})}) is None


def test_json() -> None:
    syntax = container("json")
    tree = syntax.read(Source("", JSON))
    text = syntax.edit(
        tree, {"agents": Within({"other": Within({"model": "z", "more": [1]}), "root": Within({"n": 2})})}
    )
    wanted = JSON.replace('"n": 1', '"n": 2').replace(
        '"model": "b"', '"model": "z",\n      "more": [\n        1\n      ]'
    )
    assert text == wanted
