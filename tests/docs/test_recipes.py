"""The recipes of the page on great numbers do what it says, where what they need is installed."""

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import DOCS
from tests.docs.test_docs import PROJECTS

PAGE = (DOCS / "howto" / "batch.md").read_text("utf-8")
RECIPES = dict(re.findall(r"(?ms)^<!-- recipe: (\w+) -->\n```python\n(.*?)^```$", PAGE))
CODEX = ".claude/agents/reviewer.md .codex/agents/reviewer.toml"
SAYS = {"pool": CODEX, "ray": CODEX, "duckdb": "codex model-mapped 2"}


def test_each_recipe_is_run() -> None:
    assert {*RECIPES} == {*SAYS}
    assert len(RECIPES) == PAGE.count("```python")


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_does_what_it_says(name: str, tmp_path: Path) -> None:
    if name != "pool" and importlib.util.find_spec(name) is None:
        pytest.skip(f"{name} is not installed")
    script = tmp_path / "recipe.py"
    script.write_text(RECIPES[name], "utf-8")
    # A package that was installed for this one, and the session's folder of the cluster, lie there.
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "RAY_TMPDIR": "/tmp"}  # noqa: S108
    done = subprocess.run(
        [sys.executable, script, ".claude"],
        cwd=PROJECTS / "shop",
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert SAYS[name] in done.stdout.splitlines()
