"""How much work something is: how it grows with its input, and how many calls it makes.

The one place of the tests that reads a clock. A time says as much about the machine as about the work, so
no test asserts one: it asserts a ratio of two times of this process on its own processor, or a count.
"""

import gc
import sys
import time
from collections.abc import Callable
from types import FrameType

FACTOR = 8
"""By how much the larger input is larger: work that grows with the square of it takes 64 times as long."""

LINEAR = 3 * FACTOR
"""Work that grows with its input stays below this ratio, on a busy machine too."""

_LEAST = 0.005
"""Seconds that the work on the smaller input counts as, at least: below it is mostly chance."""


def growth(work: Callable[[int], Callable[[], object]], size: int) -> float:
    """The processor time of work on an input of `size` over that of work on one of an eighth of it.

    `work` prepares an input of a size and gives what is to be measured. What looks too much is measured
    again: chance only ever adds.
    """
    ratio = float("inf")
    for _ in range(3):
        small, large = (_seconds(work(n)) for n in (size // FACTOR, size))
        ratio = min(ratio, large / max(small, _LEAST))
        if ratio < LINEAR:
            break
    return ratio


def _seconds(work: Callable[[], object]) -> float:
    gc.disable()
    try:
        start = time.process_time()
        work()
        return time.process_time() - start
    finally:
        gc.enable()


def calls(work: Callable[[], object]) -> int:
    """How many functions are called until the work is done: the same number on every machine."""
    count = 0

    def called(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count
