"""Which skills the vendors' clients load from a project, with their descriptions.

Observed with Claude Code 2.1.332, Codex 0.171.0, gemini-cli-core 0.61.0, OpenCode 1.18.33, Kilo 7.7.9, Copilot CLI
1.0.102 and Qwen Code 0.24.4 (2026-11-28).
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.clients import claude, codex, copilot, gemini, opencode, qwen

TIMEOUT = 300

_LISTED = re.compile(r"- ([^\n]*?): (.*?) \((?:file|path): [^\n]*\)", re.DOTALL)

Listing = dict[str, str]
"""Name -> description; empty where the client keeps it to itself."""


def _of_claude(project: Path, home: Path) -> Listing:
    found: Listing = {}
    for name, text in claude.load_skills(project, home).items():
        # Those that no person may call are in the model's list, and not among the names that it is split by.
        own, *others = re.split(r"\n- ([\w-]+): ", text)
        found |= {name: own, **dict(zip(others[::2], others[1::2], strict=True))}
    return found


def _of_codex(project: Path, home: Path) -> Listing:
    done = codex._run(project, home, "debug", "prompt-input", "x")
    assert done.returncode == 0, done.stderr[-2000:]
    texts = re.findall(r'"text": ("(?:[^"\\]|\\.)*")', done.stdout)
    return {name: text for part in texts for name, text in _LISTED.findall(json.loads(part))}


def _of_copilot(project: Path, home: Path) -> Listing:
    done = subprocess.run(
        [copilot.CLIENT, "skill", "list", "--json"],
        cwd=project,
        env=copilot._environment(home),
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    data: Any = json.loads(done.stdout)
    listed = data["skills"] if isinstance(data, dict) else data
    return {s["name"]: s.get("description", "") for s in listed if s.get("source") == "project"}


def _of_node(name: str, package: Path, project: Path, home: Path) -> Listing:
    output = home / "skills.json"
    script = Path(__file__).with_suffix(".mjs")
    done = subprocess.run(
        ["node", script, name, package, project, output],
        env={"PATH": os.environ["PATH"], "HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    assert output.is_file(), done.stderr[-2000:]
    return {skill["name"]: skill["description"] for skill in json.loads(output.read_text("utf-8"))}


def _of_gemini(project: Path, home: Path) -> Listing:
    return _of_node("gemini", gemini.CLIENT, project, home)


def _of_qwen(project: Path, home: Path) -> Listing:
    return _of_node("qwen", qwen.CLIENT, project, home)


def _of_server(name: str) -> Callable[[Path, Path], Listing]:
    def listed(project: Path, home: Path) -> Listing:
        program = opencode.program(name)
        assert program is not None
        with opencode._Server(program, home, project.parent) as server:
            skills, error = server.get("/skill", project)
        assert error is None, error
        inside = [s for s in skills if str(s.get("location", "")).startswith(str(project))]
        return {skill["name"]: skill["description"] for skill in inside}

    return listed


CLIENTS: dict[str, tuple[Callable[[], str | None], Callable[[Path, Path], Listing]]] = {
    "claude": (claude.missing, _of_claude),
    "codex": (codex.missing, _of_codex),
    "copilot": (copilot.missing, _of_copilot),
    "gemini": (gemini.missing, _of_gemini),
    "kilo": (lambda: opencode.missing("kilo"), _of_server("kilo")),
    "opencode": (opencode.missing, _of_server("opencode")),
    "qwen": (qwen.missing, _of_qwen),
}
"""Target -> why its client cannot be asked, and what lists the skills that it loads."""
