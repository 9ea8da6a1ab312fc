"""What is printed in passing is caught, by whatever way, and what the host prints is not."""

import os
import subprocess
import sys

import pytest

from agentconv.host.quiet import quiet

WAYS = {
    "print": lambda: print("said"),
    "errors": lambda: print("said", file=sys.stderr),
    "the first stream": lambda: sys.__stdout__.write("said"),
    "a descriptor": lambda: os.write(1, b"said"),
    "the errors' descriptor": lambda: os.write(2, b"said"),
    "a program": lambda: subprocess.run([sys.executable, "-c", "print('said', end='')"], check=True),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_it_is_caught_and_told(way, capfd) -> None:  # type: ignore[no-untyped-def]
    with quiet() as printed:
        way()
    assert printed() == "said"
    print("after")
    os.write(2, b"later")
    assert capfd.readouterr() == ("after\n", "later")


def test_what_the_host_has_still_to_say_is_not_caught(capfd) -> None:  # type: ignore[no-untyped-def]
    sys.stdout.write("before ")
    with quiet() as printed:
        sys.__stdout__.flush()
    assert printed() == ""
    sys.stdout.write("after")
    assert capfd.readouterr().out == "before after"


def test_more_than_a_pipe_holds_does_not_hang(capfd) -> None:  # type: ignore[no-untyped-def]
    with quiet() as printed, pytest.raises(BlockingIOError):
        [os.write(1, b"x" * 10_000) for _ in range(100)]
    assert len(printed()) > 10_000
    assert capfd.readouterr() == ("", "")


def test_no_descriptor_is_left_open() -> None:
    def count() -> int:
        found = os.dup(1)
        os.close(found)
        return found  # the lowest that is free

    before = count()
    for _ in range(20):
        with quiet():
            pass
    assert count() == before


def test_a_stream_that_is_closed_is_no_concern(capfd) -> None:  # type: ignore[no-untyped-def]
    with quiet() as printed:
        sys.stdout.write("said")
        sys.stdout.close()
    assert printed() == "said"
    print("after")
    assert capfd.readouterr().out == "after\n"
