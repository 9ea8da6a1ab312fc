"""Roles that Codex's `config.toml` declares: a table for each, and mostly a file.

Facts: the client, version 0.169.0, observed offline on 2026-11-28. `config_file` is relative to the folder of
`config.toml` and may lie anywhere. What the file says of name and description counts; else the table's key
and its description do. A role without a file, or whose file has no instructions, is the session's own with
another description.

Public projects often write the path from the project, `.codex/agents/x.toml`, where the client finds nothing
(seen on 2026-11-28): the file is plainly meant, and is taken with a warning.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from agentconv.containers import container
from agentconv.errors import NotAnAgent, SyntaxProblem
from agentconv.kit.format import Native, Reading
from agentconv.model.agent import Value

NAME = "config.toml"
OF_TABLE = ("description", "nickname_candidates")
"""What a role has from its table where its file does not say it."""


def is_config(reading: Reading) -> bool:
    """Whether a file is the client's own settings."""
    return PurePosixPath(reading.tree.source.path).name == NAME and reading.in_place


def declared(reading: Reading) -> list[tuple[Native, Reading]]:
    """The roles that settings declare, each with the reading that knows its place.

    Raises `NotAnAgent` when there is none.
    """
    tables = reading.tree.values.get("agents")
    found = []
    for key, table in tables.items() if isinstance(tables, dict) else ():
        if isinstance(table, dict):  # other keys there are settings for all roles
            below = reading.below("agents", key)
            role = _role(key, table, below)
            found += [] if role is None else [(role, below)]
    if not found and not reading.report.errors():
        nothing = NotAnAgent("it declares no role that has instructions")
        nothing.kind = "settings"
        raise nothing
    return found


def _role(key: str, table: Native, reading: Reading) -> Native | None:
    place = table.get("config_file")
    own = _file(place, reading) if isinstance(place, str) else {}
    if own is None:
        return None
    if "developer_instructions" not in own:
        what = f"{key!r} has no instructions: it is the session's own role, and is left out"
        reading.add("built-in-changed", what)
        return None
    said: dict[str, Value] = {name: table[name] for name in OF_TABLE if name in table}
    return {"name": key, **said, **own}


def _file(place: str, reading: Reading) -> Native | None:
    """What a role's file says; None when the report says why it cannot be had."""
    if reading.sibling is None:
        return {}
    place = place.removeprefix("./")
    try:
        return {**container("toml").read(reading.sibling(place)).values}
    except SyntaxProblem as problem:
        if problem.code == "not-found" and (meant := _from_project(place, reading)) is not None:
            return meant
        reading.add(problem.code, f"{place}: {problem.message}", "config_file", hint=problem.hint)
        return None


def _from_project(place: str, reading: Reading) -> Native | None:
    """What the file says that is meant where a path counts from the project; None where it does not."""
    if reading.sibling is None or not place.startswith(_FOLDER):
        return None
    meant = place.removeprefix(_FOLDER)
    try:
        found = container("toml").read(reading.sibling(meant)).values
    except SyntaxProblem:
        return None
    what = f"Codex looks for {place!r} beside this file, where it is not; {meant!r} is taken"
    reading.add("file-missing", what, "config_file", hint=f'write config_file = "{meant}"')
    return {**found}


_FOLDER = ".codex/"
"""The folder of a project's settings, which a path from the project starts with."""
