"""Where the files of agents lie in a project, and what of them a client may be given."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from agentconv.containers import container
from agentconv.diagnostics import Report
from agentconv.errors import NotAnAgent
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.kit.format import Format
from agentconv.model.agent import Value
from agentconv.reading.detect import read_source
from agentconv.text.source import Source
from agentconv.writing.convert import convert_documents

SETTINGS: Mapping[str, tuple[str, ...]] = {
    "config.toml": ("agents",),
    "opencode.json": ("$schema", "agent", "mode", "permission", "tools", "default_agent"),
    "opencode.jsonc": ("$schema", "agent", "mode", "permission", "tools", "default_agent"),
    "kilo.json": ("$schema", "agent", "mode", "permission", "tools", "default_agent"),
    "kilo.jsonc": ("$schema", "agent", "mode", "permission", "tools", "default_agent"),
}
"""Files with a client's other settings -> the keys that say what its agents are; all others stay behind."""

STARTS = frozenset(
    {"notify", "hooks", "mcp_servers", "model_provider", "model_providers"}
    | {"openai_base_url", "chatgpt_base_url", "otel"}
)
"""Keys of an agent's file that start programs, or name a place to ask."""

_WORDS = ("hook", "mcp", "notify", "command", "model_provider")
"""What stands in every file that could start a program."""


def placed(path: str, fmt: Format) -> str:
    """Where a file belongs: as it lies below a folder of the format, else at the place that fits its name."""
    parts = PurePosixPath(path).parts
    for start in range(len(parts)):
        end = "/".join(parts[start:])
        if any(_fits(end, pattern) for pattern in fmt.paths):
            return end
    return _usual(parts[-1], fmt)


def _usual(name: str, fmt: Format) -> str:
    """The place for a file of this name: the pattern that says most of it."""
    fitting = [p for p in fmt.paths if PurePosixPath(name).match(posixpath.basename(p))]
    if not fitting:  # settings have one name
        fitting = [
            p for p in fmt.paths if "*" not in p and PurePosixPath(name).suffix == PurePosixPath(p).suffix
        ]
    best = max(fitting or fmt.paths, key=lambda p: len(posixpath.basename(p)))
    folder = best.partition("*")[0]
    return f"{folder}{name}" if folder.endswith("/") and "*" in best else best


def lies_at(path: str, fmt: Format) -> bool:
    """Whether a file lies where the format's agents do."""
    parts = PurePosixPath(path).parts
    ends = ("/".join(parts[start:]) for start in range(len(parts)))
    return any(_fits(end, pattern) for end in ends for pattern in fmt.paths)


def _fits(path: str, pattern: str) -> bool:
    folder, _, name = pattern.rpartition("/")
    base = folder.removesuffix("/**")
    here, _, file = path.rpartition("/")
    deep = folder.endswith("/**") and here.startswith(f"{base}/")
    return PurePosixPath(file).match(name) and (deep or here == base or _same_depth(here, base))


def _same_depth(here: str, base: str) -> bool:
    return "*" in base and here.count("/") == base.count("/") and PurePosixPath(here).match(base)


def files_of(document: Document, fmt: Format) -> dict[str, bytes]:
    """What lies in a project for a document: its file, of settings what concerns agents, and companions."""
    place = placed(document.path, fmt)
    name = posixpath.basename(place)
    text = document.tree.source.text
    if name in SETTINGS:
        kept = {key: document.tree.values[key] for key in SETTINGS[name] if key in document.tree.values}
        text = _written(name, kept)
    files = {place: text.encode()}
    for beside, source in document.companions:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(place), beside))
        if not path.startswith(("../", "/")):
            files[path] = source.text.encode()
    return files


def _written(name: str, values: Mapping[str, Value]) -> str:
    syntax = "toml" if name.endswith(".toml") else "json"
    return container(syntax).write(values)


def may_start(data: bytes) -> bool:
    """Whether a file that agentconv does not read might start a program."""
    text = data.decode("utf-8", "replace").casefold()
    return any(word in text for word in _WORDS)


def disarmed(document: Document, registry: Registry) -> tuple[Document, tuple[str, ...]] | None:
    """The document without what would start programs, and what that was; None when it cannot be taken out."""
    what = _armed(document)
    if not what:
        return document, ()
    if document.companions or document.of > 1:
        return None
    agent = document.agent
    own = {k: v for k, v in agent.extensions.get(document.format, {}).items() if k not in STARTS}
    extensions = {**agent.extensions, document.format: own}
    bare = replace(agent, mcp_servers={}, hooks={}, extensions=extensions)
    changed = replace(document, agent=bare, original=document.as_read)
    files = convert_documents([changed], document.format, registry).files
    again = [read_again(file.path, file.text, document.format, registry) for file in files]
    if len(again) != 1 or again[0] is None or _armed(again[0]):
        return None
    tree = replace(again[0].tree, source=Source(document.path, files[0].text))
    return replace(again[0], tree=tree), what


def _armed(document: Document) -> tuple[str, ...]:
    """What of a document would start programs, or lead elsewhere."""
    agent = document.agent
    own = sorted(STARTS.intersection(agent.extensions.get(document.format, {})))
    found = [*(["servers"] if agent.mcp_servers else []), *(["hooks"] if agent.hooks else []), *own]
    return tuple(dict.fromkeys(found))


def read_again(path: str, text: str, target: str, registry: Registry) -> Document | None:
    """The one document of a text that was written for a target; None when it holds another number of them."""
    try:
        found = read_source(Source(path, text), registry, Report(), format=target)
    except NotAnAgent:
        return None
    return found[0] if len(found) == 1 else None
