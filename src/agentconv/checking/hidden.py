"""Hidden text in an agent's files, and names and keys that look like others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

from agentconv.checking.subject import MANY, Subject, Texts
from agentconv.text.hidden import LONG, Hidden, cut, find

_ESCAPED = re.compile(r"\\[uUxeE0abvrNLP_]")
"""What stands for a character that cannot be seen, in YAML, JSON or TOML."""
_LINES = re.compile(r"\r?\n|\t")
_HINT = "delete it: nobody sees it, and a model reads it"


def look(subject: Subject) -> None:
    """Report hidden text in an agent's files, also where it is written as escapes."""
    look_at_texts(subject)
    text = subject.document.tree.source.text
    if _ESCAPED.search(text):
        agent = subject.document.agent
        for name in ("name", "description", "prompt", "initial_prompt"):
            value = getattr(agent, name) or ""
            if not value.isascii() or not _LINES.sub("", value).isprintable():
                raw = {(h.what, h.payload) for h in find(text)}
                for found in _to_report(h for h in find(value) if (h.what, h.payload) not in raw):
                    code, what = _told(found, f" in {name}, written as escapes")
                    subject.add(code, what, hint=_HINT)


def look_at_texts(subject: Texts) -> None:
    """Report hidden text as it stands in texts."""
    for source in subject.sources:
        for found in _to_report(find(source.text)):
            code, what = _told(found)
            subject.add_at(code, what, source, found.offset, _HINT)


def _to_report(found: Iterator[Hidden]) -> list[Hidden]:
    """The stretches to report: single slips as one, unless there are so many that they are none."""
    many = list(islice(found, 50 * MANY))
    slips = [h for h in many if h.slip]
    rest = [h for h in many if not h.slip][:MANY]
    if not slips:
        return rest
    more = f" and {len(slips) - 1} more such" if len(slips) > 1 else ""
    first = slips[0]
    return [*rest, Hidden(first.offset, first.what + more, None, len(slips) < 2 * LONG)]


def _told(found: Hidden, more: str = "") -> tuple[str, str]:
    """The code of a stretch, and what there is to say of it."""
    what = f"{found.what}{more}"
    if found.payload:
        what += f"; decoded: {cut(found.payload, 200)!a}"
    return "zero-width" if found.slip else "hidden-text", what


_LATIN_LOOK = str.maketrans(
    "аеорсухіјѕһԁԛԝьАВЕКМНОРСТХІЈЅοαινκυρτχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxijshdqwbABEKMHOPCTXIJSoaivkuptxABEZHIKMNOPTYX",
)


def look_alikes(subject: Subject) -> None:
    """Report keys that look like a key of the format, and names that mix scripts to look like another."""
    document = subject.document
    if document.index == 0:
        for key in document.tree.values:
            if not key.isascii():
                plain = _plain(key)
                if plain in subject.format.known_keys and key != plain:
                    hint = f"write {plain}; the client does not read it as it is"
                    subject.add("look-alike", f"the key {key!a} only looks like {plain!r}", key, hint=hint)
    name = document.agent.name
    if not name.isascii():
        for word in re.findall(r"\w+", name):
            scripts = {unicodedata.name(c, "").partition(" ")[0] for c in word if c.isalpha()}
            if len(scripts & {"LATIN", "CYRILLIC", "GREEK"}) > 1 and _plain(word).isascii():
                what = f"the name {name!a} looks like {_plain(name)!r} and is another"
                subject.add("look-alike", what, hint="write it in one script")
                return


def _plain(text: str) -> str:
    visible = (c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    return "".join(visible).translate(_LATIN_LOOK)
