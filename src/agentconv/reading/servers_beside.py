"""The servers that agents name and do not describe: found in the files of servers among the sources.

An agent may call a server that its host knows (`mcpServers: [tracker]`); its project or package then says
what that is, in `.mcp.json` or the file of another tool. Nothing outside of what was given is opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import PurePosixPath

from agentconv.diagnostics import Report, Severity
from agentconv.errors import Problem
from agentconv.folder.record import Generated
from agentconv.frozen import frozen
from agentconv.host.components import AnyFormat, formats_of, reader_of
from agentconv.kit.component import ComponentReading, Material
from agentconv.model.agent import Agent
from agentconv.model.components import SERVER, File
from agentconv.model.server import Server
from agentconv.reading.finding import Found
from agentconv.text.source import Source


@frozen
class Declared:
    """A server that a file among the sources describes."""

    server: Server
    path: str
    """The file, as it is shown to people."""
    format: AnyFormat
    """In whose words it stands there."""
    package: str = ""
    """The package that it belongs to; empty when it is none's."""


def names_in(agent: Agent) -> tuple[str, ...]:
    """The servers that an agent calls by name and does not describe."""
    return tuple(name for name, config in agent.mcp_servers.items() if config is None)


def servers_in(
    files: Iterable[Found], report: Report, *, tool: str = "", generated: Generated | None = None
) -> list[Declared]:
    """The servers in the files that were found, in their order.

    `tool` is whose package the files belong to, where that is known. What agentconv wrote into a file of its
    user's is no source.
    """
    found: list[Declared] = []
    for file in files:
        fmt = server_reader(file.shown, tool)
        if fmt is None or file.outside:
            continue
        about = report.scoped(path=file.shown)
        ours = generated.entries(file.real, file.root) if generated is not None else ()
        try:
            content = File(file.shown.rpartition("/")[2], file.read())
        except Problem as problem:
            about.add_problem(problem, severity=Severity.WARNING)
            continue
        material = Material(file.shown, (content,), file.shown)
        try:
            servers = fmt.read(material, ComponentReading(about))
        except Problem as problem:
            tell_problem(problem, material, about.scoped(severity=Severity.WARNING))
            continue
        keys = getattr(fmt, "keys", ())
        mine = (s for s in servers if (*keys, s.name) not in ours)
        found += [Declared(server, file.shown, fmt, file.package) for server in mine]
    return found


def servers_named(
    named: Iterable[tuple[str, str, Sequence[str]]], servers: Sequence[Declared], report: Report
) -> list[tuple[Declared, list[str]]]:
    """The servers that agents name, each with those agents; what is missing goes to the report.

    `named` are the path and name of each agent, with the servers that it names.
    """
    found: dict[int, tuple[Declared, list[str]]] = {}
    for path, agent, wanted in named:
        for name in wanted:
            server = server_for(name, path, servers)
            if server is None:
                what = f"the server {name!r} is not among the sources: it does not travel with the agent"
                hint = "name the folder whose file of servers describes it as a source, too"
                report.add("server-missing", what, path=path, agent=agent, hint=hint)
            else:
                found.setdefault(id(server), (server, []))[1].append(agent)
    return list(found.values())


def is_told(problem: Problem, path: str, report: Report) -> bool:
    """Whether a problem of a file was told already, by another reader of the same settings."""
    about = (path, problem.code, problem.message)
    return any((d.path, d.code, d.message) == about for d in report.diagnostics)


def tell_problem(problem: Problem, material: Material, report: Report) -> None:
    """Add what is wrong with a file, with its place; once, though several readers open one file."""
    if is_told(problem, material.shown, report):
        return
    text = material.main.data.decode("utf-8", "replace")
    is_part = material.main.path != material.shown.rpartition("/")[2]  # whose places are not the file's
    report.add_problem(problem, None if is_part else Source(material.shown, text))


def server_for(wanted: str, path: str, servers: Sequence[Declared]) -> Declared | None:
    """The server that an agent means which names it, by the path of the agent's file; None for none.

    `package:server` is that package's. Of several with one name the one nearest to the agent counts: the one
    whose file has most folders in common with the agent's, and of those the first.
    """
    package, _, name = wanted.rpartition(":")
    package = package.removeprefix("plugin:")
    exact = [s for s in servers if s.server.name == wanted]
    fitting = exact or [s for s in servers if s.server.name == name and package in ("", s.package)]
    return max(fitting, key=lambda declared: _in_common(declared.path, path), default=None)


def _in_common(one: str, other: str) -> int:
    folders = zip(PurePosixPath(one).parent.parts, PurePosixPath(other).parent.parts, strict=False)
    count = 0
    for a, b in folders:
        if a != b:
            break
        count += 1
    return count


def server_reader(shown: str, tool: str) -> AnyFormat | None:
    """The format of a file of servers, by its place; None for any other file."""
    if shown.rpartition("/")[2] not in _file_names():
        return None
    at_home = [fmt for fmt in formats_of(SERVER) if fmt.lies_at(PurePosixPath(shown))]
    own = [fmt for fmt in at_home if fmt.target == tool]
    alone = at_home if len(at_home) == 1 else []  # the manifest of one tool's packages, say
    return next(iter((*own, *alone)), reader_of(SERVER, shown, tool) if at_home else None)


@cache
def _file_names() -> frozenset[str]:
    places = (place for fmt in formats_of(SERVER) for place in (*fmt.paths, *fmt.user_paths))
    return frozenset(place.rpartition("/")[2] for place in places)
