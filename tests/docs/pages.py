"""Pages that hold generated parts: tables, parts between marks, and texts that are kept or rewritten."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

DOCS = ROOT / "docs"


def pages() -> list[Path]:
    """Every page that people read: those of the site, and those at the top of the repository."""
    return [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]


def same_or_updated(path: Path, wanted: str, request: pytest.FixtureRequest) -> None:
    """Hold a page against what it should be; with `--snapshot-update` it is rewritten."""
    if request.config.getoption("update_snapshots", default=False):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted, encoding="utf-8")
    assert path.exists(), f"{path.name} is missing: --snapshot-update writes it"
    assert path.read_text("utf-8") == wanted


def no_others(folder: Path, names: Iterable[str], request: pytest.FixtureRequest) -> None:
    """No page of a folder is about something that is gone; with `--snapshot-update` it is deleted."""
    others = [path for path in sorted(folder.glob("*.md")) if path.name not in {*names}]
    if request.config.getoption("update_snapshots", default=False):
        for path in others:
            path.unlink()
        others = []
    assert others == []


def rows(*lines: tuple[str, ...]) -> str:
    """A table; the first line is its head."""
    head, *rest = lines
    return "\n".join(f"| {' | '.join(line)} |" for line in [head, ("---",) * len(head), *rest]) + "\n"


def cell(text: str) -> str:
    """A text in a table."""
    return " ".join(text.replace("|", "\\|").split())


def code(paths: Iterable[str]) -> str:
    """Places or names, one after the other."""
    return ", ".join(f"`{path}`" for path in paths)


def with_part(text: str, name: str, part: str) -> str:
    """A page with the part between its marks `<!-- NAME ... -->` and `<!-- /NAME -->` replaced."""
    pattern = rf"(?s)(<!-- {name}\b[^\n]*-->\n).*?(<!-- /{name} -->)"
    assert re.search(pattern, text), f"there is no part {name!r}"
    return re.sub(pattern, lambda match: match[1] + part + match[2], text)


def blocks(text: str, language: str) -> Iterator[str]:
    """The blocks of a page that are in a language."""
    yield from re.findall(rf"(?ms)^```{language}\n(.*?)^```$", text)
