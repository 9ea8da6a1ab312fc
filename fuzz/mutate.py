"""Changing inputs: bytes, lines, and pieces that were trouble before. Deterministic for a seed."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

TOKENS: tuple[bytes, ...] = tuple(
    token.encode("utf-8", "surrogatepass")
    for token in (
        "---", "---\n", "...", "- ", "? ", ": ", ":\n", "&a ", "*a", "!!str ", "<<: ", "| \n", ">-\n", "|2-\n",
        "#", " #", "'", '"', '"""', "'''", "\\n", "\\u0000", "\\ud800", "\\x", "{{ x }}", "{% raw %}", "${x}",
        "$(x)", "`", "[", "]", "{", "}", "[[x]]\n", "[x]\n", ",", "null", "~", "true", "no", "on", "1.10", "-0",
        "1e999", "0x1F", "0o7", ".nan", "-.inf", "9223372036854775808", "12:30:45", "2024-01-01", "\r\n", "\r",
        "\n", "\n\n", "\t", " ", "\ufeff", "\u2028", "\u2029", "\x85", "\xa0", "\x00", "\x1b[0m", "\u202e",
        "\U000e0041", "\u200b", "\ufffd", "â€”", "🙂", "é", "\u0130", "\ud7ff", "<!-- x -->", "# H\n", "```\n",
        "~~~\n", "../", "a/../b", "C:\\", "\\\\", "/", ".", "-", "con", "name", "name: ", "name = ", '"name": ',
        "description: ", "tools: ", "tools: []\n", "tools: '*'\n", "tools:\n  - Read\n", "Bash(git:*)", "mcp__x__y",
        "mcp__*", "Task", "Read, Write", "*", "all", "@builtin", "@x/y", "disallowedTools: Bash\n", "model: opus\n",
        "model: inherit\n", "permissionMode: bypassPermissions\n", "permissionMode: plan\n", "version: 1.10\n",
        "agentconv.tools", "agentconv.extensions.x.y", "metadata", "extensions", "x-agentconv", '"tools": null,',
        '"tools": [],', '"tools": ["*"],', '"allowedTools": [],', "true,", '{"a": 1, "a": 2}', "color: red\n",
        "<!-- agentconv", "%%%%\n", "[targets.claude]\n", "agents", "mcpServers", "hooks", "deny", "allow", "ask",
    )
)  # fmt: skip

_SCALAR = re.compile(rb'"[^"\n]{0,200}"|(?<=: )[^\n]{1,200}|(?<== )[^\n]{1,200}')


def _at(r: random.Random, data: bytes) -> int:
    return r.randrange(len(data) + 1)


def _insert(r: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    at = _at(r, data)
    return data[:at] + r.choice(TOKENS) + data[at:]


def _overwrite(r: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    at, token = _at(r, data), r.choice(TOKENS)
    return data[:at] + token + data[at + r.choice((1, len(token))) :]


def _flip(r: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    if not data:
        return data
    at = r.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << r.randrange(8))]) + data[at + 1 :]


def _cut(r: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    at = _at(r, data)
    return data[:at] + data[at + r.choice((1, 2, 5, 30, 200)) :]


def _repeat(r: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    at = _at(r, data)
    piece = data[at : at + r.choice((1, 3, 10, 60))]
    return data[:at] + piece * r.choice((2, 3, 10, 70)) + data[at:]


def _scalar(r: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    found = list(_SCALAR.finditer(data))
    if not found:
        return _insert(r, data, _)
    one, new = r.choice(found), r.choice(TOKENS) + r.choice((b"", r.choice(TOKENS)))
    if one[0][:1] == b'"' and r.random() < 0.7:
        new = b'"' + new.replace(b'"', b"").replace(b"\n", b"\\n") + b'"'
    return data[: one.start()] + new + data[one.end() :]


def _lines(r: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    rows = data.splitlines(keepends=True)
    if not rows:
        return data
    at, to = r.randrange(len(rows)), r.randrange(len(rows))
    how = r.randrange(5)
    if how == 0:
        rows.insert(to, rows[at])
    elif how == 1:
        rows[at], rows[to] = rows[to], rows[at]
    elif how == 2:
        del rows[at]
    elif how == 3:
        rows[at] = b"  " + rows[at]
    else:
        rows.insert(at, r.choice(TOKENS) + b"\n")
    return b"".join(rows)


def _cross(r: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    other = r.choice(others)
    if r.random() < 0.5:
        mine, yours = data.splitlines(keepends=True), other.splitlines(keepends=True)
        at, start = r.randrange(len(mine) + 1), r.randrange(len(yours) + 1)
        return b"".join((*mine[:at], *yours[start : start + r.choice((1, 2, 6))], *mine[at:]))
    return data[: _at(r, data)] + other[_at(r, other) :]


def _ends(r: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    how = r.randrange(5)
    if how == 0:
        return data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    if how == 1:
        return b"\xef\xbb\xbf" + data
    if how == 2:
        return data.rstrip()
    if how == 3:
        return data + b"\n\n"
    return data.replace(b"\n", b"\r", 1)


_HOW: tuple[Callable[[random.Random, bytes, Sequence[bytes]], bytes], ...] = (
    _insert, _insert, _overwrite, _flip, _cut, _repeat, _scalar, _scalar, _scalar, _lines, _lines, _cross, _ends,
)  # fmt: skip


def mutated(r: random.Random, data: bytes, others: Sequence[bytes], limit: int = 20_000) -> bytes:
    """An input that differs from `data` in one to a few ways, with pieces of `others`."""
    for _ in range(r.choice((1, 1, 1, 2, 2, 3, 5))):
        data = r.choice(_HOW)(r, data, others)
    return data[:limit]
