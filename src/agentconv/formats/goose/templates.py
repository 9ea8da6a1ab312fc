"""A recipe is a Jinja template before it is YAML: text that it gives back as it is, and tags that stay."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from agentconv.containers.base import Quoted, Raw
from agentconv.kit.format import Native
from agentconv.model.agent import Value

_LIVE = re.compile(r"\{[{%#]")


_LITERAL = re.compile(r"\{\{\s*(?:'([^'\\]*)'|\"([^\"\\]*)\")\s*\}\}")


_RAW = re.compile(r"(?s)\{%\s*raw\s*%\}(.*?)\{%\s*endraw\s*%\}")


_END_RAW = re.compile(r"\{%\s*endraw\s*%\}")


_TAG = re.compile(r"\{[{%]")


_WORD = re.compile(r"\w+")


_NAME = re.compile(r"\{\{\s*([A-Za-z_]\w*)\s*\}\}")


_FILLED = re.compile(r"\{%|\{\{\s*[A-Za-z_]\w*\s*(?:[|.\[(]|\}\})")


_EMPTY = re.compile(r':\s*""')


def escaped(text: str, live: str = r"(?!)") -> str:
    """Text that Jinja gives back as it is; tags that fit `live` stay."""
    pattern = re.compile(rf"(?!{live}){_LIVE.pattern}")
    out = pattern.sub(lambda m: "{{'" + m[0] + "'}}", text)
    if _EMPTY.search(text):
        return Quoted(out)
    return text if out == text else Raw(out)


def unescaped(text: str) -> str:
    """Template text as Jinja would give it, as far as that depends on nothing."""
    if "{" not in text:
        return text
    last = max((m.end() for m in _END_RAW.finditer(text)), default=0)
    text = _RAW.sub(lambda m: escaped(m[1]), text[:last]) + text[last:]
    return _LITERAL.sub(lambda m: m[1] if m[1] is not None else m[2], text)


def is_template(text: str) -> bool:
    """Whether goose fills something in, and does not only give text back."""
    rest = _LITERAL.sub("", _RAW.sub("", text)) if "{" in text else ""
    return any(_FILLED.match(tag) for tag in _tags(rest))


def _tags(text: str) -> list[str]:
    """The tags of a template, from the first mark that is closed."""
    found, at, unclosed = [], 0, set()
    while match := _TAG.search(text, at):
        close = "}}" if match[0] == "{{" else "%}"
        end = -1 if close in unclosed else text.find(close, match.end())
        if end < 0:
            unclosed.add(close)
            at = match.start() + 1
        else:
            found.append(text[match.start() : end + 2])
            at = end + 2
    return found


def templated(native: Native, *, own: bool) -> Native:
    """The native values as a template: literal text escaped, but for what `parameters` declare."""
    given_ = native.get("parameters")
    rest = {k: v for k, v in native.items() if k != "parameters"}
    declared = [str(p["key"]) for p in given_ if isinstance(p, dict)] if isinstance(given_, list) else []
    tags = _tags(json.dumps(rest, ensure_ascii=False))
    if declared and set(declared) <= {word for tag in tags for word in _WORD.findall(tag)}:
        allowed = {*declared, "recipe_dir"}

        def keep(text: str) -> str:
            out = _NAME.sub(lambda m: m[0] if m[1] in allowed else escaped(m[0]), text)
            inside = "".join(_tags(out))
            return Raw(out) if "'" in inside and '"' not in inside else out

        return {key: in_each_text(value, keep) for key, value in native.items()}
    live = r"\{\{\s*recipe_dir\s*\}\}" if own else r"(?!)"
    return {key: in_each_text(value, lambda text: escaped(text, live)) for key, value in rest.items()}


def in_each_text(value: Value, change: Callable[[str], str]) -> Value:
    """A value with every text in it changed, keys too."""
    if isinstance(value, str):
        out = change(value)
        return value if out == value and not isinstance(out, (Quoted, Raw)) else out
    if isinstance(value, list):
        return [in_each_text(item, change) for item in value]
    if isinstance(value, dict):
        return {change(key): in_each_text(item, change) for key, item in value.items()}
    return value
