"""Syntaxes by name. The parsers behind them are imported only when a container is asked for."""

from __future__ import annotations

import functools
from importlib import import_module

from agentconv.containers.base import Container
from agentconv.containers.editor import Editor

_CLASSES = {
    "frontmatter": "Frontmatter",
    "yaml": "YamlContainer",
    "toml": "TomlContainer",
    "json": "JsonContainer",
    "jsonc": "JsoncContainer",
    "sections": "Sections",
}

NAMES = tuple(_CLASSES)
"""The syntaxes that there are."""

_EDITORS = {
    "json": "entries_json:JsonEditor",
    "jsonc": "entries_json:JsoncEditor",
    "toml": "entries_toml:TomlEditor",
    "yaml": "entries_yaml:YamlEditor",
}
"""The syntaxes in which one entry of a file can be changed alone."""

SUFFIXES = {
    ".md": "frontmatter",
    ".markdown": "frontmatter",
    ".mdc": "frontmatter",
    ".json": "json",
    ".jsonc": "jsonc",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".toml": "toml",
}
"""File name ending -> container. A test holds it against the containers' own lists."""


@functools.cache
def container(name: str) -> Container:
    """The container of this name."""
    module = import_module(f"agentconv.containers.{name}")
    found: Container = getattr(module, _CLASSES[name])()
    return found


@functools.cache
def editor(syntax: str) -> type[Editor]:
    """What changes single entries of a text in a syntax."""
    module, _, name = _EDITORS[syntax].partition(":")
    found: type[Editor] = getattr(import_module(f"agentconv.containers.{module}"), name)
    return found
