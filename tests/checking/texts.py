"""Texts to check, and how the tests run the command."""

import os
import subprocess
import sys
from pathlib import Path

GOOD = "---\nname: a\ndescription: d\ntools: Read\n---\nHi\n"
HIDDEN = GOOD.replace("Hi", "Hi\U000e0041")


def run(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "NO_COLOR": "1"}
    return subprocess.run(
        [sys.executable, "-m", "agentconv", "check", *words],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
