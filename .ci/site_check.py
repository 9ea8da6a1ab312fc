"""No page of the site asks the network for anything: `site_check.py FOLDER` says which would."""

import re
import sys
from pathlib import Path

ASKS = re.compile(
    r"""<(?:script|img|link|iframe|source)\b[^>]*(?:src|href)=["'](?:https?:)?//[^"']*|url\(["']?(?:https?:)?//[^)]*"""
)
"""What a browser fetches by itself when a page is shown; a link that a person follows is none of it."""

PAGES = 60
"""There are more; fewer mean that a part of the site is missing."""


def main(folder: Path) -> int:
    """The exit status: 1 when something would be fetched, or pages are missing."""
    files = [path for path in folder.rglob("*") if path.suffix in {".html", ".css"}]
    wrong = [
        f"{path.relative_to(folder)}: {match[0]}"
        for path in files
        for match in ASKS.finditer(path.read_text("utf-8"))
    ]
    pages = sum(path.suffix == ".html" for path in files)
    if pages < PAGES:
        wrong.append(f"there are {pages} pages, and should be {PAGES} or more")
    print(*wrong, sep="\n")
    print(f"{pages} pages, {len(wrong)} thing(s) wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
