"""What the registries have, by their ordinary clients: the newest version of a package, and its files.

Nothing of a package is run; only the clients for the proofs are installed, in folders of their own.
"""

import fnmatch
import json
import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from drift_table import Package


class NotFetched(Exception):
    """Something could not be had; the text says why."""


def run(words: list[str], cwd: Path, seconds: float) -> str:
    """What a program prints. Raises `NotFetched` when it fails, or takes too long."""
    try:
        done = subprocess.run(words, cwd=cwd, capture_output=True, text=True, timeout=seconds, check=False)  # noqa: S603
    except FileNotFoundError:
        raise NotFetched(f"{words[0]} is not installed") from None
    except subprocess.TimeoutExpired:
        raise NotFetched(f"{' '.join(words[:3])} took more than {seconds:.0f} s") from None
    if done.returncode:
        lines = (done.stderr.strip() or done.stdout.strip() or "no reason given").splitlines()
        reason = next((line for line in lines if re.search(r"code E|ERROR|ERR!", line)), lines[-1])
        raise NotFetched(f"{' '.join(words[:3])} fails: {reason[:200]}")
    return done.stdout


def newest(package: Package, work: Path, seconds: float) -> tuple[str, str]:
    """The newest version that its registry has, and what its vendor says if it is deprecated."""
    if not package.python:
        said = json.loads(
            run(["npm", "view", package.name, "version", "deprecated", "--json"], work, seconds)
        )
        return (said["version"], said.get("deprecated", "")) if isinstance(said, dict) else (said, "")
    out = run(
        [sys.executable, "-m", "pip", "index", "versions", "--ignore-requires-python", package.name],
        work,
        seconds,
    )
    if not (match := re.search(r"\(([\w.]+)\)", out)):
        raise NotFetched("pip index names no version")
    return match[1], ""


def archive(package: Package, version: str, work: Path, *, seconds: float, megabytes: int) -> Path:
    """The archive of a version, which is downloaded once. Raises `NotFetched` for one that is too large."""
    spec = package.at(version)
    folder = work / re.sub(r"[^\w.-]+", "_", spec)
    if not (there := _archives(folder)):
        folder.mkdir(parents=True, exist_ok=True)
        if package.python:
            pip = [
                sys.executable,
                "-m",
                "pip",
                "download",
                "-q",
                "--no-deps",
                "--ignore-requires-python",
                "--only-binary=:all:",
                spec,
            ]
            run([*pip, "-d", str(folder)], work, seconds)
        else:
            size = run(["npm", "view", spec, "dist.unpackedSize"], work, seconds).strip()
            if size.isdigit() and int(size) > megabytes * 1_000_000:
                raise NotFetched(f"{spec} has {int(size) // 1_000_000} MB; {megabytes} are allowed")
            words = ["npm", "pack", spec, "--ignore-scripts", "--silent", "--pack-destination", str(folder)]
            run(words, work, seconds)
        there = _archives(folder)
    if not there:
        raise NotFetched(f"no archive of {spec} came")
    return there[0]


def _archives(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*") if path.suffix in (".tgz", ".whl"))


def members(path: Path, pattern: str) -> Iterator[bytes]:
    """The files of an archive whose paths have a pattern."""
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            yield from (wheel.read(name) for name in sorted(fnmatch.filter(wheel.namelist(), pattern)))
        return
    with tarfile.open(path) as tar:
        for member in tar:
            if member.isfile() and fnmatch.fnmatch(member.name, pattern):
                file = tar.extractfile(member)
                yield file.read() if file is not None else b""


def installed(wanted: dict[str, str], folder: Path, seconds: float) -> Path:
    """A `node_modules` with these versions; their install scripts do not run."""
    modules = folder / "node_modules"
    facts = json.dumps({"name": "drift", "private": True, "dependencies": wanted}, sort_keys=True)
    if modules.is_dir() and (folder / "package.json").read_text("utf-8") == facts:
        return modules
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text(facts, encoding="utf-8")
    flags = ["--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts", "--loglevel=error"]
    try:
        run(["npm", "install", *flags], folder, seconds)
    except NotFetched:
        (folder / "package.json").unlink()  # half of it may be there: the next run begins anew
        raise
    return modules
