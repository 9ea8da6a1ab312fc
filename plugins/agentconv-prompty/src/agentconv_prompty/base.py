"""What both prompt formats have in common: a program runs the prompt, so no tool is granted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from agentconv import BODY, Agent, Format, Reading, Tools, Value, Writing, with_fields
from agentconv_prompty.zero_width import hide, show

VARIABLE = (r"\A\$", r"\{")


class PromptFile(Format):
    """A prompt file whose body is a template."""

    def body(self, text: str) -> str:
        """A body that renders as the text."""
        raise NotImplementedError

    def text(self, body: str, reading: Reading) -> str:
        """The text of a body; what the client fills in there is reported."""
        raise NotImplementedError

    def decode(self, native: Mapping[str, Value], reading: Reading) -> Agent:
        values = dict(native)
        if isinstance(body := values.get(BODY), str):
            values[BODY] = self.text(body, reading)
        agent = super().decode(values, reading)
        shown = {f: show(t, VARIABLE) for f in _TEXTS if (t := getattr(agent, f)) is not None}
        return with_fields(replace(agent, tools=Tools(())), shown)

    def encode(self, agent: Agent, writing: Writing) -> dict[str, Value]:
        hidden = {f: hide(t, VARIABLE) for f in _TEXTS if (t := getattr(agent, f)) is not None}
        own = {k: v for k, v in agent.extensions.get(self.name, {}).items() if k in self.known_keys}
        said = with_fields(replace(agent, tools=Tools(), extensions={self.name: own}), hidden)
        native = super().encode(said, writing)
        native[BODY] = self.body(agent.prompt)
        return native


_TEXTS = ("display_name", "description", "model", "version")
