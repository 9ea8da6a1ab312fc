"""Names: which are unsafe, and how one becomes a file name. The only place that makes a slug."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$", "clock$"]
    + [f"{port}{n}" for port in ("com", "lpt") for n in "0123456789¹²³"]
)
_MAX_SLUG = 80


def unsafe(name: str) -> str | None:
    """Why `name` may not be an agent's name, or None when it may.

    Spaces, capitals, any script and a slash between words are fine; what could leave a folder, start
    an option or name a device is not.
    """
    if _PLAIN.fullmatch(name) and not is_device(name):  # what nearly every name is
        return None
    if not name.strip():
        return "it is empty"
    for ch in name:
        if unicodedata.category(ch) in ("Cc", "Cs", "Zl", "Zp"):
            return f"it holds the control character U+{ord(ch):04X}"
    if "\\" in name:
        return "it holds a backslash"
    if re.match(r"[A-Za-z]:", name):
        return "it starts with a drive letter"
    if name.startswith("/") or name.endswith("/"):
        return "it starts or ends with a slash"
    for segment in name.split("/"):
        if segment.strip() in ("", ".", ".."):
            return f"it holds the path segment {segment!r}"
        if segment.lstrip().startswith((".", "-")):
            return f"{segment!r} starts with a dot or a dash"
        if is_device(segment):
            return f"{segment!r} is the name of a Windows device"
    return None


def is_device(segment: str) -> bool:
    """Whether Windows would take a file of this name for a device (`con`, `NUL.txt`, `com1 `)."""
    return segment.partition(".")[0].strip().casefold() in _DEVICES


def is_git(segment: str) -> bool:
    """Whether a file system could take a name for `.git`: by case, short names, ends and invisible letters.

    NTFS drops dots and spaces at the end, a stream after a colon, and knows `GIT~1`; HFS+ drops letters of
    no width (git's own `is_ntfs_dotgit` and `is_hfs_dotgit`, read 2026-11-20).
    """
    if not segment.isascii():
        seen = "".join(ch for ch in segment if unicodedata.category(ch) != "Cf")
        segment = unicodedata.normalize("NFKC", seen)
    folded = segment.casefold().partition(":")[0].rstrip(" .")
    return folded in (".git", "git~1")


def slug(name: str) -> str:
    """A safe file stem for `name`: ASCII lower case, digits and single dashes, never empty.

    A name with no Latin letter or digit gives `agent-` and eight digits of its SHA-256.
    """
    if _PLAIN.fullmatch(name) and len(name) <= _MAX_SLUG and name not in _DEVICES:
        return name
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    text = re.sub(r"[^a-z0-9]+", "-", folded.lower()).strip("-")
    if not text:
        return f"agent-{_digest(name, 8)}"
    if len(text) > _MAX_SLUG:
        text = f"{text[: _MAX_SLUG - 9].rstrip('-')}-{_digest(name, 8)}"
    return f"{text}-agent" if text in _DEVICES else text


_PLAIN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def slugs(names: Iterable[str]) -> dict[str, str]:
    """A slug for each of several names, all different, whatever the order of the names.

    Of names that fold to one slug, the one that *is* the slug keeps it; each other gets six digits
    of its SHA-256.
    """
    groups: dict[str, list[str]] = defaultdict(list)
    for name in sorted(set(names)):
        groups[slug(name)].append(name)
    result: dict[str, str] = {}
    used = set(groups)
    for base, members in sorted(groups.items()):
        for name in members:
            # A slug with its digits may be another name's own slug: then more digits tell them apart.
            found, digits = base, 6
            while len(members) > 1 and name != base and found in used:
                found, digits = f"{base}-{_digest(name, digits)}", digits + 2
            used.add(found)
            result[name] = found
    return result


def _digest(name: str, digits: int) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:digits]


_NOT_IN_PATHS = re.compile(r'[\\:*?"<>|\x00-\x1f\x7f-\x9f]')


def unsafe_path(path: str) -> str | None:
    """Why a relative output path may not be written, or None when it may."""
    for segment in path.split("/"):
        if segment in ("", ".", ".."):
            return f"it holds the segment {segment!r}"
        if is_git(segment):
            return f"{segment!r} is git's own folder, whose files it runs"
        if segment[-1] in " .":
            return f"{segment!r} ends in a dot or a space, which Windows leaves out"
        if is_device(segment):
            return f"{segment!r} is the name of a Windows device"
        if _NOT_IN_PATHS.search(segment):
            return f"{segment!r} holds a character that no file name should"
    return None


def folded(path: str) -> str:
    """A path as file systems that know no case or spelling of accents see it."""
    return unicodedata.normalize("NFKC", path).casefold()
