"""Where the suite keeps what it found: the places of snapshots below `__snapshots__/<format>/`.

* `reads/crlf.json`: how the fixture `crlf` reads.
* `full.md`: the neutral agent `full` in the format; `full.plugin.json` and `full.marketplace.json` where
  it makes several files with one ending of it.
* `full.losses.txt`: what was said when it was written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from agentconv.conformance.specimens import codes_of, lines_of
from agentconv.writing.convert import Conversion

FOLDER = "__snapshots__"


def case_names(paths: Sequence[Path]) -> list[str]:
    """The name of each fixture: its stem, or all of its name where another has the same stem."""
    stems = Counter(path.stem for path in paths)
    shared = {stem for stem, count in stems.items() if count > 1}
    return [_name(path, shared) for path in paths]


def _name(path: Path, shared: set[str]) -> str:
    return path.name if path.stem in shared else path.stem


def flat(place: str) -> str:
    """A fixture's path as a name: `.memo/skills/pdf/SKILL.md` as `skills-pdf-SKILL`."""
    parts = PurePosixPath(place).with_suffix("").parts
    return "-".join(part for part in parts if not part.startswith(".") or len(parts) == 1).lstrip(".")


def of_reading(case: str) -> str:
    """The place of how a fixture reads."""
    return f"reads/{case}.json"


def of_writing(case: str, conversion: Conversion, *, worded: bool = False) -> dict[str, str]:
    """Place -> text of what an agent was written as, and of what was said, `worded` or in codes."""
    texts = {PurePosixPath(file.path): file.text for file in conversion.files}
    endings = Counter(_ending(path) for path in texts)
    names = Counter(path.name for path in texts)
    found = {}
    for path, text in texts.items():
        name = path.name if names[path.name] == 1 else ".".join(path.parts)
        if endings[_ending(path)] == 1:
            name = _ending(path)
        found[f"{case}.{name}"] = text
    lines = lines_of if worded else codes_of
    return found | {f"{case}.losses.txt": lines(conversion.diagnostics)}


def _ending(path: PurePosixPath) -> str:
    return path.name.rpartition(".")[2]
