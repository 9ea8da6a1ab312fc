"""What a test class says of the format that it is for, and how its cases are read, written and read back."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import ClassVar

import pytest

from agentconv.api import Result, read, write
from agentconv.conformance import snapshots
from agentconv.conformance.kept import Kept
from agentconv.conformance.specimens import AGENTS, HOSTILE, lines_of
from agentconv.diagnostics import Report
from agentconv.host.registry import Registry
from agentconv.kit import model_map
from agentconv.kit.document import Document
from agentconv.kit.format import Format, Writing
from agentconv.model.agent import Agent, Value
from agentconv.model.names import slug
from agentconv.reading.read import container_of, decode_native
from agentconv.testing.files import read_files
from agentconv.writing.convert import Conversion
from agentconv.writing.readback import agents_told


class Subject:
    """The format under test."""

    format: ClassVar[type[Format]]
    fixtures: ClassVar[Path]
    """The folder with the format's own files."""
    neutral: ClassVar[Path | None] = None
    """A folder of neutral JSON that is written in the format; None = agents that come with agentconv."""
    layout_lost: ClassVar[frozenset[str]] = frozenset()
    """Fixtures whose layout cannot be kept when a field changes: YAML anchors, say."""
    beside: ClassVar[tuple[type[Format], ...]] = ()
    """Other formats of the same package, which must be told apart from this one."""
    examples: ClassVar[int] = 40
    """How many generated agents are written and read back; 0 = none."""
    silent: ClassVar[frozenset[str]] = frozenset()
    """Top-level keys of fixtures that say nothing of an agent: the version of a schema, say."""
    unseen: ClassVar[frozenset[str]] = frozenset()
    """Keys of the table that no fixture has, each with its path: `settings.model`."""
    widens: ClassVar[frozenset[str]] = frozenset()
    """Bounded agents that the format cannot hold though it lists tools, by their names in `AGENTS`."""
    models: ClassVar[bool] = True
    """Whether models of other vendors are mapped or left out; False = the tool takes any vendor's names."""
    tools: ClassVar[bool] = True
    """Whether the format has names for some of agentconv's tools, and not for its own alone."""
    told: ClassVar[Mapping[str, Value]] = {}
    """Option -> a value to try, for those that have no other value of themselves: texts and files."""
    seeds: ClassVar[bool] = True
    """Whether files are also made in processes of their own, to see that they depend on no order of sets."""
    worded: ClassVar[bool] = False
    """Whether snapshots hold the words of findings; else codes, fields and classes, which stay the same."""

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Give each test its cases."""
        cls = type(self)
        if "case" in metafunc.fixturenames:
            found = cls.cases()
            metafunc.parametrize("case", found.values(), ids=found.keys())
        if "neutral_case" in metafunc.fixturenames:
            agents = cls.neutral_cases()
            metafunc.parametrize("neutral_case", agents.values(), ids=agents.keys())
        if "hostile" in metafunc.fixturenames:
            texts = cls.hostile_texts()
            metafunc.parametrize("hostile", texts.values(), ids=texts.keys())

    @classmethod
    def cases(cls) -> dict[str, Path]:
        """The format's own files, by name."""
        readable = cls.format.reads and cls.fixtures.is_dir()
        found = sorted(cls.fixtures.iterdir()) if readable else []
        return dict(zip(snapshots.case_names(found), found, strict=True))

    @classmethod
    @functools.cache
    def neutral_cases(cls) -> Mapping[str, Agent]:
        """The agents that are written in the format, by name."""
        if not cls.format.writes:
            return {}
        if cls.neutral is None:
            return AGENTS
        return {path.stem: read(path).agents[0] for path in sorted(cls.neutral.glob("*.json"))}

    @classmethod
    def hostile_texts(cls) -> dict[str, tuple[str, str]]:
        """Container and text of what no client would write, by name."""
        kinds = cls.format.containers if cls.format.reads else ()
        return {
            f"{kind}-{name}": (kind, text) for kind in kinds for name, text in HOSTILE.get(kind, {}).items()
        }

    @pytest.fixture
    def kept(self, request: pytest.FixtureRequest) -> Kept:
        """The format's snapshots, beside the test module."""
        folder = request.path.parent / snapshots.FOLDER / self.name
        # syrupy from version 6 on takes every file beside a test module for its own: it would list these as
        # nobody's, and an update would delete them. Those that are left over are found by the suite itself.
        request.config.option.disable_unused_snapshots = True
        return Kept(folder, bool(request.config.getoption("update_snapshots", default=False)))

    @pytest.fixture
    def registry(self) -> Registry:
        """A registry that knows the built-in formats and the one under test."""
        registry = Registry(plugins=False)
        for cls in (self.format, *self.beside):
            registry.add(cls)
        return registry

    @property
    def name(self) -> str:
        """The format's name."""
        return self.format.name

    def read_case(self, case: Path, registry: Registry) -> Result:
        """What a fixture holds."""
        result = read(case, self.name if case.is_file() else None, registry=registry)
        if not result.documents and case.is_dir():  # in a folder it is of another kind than an agent
            result = read(case, self.name, registry=registry)
        assert result.ok, lines_of(result.diagnostics, case.parent)
        assert result.documents, f"{case.name} defines no agent"
        return result

    def _needs_writing(self) -> None:
        """Skip a test of a format that is only read."""
        if not self.format.writes:
            pytest.skip("the format is only read")

    def write_agent(self, agent: Agent, registry: Registry) -> Conversion:
        """An agent in the format."""
        return write(agent, self.name, registry=registry)

    def read_back(self, conversion: Conversion, agent: Agent, registry: Registry) -> Agent:
        """The agent that the written files hold; for a format that is not read, as its `natives` tells."""
        if not conversion.files:
            return agent
        if self.format.reads:
            return read_files(conversion, registry)[0]
        return next(agents_told(conversion.files, registry.get(self.name)))

    def encoded(self, agent: Agent) -> tuple[Agent, Report]:
        """What the format's native values say of an agent, and what it reported when it made them."""
        fmt, models = self.format(), model_map.load(None, self.format.models)
        writing = Writing(Report(), models, slug=slug(agent.name))
        return decode_native(fmt, fmt.encode(agent, writing), writing.slug), writing.report

    def container_of(self, document: Document) -> str:
        """The syntax of a document."""
        kinds = self.format.containers
        found = container_of(PurePosixPath(document.path), document.tree.source.text)
        return found if found in kinds else kinds[0]
