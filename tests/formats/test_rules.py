"""Rules: where they are written, when they count there, and what no tool is given twice."""

from __future__ import annotations

import pytest

from agentconv.conformance.components import tried
from agentconv.diagnostics import Report
from agentconv.host.components import AnyFormat, format_of, formats_of, reader_of
from agentconv.kit.component import ComponentFile, ComponentReading, Material
from agentconv.kit.rules import RuleFormat, read_twice
from agentconv.model.components import File
from agentconv.model.rule import ALWAYS, BY_FILE, MANUAL, ON_DEMAND, PROJECT, Rule


def fmt(target: str) -> AnyFormat:
    found = format_of("rule", target)
    assert found is not None
    return found


def read(path: str, text: str, target: str) -> Rule:
    material = Material(path, (File(path.rpartition("/")[2], text.encode()),))
    (rule,) = fmt(target).read(material, ComponentReading(Report()))
    assert isinstance(rule, Rule)
    return rule


def files(rule: Rule, target: str, source: str) -> dict[str, str]:
    done = tried(rule, fmt(target), fmt(source))
    written = done.converted.written
    return {one.path: one.data.decode() for one in written if isinstance(one, ComponentFile)}


def test_a_main_file_becomes_the_main_file_of_the_target() -> None:
    rule = read("CLAUDE.md", "# Project\r\n", "claude")
    assert (rule.name, rule.main, rule.when) == (PROJECT, True, ALWAYS)
    assert files(rule, "codex", "claude") == {"AGENTS.md": "# Project\r\n"}
    assert files(rule, "gemini", "claude") == {"GEMINI.md": "# Project\r\n"}


def test_the_main_file_of_a_folder_stays_in_it() -> None:
    rule = read("services/pay/AGENTS.md", "Careful.\n", "codex")
    assert (rule.when, rule.globs) == (BY_FILE, ("services/pay/**",))
    assert files(rule, "claude", "codex") == {"services/pay/CLAUDE.md": "Careful.\n"}


@pytest.mark.parametrize(
    ("head", "when"),
    [
        ("alwaysApply: true\n", ALWAYS),
        ("globs: *.ts\nalwaysApply: false\n", BY_FILE),
        ("description: About TS\nalwaysApply: false\n", ON_DEMAND),
        ("alwaysApply: false\n", MANUAL),
        ("globs:\n  a: b\n", MANUAL),
    ],
)
def test_when_a_rule_counts_is_read(head: str, when: str) -> None:
    assert read(".cursor/rules/a.mdc", f"---\n{head}---\nText.\n", "cursor").when == when


@pytest.mark.parametrize("when", [ALWAYS, BY_FILE, ON_DEMAND, MANUAL])
@pytest.mark.parametrize("target", ["cursor", "kiro", "antigravity", "copilot"])
def test_a_tool_that_knows_every_case_keeps_it(when: str, target: str) -> None:
    rule = Rule(
        "a", "Text.\n", when, ("*.py",) if when == BY_FILE else (), "d" if when == ON_DEMAND else None
    )
    assert tried(rule, fmt(target)).converted.differences == ()


def test_a_rule_without_a_place_is_named() -> None:
    done = tried(Rule("a", "Text.\n", BY_FILE, ("*.py",)), fmt("codex"))
    assert done.converted.written == ()
    assert [d.code for d in done.said] == ["component-left"]


def test_what_a_tool_always_counts_is_told() -> None:
    done = tried(Rule("a", "Text.\n", BY_FILE, ("*.py",)), fmt("roo"))
    assert [(d.code, d.field) for d in done.said] == [
        ("field-approximated", "when"),
        ("field-dropped", "globs"),
    ]


def test_an_import_that_the_target_takes_as_text_is_told() -> None:
    rule = read("CLAUDE.md", "See @docs/style.md and ask @anna about it.\n", "claude")
    assert [d.code for d in tried(rule, fmt("codex"), fmt("claude")).said] == ["live-source"]
    assert tried(rule, fmt("gemini"), fmt("claude")).said == ()


def test_a_text_over_what_codex_reads_is_told() -> None:
    done = tried(Rule(PROJECT, "x" * 40_000, main=True), fmt("codex"))
    assert [d.code for d in done.said] == ["over-limit"]
    assert len(done.converted.written) == 1


def test_two_main_files_of_one_tool_are_seen() -> None:
    rules = [f for f in formats_of("rule") if isinstance(f, RuleFormat)]
    assert read_twice(rules, ["AGENTS.md"]) == {}
    assert read_twice(rules, ["AGENTS.md", "CLAUDE.md"]) == {"copilot": ["AGENTS.md", "CLAUDE.md"]}
    assert set(read_twice(rules, ["AGENTS.md", "GEMINI.md"])) == {"antigravity", "copilot"}


def test_no_tool_writes_a_main_file_that_it_reads_beside_another() -> None:
    """Codex and Copilot together are given one file, and Copilot reads none of its own beside it."""
    rule = Rule(PROJECT, "x\n", main=True)
    assert (
        files(rule, "copilot", "claude") == files(rule, "codex", "claude") == files(rule, "goose", "claude")
    )


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("CLAUDE.md", "claude"),
        (".cursor/rules/a/b.mdc", "cursor"),
        ("src/GEMINI.md", "gemini"),
        ("QWEN.md", "qwen"),
    ],
)
def test_a_rule_is_read_as_its_place_says(path: str, target: str) -> None:
    found = reader_of("rule", path)
    assert found is not None
    assert found.target == target
