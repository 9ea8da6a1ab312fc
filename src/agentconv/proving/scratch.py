"""Folders that are made for one question and are gone after it: the only place that `prove` writes to."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def folder() -> Iterator[Path]:
    """A new folder that only this user may enter; it and all in it are removed at the end."""
    with tempfile.TemporaryDirectory(prefix="agentconv-prove-", ignore_cleanup_errors=True) as made:
        yield Path(made).resolve()


def put(project: Path, files: Mapping[str, bytes]) -> None:
    """Write files below a folder that `folder` made, by their path with `/` between folders.

    Raises `ValueError` for a path that leads out of it.
    """
    for path, data in files.items():
        place = project / path
        if not Path(os.path.normpath(place)).is_relative_to(os.path.normpath(project)):
            raise ValueError(f"{path} leads out of its folder")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)


def homes(place: Path, *names: str) -> list[Path]:
    """Empty folders of these names below a folder that `folder` made."""
    made = [place / name for name in names]
    for path in made:
        path.mkdir(parents=True, exist_ok=True)
    return made


def text_of(path: Path) -> str:
    """What a client wrote into a file of a scratch folder; empty where it wrote none."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:  # it wrote none, which whoever asks for it tells
        return ""
