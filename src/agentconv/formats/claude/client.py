"""What Claude Code itself makes of a subagent file: a model of its reader, for warnings and checks.

Observed with versions 2.1.197 and 2.1.328 on 490 files (2026-11-20), run offline against a loopback
server that records the request. Where it is stricter than agentconv, a file that agentconv reads is
one that the client drops in silence, and the user is told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from agentconv.containers import recovery, yaml
from agentconv.containers.base import Plain, Tree
from agentconv.errors import SyntaxProblem
from agentconv.model.agent import Value

_OPEN = re.compile(r"\ufeff?---\s*?\n")
_LINE = re.compile(r"(?P<key>[A-Za-z_-]+):(?P<gap>\s+)(?P<value>[^\r\u2028\u2029]+)")
_SPECIAL = re.compile(r"[{}\[\]*&#!|>%@`]|: ")
MAX_NAME = 256
EVENTS = ("PreToolUse", "PostToolUse", "UserPromptSubmit", "Notification", "Stop", "SubagentStop")
"""Hook events whose value must be a list; other keys below `hooks` are not looked at."""


@dataclass(frozen=True, slots=True)
class ClientView:
    """What the client has after reading: the keys, the prompt, or why it has nothing."""

    keys: dict[str, Value]
    prompt: str
    refusal: str | None = None
    """Why the client drops the file without a word; None = it loads it."""


@lru_cache(maxsize=2)
def read_as_client(text: str) -> ClientView:
    """What the client makes of a file's text."""
    opening = _OPEN.match(text)
    if opening is None:
        return ClientView({}, text, "the first line is not ---")
    end = text.find("---", opening.end())
    if end < 0:
        return ClientView({}, text, "the frontmatter is never closed")
    if end - opening.end() > recovery.MAX_RECOVERED:
        return ClientView({}, text, "its frontmatter is larger than any real one")
    head, prompt = text[opening.end() : end], text[end + 3 :].strip()
    try:
        value = _parse(head)
    except SyntaxProblem as problem:
        if problem.message == yaml.COMPLEX_KEY:  # valid to it: `{{x}}` is a map in a map
            return ClientView({}, prompt, "a value in braces is a map to it (put it in quotes)")
        try:
            value = _parse(_quoted(head))
        except SyntaxProblem:
            return ClientView({}, prompt, "the frontmatter is not YAML and its reader cannot repair it")
    keys = value if isinstance(value, dict) else {}
    return ClientView(_with_breaks(keys), prompt, _refusal(keys))


def _with_breaks(keys: dict[str, Value]) -> dict[str, Value]:
    """The keys with a line break for each backslash and n of the description, as the client has them."""
    text = keys.get("description")
    if not isinstance(text, str) or isinstance(text, Plain):
        return keys
    return {**keys, "description": text.replace("\\n", "\n")}


def refusal(tree: Tree) -> str | None:
    """Why the client drops a file without a word; None = it loads it."""
    if tree.recoveries or tree.warnings:
        return read_as_client(tree.source.text).refusal
    return _refusal(tree.values)  # valid YAML between plain fences: it reads what we read


def _parse(head: str) -> Value:
    return yaml.load(head)


def _quoted(head: str) -> str:
    """The head as the client repairs it: values with special characters in double quotes."""
    return "\n".join(map(_quoted_line, head.split("\n")))


def _quoted_line(line: str) -> str:
    match = _LINE.fullmatch(line)
    if match is None:
        return re.sub(r"^\t+", lambda m: "  " * len(m[0]), line)
    value = match["value"]
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return line
    if value.startswith("[") and value.endswith("]"):
        try:
            if isinstance(_parse(value), list):
                return line
        except SyntaxProblem:
            pass
    if not _SPECIAL.search(value) and not value.startswith(","):
        return line
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'{match["key"]}: "{escaped}"'


def _refusal(keys: dict[str, Value]) -> str | None:
    for key in ("name", "description"):
        value = keys.get(key)
        if key not in keys or value is None or value == "":
            return f"there is no {key}"
        if not isinstance(value, str) or isinstance(value, Plain):
            return f"the {key} is not text to it (put it in quotes)"
    if "PreToolUse" in keys:
        return "hooks stand at the top level"
    hooks = keys.get("hooks", {})
    if not isinstance(hooks, dict) or not all(isinstance(hooks.get(e, []), list) for e in EVENTS):
        return "its hooks are not a map of lists"
    return refused_name(str(keys["name"]))


def refused_name(name: str) -> str | None:
    """Why the client drops an agent of this name; None = it takes it."""
    if name.startswith("-"):
        return "the name starts with a dash"
    if ":" in name or "\uff1a" in name:
        return "the name holds a colon"
    if len(name) > MAX_NAME:
        return f"the name has more than {MAX_NAME} characters"
    return None
