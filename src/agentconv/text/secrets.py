"""Secrets in plain sight: keys of known services, private keys, passwords in addresses and assignments.

A secret is a long word that no language has. One pass over a text finds its long words, and patterns see
nothing else, so that more patterns cost no more time. Passwords may be short: they are looked for by name.
"""

from __future__ import annotations

import base64
import math
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from agentconv.text.secret_shapes import BEARER, IN_ADDRESS, MARKS, NAMED, PASSWORD, PREFIXED, SHAPES

LONG = 16
"""So many letters, digits, dashes and underscores in a row are a long word, with what is joined to them."""

MANY = 100
"""So many secrets of one text are told of."""
MANY_MARKS = 20_000
"""So many places of one text are looked at for a password."""
MANY_WORDS = 5_000
"""So many words of one text are looked at: what has more is data, or made to keep a check busy."""
_OF_SERVICE = 4
"""So many characters at least of a service's secret are always the same."""
_NAMES_BEFORE = 80
"""How far before a value its name is looked for."""
_NAMES = ("key", "oken", "ecret", "redential", "earer", "basic", "phrase")
_HEADER_BEFORE = 240
"""How far before a private key its first line is looked for."""


def find(text: str) -> Iterator[tuple[str, int, str]]:
    """What looks like a secret: what it is, where it starts, and the secret itself."""
    data = text.encode("ascii", "replace")  # of the same length, so that offsets are the text's
    found: dict[int, tuple[str, str]] = {}
    for start, end in islice(_words(data), MANY_WORDS):
        for what, at, secret in _in_word(text, start, end):
            found.setdefault(at, (what, secret))
        if len(found) > MANY:
            break
    for what, at, secret in _passwords(text, data):
        found.setdefault(at, (what, secret))
    last = -1
    for at, (what, secret) in sorted(found.items()):
        if at >= last:  # not a part of the one before
            last = at + len(secret)
            yield what, at, secret


def _classes() -> bytes:
    table = bytearray(b" " * 256)
    for char in b"+/=.:@~%":
        table[char] = ord("j")
    for char in range(128):
        if chr(char).isalnum() or chr(char) in "_-":
            table[char] = ord("a")
    return bytes(table)


_CLASSES = _classes()
_RUN = b"a" * LONG
_ODD = re.compile(rb"[0-9]|[a-z][A-Z]|[A-Z]{2}[a-z]")
"""What no long word of a language has, and every secret."""


def _words(data: bytes) -> Iterator[tuple[int, int]]:
    """The long words of a text that may be secrets, each with what marks join to it."""
    classes = data.translate(_CLASSES)
    at = classes.find(_RUN)
    while at >= 0:
        end = classes.find(b" ", at)
        end = end if end >= 0 else len(classes)
        if _ODD.search(data, at, end):
            yield classes.rfind(b" ", 0, at) + 1, end
        at = classes.find(_RUN, end)


def _in_word(text: str, start: int, end: int) -> Iterator[tuple[str, int, str]]:
    if text.endswith("base64,", 0, start):
        return  # a picture or the like in an address
    for match in PREFIXED.finditer(text, start, end):
        index = int((match.lastgroup or "s0").removeprefix("secret").removeprefix("s"))
        group = f"secret{index}" if f"secret{index}" in PREFIXED.groupindex else f"s{index}"
        if _is_real(match[group][_OF_SERVICE:], least=2.8) and not _is_sample(match[group]):
            yield SHAPES[index].what, match.start(group), match[group]
    before = text[max(0, start - _HEADER_BEFORE) : start]
    if "PRIVATE KEY" in before:
        yield from _private_key(text, before, start, end)
    near = text[max(0, start - _NAMES_BEFORE) : min(end, start + _NAMES_BEFORE)].lower()
    if any(name in near for name in _NAMES):
        yield from _named(text, max(0, start - _NAMES_BEFORE), end)


def _is_sample(secret: str) -> bool:
    """Whether a signed token says of itself that it is an example, as that of John Doe does."""
    payload = secret.split(".")[1] if secret.startswith("eyJ") else ""
    return bool(_PLACEHOLDER.search(_decoded(payload.replace("-", "+").replace("_", "/"))))


def _private_key(text: str, before: str, start: int, end: int) -> Iterator[tuple[str, int, str]]:
    header = before.rfind("PRIVATE KEY")
    if before.rfind("-----BEGIN ") <= before.rfind("-----END "):
        return
    start += text[start - 1 : start] == "\\" and text[start] in "nr"
    body = before[header:].split("-----", 1)[-1]
    if end - start >= 2 * LONG and not any(len(line) >= 2 * LONG for line in re.split(r"[\s\\]+", body)):
        yield "a private key", start, text[start:end]


def _named(text: str, start: int, end: int) -> Iterator[tuple[str, int, str]]:
    for pattern in (NAMED, BEARER):
        for match in pattern.finditer(text, start, min(len(text), end + 1)):
            secret = match["secret"].rstrip(".:")
            if len(secret) >= LONG and _assigned(match, secret):
                yield "a secret", match.start("secret"), secret


def _passwords(text: str, data: bytes) -> Iterator[tuple[str, int, str]]:
    lower = data.lower()
    for mark in MARKS:
        at = lower.find(mark)
        for _ in range(MANY_MARKS):
            if at < 0:
                break
            if match := PASSWORD.match(text, at):
                secret = match["secret"].rstrip(".:")
                if len(secret) >= 8 and _assigned(match, secret):
                    yield "a secret", match.start("secret"), secret
            at = lower.find(mark, at + 1)
    if b"@" in data:
        at = text.find("://")
        for _ in range(MANY_MARKS):
            if at < 0:
                break
            match = IN_ADDRESS.match(text, at)
            if match and _is_random(match["secret"]):
                yield "a password in an address", match.start("secret"), match["secret"]
            at = text.find("://", at + 1)


def _assigned(match: re.Match[str], secret: str) -> bool:
    """Whether what a name says is a secret is one, and no call, reference or address."""
    name = (match.groupdict().get("name") or "").casefold()
    if match["next"] in ("(", "[", "{", "$", "<") or _PAGING.search(name):
        return False
    return not _REFERENCE.match(secret) and _is_random(secret)


_PAGING = re.compile(r"next|pag|continu|sync|design|csrf|xsrf")
_REFERENCE = re.compile(
    r"(?i)[a-z][\w+.-]{0,20}:|/|\.|[$%]|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z|sha\d+-"
)


def _is_random(secret: str) -> bool:
    """Whether a text that only its name calls a secret is as irregular as secrets are."""
    if not (_LETTER.search(secret) and _DIGIT.search(secret)):
        return False
    secret = _decoded(secret)
    least = 3.0 if len(secret) >= LONG else 2.7
    return not secret.startswith("{") and _is_real(secret, least=least) and not _of_words(secret, 3)


_DIGIT, _LETTER = re.compile("[0-9]"), re.compile("[A-Za-z]")
_PLACEHOLDER = re.compile(
    r"(?i)example|sample|dummy|fake|test|your|placeholder|redacted|change_?me|secret|p[a4@]ss|xxx|\.\.\.|1234|abcd"
    r"|\*\*|…|token|here|hunter2|john.?doe"
)


def _decoded(secret: str) -> str:
    """What a text says where it is plain text in Base64, as in a Kubernetes secret; else the text itself."""
    try:
        plain = base64.b64decode(secret + "=" * (-len(secret) % 4), validate=True).decode("ascii")
    except ValueError:
        return secret
    return plain if plain.isprintable() else secret


def _is_real(secret: str, *, least: float) -> bool:
    """Whether a text has so many bits for each character, and is neither an example nor long words."""
    if _PLACEHOLDER.search(secret):
        return False
    # What is drawn by chance has many bits, and what fills a row (0000, abcabc) few.
    counts = Counter(secret).values()
    bits = -sum(n / len(secret) * math.log2(n / len(secret)) for n in counts)
    return bits >= least and not _of_words(secret, 5)


_PAIRS = frozenset(
    """
    ab ac ad ag ai al am an ap ar as at au ay ba be bi bl bo br bu ca ce ch ci ck cl co cr ct cu da de di do
    dr ea ec ed ee el em en ep er es et ev ex ey fa fe ff fi fo fr fu ga ge gh gi gl go gr ha he hi ho ia ic
    id ie if ig il im in io ip ir is it iv ke ki la ld le li ll lo ls lt ly ma me mi mm mo mp my na nc nd ne
    ng ni no ns nt nu ob oc od of og oi ok ol om on oo op or os ot ou ov ow pa pe pi pl po pp pr ra rc rd re
    ri rk rm rn ro rs rt ru ry sa sc se sh si so sp ss st su ta te th ti to tr tt tu ty ub ue ui ul um un up
    ur us ut va ve vi wa we wh wi wo ye yo
    """.split()  # noqa: SIM905
)
"""Pairs of letters that English has often: in a word most pairs are, of what is drawn by chance a third."""
_LETTERS = re.compile("[A-Z]?[a-z]{2,}|[A-Z]{3,}")


def _of_words(secret: str, length: int) -> bool:
    """Whether two fifths of a text are words of so many letters: then it is a name and no secret."""
    inside = 0
    for match in _LETTERS.finditer(secret):
        word = match[0].lower()
        if len(word) >= length and (length < 5 or not match[0].isupper()):
            known = sum(word[i : i + 2] in _PAIRS for i in range(len(word) - 1))
            inside += len(word) * (3 * known >= 2 * (len(word) - 1))
    return 5 * inside >= 2 * sum(map(str.isalnum, secret))
