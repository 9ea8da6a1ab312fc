"""Secrets in plain sight: keys of known services, private keys, passwords in addresses and assignments.

At most four characters of one are shown, and none where that would be a large part of it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator

from agentconv.checking.subject import MANY, Subject, starts

SHOWN = 4

_ANYWHERE = frozenset({"a password in an address", "a secret"})
"""What may start within a word."""

_SERVICES: dict[str, tuple[tuple[str, ...], str]] = {
    "an AWS access key": (("AKIA", "ASIA"), r"[A-Z]{4}[0-9A-Z]{16}\b"),
    "a GitHub token": (("ghp_", "gho_", "ghu_", "ghs_", "ghr_"), r"gh[a-z]_[A-Za-z0-9]{36,400}"),
    "a fine-grained GitHub token": (("github_pat_",), r"github_pat_\w{60,400}"),
    "a GitLab token": (("glpat-",), r"glpat-[\w-]{20,400}"),
    "an API key": (("sk-",), r"sk-(?:ant-|proj-|or-)?[A-Za-z0-9][\w-]{22,400}"),
    "a Slack token": (("xox",), r"xox[abeprs]-[\w-]{20,400}"),
    "a Google API key": (("AIza",), r"AIza[\w-]{35}"),
    "a Stripe key": (("sk_live_", "rk_live_"), r"[rs]k_live_[A-Za-z0-9]{20,400}"),
    "an npm token": (("npm_",), r"npm_[A-Za-z0-9]{36}\b"),
    "a Hugging Face token": (("hf_",), r"hf_[A-Za-z]{34}\b"),
    "a SendGrid key": (("SG.",), r"SG\.[\w-]{16,400}\.[\w-]{16,400}"),
    "a signed token": (("eyJ",), r"eyJ[\w-]{10,400}\.eyJ[\w-]{10,400}\.[\w-]{10,400}"),
    "a private key": (
        ("-----BEGIN ",),
        r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----(?:\\r)?(?:\\n)?\s{0,80}(?P<secret>[A-Za-z0-9+/=]{40,400})",
    ),
    "a password in an address": (
        ("://",),
        r"://[^\s:/@\"'`<>]{1,60}:(?P<secret>[^\s:/@\"'`<>]{8,100})@[\w.-]",
    ),
    "a secret": (
        ("assw", "ASSW", "ecret", "ECRET", "oken", "OKEN", "pi_key", "PI_KEY", "piKey", "pikey", "pi-key"),
        r"(?i:assw(?:or)?d|ecret|oken|pi[_-]?key)[\w-]{0,20}[\"']?[ \t]{0,3}[:=][ \t]{0,3}"
        r"[\"'](?P<secret>[^\s\"'<>{}$]{16,200})[\"']",
    ),
}
"""What it is -> the texts that it starts with, and the pattern from there."""


def _compiled(what: str, pattern: str) -> re.Pattern[str]:
    return re.compile(pattern if what in _ANYWHERE else rf"(?<![A-Za-z0-9]){pattern}")


_PATTERNS = {what: (marks, _compiled(what, pattern)) for what, (marks, pattern) in _SERVICES.items()}
_PLACEHOLDER = re.compile(
    r"(?i)example|sample|dummy|fake|test|your|placeholder|redacted|changeme|secret|password|passwd|xxx|\.\.\.|1234|abcd|\*\*|…|token|here"
)


def look(subject: Subject) -> None:
    """Report secrets in an agent's files."""
    for source in subject.sources:
        for count, (what, start, secret) in enumerate(find(source.text)):
            if count == MANY:
                break
            start_text = f", which starts with {secret[:SHOWN]!r}" if len(secret) >= 4 * SHOWN else ""
            hint = "revoke it, and take it from the environment: whoever has the file has it"
            subject.add_at("secret", f"this looks like {what}{start_text}", source, start, hint)


def find(text: str) -> Iterator[tuple[str, int, str]]:
    """What looks like a secret: what it is, where it starts, and the secret itself."""
    seen: set[int] = set()
    for what, (marks, pattern) in _PATTERNS.items():
        for start in starts(text, marks):
            if (match := pattern.match(text, start)) is None:
                continue
            group = "secret" if "secret" in pattern.groupindex else 0
            at, secret = match.start(group), match[group]
            if at not in seen and _is_real(secret, named=what in _ANYWHERE):
                seen.add(at)
                yield what, at, secret


def _is_real(secret: str, *, named: bool) -> bool:
    """Whether a text is as irregular as secrets are, and is no example; stricter where a word names it."""
    if _PLACEHOLDER.search(secret) or (named and not (_DIGIT.search(secret) and _LETTER.search(secret))):
        return False
    # Bits for each character: what is drawn by chance has many, and what fills a row (0000, abcabc) few.
    counts = Counter(secret).values()
    bits = -sum(n / len(secret) * math.log2(n / len(secret)) for n in counts)
    return bits >= (3.0 if named else 2.8)


_DIGIT, _LETTER = re.compile("[0-9]"), re.compile("[A-Za-z]")
