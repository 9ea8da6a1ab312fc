"""Which format a text is in, where nobody said: by its place, its syntax and its keys."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from agentconv.containers import container
from agentconv.containers.base import BODY, OVER_LIMIT, Keys, Tree
from agentconv.diagnostics import Report
from agentconv.errors import NotAnAgent, SyntaxProblem
from agentconv.formats import OTHER_FORMS
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.kit.format import BY_PATH, BY_SHAPE, Format
from agentconv.reading.kinds import Place, Undecided, judge
from agentconv.reading.left import FOR_PLUGIN
from agentconv.reading.read import (
    Sibling,
    conflict_in,
    container_for,
    container_of,
    documents_of,
    may_be,
    read_as,
)
from agentconv.text.source import Source


def read_source(
    source: Source,
    registry: Registry,
    report: Report,
    *,
    format: str | None = None,
    sibling: Sibling | None = None,
    place: Place | None = None,
    home: str = "",
) -> list[Document]:
    """The documents of one text; problems go to the report, and a broken agent is left out.

    Raises `NotAnAgent` for a text that defines none, `UsageError` for an unknown format. `place` is that of
    a file that was not named itself: where no agent belongs, one that is not valid is none. `home` is the
    format in which the file's package has agents.
    """
    if format is not None:
        return read_as(registry.whole(format), source, report, sibling)
    report = report.scoped(path=source.path)
    path = PurePosixPath(source.path)
    try:
        found = _of_package(source, path, registry, home) or _parse(source, path, registry, report)
    except (NotAnAgent, SyntaxProblem) as problem:
        why = conflict_in(source) or problem
        if isinstance(why, NotAnAgent):
            raise
        if place is not None and not _expected(path, place, source, registry):
            raise Undecided(why.message) from None
        report.add_problem(why, source)
        return []
    if found and place is not None and BODY in found[1].values and not found[0].lies_at(path):
        judge(place, found[1].values)
    return documents_of(*found, report, sibling) if found else []


def _of_package(
    source: Source, path: PurePosixPath, registry: Registry, home: str
) -> tuple[Format, Tree] | None:
    """The format that a package has its agents in, and what the text says; None where its keys say more."""
    syntax = container_of(path, source.text)
    if not home or syntax is None or registry.at_home(syntax, path):
        return None
    fmt = registry.get(home)
    if syntax not in fmt.containers:
        return None
    _, tree = _tree(source, path, syntax, [fmt], fmt.known_keys, registry)
    if not tree.values.keys() - {BODY} or _is_anothers(fmt, tree, source, path, registry):
        return None
    return fmt, tree


def _is_anothers(fmt: Format, tree: Tree, source: Source, path: PurePosixPath, registry: Registry) -> bool:
    """Whether an agent that a package's tool does not load is another tool's, by the keys of that one.

    A package of one tool may bring agents for another, which its own scripts put into place.
    """
    unknown = tree.values.keys() - fmt.known_keys
    if not unknown or fmt.refusal(tree.values, tree) is None:
        return False
    try:
        found = _parse(source, path, registry, Report())
    except NotAnAgent:
        return False
    if found is None or found[0] is fmt or unknown.isdisjoint(found[0].known_keys):
        return False
    return found[0].refusal(found[1].values, found[1]) is None


def _parse(
    source: Source, path: PurePosixPath, registry: Registry, report: Report
) -> tuple[Format, Tree] | None:
    """The format of a text and what its syntax says; None when two formats may be meant."""
    syntax = container_of(path, source.text)
    if not path.suffix and path.name in registry.plain_names():
        syntax = container_for(next(f for f in registry.known() if f.lies_at(path)), path, source.text)
    if syntax is None:
        return _by_ending(source, path, registry, report)
    own_keys = _KeysOf(registry, syntax)
    if home := registry.at_home(syntax, path):
        (owner, *_), tree = _tree(source, path, syntax, [home], own_keys, registry)
        if owner.recognises(path, tree) == BY_PATH:
            return owner, tree
    # Plugins are asked only for what no built-in format takes, or takes in a tool's own folder for its looks
    # alone: loading them is dear, and an install must not change what a file was taken for before.
    for built_in in (True, False):
        if built_in:
            candidates, tree = _tree(source, path, syntax, None, own_keys, registry)
        elif candidates := registry.readers(syntax, built_in=False):
            keys = frozenset[str]().union(*(c.known_keys for c in candidates))
            candidates, tree = _tree(source, path, syntax, candidates, keys, registry)
        sure = [(c.recognises(path, tree), c) for c in candidates]
        best = max((score for score, _ in sure), default=0)
        chosen = [c for score, c in sure if score == best > 0]
        if built_in and best == BY_SHAPE and (own := registry.in_folder_of(syntax, path)):
            return own, tree
        if built_in and 0 < best < BY_PATH and (tenant := _tenant(path, tree, syntax, registry)):
            return tenant, tree
        if chosen:
            found = _only(chosen, tree, report)
            if found and best == BY_SHAPE:
                _tell_guess(found[0], path, report)
            return found
    raise _stranger(tree)


def _stranger(tree: Tree) -> NotAnAgent:
    """Why no format takes a text: a plugin would, or a second block looks like the real frontmatter."""
    from agentconv.host.aliases import shape_of

    if plugin := shape_of(tree.values):
        why = NotAnAgent(f"the plugin {plugin} reads such files, which is not installed")
        why.kind = FOR_PLUGIN
        return why
    return NotAnAgent(_unrecognised(tree))


def _unrecognised(tree: Tree) -> str:
    body = tree.values.get(BODY)
    if isinstance(body, str) and (second := _SECOND.match(body)):
        text = tree.source.text
        line = text.count("\n", 0, len(text) - len(body) + second.start("fence")) + 1
        return f"no format recognises its frontmatter; a second block begins on line {line}"
    return "no format recognises it"


_SECOND = re.compile(r"\s*(?P<fence>---[^\S\n]*\n)[A-Za-z_][\w-]*:")
"""Frontmatter behind frontmatter."""


class _KeysOf:
    """The keys of all built-in formats of a syntax; they are imported only when one is asked for."""

    def __init__(self, registry: Registry, syntax: str) -> None:
        self.registry, self.syntax = registry, syntax

    def __contains__(self, key: object) -> bool:
        return key in self.registry.keys_of(self.syntax)


def _tree(
    source: Source,
    path: PurePosixPath,
    syntax: str,
    candidates: Sequence[Format] | None,
    keys: Keys,
    registry: Registry,
) -> tuple[Sequence[Format], Tree]:
    """A text in its syntax and whose it may be; where it is not valid, that of the format whose place it is.

    Without candidates these are the built-in formats that may have it.
    """
    try:
        tree = container(syntax).read(source, keys)
        if candidates is None:
            candidates = registry.likely(syntax, str(path), tree.values)
        return candidates, tree
    except (NotAnAgent, SyntaxProblem) as problem:
        if isinstance(problem, SyntaxProblem) and problem.code in OVER_LIMIT:
            raise
        if (other := _resident(path, syntax, registry)) is None:
            raise
        fmt, looser = other
        return [fmt], container(looser).read(source, fmt.known_keys)


_FOLDER = re.compile(r"(?:^|/)\.(?:([\w-]+)/(?:sub-?)?agents?|(agents?))/")
"""A tool's own folder for its agents, or the one that several share."""


def _tell_guess(fmt: Format, path: PurePosixPath, report: Report) -> None:
    """Report a file of one tool's folder that is read as another's for nothing but its looks."""
    place = _FOLDER.search(str(path))
    own = {part for folder in (*fmt.paths, *fmt.user_paths) for part in folder.split("/")}
    folder = f".{place[1] or place[2]}" if place else ""
    if folder and folder not in own:
        what = f"{folder}/ is no folder of {fmt.name}'s: read as that for nothing but its looks"
        report.add(
            "format-guessed", what, hint="its tool may mean something else by a key: say which with --from"
        )


def _only(chosen: list[Format], tree: Tree, report: Report) -> tuple[Format, Tree] | None:
    """The one format that is meant; None, and an error in the report, when it may be any of several."""
    if len(chosen) == 1:
        return chosen[0], tree
    several = ", ".join(c.name for c in chosen)
    report.add("format-ambiguous", f"may be any of {several}", hint="say which with --from")
    return None


def _resident(path: PurePosixPath, syntax: str, registry: Registry) -> tuple[Format, str] | None:
    """The format at whose place a file lies, and its syntax, when that is not what the file's ending says."""
    for fmt in registry.known():
        if fmt.lies_at(path):
            for name in fmt.containers:
                if name != syntax and may_be(path, name):
                    return fmt, name
    return None


def _tenant(path: PurePosixPath, tree: Tree, syntax: str, registry: Registry) -> Format | None:
    """The plugin's format at whose place a file lies that a built-in one would take for its looks alone.

    In a tool's own folder (`.NAME/`) any plugin may know it; elsewhere one that says it has the place.
    """
    if len(path.parts) < 2:
        return None
    asked: Sequence[Format] = registry.tenants(syntax, path)
    if any(part.startswith(".") and part.strip(".") for part in path.parts[:-1]):
        asked = registry.readers(syntax, built_in=False)
    owners = [f for f in asked if f.recognises(path, tree) == BY_PATH]
    return owners[0] if len(owners) == 1 else None


def _by_ending(
    source: Source, path: PurePosixPath, registry: Registry, report: Report
) -> tuple[Format, Tree] | None:
    """The plugin's format that has files with this ending, which no built-in format has."""
    owners = registry.owners(path.suffix.lower())
    if not owners:
        other = OTHER_FORMS.get(path.suffix.lower())
        raise NotAnAgent(other or f"no format has files that end in {path.suffix!r}")
    trees = {f.containers[0]: container(f.containers[0]).read(source, f.known_keys) for f in owners}
    if len(owners) > 1:
        sure = [(f.recognises(path, trees[f.containers[0]]), f) for f in owners]
        best = max(score for score, _ in sure)
        owners = [f for score, f in sure if score == best]
    return _only(owners, trees[owners[0].containers[0]], report)


def _expected(path: PurePosixPath, place: Place, source: Source, registry: Registry) -> bool:
    """Whether an agent belongs where a text lies that is not valid."""
    if place.belongs or any(provided.format.lies_at(path) for provided in registry.all()):
        return True
    return place.direct and container_of(path, source.text) == "frontmatter"
