"""Merging files that hold several agents, such as a list of modes: agents by meaning, the file by its lines.

The lines of a file are merged as those of a head are, and what comes of it is proved: every agent in it has
to be what the merge of its values gives. Where that fails, all in which the sides differ is left to a person.
"""

from __future__ import annotations

from collections.abc import Sequence

from agentconv.diagnostics import Report
from agentconv.errors import NotAnAgent
from agentconv.kit.document import Document
from agentconv.kit.format import Format
from agentconv.merging.agents import Conflict, merge3
from agentconv.merging.documents import MergedFile, alike, lists_of, with_markers
from agentconv.merging.heads import merge_heads
from agentconv.merging.marks import Labels, marked
from agentconv.merging.outline import text_lines
from agentconv.merging.pieces import Clash
from agentconv.model.agent import Agent
from agentconv.reading.read import read_as
from agentconv.text.source import Source

Agents = dict[str, Agent]


def merge_several(
    base: Sequence[Document],
    ours: Sequence[Document],
    theirs: Sequence[Document],
    fmt: Format,
    labels: Labels,
) -> MergedFile | None:
    """The merge of three files of one format, agent by agent; None where names do not tell agents apart."""
    sides = [{d.agent.name: d.agent for d in side} for side in (base, ours, theirs)]
    if [len(side) for side in sides] != [len(base), len(ours), len(theirs)]:
        return None
    wanted, conflicts = _together(sides[0], sides[1], sides[2])
    texts = [side[0].tree.source.text for side in (base, ours, theirs)]
    lines = [text_lines(text) for text in texts]
    pieces = merge_heads(lines[0], lines[1], lines[2], lists_of(ours[0], fmt))
    clashes = [piece for piece in pieces if isinstance(piece, Clash)]
    text = with_markers(pieces, labels, texts[1])
    if clashes:
        told = conflicts or tuple(_of_lines(clash, fmt) for clash in clashes)
        return MergedFile(text, told)
    if not conflicts and _says(text, wanted, ours[0].path, fmt):
        return MergedFile(text)
    whole = Conflict("", texts[0], texts[1], texts[2])
    return MergedFile(marked(texts[0], texts[1], texts[2], labels), conflicts or (whole,))


def _together(base: Agents, ours: Agents, theirs: Agents) -> tuple[Agents, tuple[Conflict, ...]]:
    """The agents that both sides made together, and what they disagree on."""
    found: Agents = {}
    conflicts: list[Conflict] = []
    for name in dict.fromkeys((*ours, *theirs)):
        was, mine, yours = base.get(name), ours.get(name), theirs.get(name)
        if was and mine and yours:
            result = merge3(was, mine, yours)
            found[name] = result.agent
            conflicts += result.conflicts
        elif yours in (mine, was):
            found |= {name: mine} if mine else {}
        elif was == mine:
            found |= {name: yours} if yours else {}
        else:
            conflicts.append(Conflict(name, was and was.prompt, mine and mine.prompt, yours and yours.prompt))
    return found, tuple(conflicts)


def _of_lines(clash: Clash, fmt: Format) -> Conflict:
    """A clash of lines as what it is to people."""
    base, ours, theirs = ("".join(side) for side in (clash.base, clash.ours, clash.theirs))
    return Conflict(fmt.title, base, ours, theirs)


def _says(text: str, wanted: Agents, path: str, fmt: Format) -> bool:
    """Whether a text holds just the agents that it is to hold."""
    report = Report()
    try:
        found = read_as(fmt, Source(path, text), report)
    except NotAnAgent:
        return not wanted
    agents = {d.agent.name: d.agent for d in found}
    same = agents.keys() == wanted.keys() and len(agents) == len(found)
    return same and not report.errors() and all(alike(agents[name], wanted[name]) for name in agents)
