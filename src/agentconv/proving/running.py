"""Starting clients: with an environment of ours alone, a time to end in, and nothing left behind.

A client gets none of the user's variables. Its home is a scratch folder, and whatever would go beyond this
machine goes to a port where nobody listens.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from agentconv.frozen import frozen
from agentconv.proving import scratch
from agentconv.proving.values import ClientFailed

NOWHERE = "http://127.0.0.1:9"
"""The discard port, which is closed: what a client would fetch is refused at once."""
MOST_OUTPUT = 256 * 1024 * 1024
"""More than this, in bytes, no client says in earnest."""
_SYSTEM = ("SYSTEMROOT", "COMSPEC", "PATHEXT")
"""What no program of Windows starts without."""


Process = subprocess.Popen[bytes]
"""A client that runs."""


@frozen
class Done:
    """A client that came to its end."""

    status: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """The end of what it said, for messages."""
        return (self.err.strip() or self.out.strip())[-600:] or f"nothing, and ended with {self.status}"


def environment(home: Path, **more: str) -> dict[str, str]:
    """All variables that a client gets: folders below `home`, closed proxies, and `more`."""
    folders = {f"XDG_{kind}_HOME": str(home / f".{kind.lower()}") for kind in ("CONFIG", "CACHE", "STATE")}
    proxies = {name: NOWHERE for word in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY") for name in _cases(word)}
    return {
        **{name: os.environ[name] for name in _SYSTEM if name in os.environ},
        "PATH": search_path(),
        "HOME": str(home),
        "USERPROFILE": str(home),
        "TMPDIR": str(home),
        "LANG": "C.UTF-8",
        "NO_COLOR": "1",
        "DO_NOT_TRACK": "1",
        "GIT_CONFIG_NOSYSTEM": "1",
        **folders,
        "XDG_DATA_HOME": str(home / ".local" / "share"),
        **proxies,
        **dict.fromkeys(_cases("NO_PROXY"), "127.0.0.1,localhost"),
        **more,
    }


def _cases(name: str) -> tuple[str, str]:
    return name, name.lower()


def search_path() -> str:
    """Where a client finds Node, git and what belongs to the system, and nothing else of the user's."""
    found = (shutil.which(name) for name in ("node", "git"))
    folders = [os.path.dirname(place) for place in found if place]
    return os.pathsep.join(dict.fromkeys([*folders, *os.defpath.split(os.pathsep)]))


def node() -> str:
    """The program Node. Raises `ClientFailed` where there is none."""
    found = shutil.which("node")
    if found is None:
        raise ClientFailed("it runs under Node, which is not on the PATH (https://nodejs.org)")
    return found


def run(
    command: Sequence[str | Path],
    *,
    cwd: Path,
    env: Mapping[str, str],
    timeout: float,
    typed: str | None = None,
) -> Done:
    """Run a client to its end. Raises `ClientFailed` when it has none in time, or prints without end."""
    with started(command, cwd=cwd, env=env, timeout=timeout, hears=typed is not None) as process:
        errors = listener(process.stderr)
        if typed is not None and process.stdin is not None:
            with suppress(OSError):  # it ended without asking
                process.stdin.write(typed.encode())
                process.stdin.close()
        assert process.stdout is not None  # noqa: S101
        out = process.stdout.read(MOST_OUTPUT)
        if len(out) == MOST_OUTPUT:
            raise ClientFailed("prints without end")
        status = process.wait()
        err = errors()
    return Done(status, out.decode("utf-8", "replace"), err)


def listener(pipe: IO[bytes] | None) -> Callable[[], str]:
    """Reads a pipe of a client while others are read, and gives all that was said once it is closed."""
    heard: list[bytes] = []

    def listen() -> None:
        with suppress(OSError, ValueError):  # it was closed with its client
            heard.append(pipe.read(MOST_OUTPUT) if pipe else b"")

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()

    def text() -> str:
        thread.join()
        return b"".join(heard).decode("utf-8", "replace")

    return text


@contextmanager
def started(
    command: Sequence[str | Path],
    *,
    cwd: Path,
    env: Mapping[str, str],
    timeout: float,
    hears: bool = False,
) -> Iterator[Process]:
    """A client that runs; it and all that it started are ended with the `with` block, or when time is up.

    Raises `ClientFailed` when it cannot be started, or time was up.
    """
    process, late = _opened(command, cwd, env, hears), threading.Event()

    def stop() -> None:
        late.set()
        _end(process)

    watch = threading.Timer(timeout, stop)
    watch.daemon = True
    watch.start()
    try:
        yield process
    except Exception:
        if not late.is_set():
            raise
    finally:
        watch.cancel()
        _end(process)
        _end_strays(env["HOME"])
        for pipe in filter(None, (process.stdin, process.stdout, process.stderr)):
            with suppress(OSError):  # what was not sent yet cannot be sent any more
                pipe.close()
    if late.is_set():
        raise ClientFailed(f"did not end within {timeout:g} seconds")


def _opened(command: Sequence[str | Path], cwd: Path, env: Mapping[str, str], hears: bool) -> Process:
    """A client in a session of its own, so that all that it starts can be ended with it."""
    try:
        return subprocess.Popen(
            [str(word) for word in command],
            cwd=cwd,
            env=dict(env),
            stdin=subprocess.PIPE if hears else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        raise ClientFailed(f"{command[0]} cannot be started: {error.strerror or error}") from None


def _end(process: Process) -> None:
    """End a client with all of its session.

    Once it was waited for, its number may be another process's by now: what is left of its session is found
    by its home then (`_end_strays`).
    """
    if process.returncode is not None:
        return
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()


def _end_strays(home: str) -> None:
    """End what a client started in a session of its own: all whose home is this scratch folder."""
    mark = f"HOME={home}"
    for _ in range(_ROUNDS):
        left = [p for p in Path("/proc").glob("[0-9]*") if mark in scratch.text_of(p / "environ").split("\0")]
        for place in left:
            with suppress(OSError):  # it has ended
                os.kill(int(place.name), signal.SIGKILL)
        if not left:
            return
        time.sleep(0.01)


_ROUNDS = 100


def parsed(text: str | bytes) -> Any:
    """The JSON that a client says. Raises `ClientFailed` for what is none."""
    try:
        return json.loads(text)
    except ValueError:
        shown = text if isinstance(text, str) else text.decode("utf-8", "replace")
        raise ClientFailed(f"says what is not JSON: {shown.strip()[:200]!r}") from None
