"""Two filters that many houses want: descriptions without their examples, and a preamble in every prompt.

Descriptions of Claude Code agents hold dialogues between `<example>` and `</example>`, often several thousand
characters of them (its generator writes them so, as of 2026-11). Other clients list descriptions in front of
every request, and some limit them: Agent Skills 1,024 characters (agentskills.io/specification, read 2026-11).
"""

from __future__ import annotations

import re

from agentconv import Agent, Filter, Filtering, Option, hookimpl, with_fields

_GAP = r"(?:\s|\\n)*"
"""White space, or line breaks that were written as two characters."""
_EXAMPLE = re.compile(rf"{_GAP}<(example|commentary)>.*?</\1>", re.DOTALL | re.IGNORECASE)
_HEADING = re.compile(
    rf"{_GAP}(?:(?:here are |some |usage |typical )*examples?(?: of [^.:\n]{{1,60}})?:{_GAP})$", re.IGNORECASE
)


LIMIT = Option("limit", "Longest description that is left alone, in characters.", "number", 1_024)


class TrimExamples(Filter):
    """Takes the examples out of a description that is too long."""

    name = "trim-examples"
    about = "Takes <example> dialogues out of a description that is over a limit."
    options = (LIMIT,)

    def apply(self, agent: Agent, filtering: Filtering) -> Agent | None:
        """The agent, its description without examples where that is over the limit."""
        description, limit = agent.description or "", LIMIT.of(filtering)
        if len(description) <= limit:
            return agent
        rest = _HEADING.sub("", _EXAMPLE.sub("", description))
        if not rest.strip():
            filtering.add(
                "trim-examples/nothing-else", "the description is nothing but examples", "description"
            )
            return agent
        if len(rest) > limit:
            what = f"the description has {len(rest):,} characters without examples; the limit is {limit:,}"
            filtering.add("trim-examples/still-long", what, "description", hint="shorten it in the source")
        return with_fields(agent, {"description": rest})


class Preamble(Filter):
    """Puts a house's own text in front of every prompt."""

    name = "preamble"
    about = "Puts the text of a file in front of every prompt."
    options = (Option("file", "The file, in UTF-8.", "file", required=True),)

    def apply(self, agent: Agent, filtering: Filtering) -> Agent | None:
        """The agent with the preamble, once."""
        text = str(filtering.options["file"]).strip("\n")
        if not text or agent.prompt.startswith(text):
            return agent
        return with_fields(agent, {"prompt": f"{text}\n\n{agent.prompt}"})


@hookimpl
def agentconv_filters() -> list[type[Filter]]:
    """The filters of this package."""
    return [TrimExamples, Preamble]
