"""What people and machines see of what a collection or a bundle holds."""

from __future__ import annotations

import shutil
import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from agentconv.cli.printing import out, safe

if TYPE_CHECKING:
    from agentconv.model.agent import Value
    from agentconv.reading.listing import Content, Item, Listing

SCREEN = (100, 50)
"""Columns and lines of a screen that nobody knows."""
FOOT = 4
"""Lines of the screen that the sum and the prompt take."""
GAP = 3
"""Blanks between columns of packages."""
UNBROKEN = "\N{NO-BREAK SPACE}"
NOWHERE = "in no package"
LETTERS = {"agent": "a", "skill": "s", "command": "c", "server": "m", "rule": "r", "hook": "h"}
NARROWEST = 30
"""Names get at least so many columns."""


def listed(found: Listing, *, verbose: bool) -> None:
    """Print what there is: with all names if that fits the screen, or else as short as it takes."""
    if not found.contents:
        return
    width, height = shutil.get_terminal_size(SCREEN)
    for layout in (_in_full, _in_rows, _in_columns):
        lines = layout(found.contents, width)
        if verbose or _height(lines, width) + FOOT <= height:
            break
    for line in lines:
        out("".join(click.style(safe(text), bold=bold) for text, bold in line))
    out()
    _sum(found)


Line = list[tuple[str, bool]]
"""Texts of a line, each with whether it stands out."""


def _height(lines: Sequence[Line], width: int) -> int:
    """How many lines of the screen some lines take."""
    return sum(max(-(-sum(len(text) for text, _ in line) // width), 1) for line in lines)


def _in_full(contents: Sequence[Content], width: int) -> list[Line]:
    """Every package with the names of all that it holds."""
    lines: list[Line] = []
    for content in contents:
        lines += [[]] if lines else []
        lines.append([(_title(content), True), (_about(content), False)])
        groups = _groups(content.items)
        first = max((len(label) for label, _ in groups), default=0)
        for label, names in groups:
            head = f"  {label:<{first}}  "
            room = max(width - len(head), NARROWEST)
            rows = textwrap.wrap(", ".join(names), room, break_long_words=False, break_on_hyphens=False)
            rows = [row.replace(UNBROKEN, " ") for row in rows]
            lines.append([(head, False), (rows[0], False)])
            lines += [[(" " * len(head) + row, False)] for row in rows[1:]]
    return lines


def _title(content: Content) -> str:
    if content.package is None:
        return NOWHERE
    return f"{content.package.name} {content.package.version or ''}".rstrip()


def _about(content: Content) -> str:
    package = content.package
    if package is None:
        return ""
    said = [package.license or "", package.folder if package.folder != "." else ""]
    return "".join(f"  {part}" for part in said if part)


def _groups(items: Iterable[Item]) -> list[tuple[str, list[str]]]:
    """What a package holds, by kind, agents by format: how many, and what they are called."""
    groups: dict[tuple[str, str | None], list[str]] = {}
    for item in items:
        name = f"{item.name}{UNBROKEN}{item.version}" if item.version else item.name
        groups.setdefault((item.kind, item.format), []).append(name)
    found = []
    for (kind, form), names in groups.items():
        what = _counted(kind, len(names))
        found.append((f"{what} ({form})" if form else what, names))
    return found


def _counted(kind: str, count: int) -> str:
    from agentconv.reading.left import counted

    return counted([(kind, count)])


def _many(kind: str) -> str:
    return _counted(kind, 2).partition(" ")[2]


def _in_rows(contents: Sequence[Content], _: int) -> list[Line]:
    """A line for each package: its name, its version, and how many of each kind it has."""
    counts = [content.counts() for content in contents]
    kinds = list(dict.fromkeys(kind for found in counts for kind in found))
    rows = [["package", "version", *map(_many, kinds)]]
    for content, found in zip(contents, counts, strict=True):
        version = (content.package.version if content.package else None) or ""
        rows.append([content.name or NOWHERE, version, *(str(found.get(kind, "")) for kind in kinds)])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines: list[Line] = []
    for name, version, *numbers in rows:
        cells = [version.ljust(widths[1]), *map(str.rjust, numbers, widths[2:])]
        lines.append([(name.ljust(widths[0]), bool(lines)), ("  " + "  ".join(cells).rstrip(), False)])
    return lines


def _in_columns(contents: Sequence[Content], width: int) -> list[Line]:
    """Packages beside each other, each with the numbers of its agents, skills and so on."""
    cells = [(content.name or NOWHERE, _short(content)) for content in contents]
    count = 1
    for count in range(max(width // (NARROWEST // 2), 1), 0, -1):
        columns = _split(cells, count)
        widths = [max(len(name) + 1 + len(short) for name, short in column) for column in columns]
        if sum(widths) + GAP * (len(widths) - 1) <= width:
            break
    lines: list[Line] = []
    for row in range(len(columns[0])):
        line: Line = []
        for column, room in zip(columns, widths, strict=True):
            if row < len(column):
                name, short = column[row]
                line += [(" " * GAP, False)] if line else []
                line += [(name, True), (short.rjust(room - len(name)), False)]
        lines.append(line)
    return [*lines, [], [(_legend(contents), False)]]


def _split(cells: Sequence[tuple[str, str]], count: int) -> list[Sequence[tuple[str, str]]]:
    """Cells in so many columns, filled one after the other."""
    height = -(-len(cells) // count)
    return [cells[i : i + height] for i in range(0, len(cells), height)]


def _short(content: Content) -> str:
    """How many of each kind a package has, a letter for each kind: `3a 16s 1c`."""
    counts = content.counts().items()
    return " ".join(f"{count}{LETTERS[kind]}" for kind, count in counts if kind in LETTERS)


def _legend(contents: Sequence[Content]) -> str:
    there = {kind for content in contents for kind in content.counts()}
    return ", ".join(f"{letter} {_many(kind)}" for kind, letter in LETTERS.items() if kind in there)


def _sum(found: Listing) -> None:
    """Print how much there is of everything."""
    total: Counter[str] = Counter()
    for content in found.contents:
        total.update(content.counts())
    formats = Counter(i.format for c in found.contents for i in c.items if i.format)
    said = [_counted("package", sum(c.package is not None for c in found.contents))]
    said += [_counted(kind, count) for kind, count in total.items()]
    if len(formats) > 1:
        said.append(f"agents in {', '.join(f'{name} ({n})' for name, n in formats.most_common())}")
    elif formats:
        said.append(f"agents in {next(iter(formats))}")
    if found.others:
        said.append(_counted("other file", found.others))
    out(safe(", ".join(said)))
    if found.elsewhere:
        some = ", ".join(found.elsewhere[:3]) + (", ..." if len(found.elsewhere) > 3 else "")
        out(safe(f"{_counted('package', len(found.elsewhere))} listed, and not here: {some}"))


def listing_json(found: Listing) -> dict[str, Value]:
    """The machine form of a listing."""
    packages: list[Value] = [_package_json(content) for content in found.contents]
    return {"packages": packages, "others": found.others, "elsewhere": [*found.elsewhere]}


def _package_json(content: Content) -> Value:
    facts: dict[str, Value] = {}
    if (package := content.package) is not None:
        facts = {"name": package.name, "folder": package.folder}
        for key in ("version", "description", "license", "homepage", "category"):
            if value := getattr(package, key) or (package.repository if key == "homepage" else None):
                facts[key] = value
        for key in ("authors", "keywords"):
            if values := getattr(package, key):
                facts[key] = [*values]
    return {**facts, "items": [_item_json(item) for item in content.items]}


def _item_json(item: Item) -> Value:
    facts: dict[str, Value] = {"kind": item.kind, "name": item.name, "path": item.path, "bytes": item.size}
    facts |= {"version": item.version} if item.version else {}
    return facts | ({"format": item.format} if item.format else {})


def bundle(index: Mapping[str, Any]) -> None:
    """Print what a bundle holds: what it says of itself, its agents with power and targets, then the rest."""
    from agentconv.bundle.contents import listed_components

    components = listed_components(index)
    facts = [str(index[key]) for key in ("license", "homepage") if index.get(key)]
    facts += [f"by {', '.join(map(str, index['authors']))}"] if index.get("authors") else []
    title = f"{index['name']} {index['bundle_version']}"
    out(click.style(safe(title), bold=True) + "".join(f"  {safe(fact)}" for fact in facts))
    if index.get("description"):
        out(safe(str(index["description"])))
    counts = Counter(str(one["kind"]) for one in components)
    said = [_counted("agent", len(index["agents"])), *(_counted(kind, n) for kind, n in counts.items())]
    out(safe(f"{', '.join(said)} for {', '.join(map(str, index['targets']))}"))
    width, _ = shutil.get_terminal_size(SCREEN)
    for agent in index["agents"]:
        title = f"{agent['name']} {agent.get('version') or ''}".rstrip()
        out()
        out(click.style(safe(title), bold=True) + safe(_only_for(agent, index)))
        for text in (agent.get("description"), f"power: {agent.get('power')}"):
            if text:
                out(safe("  " + textwrap.shorten(str(text), max(width - 2, NARROWEST), placeholder=" ...")))

    for kind in counts:
        names = ", ".join(str(one["name"]) for one in components if one["kind"] == kind)
        out()
        out(click.style(safe(_many(kind)), bold=True))
        for line in textwrap.wrap(names, max(width - 2, NARROWEST), break_on_hyphens=False):
            out(safe(f"  {line}"))


def _only_for(agent: Mapping[str, Any], index: Mapping[str, Any]) -> str:
    """Which targets an agent is for, unless it is for all of them."""
    here = [str(target) for target in index["targets"] if target in agent["targets"]]
    return "" if len(here) == len(index["targets"]) else f"  for {', '.join(here) or 'no target'}"
