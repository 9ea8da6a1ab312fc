"""The examples of codes, done step by step as they are shown, in a folder and in this process."""

from __future__ import annotations

import gc
import io
import os
import re
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from agentconv.cli import main
from agentconv.host import discovery
from tests.checking.standing import stand_ins

STEP = re.compile(r"=== (?P<name>[^()]+?)(?: \((?P<how>.+)\))?|\$ (?P<typed>(?:[A-Z_]+=\S* )*agentconv .+)")
HIDDEN = re.compile(r"<U\+([0-9A-F]{4,6})>")
FOUND = re.compile(r"(?m)(?:error|warning|note)\[([a-z0-9/-]+)\]:")
ENV = {"NO_COLOR": "1"}

Match = re.Match[str]
HOW: dict[str, Callable[[Path, str, Match], object]] = {
    r"in (\S+)": lambda path, text, said: path.write_bytes(text.encode(said[1])),
    r"(?:this line )?(\d+) times": lambda path, text, said: path.write_bytes(text.encode() * int(said[1])),
    r"this line (\d+) times at its end": lambda path, text, said: path.write_bytes(
        path.read_bytes() + text.encode() * int(said[1])
    ),
    r"at its end": lambda path, text, said: path.write_bytes(path.read_bytes() + text.encode()),
    r"link to (\S+)": lambda path, text, said: path.symlink_to(said[1]),
    r"copy of (\S+)": lambda path, text, said: path.write_bytes(Path(said[1]).read_bytes()),
    r"a pipe": lambda path, text, said: os.mkfifo(path),
    r"removed": lambda path, text, said: path.unlink(),
    r"built with(?:out)? libyaml": lambda path, text, said: path.mkdir(),
    r"on a machine that takes .*": lambda path, text, said: path.write_bytes(text.encode()),
}
"""What stands in parentheses after a file's name -> what is done instead of writing its text."""


@dataclass(frozen=True)
class Done:
    """What a command printed, and its exit status."""

    typed: str
    printed: str
    status: object

    @property
    def codes(self) -> set[str]:
        """Those of the findings that a reader sees."""
        return set(FOUND.findall(self.printed))


def play(example: str, folder: Path) -> list[Done]:
    """Do every step in a folder; what the commands came to."""
    done = []
    with chdir(folder), stand_ins(example, folder.with_name(f"{folder.name}-else")):
        for head, text in steps(example):
            if typed := head["typed"]:
                assert not text, f"after {typed!r} stands what is no step: {text!r}"
                done.append(run(typed))
            else:
                write(head["name"], head["how"], text)
    return done


def steps(example: str) -> Iterator[tuple[Match, str]]:
    """Each line that is a step, with the text below it."""
    head, text = None, ""
    for line in example.splitlines(keepends=True):
        if match := STEP.fullmatch(line.rstrip("\n")):
            if head is not None:
                yield head, text
            head, text = match, ""
        else:
            text += HIDDEN.sub(lambda m: chr(int(m[1], 16)), line)
    assert head is not None
    yield head, text


def write(name: str, how: str | None, text: str) -> None:
    """Put a file in its place, below this folder."""
    path = Path(name)
    assert not path.is_absolute()
    assert ".." not in path.parts
    path.parent.mkdir(parents=True, exist_ok=True)
    if how is None:
        path.write_bytes(text.encode())
        return
    done = [act(path, text, said) for form, act in HOW.items() if (said := re.fullmatch(form, how))]
    assert len(done) == 1, f"nobody knows how to write {name!r} ({how})"


def run(typed: str) -> Done:
    """Run a command line, with what it sets in the environment and `< FILE`."""
    words = shlex.split(typed)
    at = words.index("agentconv")
    env = ENV | dict(word.split("=", 1) for word in words[:at])
    given = b""
    if "<" in words:
        given = Path(words.pop()).read_bytes()
        words.pop()
    out = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True)
    status: object = 0
    thresholds = gc.get_threshold()
    with ExitStack() as stack:
        stack.enter_context(mock.patch.dict(os.environ))
        os.environ.pop("AGENTCONV_PLUGINS", None)
        os.environ |= env
        stack.enter_context(mock.patch.object(discovery, "distributions", tuple))  # none of this machine
        stack.enter_context(mock.patch.object(sys, "argv", words[at:]))
        stack.enter_context(mock.patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), "utf-8")))
        stack.enter_context(redirect_stdout(out))
        stack.enter_context(redirect_stderr(out))
        stack.callback(gc.set_threshold, *thresholds)
        try:
            main()
        except SystemExit as end:
            status = end.code or 0
    return Done(typed, out.buffer.getvalue().decode("utf-8", "backslashreplace"), status)  # type: ignore[attr-defined]
