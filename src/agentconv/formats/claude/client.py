"""What Claude Code itself makes of a subagent file: a model of its reader, for warnings and checks.

Observed with versions 2.1.197 and 2.1.328 on 490 files (2026-11-20), run offline against a loopback
server that records the request. Where it is stricter than agentconv, a file that agentconv reads is
one that the client drops in silence, and the user is told.

The client reads in three steps, and this module follows each as it was seen, odd or not: it cuts the
frontmatter out by looking for dashes, reads it as YAML and, when that fails, once more with doubtful lines
quoted, and then drops the agent for a few keys. agentconv's own recovery reads more files than that; it is
not used here, since what the client makes of a file is another question than what was meant by it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from agentconv.containers import recovery, yaml
from agentconv.containers.base import Plain, Tree
from agentconv.errors import SyntaxProblem
from agentconv.frozen import frozen
from agentconv.kit.keys import Key, Refusal, refusal_of
from agentconv.model.agent import Value
from agentconv.text.source import Span

_OPEN = re.compile(r"\ufeff?---\s*?\n")
"""The opening line. Its blanks are taken sparingly, so that a blank line after it belongs to the head."""
_LINE = re.compile(r"(?P<key>[A-Za-z_-]+):(?P<gap>\s+)(?P<value>[^\r\u2028\u2029]+)")
"""A line that the client may repair; it knows the line ends of JavaScript, which a value must not hold."""
_SPECIAL = re.compile(r"[{}\[\]*&#!|>%@`]|: ")
"""What makes a value doubtful to the client, so that it puts it in quotes."""

_MAY_BE_MAP = re.compile(r"[\[{?]")
"""What every key that is no plain text has."""

MAX_NAME = 256
NAME = re.compile(rf"(?s)(?!-)[^:\uff1a]{{1,{MAX_NAME}}}")
"""A name that the client takes. Colons part a plugin's name from its agent's, the wide one included."""


def _fault_of_name(value: Value) -> str:
    """Why the client does not take a name."""
    if value is None or value == "":
        return "there is no name"
    if isinstance(value, list | dict):
        return f"the name is a {'list' if isinstance(value, list) else 'map'}"
    if not isinstance(value, str) or isinstance(value, Plain):
        return "the name is not text to it (put it in quotes)"
    if value.startswith("-"):
        return "the name starts with a dash"
    if ":" in value or "\uff1a" in value:
        return "the name holds a colon"
    return f"the name has more than {MAX_NAME} characters"


EVENTS = ("PreToolUse", "PostToolUse", "UserPromptSubmit", "Notification", "Stop", "SubagentStop")
"""Hook events whose value must be a list; other keys below `hooks` are not looked at."""
REQUIRED = ("name", "description")
KEYS = {
    "name": Key(NAME, "a name", fault=_fault_of_name),
    "description": Key(lambda value: isinstance(value, str) and value != "", "text (put it in quotes)"),
    "hooks": Key({"*": lambda _: True, **dict.fromkeys(EVENTS, list)}, "a map of lists"),
}
"""What the client takes; it drops a file with another value, and minds no other key."""


@frozen
class ClientView:
    """What the client has after reading: the keys, the prompt, or why it has nothing."""

    keys: dict[str, Value]
    prompt: str
    refusal: Refusal | None = None
    """Why the client drops the file without a word; None = it loads it."""


@lru_cache(maxsize=2)
def read_as_client(text: str, broken: Span | None = None) -> ClientView:
    """What the client makes of a file's text; `broken` is a stretch of it that is known to be no YAML."""
    opening = _OPEN.match(text)
    if opening is None:
        return ClientView({}, text, Refusal("the first line is not ---"))
    # any three dashes end the head for it, also those inside a value: what follows is the prompt then
    end = text.find("---", opening.end())
    if end < 0:
        return ClientView({}, text, Refusal("the frontmatter is never closed"))
    if end - opening.end() > recovery.MAX_RECOVERED:
        # a guard of our own: the repair below takes time for each line, and no real head is near this size
        return ClientView({}, text, Refusal("its frontmatter is larger than any real one"))
    head, prompt = text[opening.end() : end], text[end + 3 :].strip()
    # what is valid to its parser it does not repair: `{{x}}` is a map whose key is a map
    known = broken == (opening.end(), end) and not _MAY_BE_MAP.search(head)
    try:
        value = _parse(_quoted(head)) if known else _parse(head)
    except SyntaxProblem as problem:
        if problem.message == yaml.COMPLEX_KEY and not known:
            return ClientView({}, prompt, Refusal("a value in braces is a map to it (put it in quotes)"))
        try:
            value = _parse(_quoted(head))
        except SyntaxProblem:
            why = "the frontmatter is not YAML and its reader cannot repair it"
            return ClientView({}, prompt, Refusal(why))
    keys = value if isinstance(value, dict) else {}
    return ClientView(_with_breaks(keys), prompt, dropped_for(keys))


def _with_breaks(keys: dict[str, Value]) -> dict[str, Value]:
    """The keys with a line break for each backslash and n of the description, as the client has them."""
    text = keys.get("description")
    if not isinstance(text, str) or isinstance(text, Plain):
        return keys
    return {**keys, "description": text.replace("\\n", "\n")}


def dropped(tree: Tree, values: Mapping[str, Value]) -> Refusal | None:
    """Why the client drops a file without a word; None = it loads it.

    `values` are the file's keys as agentconv read them. Valid YAML between plain fences is read alike by
    both, so that only an odd text has to be read again as the client does.
    """
    if tree.recoveries or tree.warnings:
        broken = tree.head if tree.recoveries else None
        return read_as_client(tree.source.text, broken).refusal
    return dropped_for(values)


def dropped_for(values: Mapping[str, Value]) -> Refusal | None:
    """Why the client drops a file for the keys that it has read; None = it loads it."""
    if "PreToolUse" in values:
        return Refusal("hooks stand at the top level", "PreToolUse")
    return refusal_of(values, KEYS, required=REQUIRED)


def _parse(head: str) -> Value:
    return yaml.load(head)


def _quoted(head: str) -> str:
    """The head as the client repairs it: values with special characters in double quotes."""
    return "\n".join(map(_quoted_line, head.split("\n")))


def _quoted_line(line: str) -> str:
    match = _LINE.fullmatch(line)
    if match is None:  # a list's item, an indented line: only its tabs are made blanks, two for each
        return re.sub(r"^\t+", lambda m: "  " * len(m[0]), line)
    value = match["value"]
    # it looks at the two ends alone, so that "a "b" c" counts as quoted and stays broken
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return line
    # a list is full of special characters, but fine as it is, if it is one: `[a], [b]` is not
    if value.startswith("[") and value.endswith("]"):
        try:
            if isinstance(_parse(value), list):
                return line
        except SyntaxProblem:
            pass  # no list: quoted like any other text
    if not _SPECIAL.search(value) and not value.startswith(","):
        return line
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'{match["key"]}: "{escaped}"'
