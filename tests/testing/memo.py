"""Memo agents, the format of these tests: Markdown with YAML frontmatter in `.memo/agents/`.

Facts: made up for these tests on 2026-11-28. An agent has a name, a description, a model, a list of tools that grants
what it names, a mode of consent, servers, a heat, and a switch for work in the background.
"""

from agentconv import BODY, BOOLEAN, NUMBER, TEXT, Field, Format, Listed, ToolNames

NAMES = ToolNames(
    "memo",
    {"look": "read", "find": "grep", "run": "shell", "change": "edit", "make": "write", "fetch": "web_fetch", "hand-on": "agent"},
    lambda _: None,
    lambda server, tool: None,
    arguments=False,
)  # fmt: skip


class Memo(Format):
    """Memo agent."""

    name = "memo"
    title = "Memo agent"
    containers = ("frontmatter",)
    paths = (".memo/agents/*.md",)
    reference = "https://example.com/memo"
    checked = "2026-11-28, made up"
    marks = frozenset({"heat"})
    models_of = "openai"
    fields = (
        Field("name", "name"),
        Field("summary", "description"),
        Field("engine", "model"),
        Field("may", "tools.allow", Listed(NAMES)),
        Field("heat", "temperature", NUMBER),
        Field("quiet", "background", BOOLEAN),
        Field(BODY, "prompt", TEXT),
    )
    reasons = {"*": "a memo has no place for it"}
