"""What a format writes in this process: run in several, with other seeds for the order of sets and dicts.

    python -m agentconv.conformance.seeds MODULE CLASS

prints the SHA-256 of the path and text of each file, a line for each standard agent.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from hashlib import sha256
from importlib import import_module
from typing import Any

from agentconv.api import write
from agentconv.conformance.specimens import AGENTS
from agentconv.host.registry import Registry
from agentconv.kit.format import Format


def digests(cls: type[Format]) -> Iterator[str]:
    """A line for each standard agent, with what stands in its files."""
    registry = Registry(plugins=False)
    registry.add(cls)
    for name, agent in AGENTS.items():
        conversion = write(agent, cls.name, registry=registry)
        text = "\0".join(f"{file.path}\0{file.text}" for file in conversion.files)
        yield f"{name} {sha256(text.encode()).hexdigest()}"


def main(module: str, name: str) -> None:
    """Write the lines to standard output."""
    found: Any = import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    sys.stdout.write("".join(f"{line}\n" for line in digests(found)))


if __name__ == "__main__":
    main(*sys.argv[1:])
