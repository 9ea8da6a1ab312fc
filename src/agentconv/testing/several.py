"""What a format writes of several agents: each in its place, in any order, the same in every process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import PurePosixPath

import pytest

from agentconv.api import write
from agentconv.conformance import seeds
from agentconv.conformance.specimens import AGENTS, lines_of
from agentconv.diagnostics import Severity
from agentconv.host.registry import Registry
from agentconv.kit.format import OutputFile
from agentconv.model.agent import Agent, diff
from agentconv.testing.files import check_none, read_files, shown, sides
from agentconv.testing.subject import Subject
from agentconv.writing.convert import Conversion
from agentconv.writing.options import Options
from agentconv.writing.readback import agents_told


class OfSeveralAgents(Subject):
    """Checks of what is written of all the agents that come with agentconv together."""

    def write_all(self, registry: Registry, agents: Sequence[Agent] = tuple(AGENTS.values())) -> Conversion:
        """Several agents in the format, whatever they gain there."""
        if not self.format.writes:
            pytest.skip("the format is not written")
        conversion = write(agents, self.name, registry=registry, options=Options(allow_wider=True))
        errors = [d for d in conversion.diagnostics if d.severity is Severity.ERROR]
        assert not errors, f"{lines_of(tuple(errors))}{shown(conversion.files)}"
        return conversion

    def agents_of(self, conversion: Conversion, registry: Registry) -> list[Agent]:
        """The agents that written files hold."""
        if self.format.reads:
            return list(read_files(conversion, registry))
        return list(agents_told(conversion.files, registry.get(self.name)))

    def test_each_agent_is_what_it_is_alone(self, registry: Registry) -> None:
        """Written with others, every agent stands in a file, and says what it says when it is alone."""
        together = self.write_all(registry)
        found = self.agents_of(together, registry)
        failures = []
        for name, agent in AGENTS.items():
            (back,) = self.agents_of(self.write_all(registry, [agent]), registry)
            same = [other for other in found if other.name == back.name]
            if not same:
                failures.append(f"{name}: no file holds it among {[a.name for a in found]}")
            elif differences := diff(back, same[0]):
                failures.append(f"{name}:\n{sides(differences)}")
        check_none(failures, f"an agent is lost or changed beside others\n{shown(together.files)}")
        assert len(found) == len(AGENTS), f"{len(found)} agents are read of {len(AGENTS)}"

    def test_their_order_changes_nothing(self, registry: Registry) -> None:
        """Written in reverse order, each agent has the same file; where all are in one, it says the same."""
        conversion = self.write_all(registry)
        back = self.write_all(registry, [*AGENTS.values()][::-1])
        old, new = ({f.path: f.text for f in c.files if _alone(f)} for c in (conversion, back))
        changed = [path for path in {**old, **new} if old.get(path) != new.get(path)]
        files = [f for c in (conversion, back) for f in c.files if f.path in changed]
        assert not changed, f"files depend on the order of agents: {changed}\n{shown(files)}"
        first, second = ({a.name: a for a in self.agents_of(c, registry)} for c in (conversion, back))
        assert first == second, "what is read back depends on the order of agents"

    def test_files_lie_where_the_tool_looks(self, registry: Registry) -> None:
        """An agent's file lies at a place of the format, and further files in the folder of one that does."""
        fmt = self.format()
        files = {PurePosixPath(f.path): f for f in self.write_all(registry).files}
        homes = {path.parent for path in files if fmt.lies_at(path)}
        strays = [path for path, f in files.items() if not (f.is_index or fmt.lies_at(path))]
        failures = [str(path) for path in strays if not any(map(path.is_relative_to, homes))]
        places = (*fmt.paths, *fmt.user_paths)
        check_none(failures, f"the tool does not look there, but in {', '.join(places)}")

    def test_every_process_writes_the_same(self) -> None:
        """No file depends on the order of sets, which is another in every process."""
        cls = self.format
        if not (cls.writes and self.seeds):
            pytest.skip("that is not asked for")
        if getattr(sys.modules[cls.__module__], cls.__name__, None) is not cls:
            pytest.skip("a class that is made in a test cannot be imported elsewhere")
        here = "".join(f"{line}\n" for line in seeds.digests(cls))
        for seed in ("1", "2"):
            env = {
                **os.environ,
                "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
                "PYTHONHASHSEED": seed,
            }
            command = [sys.executable, "-m", seeds.__name__, cls.__module__, cls.__name__]
            done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
            assert done.stdout == here, "another order of sets gives other files"


def _alone(file: OutputFile) -> bool:
    return len(file.agents) == 1 and not file.is_index
