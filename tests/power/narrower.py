"""What agents of the corpus lose that a target could hold: `python -m tests.power.narrower` prints a table.

A capability counts as lost where the agent has some of it, its form in the target none, and the target gives it to
an agent that has every tool by name. The reason is what kept it away.
"""

from __future__ import annotations

from collections import Counter

from agentconv.diagnostics import Report
from agentconv.host.registry import Registry
from agentconv.kit import model_map
from agentconv.kit.document import Document
from agentconv.kit.format import Format, Writing
from agentconv.kit.served import within_servers
from agentconv.model.agent import Agent, Tool, Tools
from agentconv.model.powers import power
from agentconv.model.vocabulary import CAPABILITIES, TOOLS
from agentconv.reading.read import decode_native
from agentconv.writing.withheld import without_withheld
from tests.test_corpus import READ, outcome

REGISTRY = Registry(plugins=False)
WHOLE = Agent("a", description="d", prompt="Do the work.", tools=Tools(tuple(map(Tool, TOOLS))))


def form(agent: Agent, fmt: Format, source: str = "agentconv") -> Agent:
    """An agent as a target says it."""
    writing = Writing(Report(), model_map.load(), slug="a", source=source)
    origin = REGISTRY.loaded(source)
    if origin is not None:
        writing.unasked, writing.family = origin.unasked, origin.family
        writing.lets, writing.withheld = origin.lets(agent), origin.withholds(agent)
        writing.bounds = source != "agentconv"
    if source == fmt.name:
        return decode_native(fmt, fmt.encode(agent, writing), "a")
    return without_withheld(within_servers(agent), fmt, writing)[1]


def held(agent: Agent) -> set[str]:
    """The capabilities of which an agent has some."""
    found = power(agent)
    return {c for c in CAPABILITIES if found._has(c)}


def reason(agent: Agent, capability: str) -> str:
    """Why an agent lost a capability."""
    if agent.permission_mode == "dont-ask":
        return "its source refuses what it would ask for"
    grants = power(agent).grants or frozenset()
    own = [grant for grant in grants if grant.partition("(")[0] == capability]
    if own == ["network(search)"]:
        return "it may search and not fetch"
    if own and all("(" in grant for grant in own):
        return "bounded by a pattern, which the target would not hold"
    if agent.tools.deny:
        return "a part of it is denied"
    return "the target has it only together with more"


def main() -> None:
    """Print how many agents of the corpus lost what each target could hold, and why."""
    documents: list[Document] = [d for file in READ for d in outcome(file)[0]]
    for provided in REGISTRY.all():
        fmt = provided.format
        if not (fmt.writes and fmt.reads):
            continue
        can, lost = held(form(WHOLE, fmt)), Counter[str]()
        some = 0
        for document in documents:
            agent = document.agent
            origin = REGISTRY.loaded(document.format)
            never = {TOOLS[tool.name] for tool in origin.withholds(agent)} if origin else set()
            had = held(agent) - never if agent.tools.allow is None else held(agent)
            gone = (had & can) - held(form(agent, fmt, document.format))
            some += bool(gone)
            lost.update(f"{capability}: {reason(agent, capability)}" for capability in gone)
        why = "; ".join(f"{count} {text}" for text, count in lost.most_common())
        print(
            f"| {fmt.name} | {some} of {len(documents)} | {100 * some / len(documents):.1f} % | {why or 'none'} |"
        )


if __name__ == "__main__":
    main()
