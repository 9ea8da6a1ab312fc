"""Which skills the vendors' clients load from a project, with their descriptions.

Observed with Claude Code 2.1.332, Codex 0.171.0, gemini-cli-core 0.61.0, OpenCode 1.18.33, Kilo 7.7.9, Copilot CLI
1.0.102 and Qwen Code 0.24.4 (2026-11-28).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from agentconv.proving.node_asked import asked
from tests.clients import claude, codex, copilot, gemini, opencode, qwen
from tests.clients.common import installed

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
    done = codex.run(project, home, "debug", "prompt-input", "x")
    assert done.status == 0, done.said
    texts = re.findall(r'"text": ("(?:[^"\\]|\\.)*")', done.out)
    return {name: text for part in texts for name, text in _LISTED.findall(json.loads(part))}


def _of_copilot(project: Path, home: Path) -> Listing:
    data: Any = json.loads(copilot.asked(project, home, "skill", "list", "--json").out)
    listed = data["skills"] if isinstance(data, dict) else data
    return {s["name"]: s.get("description", "") for s in listed if s.get("source") == "project"}


def _of_node(name: str) -> Callable[[Path, Path], Listing]:
    def listed(project: Path, home: Path) -> Listing:
        script = Path(__file__).with_suffix(".mjs")
        skills = asked(installed(name), script, project, home, name)
        return {skill["name"]: skill["description"] for skill in skills}

    return listed


def _of_server(name: str) -> Callable[[Path, Path], Listing]:
    def listed(project: Path, home: Path) -> Listing:
        with opencode.served(home, project.parent, name) as server:
            skills, error = server.get("/skill", project)
        assert error is None, error
        inside = [s for s in skills if str(s.get("location", "")).startswith(str(project))]
        return {skill["name"]: skill["description"] for skill in inside}

    return listed


CLIENTS: dict[str, tuple[Callable[[], str | None], Callable[[Path, Path], Listing]]] = {
    "claude": (claude.missing, _of_claude),
    "codex": (codex.missing, _of_codex),
    "copilot": (copilot.missing, _of_copilot),
    "gemini": (gemini.missing, _of_node("gemini")),
    "kilo": (lambda: opencode.missing("kilo"), _of_server("kilo")),
    "opencode": (opencode.missing, _of_server("opencode")),
    "qwen": (qwen.missing, _of_node("qwen")),
}
"""Target -> why its client cannot be asked, and what lists the skills that it loads."""
