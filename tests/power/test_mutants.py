"""Each line of the code that decides on power, changed: some test fails. Slow; `pytest -m mutants`."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.power.mutants import mutants

MODULES = {
    "agentconv/kit/hosts.py": ("tests/kit/test_hosts.py",),
    "agentconv/kit/served.py": ("tests/kit/test_served.py",),
    "agentconv/kit/tools.py": ("tests/kit/test_tools_limits.py",),
    "agentconv/writing/loss.py": ("tests/writing/test_loss_power.py", "tests/writing/test_loss.py"),
    "agentconv/writing/withheld.py": ("tests/writing/test_withheld.py",),
    "agentconv/formats/agentspec/tools.py": (
        "tests/formats/agentspec/test_component_tools.py",
        "tests/formats/agentspec/test_tools.py",
    ),
    "agentconv/formats/claude/power.py": ("tests/formats/claude/test_power.py",),
    "agentconv/formats/docker_agent/permissions.py": ("tests/formats/docker_agent/test_permissions.py",),
    "agentconv/formats/docker_agent/tools.py": ("tests/formats/docker_agent/test_tools.py",),
    "agentconv/formats/opencode/consent.py": ("tests/formats/opencode/test_consent.py",),
    "agentconv/formats/opencode/meaning.py": ("tests/formats/opencode/test_meaning.py",),
    "agentconv/formats/opencode/permission.py": ("tests/formats/opencode/test_permission_words.py",),
    "agentconv/formats/opencode/rules.py": ("tests/formats/opencode/test_rules.py",),
    "agentconv/model/powers.py": ("tests/model/test_powers.py",),
}
"""Module -> the tests that are to notice."""


@pytest.mark.mutants
@pytest.mark.skipif(not hasattr(os, "fork"), reason="it forks")
@pytest.mark.parametrize("module", MODULES)
def test_no_mutant_passes(module: str) -> None:
    said = alive(module, *MODULES[module])
    assert said.endswith(" 0 alive\n"), said


@pytest.mark.mutants
@pytest.mark.skipif(not hasattr(os, "fork"), reason="it forks")
def test_what_no_test_looks_at_passes() -> None:
    *told, last = alive("agentconv/kit/hosts.py", "tests/kit/test_served.py").splitlines()
    assert len(told) > 20
    assert last.endswith(f" {len(told)} alive")


def alive(module: str, *tests: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.power.killing", module, *tests],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        timeout=3600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


SAMPLE = '''
"""A docstring."""

TABLE = {"a": 1, "b": 2}


def some(text: str, found: set[str]) -> bool:
    """Another."""
    if text in TABLE and not found:
        found |= {"x", "y"} - found
    return any(t == text for t in found if t)
'''


def test_what_is_changed() -> None:
    path = ROOT / "tests" / "power" / "mutants.py"
    assert len(list(mutants(path))) > 100


def test_each_mutant_differs_in_one_place(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("mutants") / "sample.py"
    path.write_text(SAMPLE, "utf-8")
    found = list(mutants(path))
    said = {mutant.what for mutant in found}
    assert {
        "not text in TABLE and (not found)",
        "without text in TABLE",
        "turned round: text in TABLE",
        "without not: not found",
        "without 'a'",
        "without 'x'",
        "only the left of {'x', 'y'} - found",
        "without found |= {'x', 'y'} - found",
        "every one, whether or not t",
        "turned round: t == text",
        "'b' is 'b~'",
    } <= said
    assert len({mutant.text for mutant in found}) == len(found)
    assert not [mutant for mutant in found if "docstring~" in mutant.text or "Another.~" in mutant.text]
