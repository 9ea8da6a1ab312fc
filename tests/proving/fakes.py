"""Programs that stand for a client and do one thing wrong, or write down what they are given."""

from __future__ import annotations

import sys
from pathlib import Path

VERSION = "if '--version' in sys.argv:\n    print('fake 1.2.3')\n    sys.exit(0)\n"


def fake(folder: Path, code: str, *, name: str = "claude", version: str = VERSION) -> Path:
    """A program in Python that says a version and then does `code`."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    head = (
        f"#!{sys.executable} -S\nimport json, os, signal, subprocess, sys, time\nfrom pathlib import Path\n"
    )
    path.write_text(head + version + code, encoding="utf-8")
    path.chmod(0o755)
    return path


AGENT = "---\nname: reviewer\ndescription: Reviews.\ntools: Read\n---\nRead the change.\n"


def project(folder: Path) -> Path:
    """A project with one agent of Claude Code's."""
    place = folder / "project" / ".claude" / "agents" / "reviewer.md"
    place.parent.mkdir(parents=True)
    place.write_text(AGENT, encoding="utf-8")
    return folder / "project"
