"""Telling which format a text is in: by its place, its syntax and its keys, and never by a guess."""

import pytest

from agentconv.diagnostics import Report
from agentconv.errors import NotAnAgent
from agentconv.host.registry import Registry
from agentconv.kit.format import Format
from agentconv.reading.detect import read_source
from agentconv.reading.kinds import AGENT, UNKNOWN, Place, Undecided
from agentconv.reading.left import FOR_PLUGIN
from agentconv.text.source import Source

CLAUDE = "---\nname: a\ndescription: d\n---\nHi\n"


class Ending(Format):
    """A format of a third party, with an ending of its own."""

    name = "ending"
    title = "ending"
    containers = ("yaml",)
    paths = ("e/*.own",)
    marks = frozenset({"sort"})


class Other(Ending):
    """Another one with the same ending and mark."""

    name = "other"
    title = "other"
    paths = ("o/*.own",)


def detected(path: str, text: str, *more: type[Format], place: Place | None = None) -> list[str]:
    """The formats that a text is read in; the codes of the errors when it is not."""
    registry, report = Registry(plugins=False), Report()
    for cls in more:
        registry.add(cls)
    found = read_source(Source(path, text), registry, report, place=place)
    return [d.format for d in found] or [d.code for d in report.errors()]


@pytest.mark.parametrize(
    ("path", "text", "name"),
    [
        (".claude/agents/a.md", CLAUDE, "claude"),
        (".opencode/agents/a.md", CLAUDE, "opencode"),
        ("anywhere/a.md", CLAUDE, "claude"),
        (".codex/agents/a.toml", 'name = "a"\ndescription = "d"\ndeveloper_instructions = "Hi"\n', "codex"),
        ("SKILL.md", CLAUDE, "skill"),
        (".pi/agents/web/deep/a.md", CLAUDE, "pi"),
        (".pi/packs/web/agents/a.md", CLAUDE, "pi"),
        (".cursor/packs/agents/a.md", CLAUDE, "cursor"),
        (".cursor/packs/agents/a.md", CLAUDE.replace("---\nHi", "handoffs: []\n---\nHi"), "copilot"),
        (".nobodys/agents/a.md", CLAUDE, "claude"),
        ("pi/agents/a.md", CLAUDE.replace("---\nHi", "thinking: high\n---\nHi"), "pi"),
        ("kit/agents/a.md", CLAUDE.replace("---\nHi", "inheritSkills: true\n---\nHi"), "pi"),
        ("kit/agents/a.md", CLAUDE.replace("---\nHi", "thinking: {type: on}\n---\nHi"), "claude"),
    ],
)
def test_the_place_goes_over_the_looks(path: str, text: str, name: str) -> None:
    assert detected(path, text) == [name]


def test_what_no_format_takes_is_no_agent() -> None:
    with pytest.raises(NotAnAgent, match="no format recognises it"):
        detected("a.json", '{"x": 1}')
    with pytest.raises(NotAnAgent, match=r"no format has files that end in '\.xyz'"):
        detected("a.xyz", "x")


def test_a_file_for_a_plugin_that_is_not_installed_is_told_by_its_keys() -> None:
    crew = "seeker:\n  role: Seeker\n  goal: Find {topic}\n  backstory: Curious.\n"
    with pytest.raises(NotAnAgent, match="the plugin agentconv-crewai reads such files") as problem:
        detected("config/agents.yaml", crew)
    assert problem.value.kind == FOR_PLUGIN
    with pytest.raises(NotAnAgent, match="no format recognises it"):
        detected("config/tasks.yaml", crew + "find:\n  description: Find.\n  agent: seeker\n")


def test_a_form_that_is_not_read_is_told_by_its_name() -> None:
    with pytest.raises(NotAnAgent, match="Docker Agent has its configuration in HCL"):
        detected("team.hcl", 'agent "root" {}\n')


def test_frontmatter_may_have_the_ending_of_yaml_at_one_tools_place() -> None:
    text = "---\nname: a\ndescription: d\n---\nDo it.\n"
    assert detected(".cline/agents/a.yml", text) == ["cline"]
    with pytest.raises(NotAnAgent):
        detected("cline/agents/a.yml", text, place=Place(UNKNOWN))


def test_an_ending_that_only_a_plugin_has() -> None:
    assert detected("anywhere/a.own", "name: a\n", Ending) == ["ending"]
    assert detected("e/a.own", "name: a\n", Ending, Other) == ["ending"]


def test_two_formats_that_may_be_meant_are_an_error() -> None:
    assert detected("anywhere/a.own", "sort: 1\n", Ending, Other) == ["format-ambiguous"]
    assert detected("anywhere/a.yaml", "sort: 1\n", Ending, Other) == ["format-ambiguous"]


def test_a_broken_data_file_in_a_folder_is_no_agent_unless_agents_lie_there() -> None:
    broken = '{"a": 1, "a": 2}'
    assert detected("package.json", broken) == ["duplicate-key"]
    with pytest.raises(NotAnAgent, match="occurs twice"):
        detected("package.json", broken, place=Place(UNKNOWN))
    assert detected("opencode.json", broken, place=Place(UNKNOWN)) == ["duplicate-key"]


def test_broken_markdown_is_an_error_where_an_agent_belongs_and_beside_what_was_given() -> None:
    broken = "---\nname: a\nname: b\n---\n"
    assert detected("a.md", broken, place=Place(UNKNOWN, direct=True)) == ["duplicate-key"]
    assert detected("x/agents/a.md", broken, place=Place(AGENT)) == ["duplicate-key"]
    with pytest.raises(Undecided, match="occurs twice"):
        detected("x/notes/a.md", broken, place=Place(UNKNOWN))


CONFLICT = "<<<<<<< HEAD\n{0}\n=======\n{1}\n>>>>>>> side\n"


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("a.md", CLAUDE + CONFLICT.format("x", "y"), 6),
        ("a.md", CLAUDE.replace("description: d\n", CONFLICT.format("description: d", "description: e")), 3),
        ("a.md", CONFLICT.format(CLAUDE, CLAUDE), 1),
        (".codex/agents/a.toml", 'name = "a"\n' + CONFLICT.format('model = "x"', 'model = "y"'), 2),
        (
            ".codex/agents/a.toml",
            'name = "a"\ndeveloper_instructions = """\n' + CONFLICT.format(1, 2) + '"""\n',
            3,
        ),
        (
            ".amazonq/cli-agents/a.json",
            '{\n"name": "a",\n' + CONFLICT.format('"model": 1', '"model": 2') + "}",
            3,
        ),
        (".amazonq/cli-agents/a.json", '{"name": "a",\n"prompt": "<<<<<<< a\\n=======\\n>>>>>>> b\\n"}', 2),
        ("a.yaml", "title: a\n" + CONFLICT.format("description: d", "description: e"), 2),
    ],
)
def test_what_a_merge_left_undecided_is_not_read(path: str, text: str, line: int) -> None:
    for named in (None, "claude" if path == "a.md" else None):
        report = Report()
        assert not read_source(Source(path, text), Registry(plugins=False), report, format=named)
        assert [(d.code, d.line) for d in report.diagnostics] == [("merge-unresolved", line)]


def test_an_example_of_a_conflict_is_read() -> None:
    assert detected("a.md", CLAUDE + "```text\n" + CONFLICT.format("x", "y") + "```\n") == ["claude"]


def test_where_no_agent_belongs_a_conflict_is_none() -> None:
    with pytest.raises(NotAnAgent):
        detected("notes/a.toml", CONFLICT.format("x", "y"), place=Place(UNKNOWN))
