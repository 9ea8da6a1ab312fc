"""What agents need beside their files, and what was asked for besides, on its way to each target."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import field

from agentconv.diagnostics import Report
from agentconv.frozen import slotted
from agentconv.reading.components import Naming, Wanted, still_left, wanted
from agentconv.reading.held import Held
from agentconv.streaming.gathering import Gathered
from agentconv.streaming.parts import Head


@slotted
class Components:
    """The components of one export."""

    kinds: Collection[str]
    """Those that were asked for; of the others only what agents need is taken."""
    found: list[Held] = field(default_factory=list)
    packages: Mapping[str, str] = field(default_factory=dict)
    """The path of a file -> its package, where it has one."""
    some: bool = False
    """Whether any goes along."""

    def take(self, gathered: Gathered) -> None:
        """Decide which go along; they are not left any more."""
        # All are sources of this run: what an earlier one wrote of one that nobody wants any more goes.
        gathered.paths += [held.source for held in self.found]
        taken = [one.held for one in self.wanted(gathered.heads, Report())]
        self.some = bool(taken)
        # Of a kind that was asked for all are told: they are taken, or there is a finding.
        told = [held for held in self.found if held.kind in self.kinds]
        gathered.skipped = still_left(gathered.skipped, [*taken, *told])

    def wanted(self, heads: Sequence[Head], report: Report) -> list[Wanted]:
        """What goes along, with the agents that need it; what they name and is missing goes to the report."""
        of = self.packages
        stay = [h for h in heads if h.passed is None or h.passed.stays]
        naming = [Naming(h.path, h.name, h.skills, h.servers, of.get(h.path, "")) for h in stay]
        return wanted(self.found, self.kinds, naming, report)
