"""Whether tests notice mutants: `python -m tests.power.killing MODULE TEST...` prints those that they do not.

The tests are collected once. Each mutant is then tried in a process forked from there, until the first test
fails: where only a function differs, its code is put in place of the one that is loaded, and the tests run that
reach it; else all that was imported is imported again around the changed module.
"""

from __future__ import annotations

import ast
import contextlib
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.power.loaded import Loaded
from tests.power.mutants import Mutant, mutants

SOURCES = Path(__file__).parents[2] / "src"
OPTIONS = ("-x", "-q", "-s", "-p", "no:cacheprovider", "-p", "no:randomly", "-p", "no:xdist", "--no-header")
PATIENCE = 30
"""Seconds of work after which a mutant that does not come to an end is taken for noticed."""
BROKEN = 3
"""How a process ends whose work came to no answer."""


class Judge:
    """A plugin of pytest that tries mutants in place of running the tests once."""

    def __init__(self, path: Path) -> None:
        name = ".".join(path.relative_to(SOURCES).with_suffix("").parts)
        self.loaded = Loaded(name, path)
        self.mutants = list(mutants(path))
        self.alive: list[Mutant] = []
        self.tried = False

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        reached = self._reached(session)
        source = ast.unparse(ast.parse(self.loaded.path.read_text("utf-8")))
        if reached is None or not _passes(lambda: self._again(session, Mutant(0, "nothing", source))):
            raise RuntimeError(f"the tests of {self.loaded.name} fail without any change")
        self.alive = [mutant for mutant in self.mutants if self._survives(session, mutant, reached)]
        self.tried = True
        return True

    def _survives(self, session: pytest.Session, mutant: Mutant, reached: list[set[str]]) -> bool:
        function = self.loaded.changed(mutant.text)
        if function is None:
            return _passes(lambda: self._again(session, mutant))
        items = [item for item, names in zip(session.items, reached, strict=True) if function in names]
        if not _passes(lambda: self._patched(session, mutant, items)):
            return False
        # a test that got an answer which an earlier one had asked for reached less than it would by itself
        return _passes(lambda: self._again(session, mutant))

    def _reached(self, session: pytest.Session) -> list[set[str]] | None:
        """The functions of the module that each test calls; None when one fails."""
        receiving, sending = os.pipe()

        def run() -> int:
            with os.fdopen(sending, "w") as answer:
                for item in session.items:
                    names: set[str] = set()
                    with self.loaded.noting(names):
                        failed = _run(session, [item])
                    answer.write(" ".join(sorted(names)) + "\n")
                    if failed:
                        return failed
            return 0

        child = _fork(run)
        os.close(sending)
        with os.fdopen(receiving) as answer:
            lines = answer.read().splitlines()
        return [set(line.split()) for line in lines] if _ended_well(child) else None

    def _patched(self, session: pytest.Session, mutant: Mutant, items: list[pytest.Item]) -> int:
        self.loaded.patch(mutant.text)
        return _run(session, items)

    def _again(self, session: pytest.Session, mutant: Mutant) -> int:
        count = len(session.items)
        try:
            self.loaded.load_again(mutant.text)
            session.perform_collect()
        except Exception:  # a module or a test that cannot be imported is noticed, too
            return 1
        return _run(session, session.items) or int(len(session.items) != count)


def _run(session: pytest.Session, items: list[pytest.Item]) -> int:
    """Run tests until the first that fails; how many failed."""
    for item, following in zip(items, [*items, None][1:], strict=True):
        session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            break
    return session.testsfailed


def _passes(work: Callable[[], int]) -> bool:
    """Whether work that is done in a process of its own comes to 0."""
    return _ended_well(_fork(work))


def _ended_well(child: int) -> bool:
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code == BROKEN:
        raise RuntimeError("a mutant could not be tried")
    return code == 0


def _fork(work: Callable[[], int]) -> int:
    child = os.fork()
    if child:
        return child
    code = BROKEN
    try:  # whatever happens, the child ends here
        with open(os.devnull, "w") as null:
            os.dup2(null.fileno(), 1)
            os.dup2(null.fileno(), 2)
        import resource  # not on every system

        resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE))
        code = min(work(), 1)
    finally:
        os._exit(code)


def main() -> int:
    """Print the mutants of a module that its tests do not notice."""
    place, *tests = sys.argv[1:]
    judge = Judge(SOURCES / place)
    with contextlib.redirect_stdout(sys.stderr):  # what pytest says of its collection, and of what went wrong
        pytest.main([*OPTIONS, *tests], plugins=[judge])
    if not judge.tried:
        return 1
    for mutant in judge.alive:
        print(f"{place}:{mutant.line}: {mutant.what}")
    print(f"{len(judge.mutants)} mutants, {len(judge.alive)} alive")
    return 0


if __name__ == "__main__":
    sys.exit(main())
