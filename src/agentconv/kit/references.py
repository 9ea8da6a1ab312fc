"""Variables of the environment in the settings of a server, as each client words them.

In the model one is `${NAME}` or `${NAME:-what else}`, as Claude Code words it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import field, replace

from agentconv.frozen import frozen
from agentconv.model.server import Server

_NEUTRAL = re.compile(r"\$\{(?P<name>[A-Za-z_]\w*)(?P<rest>:-(?P<default>[^{}]*))?\}")
_ALONE = re.compile(r"\$\{([A-Za-z_]\w*)(?::-[^{}]*)?\}")
_OTHER = re.compile(r"\$\{[^{}]*\}|\{env:[^{}]*\}|\{file:[^{}]*\}")
_BARE = re.compile(rf"\$[A-Za-z_]\w*|{_OTHER.pattern}")
ROOT = "${CLAUDE_PLUGIN_ROOT}"
"""The folder of the package, in the model."""
DATA = "${CLAUDE_PLUGIN_DATA}"
"""The folder where a package keeps its data."""
_ROOTS = (ROOT, DATA)


@frozen
class References:
    """How a client words variables in texts."""

    native: str = ""
    """A pattern of its own form, with a group `name`; empty = the model's."""
    written: str = "${%s}"
    """The form that is written."""
    defaults: bool = False
    """Whether it knows `${NAME:-what else}`."""
    bare: bool = False
    """Whether it takes `$NAME` for one, too: then a text with `$` in it cannot be written as it stands."""
    alive: bool = True
    """Whether it puts values in at all."""
    roots: Mapping[str, str] = field(default_factory=dict)
    """The model's word for a folder of the package -> the client's."""

    def read(self, text: str) -> str:
        """A client's text in the model's words."""
        for ours, theirs in self.roots.items():
            text = text.replace(theirs, ours)
        if self.native:
            text = re.sub(self.native, lambda match: f"${{{match['name']}}}", text)
        if self.bare:
            text = re.sub(r"\$(?P<name>[A-Za-z_]\w*)", lambda match: f"${{{match['name']}}}", text)
        return text

    def write(self, text: str) -> str:
        """A text in the client's words, as far as it has them."""
        for ours, theirs in self.roots.items():
            text = text.replace(ours, theirs)
        return _NEUTRAL.sub(self._written, text) if self.alive else text

    def dead(self, text: str) -> list[str]:
        """What stands in a text of the model for something else, and would not in the client's."""
        rest = text
        for ours in self.roots:
            rest = rest.replace(ours, "")
        dead = [] if self.alive else [match[0] for match in _NEUTRAL.finditer(rest)]
        rest = _NEUTRAL.sub("", rest)
        return dead + [match[0] for match in (_BARE if self.bare else _OTHER).finditer(rest)]

    def _written(self, match: re.Match[str]) -> str:
        if match[0] in _ROOTS or (match["rest"] and self.defaults):
            return match[0]
        return self.written % match["name"]


def variable(text: str) -> str | None:
    """The variable that a text is, and nothing else; None for any other text."""
    match = _ALONE.fullmatch(text)
    return match[1] if match else None


def map_texts(server: Server, change: Callable[[str], str]) -> Server:
    """A server with each of its texts changed that a client may put values into."""
    return replace(
        server,
        command=change(server.command),
        args=tuple(map(change, server.args)),
        env={name: change(text) for name, text in server.env.items()},
        cwd=change(server.cwd),
        url=change(server.url),
        headers={name: change(text) for name, text in server.headers.items()},
    )


def without_variables(server: Server) -> Server:
    """A server without the entries of its environment and its headers that hold a variable.

    For a client that would hand over the variable's name: what a server is started in has the value anyway.
    """

    def rest(texts: Mapping[str, str]) -> dict[str, str]:
        return {name: text for name, text in texts.items() if not _NEUTRAL.search(_without_roots(text))}

    return replace(server, env=rest(server.env), headers=rest(server.headers))


def has_variable(server: Server) -> bool:
    """Whether a text of a server holds a variable of the environment."""
    texts = (text for found in texts_of(server).values() for text in found)
    return any(_NEUTRAL.search(_without_roots(text)) for text in texts)


def _without_roots(text: str) -> str:
    for root in _ROOTS:
        text = text.replace(root, "")
    return text


def texts_of(server: Server) -> dict[str, list[str]]:
    """The texts of a server that a client may put values into, by field; of a map `env.NAME`."""
    return {
        "command": [server.command],
        "args": [*server.args],
        **{f"env.{name}": [text] for name, text in server.env.items()},
        "cwd": [server.cwd],
        "url": [server.url],
        **{f"headers.{name}": [text] for name, text in server.headers.items()},
    }


def folders_of(server: Server) -> frozenset[str]:
    """The folders of its package that a server names: `ROOT`, `DATA`."""
    texts = [text for found in texts_of(server).values() for text in found]
    return frozenset(root for root in _ROOTS if any(root in text for text in texts))
