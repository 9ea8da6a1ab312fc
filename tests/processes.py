"""agentconv in processes of their own, without what a start costs each time.

`agentconv(...)` is `python -m agentconv ...`, and `python(code, ...)` is `python -c code ...`: with a folder, an
environment, streams and an end of its own. A first process imports what agentconv may need and is forked for each
run, which then goes on as a fresh interpreter would, to its end. What an interpreter looks at while it starts cannot
be given to one that is running: with other variables of that kind, or where nothing can be forked, a new one is
started. That agentconv starts, and what it imports by then, is what `test_startup` is about.
"""

from __future__ import annotations

import atexit
import functools
import gc
import importlib
import json
import os
import pkgutil
import runpy
import selectors
import socket
import subprocess
import sys
import tempfile
import threading
import types
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
LAZY = ("ftfy", "importlib.metadata", "jinja2.sandbox", "markdown_it", "regex", "tomli_w", "yaml")
"""What agentconv imports only once it needs it."""
HANGS = 300.0
"""Seconds without a word after which a run counts as hanging."""

Done = subprocess.CompletedProcess[bytes]


def agentconv(*words: str, cwd: Path | None = None, data: bytes = b"", **env: str) -> Done:
    """Run the command to its end; `env` is added to the environment."""
    return start(("-m", "agentconv", *words), cwd=cwd, data=data, env=env).finished()


def python(code: str, *words: str, cwd: Path | None = None, data: bytes = b"", **env: str) -> Done:
    """Run a program to its end."""
    return start(("-c", code, *words), cwd=cwd, data=data, env=env).finished()


def start(
    words: tuple[str, ...],
    *,
    cwd: Path | None = None,
    data: bytes = b"",
    env: Mapping[str, str] | None = None,
) -> Forked | Started:
    """Begin a run of `python` with these arguments: `-m agentconv ...` or `-c code ...`."""
    whole = {**os.environ, **(env or {})}
    with tempfile.TemporaryFile() as given:
        given.write(data)
        given.seek(0)
        if hasattr(os, "fork") and _of_a_start(whole) == _first()[0]:
            return _forked(words, str(cwd or Path.cwd()), whole, given.fileno())
        pipe = subprocess.PIPE
        command = [sys.executable, *words]
        return Started(
            words, subprocess.Popen(command, cwd=cwd, env=whole, stdin=given, stdout=pipe, stderr=pipe)
        )


def _of_a_start(env: Mapping[str, str]) -> dict[str, str]:
    """The variables that an interpreter looks at while it starts."""
    return {key: env[key] for key in sorted(env) if key.startswith(("PYTHON", "LC_", "LANG")) or key == "TZ"}


@dataclass(frozen=True)
class Started:
    """A run in an interpreter that was started for it."""

    words: tuple[str, ...]
    process: subprocess.Popen[bytes]

    def finished(self) -> Done:
        """Wait for its end."""
        out, err = self.process.communicate(timeout=HANGS)
        return subprocess.CompletedProcess(self.words, self.process.returncode, out, err)


@dataclass(frozen=True)
class Forked:
    """A run in a fork; the pipes are those of its output, its errors and, from who waits for it, its status."""

    words: tuple[str, ...]
    pipes: tuple[int, int, int]

    def finished(self) -> Done:
        """Wait for its end."""
        read: dict[int, bytes] = dict.fromkeys(self.pipes, b"")
        with selectors.DefaultSelector() as waiting:
            for pipe in self.pipes:
                waiting.register(pipe, selectors.EVENT_READ)
            while waiting.get_map():
                found = waiting.select(HANGS)
                if not found:
                    raise subprocess.TimeoutExpired(self.words, HANGS)
                for key, _ in found:
                    some = os.read(key.fd, 1 << 16)
                    read[key.fd] += some
                    if not some:
                        waiting.unregister(key.fd)
                        os.close(key.fd)
        out, err, status = (read[pipe] for pipe in self.pipes)
        return subprocess.CompletedProcess(self.words, int(status), out, err)


# in the process of the tests


@functools.cache
def _first() -> tuple[dict[str, str], socket.socket]:
    """The process that is forked, and the variables that it was started with."""
    ours, theirs = socket.socketpair()
    with theirs:
        code = f"import tests.processes as p; p.serve({theirs.fileno()})"
        first = subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=ROOT,
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    atexit.register(first.wait)
    atexit.register(ours.close)
    return _of_a_start(os.environ), ours


def _forked(words: tuple[str, ...], cwd: str, env: dict[str, str], given: int) -> Forked:
    pipes = [os.pipe() for _ in range(3)]
    with tempfile.TemporaryFile() as request:
        request.write(json.dumps([words, cwd, env]).encode())
        request.flush()
        socket.send_fds(_first()[1], [b"."], [request.fileno(), given, *(write for _, write in pipes)])
    for _, write in pipes:
        os.close(write)
    out, err, status = (read for read, _ in pipes)
    return Forked(words, (out, err, status))


# in the process that is forked


def serve(number: int) -> None:
    """Fork for each request until the tests are at their end. Returns in a fork only, to run what was asked for."""
    package = importlib.import_module("agentconv")
    for module in pkgutil.walk_packages(package.__path__, "agentconv."):
        if (
            module.name not in ("agentconv.__main__", "agentconv.editor.server", "agentconv.testing")
            and ".conformance" not in module.name
        ):
            importlib.import_module(module.name)
    for name in LAZY:
        importlib.import_module(name)
    gc.freeze()  # what is here to stay is not looked through at the end of each fork
    with socket.socket(fileno=number) as asked:
        while True:
            some, given, _, _ = socket.recv_fds(asked, 1, 5)
            if not some:
                os._exit(0)
            if os.fork() == 0:
                break
            for one in given:
                os.close(one)
            while os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG):
                pass  # those that are at their end
    _run(given)


def _run(given: list[int]) -> None:
    """Wait for a fork and tell its status; in that fork, go on as an interpreter that was started."""
    request, *streams, status = given
    child = os.fork()
    if child:
        for one in streams:
            os.close(one)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        os.write(status, str(code).encode())
        os._exit(0)
    os.lseek(request, 0, os.SEEK_SET)
    with open(request, "rb") as file:
        words, cwd, env = json.loads(file.read())
    os.close(status)
    for at, one in enumerate(streams):
        os.dup2(one, at)
        os.close(one)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    how, what, *rest = words
    sys.path[0] = cwd if how == "-m" else ""
    sys.argv[:] = [what if how == "-m" else how, *rest]
    try:
        if how == "-m":
            runpy.run_module(what, run_name="__main__", alter_sys=True)
        else:
            main = sys.modules["__main__"] = types.ModuleType("__main__")
            exec(compile(what, "<string>", "exec"), main.__dict__)  # noqa: S102 -- it is the tests' own
    except SystemExit as end:
        if not isinstance(end.code, int | None):
            raise
        _end(end.code or 0)
    _end(0)


def _end(code: int) -> None:
    """What an interpreter does at its end, but for taking all modules apart; every other end is left to it."""
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
