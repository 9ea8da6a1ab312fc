"""What the site does beyond Markdown: pictures in the page, pages of folders, links out of the docs."""

import re
from pathlib import Path
from typing import Any

FOLDERS = {"Commands": "reference/commands", "Formats": "reference/formats"}
"""Entry of the navigation -> the folder whose pages it lists."""


def on_config(config: Any) -> Any:
    """List the pages of a folder in the navigation, so that a new one needs no line there."""
    docs = Path(config["docs_dir"])
    for section in config["nav"]:
        for entries in section.values():
            for entry in entries if isinstance(entries, list) else []:
                for title, folder in FOLDERS.items():
                    if isinstance(entry, dict) and title in entry:
                        entry[title] = [f"{folder}/index.md", *_pages(docs, folder)]
    return config


def _pages(docs: Path, folder: str) -> list[dict[str, str]]:
    pages = [path for path in sorted((docs / folder).glob("*.md")) if path.name != "index.md"]
    return [{path.stem: f"{folder}/{path.name}"} for path in pages]


LINK = re.compile(r"\[([^\]]+)\]\(((?:\.\./)+[^)#\s]+)(?:#[^)]*)?\)")


def on_page_markdown(markdown: str, *, page: Any, config: Any, **_: Any) -> str:
    """Turn a link that leads out of the documentation into the path of the file in the repository."""
    docs = Path(config["docs_dir"]).resolve()
    here = (docs / page.file.src_path).parent

    def shown(match: re.Match[str]) -> str:
        there = (here / match[2]).resolve()
        if there.is_relative_to(docs):
            return match[0]
        return f"{match[1]} (`{there.relative_to(docs.parent).as_posix()}`)"

    return LINK.sub(shown, markdown)


PICTURE = re.compile(r'<img alt="([^"]*)" src="([^"]*/)?pictures/([a-z-]+\.svg)"\s*/?>')


def on_page_content(html: str, *, config: Any, **_: Any) -> str:
    """Put a picture into the page itself, where it takes the page's colours."""
    pictures = Path(config["docs_dir"]) / "pictures"

    def inlined(match: re.Match[str]) -> str:
        drawing = (pictures / match[3]).read_text("utf-8")
        drawing = re.sub(r"(?s)<style>.*?</style>", "", drawing)
        drawing = drawing.replace("<svg ", f'<svg role="img" aria-label="{match[1]}" ', 1)
        return f'<span class="pic-box" tabindex="0">{drawing}</span>'

    return PICTURE.sub(inlined, html)
