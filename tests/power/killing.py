"""Whether tests notice mutants: `python -m tests.power.killing MODULE TEST...` prints those that they do not.

Each mutant stands in place of its module in a process of its own, forked from one that has loaded pytest.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.power.mutants import Mutant, mutants

SOURCES = Path(__file__).parents[2] / "src"
OPTIONS = ("-x", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", "--no-header")


def survivors(path: Path, tests: list[str]) -> tuple[int, list[Mutant]]:
    """How many mutants a module has, and those with which all tests pass."""
    name = ".".join(path.relative_to(SOURCES).with_suffix("").parts)
    found = list(mutants(path))
    if not _passes(name, path, Mutant(0, "nothing", path.read_text("utf-8")), tests):
        raise RuntimeError(f"the tests of {name} fail without any change")
    return len(found), [mutant for mutant in found if _passes(name, path, mutant, tests)]


def _passes(name: str, path: Path, mutant: Mutant, tests: list[str]) -> bool:
    """Whether all tests pass with a mutant in place of its module."""
    child = os.fork()
    if child == 0:
        with open(os.devnull, "w") as null:
            os.dup2(null.fileno(), 1)
            os.dup2(null.fileno(), 2)
        code = 1
        with contextlib.suppress(BaseException):  # whatever happens, the child ends here
            code = _run(name, path, mutant, tests)
        os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _run(name: str, path: Path, mutant: Mutant, tests: list[str]) -> int:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    exec(compile(mutant.text, str(path), "exec"), module.__dict__)  # noqa: S102, our own text
    _attach(name, module)
    return int(pytest.main([*OPTIONS, *tests]))


def _attach(name: str, module: ModuleType) -> None:
    package, _, last = name.rpartition(".")
    setattr(importlib.import_module(package), last, module)


def main() -> None:
    """Print the mutants of a module that its tests do not notice."""
    place, *tests = sys.argv[1:]
    count, alive = survivors(SOURCES / place, tests)
    for mutant in alive:
        print(f"{place}:{mutant.line}: {mutant.what}")
    print(f"{count} mutants, {len(alive)} alive")


if __name__ == "__main__":
    main()
