"""Prompty files: YAML frontmatter, and a body that is a Jinja2 template split into messages.

Facts: prompty 2.1.0 (its loader, renderer and parser, tried 2026-11-20).

* The body is a template: `{{ }}`, `{% %}` and `{# #}` are run, and an unknown name becomes nothing. A body that
  holds such a mark is written between `{% raw %}` and `{% endraw %}`; U+200B parts an `endraw` of its own.
* A line with only a role and a colon (`User:`, `# system:`, any capitals, also in a code fence or between raw
  tags) starts a message and is lost. There is no escape, so U+200B stands before it, and goes in reading.
* Lines end at each separator that Python knows (a form feed, U+2028), and the prompt has line feeds there.
* The instructions of an agent follow one `system:` line.
* `${env:X}` and `${file:X}` in a value of the frontmatter are filled in at load, so U+200B stands before `${`.
* Keys that the loader does not know are dropped. `model` may be a map; then it stays native.
* A program runs the prompt and decides on tools: a file grants none.
"""

from __future__ import annotations

import re
from dataclasses import replace

from agentconv import BODY, TEXT, Agent, Field, KeepNative, Reading, Value, Writing
from agentconv_prompty.base import PromptFile
from agentconv_prompty.zero_width import hide, show

ROLE = (
    r"^[^\S\n]*#?[^\S\n]*",
    r"(?:system|user|assistant|developer)(?:\[[^\]]*\])?\s*:[^\S\n]*$",
)
END = (r"\{", r"%[-+]?\s*endraw")
LIVE = re.compile(r"\{[{%#]|[}%#]\}")
_HEAD = re.compile(r"(?i)\A\s*#?\s*system\s*:[^\S\n]*\n")
_RAW = re.compile(r"(?s)\{% raw %\}(.*)\{% endraw %\}")


class TextOrMap:
    """`model`: the id alone; a map stays native."""

    def decode(self, value: Value) -> str | None:
        if isinstance(value, dict):
            raise KeepNative
        return TEXT.decode(value)

    def encode(self, value: str) -> Value:
        return value


class Prompty(PromptFile):
    """Prompty file."""

    name = "prompty"
    title = "Prompty file"
    containers = ("frontmatter",)
    paths = ("prompty/*.prompty", "**/*.prompty")
    reference = "https://prompty.ai"
    checked = "2026-11-20, prompty 2.1.0"
    models_of = "openai"  # OpenAI's, where a model's map names no other provider
    validated = "prompty 2.1.0: load and prepare give the same text"
    fields = (
        Field("name", "name"),
        Field("displayName", "display_name"),
        Field("description", "description"),
        Field("model", "model", TextOrMap()),
        Field(BODY, "prompt"),
    )
    more_keys = frozenset({"metadata", "inputs", "outputs", "tools", "template"})
    reasons = {
        "prompt": "Prompty ends lines with line feeds, at each separator that Python knows",
        "tools.allow": "a prompt file grants no tools: the program that runs it decides",
        "tools.deny": "a prompt file grants no tools",
        "*": "the loader drops what it does not know; --carry keeps it",
    }

    def encode(self, agent: Agent, writing: Writing) -> dict[str, Value]:
        if writing.source != self.name:
            agent = replace(agent, prompt=_lines(agent.prompt))
        return super().encode(agent, writing)

    def body(self, text: str) -> str:
        text = hide(text, ROLE)
        return (
            f"system:\n{{% raw %}}{hide(text, END)}{{% endraw %}}"
            if LIVE.search(text)
            else f"system:\n{text}"
        )

    def text(self, body: str, reading: Reading) -> str:
        head = _HEAD.match(body)
        text = body[head.end() :] if head else body
        if match := _RAW.fullmatch(text):
            return show(show(match[1], END), ROLE)
        if re.search(f"(?im){''.join(ROLE)}", text):
            reading.add("live-source", "the body holds several messages; elsewhere they are one text")
            return body
        if LIVE.search(text):
            reading.add("live-source", "Prompty runs a part of the body as Jinja2; elsewhere it is text")
        return show(text, ROLE)


def _lines(text: str) -> str:
    """A text whose lines end as Prompty ends them."""
    return re.sub(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]", "\n", text)
