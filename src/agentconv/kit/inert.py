"""Text that a client would fill in or run, made harmless in what agentconv writes."""

from __future__ import annotations

import re
from collections.abc import Callable

from agentconv.door import told

Inert = Callable[[str], str]
"""Gives the text with nothing live left in it."""


@told
def spaced(live: re.Pattern[str], pattern: str = r"${ \1 }") -> Inert:
    """Puts spaces around what a pattern finds: `${word}` becomes `${ word }`, which is plain text.

    >>> import re
    >>> spaced(re.compile(r"[$][{]([a-z]+)[}]"))("ask ${name}")
    'ask ${ name }'
    """

    def made(text: str) -> str:
        return live.sub(pattern, text)

    return made
