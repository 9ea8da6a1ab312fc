"""Commands: every format reads and writes its own to the byte, and tells what any other makes of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from agentconv.diagnostics import Report, Severity
from agentconv.formats.components import COMMANDS
from agentconv.host.components import AnyFormat, format_of
from agentconv.kit.commands import CommandFormat
from agentconv.kit.component import ComponentFile, ComponentReading, ComponentWriting, Material
from agentconv.model.command import ARGUMENT, FILE, SHELL, Command, argument, pieces_in, plain
from agentconv.model.components import File, diff
from agentconv.model.neutral_components import document, from_document
from agentconv.writing.components import Converted, convert
from tests.conftest import FIXTURES

FOLDER = FIXTURES / "components" / "command"
FILES = sorted(path for path in FOLDER.rglob("*") if path.is_file())


def name_of(path: Path) -> str:
    return path.relative_to(FOLDER).as_posix()


def of(target: str) -> AnyFormat:
    found = format_of("command", target)
    assert found is not None
    return found


def read(target: str, path: str, text: str, package: str = "") -> tuple[Command, Report]:
    report = Report()
    material = Material(path, (File(path.rpartition("/")[2], text.encode()),), package=package)
    (found,) = of(target).read(material, ComponentReading(report))
    return found, report


def written(command: Command, source: str, target: str, **more: bool) -> tuple[Converted, Report]:
    report = Report()
    writing = ComponentWriting(report, source=of(source))
    return convert(command, of(target), writing, **more), report


def text_of(converted: Converted) -> str:
    first = converted.written[0]
    assert isinstance(first, ComponentFile)
    return first.data.decode()


def spelled(source: str, target: str, text: str) -> str:
    """The body of a source's command in a target."""
    command, _ = read(source, "x.toml" if source == "gemini" else "x.md", text)
    back = written(command, source, target, allow_wider=True)[0]
    return text_of(back)


def codes(report: Report) -> list[str]:
    return [found.code for found in report.diagnostics]


@pytest.fixture(params=FILES, ids=name_of)
def fixture(request: pytest.FixtureRequest) -> tuple[str, str, Command]:
    """The tool of a fixture, its text, and the command that it holds."""
    path = Path(request.param)
    target, _, place = name_of(path).partition("/")
    text = path.read_text("utf-8")
    return target, text, read(target, place, text)[0]


def test_every_tool_has_a_fixture() -> None:
    tools = {target for target in COMMANDS if of(target).reads}
    assert {name_of(path).partition("/")[0] for path in FILES} == tools - {"qwen-extension"}


@pytest.mark.parametrize("target", COMMANDS)
def test_a_format_is_called_as_its_table_says(target: str) -> None:
    found = of(target)
    assert (found.kind, found.target) == ("command", target)
    assert found.checked
    assert found.reference.startswith("https://")


def test_a_command_goes_back_to_the_byte(fixture: tuple[str, str, Command]) -> None:
    target, text, command = fixture
    converted, report = written(command, target, target)
    assert text_of(converted) == text
    assert not converted.differences or {d.field for d in converted.differences} == {
        "disable_model_invocation"
    }
    assert not report.diagnostics


@pytest.mark.parametrize("target", COMMANDS)
def test_what_a_target_makes_of_a_command_is_told(fixture: tuple[str, str, Command], target: str) -> None:
    source, _, command = fixture
    converted, report = written(command, source, target, allow_wider=True)
    assert converted.back is not None
    told = {name for found in report.diagnostics if found.loss is not None for name in found.fields}
    silent = {d.field for d in converted.differences} - told - {"disable_model_invocation"}
    assert all(name.startswith(f"extensions.{of(target).owner or target}.") for name in silent), silent
    assert not [found for found in report.diagnostics if found.severity is Severity.ERROR]


@pytest.mark.parametrize("target", COMMANDS)
def test_what_was_written_is_written_again_alike(fixture: tuple[str, str, Command], target: str) -> None:
    source, _, command = fixture
    first = written(command, source, target, allow_wider=True)[0]
    assert first.back is not None
    assert isinstance(first.back, Command)
    again = written(first.back, target, target, allow_wider=True)[0]
    assert text_of(again) == text_of(first)


def test_a_command_is_neutral_json_and_back(fixture: tuple[str, str, Command]) -> None:
    assert not diff(from_document(document(fixture[2])), fixture[2])


def test_one_change_keeps_every_other_line(fixture: tuple[str, str, Command]) -> None:
    target, text, command = fixture
    changed = replace(command, text=(*command.text, plain(" More.")))
    new = text_of(written(changed, target, target)[0])
    lost = set(text.splitlines()) - set(new.splitlines())
    assert len(lost) <= 2, lost


# spelling


@pytest.mark.parametrize(
    ("source", "target", "text", "wanted"),
    [
        ("claude", "opencode", "$0 and $1", "$1 and $2"),
        ("opencode", "claude", "$1 and $2", "$0 and $1"),
        ("opencode", "claude", "$1st", "$ARGUMENTS[0]st"),
        ("claude", "gemini", "!`git status`", "!{git status}"),
        ("claude", "gemini", "@docs/a.md", "@{docs/a.md}"),
        ("claude", "gemini", '!`grep "$ARGUMENTS" a`', "!{grep {{args}} a}"),
        ("claude", "opencode", "costs \\$5", "costs $ 5"),
        ("claude", "opencode", "x!`date`", "x! `date`"),
        ("claude", "gemini", "{{args}} !{rm -r x} @{y}", "{ {args}} ! {rm -r x} @ {y}"),
        ("kiro", "claude", "$1 and !`rm x` and $ARGUMENTS", "\\$1 and ! `rm x` and \\$ARGUMENTS"),
        ("claude", "cursor", "@docs/a.md", "@docs/a.md"),
        ("kiro", "cursor", "@docs/a.md", "`@docs/a.md`"),
        ("claude", "roo", "@docs/a.md", "@/docs/a.md"),
        ("claude", "copilot", "$0 of $ARGUMENTS", "${input:arg1} of ${input:args}"),
        ("claude", "kiro", "$0", "(word 1 of what the user typed with this command)"),
        ("claude", "factory", "$0", '(word 1 of "$ARGUMENTS")'),
        ("claude", "codex", "!`git log`", "(run `git log` and use what it prints)"),
    ],
)
def test_places_are_spelled_as_the_target_has_them(source: str, target: str, text: str, wanted: str) -> None:
    assert wanted in spelled(source, target, text)


def test_a_shell_command_with_words_that_the_target_has_not_is_no_shell_command() -> None:
    assert "!{" not in spelled("claude", "gemini", "!`git log $1`")


@pytest.mark.parametrize("text", ["$1 and $ARGUMENTS[0]", "$0", "$2", "a$1b", "\\$1"])
def test_counting_from_one_is_told_where_it_is_likely(text: str) -> None:
    _, report = read("claude", ".claude/commands/x.md", text)
    assert codes(report) == []


def test_a_slip_is_told_and_kept() -> None:
    command, report = read("claude", ".claude/commands/x.md", "Fix issue $1.")
    assert codes(report) == ["counted-from-one"]
    assert argument(2) in command.text
    assert "$2" in text_of(written(command, "claude", "opencode")[0])


def test_variables_of_a_plugin_are_live_in_a_plugin_alone() -> None:
    text = "Read ${CLAUDE_PLUGIN_ROOT}/a.md"
    alone, _ = read("claude", ".claude/commands/x.md", text)
    assert alone.text == (plain(text),)
    inside, _ = read("claude", "p/commands/x.md", text, package="p")
    assert inside.text != alone.text


# power


def power(source: str, target: str, text: str, **more: bool) -> list[str]:
    command, _ = read(source, "x.toml" if source == "gemini" else "x.md", text)
    report = written(command, source, target, **more)[1]
    return [f.code for f in report.diagnostics if f.code.startswith("power-")]


def test_a_shell_command_that_runs_unasked_is_more() -> None:
    assert power("claude", "opencode", "!`git status`") == ["power-widened"]
    assert power("claude", "gemini", "!`git status`") == []


def test_a_shell_command_that_was_allowed_is_not() -> None:
    text = "---\nallowed-tools: Bash(git:*)\n---\n!`git status`"
    assert power("claude", "opencode", text) == []
    assert power("claude", "gemini", text) == ["power-narrowed"]


@pytest.mark.parametrize("shell", ["git status; rm -r x", "git status && make", "gitx", "git $(id)"])
def test_a_rule_allows_no_more_than_it_says(shell: str) -> None:
    text = f"---\nallowed-tools: Bash(git:*)\n---\n!`{shell}`"
    assert power("claude", "opencode", text) == ["power-widened"]


def test_arguments_that_are_no_longer_quoted_for_the_shell_are_more() -> None:
    assert power("gemini", "claude", 'prompt = "!{grep {{args}} src}"') == ["power-widened"]
    assert power("gemini", "qwen", 'prompt = "!{grep {{args}} src}"') == []


def test_a_denied_tool_that_is_no_longer_denied_is_more() -> None:
    assert power("claude", "opencode", "---\ndisallowed-tools: Write\n---\nx") == ["power-widened"]


def test_a_command_of_people_stays_theirs() -> None:
    text = "---\ndisable-model-invocation: true\n---\nx"
    for target in ("opencode", "codex", "cursor", "qwen", "copilot-plugin"):
        assert power("claude", target, text) == [], target
    assert power("claude", "agent-plugin", text) == ["power-widened"]


def test_a_command_that_only_people_called_is_kept_from_the_model() -> None:
    command, _ = read("opencode", ".opencode/commands/x.md", "x")
    assert "disable-model-invocation: true" in text_of(written(command, "opencode", "claude")[0])


def test_a_prompt_that_lists_its_tools_bounds_them() -> None:
    assert power("copilot", "claude", "---\ntools: [search]\n---\nx") == ["power-widened"]


# names and places


def test_folders_are_a_part_of_the_name() -> None:
    command, _ = read("claude", "p/.claude/commands/git/hooks/add.md", "x")
    assert command.name == "git:hooks:add"
    assert written(command, "claude", "gemini")[0].written[0].path == ".gemini/commands/git/hooks/add.toml"
    flat, report = written(command, "claude", "cursor")
    assert flat.written[0].path == ".cursor/commands/git-hooks-add.md"
    assert "field-approximated" in codes(report)


def test_two_commands_do_not_become_one() -> None:
    command, _ = read("claude", ".claude/commands/git/Add.md", "x")
    report = Report()
    writing = ComponentWriting(report, source=of("claude"), taken={"git-add"})
    assert convert(command, of("cursor"), writing).written == ()
    assert codes(report) == ["path-collision"]


def test_a_name_that_cannot_be_typed_becomes_one_that_can() -> None:
    command, _ = read("claude", ".claude/commands/my command.md", "x")
    assert written(command, "claude", "opencode")[0].written[0].path == ".opencode/commands/my-command.md"


def test_a_name_that_a_client_would_refuse_or_change_is_not_written() -> None:
    command, _ = read("claude", ".claude/commands/_grün.md", "x")
    for target, path in (
        ("copilot-plugin", "commands/grun.md"),
        ("gemini", ".gemini/commands/grun.toml"),
    ):
        assert written(command, "claude", target)[0].written[0].path == path
    assert written(command, "claude", "opencode")[0].written[0].path == ".opencode/commands/_grün.md"


def test_a_name_key_goes_over_the_path_where_the_tool_has_it_so() -> None:
    command, _ = read("opencode", ".opencode/commands/x.md", "---\nname: git/add\n---\nx")
    assert command.name == "git:add"
    command, _ = read("claude", ".claude/commands/x.md", "---\nname: add\n---\nx")
    assert (command.name, command.extensions) == ("x", {"claude": {"name": "add"}})


# files as their clients read them


def test_a_file_without_a_head_is_all_text() -> None:
    command, report = read("claude", "x.md", "# Hello\n")
    assert (command.text, command.description, codes(report)) == ((plain("# Hello\n"),), None, [])


def test_a_byte_order_mark_is_no_text() -> None:
    assert read("claude", "x.md", "\ufeffHello")[0].text == (plain("Hello"),)
    assert read("claude", "x.md", "\ufeff---\ndescription: x\n---\nHello")[0].description == "x"
    assert read("gemini", "x.toml", '\ufeffprompt = "Hello"')[0].text == (plain("Hello"),)


def test_line_ends_are_kept() -> None:
    text = "---\r\ndescription: x\r\n---\r\nHello\r\n$0\r\n"
    command, _ = read("claude", "x.md", text)
    assert command.description == "x"
    assert text_of(written(command, "claude", "claude")[0]) == text
    assert "Hello\r\n$1\r\n" in text_of(written(command, "claude", "opencode")[0])


def test_a_head_that_stands_too_late_is_text() -> None:
    text = "\n---\ndescription: x\n---\nHello"
    assert read("claude", "x.md", text)[0].text == (plain(text),)


def test_a_head_that_is_never_closed_is_text() -> None:
    command, report = read("claude", "x.md", "---\ndescription: x\nHello")
    assert (command.description, codes(report)) == (None, ["frontmatter-unread"])


def test_a_head_that_is_not_yaml_is_read_where_the_client_reads_it() -> None:
    text = "---\ndescription: Use when: always\n---\nHello"
    command, report = read("claude", "x.md", text)
    assert (command.description, codes(report)) == ("Use when: always", ["frontmatter-not-yaml"])
    assert codes(read("qwen", "x.md", text)[1]) == ["client-ignores"]


def test_a_head_that_opencode_cannot_repair_is_text_to_it() -> None:
    text = "---\nargument-hint: [a] [b]\n---\nHello"
    for target in ("opencode", "kilo"):
        command, report = read(target, "x.md", text)
        assert (command.text, codes(report)[-1]) == ((plain(text),), "frontmatter-unread")
    assert read("opencode", "x.md", "---\ndescription: a: b\n---\nHello")[0].description == "a: b"


@pytest.mark.parametrize("head", ["just text", "- a\n- b", "\tdescription: x"])
def test_a_head_in_which_nothing_can_be_read_is_no_text(head: str) -> None:
    text = f"---\n{head}\n---\nHello"
    command, _ = read("claude", ".claude/commands/x.md", text)
    assert command.text == (plain("Hello"),)
    assert text_of(written(command, "claude", "claude")[0]) == text


def test_a_description_that_is_no_text_costs_a_file_where_the_client_is_strict() -> None:
    text = "---\ndescription: 5\n---\nHello"
    for target in ("opencode", "kilo", "qwen"):
        assert codes(read(target, "x.md", text)[1]) == ["client-ignores"]
    assert read("claude", "x.md", text)[0].description == "5"
    assert "description: '5'" in spelled("claude", "opencode", text)


def test_a_head_in_lines_that_hold_more_is_text_to_qwen() -> None:
    assert codes(read("qwen", "x.md", "--- \ndescription: x\n--- \nHello")[1]) == ["frontmatter-unread"]


@pytest.mark.parametrize(
    ("text", "head"), [("a\n---\nb: c\n---\nd\n", "---\n\n---\n"), ("a --- b\n", "---\n---\n")]
)
def test_an_empty_head_holds_a_line_for_qwen_where_the_text_has_dashes(text: str, head: str) -> None:
    """Without one its pattern takes the next line of dashes for the end of the head (Qwen Code 0.24.4)."""
    assert spelled("claude", "qwen", text) == head + text
    assert read("qwen", "x.md", head + text)[0].text == (plain(text),)


@pytest.mark.parametrize("text", ["description = 'x'", "prompt = 5"])
def test_a_file_without_a_prompt_is_no_command(text: str) -> None:
    report = Report()
    material = Material("x.toml", (File("x.toml", text.encode()),))
    assert of("gemini").read(material, ComponentReading(report)) == ()
    assert codes(report) == ["client-ignores"]


def test_a_command_that_is_a_program_is_left() -> None:
    material, report = Material("x.md", (File("x.md", b"#!/bin/sh\necho x\n"),)), Report()
    assert of("factory").read(material, ComponentReading(report)) == ()
    assert codes(report) == ["component-unread"]


def test_brackets_of_a_hint_stay_brackets() -> None:
    assert (
        read("claude", "x.md", "---\nargument-hint: [file, line]\n---\nx")[0].argument_hint == "[file, line]"
    )


def test_a_skill_that_was_a_command_is_called_by_people() -> None:
    command, _ = read("claude", ".claude/commands/git/add.md", "Add $0.")
    converted, report = written(command, "claude", "codex")
    assert [one.path for one in converted.written if isinstance(one, ComponentFile)] == [
        ".agents/skills/git-add/SKILL.md",
        ".agents/skills/git-add/agents/openai.yaml",
    ]
    assert "kind-changed" in codes(report)


def test_every_kind_of_piece_is_in_the_fixtures() -> None:
    kinds = set()
    for path in FILES:
        target, _, place = name_of(path).partition("/")
        kinds |= {piece.kind for piece in pieces_in(read(target, place, path.read_text("utf-8"))[0].text)}
    assert kinds >= {ARGUMENT, SHELL, FILE}


def test_all_formats_are_of_commands() -> None:
    assert all(isinstance(of(target), CommandFormat) for target in COMMANDS)
