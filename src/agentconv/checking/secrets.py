"""Secrets in plain sight: keys of known services, private keys, passwords in addresses and assignments.

At most four characters of one are shown, and none where that would be a large part of it.
"""

from __future__ import annotations

from agentconv.checking.subject import MANY, Texts
from agentconv.text.secrets import find

SHOWN = 4


def look(subject: Texts) -> None:
    """Report secrets in texts."""
    for source in subject.sources:
        for count, (what, start, secret) in enumerate(find(source.text)):
            if count == MANY:
                break
            start_text = f", which starts with {secret[:SHOWN]!r}" if len(secret) >= 4 * SHOWN else ""
            hint = "revoke it, and take it from the environment: whoever has the file has it"
            subject.add_at("secret", f"this looks like {what}{start_text}", source, start, hint)
