"""What the format's own client makes of a file, where that is another thing than what was meant."""

from __future__ import annotations

from dataclasses import replace

from agentconv.checking.subject import Subject
from agentconv.containers.recovery import QUOTE
from agentconv.diagnostics import Report
from agentconv.kit.format import Native, Reading
from agentconv.model.agent import Agent, diff

_WORDS = {"prompt": "the prompt", "tools.allow": "the tools", "tools.deny": "the denied tools"}


def look(subject: Subject) -> None:
    """Report fields that the client reads differently from what the file seems to say."""
    document = subject.document
    tree = document.tree
    if document.of != 1 or not (tree.recoveries or tree.warnings):
        return
    if not tree.warnings and all(r.step == QUOTE for r in tree.recoveries):
        return  # that is the client's own rule
    native = subject.format.client_reading(tree.source)
    if not native:
        return  # the format's client is not known so well, or it drops the file, which reading reports
    client = decoded(subject, native)
    found = diff(trimmed(document.as_read), trimmed(client))
    fields = [d.field for d in found if not d.field.startswith("extensions.")]
    if fields:
        listed = ", ".join(_WORDS.get(f, f) for f in fields[:6])
        what = f"the client reads this otherwise than it looks: {listed}"
        subject.add("client-differs", what, hint="put values in quotes, and no --- inside the frontmatter")


def decoded(subject: Subject, native: Native) -> Agent:
    """The agent that native values describe."""
    reading = Reading(Report(), subject.document.tree)
    return subject.format.decode(native, reading)


def trimmed(agent: Agent) -> Agent:
    """An agent without the blank space around its texts, which no client minds."""
    description = agent.description.strip() if agent.description else agent.description
    return replace(agent, prompt=agent.prompt.strip(), description=description)
