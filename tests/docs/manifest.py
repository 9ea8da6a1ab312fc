"""The table of the manifest's keys, made of the table that reads it."""

from collections.abc import Mapping

from agentconv.release.manifest_keys import MANIFEST, Key
from tests.docs.pages import cell, rows

KINDS = {
    "text": "text",
    "texts": "list of texts",
    "flag": "true or false",
    "map": "table of texts",
    "values": "table",
    "named-values": "tables by name",
    "table": "table",
    "tables": "tables",
}


def keys() -> str:
    """A table for the manifest, and one for each table in it."""
    return "\n".join(_tables("", MANIFEST))


def _tables(name: str, keys: Mapping[str, Key]) -> list[str]:
    lines = [
        (
            f"`{key}`{' (needed)' if fact.required else ''}",
            KINDS[fact.kind],
            cell(fact.about),
        )
        for key, fact in keys.items()
    ]
    title = f"### `[{name}]`\n\n" if name else ""
    found = [title + rows(("key", "what it takes", "what it says"), *lines)]
    for key, fact in keys.items():
        if fact.table:
            inner = f"{name}.{key}" if name else key
            found += _tables(f"{inner}.NAME" if fact.kind == "tables" else inner, fact.table)
    return found
