"""A plugin's formats of components: found by name, and no bug of one stops the host."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agentconv.conformance.components import tried
from agentconv.diagnostics import Report
from agentconv.errors import PluginFailed
from agentconv.host.components import format_of, formats_of, reader_of
from agentconv.host.registry import Registry
from agentconv.kit.component import ComponentReading, Material
from agentconv.kit.skills import SkillFormat
from agentconv.model.components import File
from agentconv.model.skill import Skill
from tests.host.broken import install

GOOD = '''
from agentconv import SkillFormat, hookimpl

class Memo(SkillFormat):
    """Skills of the tests."""

    target = "memo"
    paths = (".memo/skills/*/SKILL.md",)
    # more

@hookimpl
def agentconv_components():
    return [Memo]
'''

Use = Callable[..., Registry]


@pytest.fixture
def use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Use]:
    """Install a plugin for one test; gives a registry that sees it and no other."""

    def registry(more: str = "", plugin: str = GOOD) -> Registry:
        text = plugin.replace("# more", more)
        monkeypatch.syspath_prepend(install(tmp_path / "site", {"memo": text}))
        monkeypatch.setenv("AGENTCONV_PLUGINS", "memo")
        return Registry()

    (tmp_path / "site").mkdir()
    yield registry
    for name in [n for n in sys.modules if n.startswith("plugin_")]:
        del sys.modules[name]


def said(registry: Registry) -> str:
    return " ".join(d.message for d in registry.report.diagnostics)


def test_a_plugin_adds_a_tool(use: Use) -> None:
    registry = use()
    fmt = format_of("skill", "memo", registry)
    assert fmt is not None
    assert fmt in formats_of("skill", registry)
    assert fmt not in formats_of("skill")
    assert reader_of("skill", ".memo/skills/a/SKILL.md", registry=registry) is fmt
    written = tried(Skill("a", description="d"), fmt).converted.written
    assert [one.path for one in written] == [".memo/skills/a/SKILL.md"]
    assert said(registry) == ""


@pytest.mark.parametrize(
    ("more", "what"),
    [
        ('kind = "song"', "'kind' takes one of"),
        ('target = "Me Mo"', "'target' takes lower case words"),
        ("paths = ()", "'paths' of the skill format 'memo' is empty"),
        ("paths = 'a'", "takes a tuple of texts"),
        ('target = "claude"', "the skill format 'claude' is taken by agentconv"),
        ("checked = 1", "'checked' of the skill format 'memo' takes text"),
        ("reasons = 1", "takes a dict"),
    ],
)
def test_facts_that_cannot_be_used_are_one_finding(use: Use, more: str, what: str) -> None:
    registry = use(more)
    assert len(formats_of("skill", registry)) == len(formats_of("skill"))
    assert what in said(registry)


@pytest.mark.parametrize(
    "more",
    [
        "def read(self, material, reading): raise SystemExit(3)",
        "def read(self, material, reading): return 5",
        "def read(self, material, reading): return [5]",
        "def read(self, material, reading): import agentconv; return [agentconv.Skill(5)]",
        "def read(self, material, reading): return self.read(material, reading)",
    ],
)
def test_a_reader_that_fails_names_its_plugin(use: Use, more: str) -> None:
    fmt = format_of("skill", "memo", use(more))
    assert fmt is not None
    material = Material("a/SKILL.md", (File("SKILL.md", b"x"),))
    with pytest.raises(PluginFailed, match=r"read of the format 'memo \(skill\)' of .*memo"):
        fmt.read(material, ComponentReading(Report()))


@pytest.mark.parametrize(
    "more",
    [
        "def write(self, skill, writing): return [skill]",
        "def fit(self, skill, writing): return None",
        "def power(self, skill): return 1",
        "def read_back(self, written, writing): raise ValueError('no')",
    ],
)
def test_a_writer_that_fails_names_its_plugin(use: Use, more: str) -> None:
    fmt = format_of("skill", "memo", use(more))
    assert fmt is not None
    with pytest.raises(PluginFailed, match="memo"):
        tried(Skill("a", description="d"), fmt)


def test_what_it_prints_is_told_and_not_shown(use: Use, capsys: pytest.CaptureFixture[str]) -> None:
    registry = use("def power(self, skill): print('hi'); return frozenset()")
    fmt = format_of("skill", "memo", registry)
    assert fmt is not None
    assert fmt.power(Skill("a")) == frozenset()
    assert capsys.readouterr().out == ""
    assert "prints" in said(registry)


def test_a_format_may_be_added_by_hand() -> None:
    class Own(SkillFormat):
        """Skills of a program."""

        target = "own"
        paths = (".own/*/SKILL.md",)

    registry = Registry(plugins=False)
    registry.add_component(Own)
    assert format_of("skill", "own", registry) is not None
    with pytest.raises(ValueError, match="taken"):
        registry.add_component(Own)
