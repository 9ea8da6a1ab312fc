"""What holds for the tests themselves."""

import ast
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import growth
from tests.conftest import FAST, ROOT

TESTS = sorted(
    path
    for folder in (ROOT / "tests", *ROOT.glob("plugins/*/tests"))
    for path in folder.rglob("*.py")
    if "node_modules" not in path.parts
)

CLOCKS = re.compile(
    r"\b(import time\b|from time import|time\.time\b|perf_counter|monotonic|process_time|thread_time|timeit|getrusage"
    r"|clock_gettime|os\.times|(now|utcnow|today)\(\))"
)


def clocks(text: str) -> list[str]:
    """What a test file reads a clock with, also in code that it keeps in a text for another process."""
    return [match[1] for match in CLOCKS.finditer(text)]


def test_no_test_reads_a_clock() -> None:
    """A time says as much about the machine as about the work: count work instead, as `growth` does."""
    others = [path for path in TESTS if path not in (Path(growth.__file__), Path(__file__))]
    found = {path.relative_to(ROOT): clocks(path.read_text("utf-8")) for path in others}
    assert len(found) > 80
    assert {path: what for path, what in found.items() if what} == {}


def test_what_guards_against_hanging_is_generous() -> None:
    """A busy machine takes many times as long as an idle one."""
    short = [
        f"{path.relative_to(ROOT)}:{node.value.lineno}"
        for path in TESTS
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.keyword) and node.arg == "timeout"
        if isinstance(node.value, ast.Constant) and node.value.value < 60
    ]
    assert short == []


def test_what_is_fast_is_there() -> None:
    assert [place for place in FAST if not (ROOT / place).exists()] == []


@pytest.mark.parametrize(
    "code",
    ["import time", "from time import monotonic", 'PROBE = "start = time.process_time()"', "datetime.now()"],
)
def test_a_clock_is_seen(code: str) -> None:
    assert clocks(code)


def repeated(rounds: Callable[[int], int]) -> Callable[[int], Callable[[], object]]:
    """Work that goes round a loop so many times for an input of a size."""

    def prepared(size: int) -> Callable[[], object]:
        return lambda: sum(1 for _ in range(rounds(size)))

    return prepared


def test_growth_tells_a_line_from_a_square() -> None:
    assert growth.growth(repeated(lambda n: 100 * n), 8_000) < growth.LINEAR
    assert growth.growth(repeated(lambda n: n * n), 4_000) > growth.LINEAR


def test_calls_are_the_same_every_time() -> None:
    assert growth.calls(lambda: [len("") for _ in range(100)]) == growth.calls(
        lambda: [len("") for _ in range(100)]
    )
