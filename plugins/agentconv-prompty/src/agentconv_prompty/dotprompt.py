"""dotprompt files: YAML frontmatter, and a Handlebars body with helpers for roles.

Facts: dotpromptz 0.2.0 (parser and renderer, tried 2026-11-20).

* The body is a user message unless it starts with `{{role "system"}}`; a line break after the helper is kept.
* `{{...}}` is filled in, and an unknown name becomes nothing. A body with two braces is written between
  `{{{{raw}}}}` and `{{{{/raw}}}}`; U+200B parts a closing tag of its own, and a brace at either end.
* `<<<dotprompt:` starts a marker even after rendering, so U+200B stands before it.
* `tools` lists names that the program knows. A program decides on tools: a file grants none, and the names stay
  native.
"""

from __future__ import annotations

import re

from agentconv import BODY, Field, Reading
from agentconv_prompty.base import PromptFile
from agentconv_prompty.zero_width import ZERO, hide, show

HEAD = '{{role "system"}}'
OPEN, CLOSE = "{{{{raw}}}}", "{{{{/raw}}}}"
END = (r"\{\{\{", r"\{/raw")
MARKER = ("<<<", "dotprompt:")
_HEAD = re.compile(r"\A\s*\{\{\s*role\s+[\"']system[\"']\s*\}\}")
_RAW = re.compile(r"(?s)\{\{\{\{raw\}\}\}\}(.*)\{\{\{\{/raw\}\}\}\}")


class Dotprompt(PromptFile):
    """dotprompt file."""

    name = "dotprompt"
    title = "dotprompt file"
    containers = ("frontmatter",)
    paths = ("prompts/*.prompt", "**/*.prompt")
    reference = "https://google.github.io/dotprompt/"
    checked = "2026-11-20, dotpromptz 0.2.0"
    models_of = "opencode"  # PROVIDER/ID, as Genkit has them
    validated = "dotpromptz 0.2.0: parse and render give the same text"
    fields = (
        Field("name", "name"),
        Field("version", "version"),
        Field("description", "description"),
        Field("model", "model"),
        Field(BODY, "prompt"),
    )
    more_keys = frozenset({"variant", "tools", "toolDefs", "config", "input", "output", "metadata", "ext"})
    reasons = {
        "tools.allow": "a prompt file grants no tools: the program that runs it decides",
        "tools.deny": "a prompt file grants no tools",
        "*": "a dotprompt has no field for it; --carry keeps it",
    }

    def body(self, text: str) -> str:
        text = hide(text, MARKER)
        if "{{" not in text and "\\" not in text:
            return HEAD + text
        inner = hide(text, END)
        inner = f"{ZERO}{inner}" if re.match(rf"{ZERO}*\}}", inner) else inner
        inner = f"{inner}{ZERO}" if re.search(rf"\{{{ZERO}*\Z", inner) else inner
        return f"{HEAD}{OPEN}{inner}{CLOSE}"

    def text(self, body: str, reading: Reading) -> str:
        head = _HEAD.match(body)
        text = body[head.end() :] if head else body
        if match := _RAW.fullmatch(text):
            inner = match[1]
            inner = inner[1:] if re.match(rf"{ZERO}+\}}", inner) else inner
            inner = inner[:-1] if re.search(rf"\{{{ZERO}+\Z", inner) else inner
            return show(show(inner, END), MARKER)
        if "{{" in text:
            reading.add("live-source", "dotprompt fills in a part of the body; elsewhere it is text")
        return show(text, MARKER)
