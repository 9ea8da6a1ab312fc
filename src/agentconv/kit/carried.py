"""What a target's files do not say of a skill, a command, a server, a rule or a hook, for `carry`.

It is what the component was read from: read once more by the same format, it is what it was. The values here
are data alone; paths have `/` between folders.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from agentconv.frozen import frozen
from agentconv.model.agent import Value
from agentconv.model.frozen import empty


@frozen
class Trace:
    """A file that was written of a component, or an entry in a file with other settings."""

    path: str
    """Relative to the output folder."""
    sha256: str
    """Of the file, or of the entry's value."""
    syntax: str = ""
    """That of the file with other settings; empty for a file of the component's own."""
    keys: tuple[str, ...] = ()
    """Where the entry stands."""


@frozen
class Part:
    """A file that a component was read from, or that goes along with it."""

    path: str
    """Relative to the component's folder; of what goes along with a hook, to its package or project."""
    text: str | None = None
    data: bytes | None = None
    """What it holds, where that is no text."""
    written: str = ""
    """The path of a written file with the very bytes, where there is one: then they are not kept twice."""
    sha256: str = ""
    """Of those."""
    executable: bool = False


@frozen
class Carried:
    """A component as it was before it was written for a target."""

    kind: str
    name: str
    format: str
    """The tool in whose format it was read."""
    target: str
    """The tool for which it was written."""
    path: str
    """Of its file, below its package or project."""
    package: str = ""
    written: tuple[Trace, ...] = ()
    """Empty where the target has nothing of it."""
    files: tuple[Part, ...] = ()
    """Its own files; none of a component that is an entry among others."""
    scripts: tuple[Part, ...] = ()
    """What a hook runs."""
    component: Mapping[str, Value] = field(default_factory=empty)
    """Its neutral form, where it has no files of its own."""
    native: Mapping[str, Value] = field(default_factory=empty)
    """The source's own words for a server."""
    differences: Mapping[str, Mapping[str, Value]] = field(default_factory=empty)
    """Field -> what the target's files say (`was`) and what was meant (`is`), for a file that was edited."""
