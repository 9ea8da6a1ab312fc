"""Finding the clients that are installed: beside the project, or on the PATH; and which version each is."""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from agentconv.errors import Problem
from agentconv.folder.opening import read_bytes
from agentconv.proving import running, scratch
from agentconv.proving.clients import Client
from agentconv.proving.values import ClientFailed, Installed

MODULES = "node_modules"
_VERSION = re.compile(r"\d+\.\d+\.\d+(?:[-+][\w.+-]*\w)?")
_SCRIPTS = (".js", ".cjs", ".mjs")
_MACHINES = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}
_START_SECONDS = 60.0


def find(
    client: Client, projects: Sequence[Path] = (), *, given: str | None = None, timeout: float = 300.0
) -> Installed | None:
    """The client as it is on this machine, its version asked; None where it is not installed.

    `given` is a program, or the folder of a package, that is taken instead of looking. Else what lies in
    `node_modules` of one of the projects, or above it, goes before the PATH. Raises `ClientFailed` when
    what was given is not there, or cannot be started.
    """
    found = locate(client, projects, given=given, timeout=timeout)
    return None if found is None else replace(found, version=_version(found))


def locate(
    client: Client, projects: Sequence[Path] = (), *, given: str | None = None, timeout: float = 300.0
) -> Installed | None:
    """The same without its version, so that nothing is started."""
    places = _given(client, Path(given)) if given is not None else _everywhere(client, projects)
    found = next(places, None)
    if found is None and given is not None:
        raise ClientFailed(f"{given} is neither a program nor the package of {client.title}")
    return None if found is None else replace(found, timeout=timeout)


def _given(client: Client, path: Path) -> Iterator[Installed]:
    if path.is_dir():
        yield from _of_package(client, path.resolve())
        yield from _in_modules(client, path.resolve())
    elif path.is_file():
        yield from _of_program(client, path)


def _everywhere(client: Client, projects: Sequence[Path]) -> Iterator[Installed]:
    for project in projects:
        for folder in (project.resolve(), *project.resolve().parents):
            yield from _in_modules(client, folder / MODULES)
    for name in client.programs:
        if (program := shutil.which(name)) is not None:
            yield from _of_program(client, Path(program))


def _of_program(client: Client, program: Path) -> Iterator[Installed]:
    """A program that is on the PATH, or was given; where it belongs to a package, what that is made of."""
    real = program.resolve()
    for folder in real.parents:
        if folder.name == MODULES:
            yield from _in_modules(client, folder)
            break
    if client.binaries:
        yield Installed(client.name, _command(real), place=str(program))


def _in_modules(client: Client, modules: Path) -> Iterator[Installed]:
    """The client in a folder `node_modules`: its own program, without what npm puts before it."""
    if not modules.is_dir():
        return
    for name in client.packages:
        package = modules / name
        if client.binaries:
            yield from _binaries(client, modules)
            yield from _binaries(client, package / MODULES)
        yield from _of_package(client, package)
    for name in client.programs if client.binaries else ():
        if (program := modules / ".bin" / name).is_file():
            yield Installed(client.name, _command(program.resolve()), place=str(program))


def _binaries(client: Client, modules: Path) -> Iterator[Installed]:
    for pattern in client.binaries:
        for path in sorted(modules.glob(pattern.format(_platform()))):
            if path.is_file() and os.access(path, os.X_OK):
                yield Installed(client.name, (str(path),), place=str(path))


def _of_package(client: Client, package: Path) -> Iterator[Installed]:
    """A package that is asked as a library."""
    if client.binaries or not (package / "package.json").is_file():
        return
    if _said(package, "name") in client.packages:
        yield Installed(client.name, (), package.resolve(), place=str(package))


def _command(program: Path) -> tuple[str, ...]:
    if program.suffix in _SCRIPTS:
        return (shutil.which("node") or "node", str(program))
    return (str(program),)


def _platform() -> str:
    system = {"win32": "win32", "darwin": "darwin"}.get(sys.platform, "linux")
    return f"{system}-{_MACHINES.get(platform.machine().lower(), platform.machine())}"


def _version(found: Installed) -> str:
    if found.package is not None:
        return _said(found.package, "version")
    with scratch.folder() as home:
        env = running.environment(home)
        done = running.run([*found.command, "--version"], cwd=home, env=env, timeout=_START_SECONDS)
    match = _VERSION.search(done.out)
    if done.status or match is None:
        raise ClientFailed(f"says no version: {done.said}")
    return match[0]


def _said(package: Path, key: str) -> str:
    """What a package says of itself; empty where it says nothing."""
    with suppress(Problem, OSError, ClientFailed):  # then it is none
        facts = running.parsed(read_bytes(package / "package.json", package))
        if isinstance(facts, dict) and isinstance(facts.get(key), str):
            return str(facts[key])
    return ""
