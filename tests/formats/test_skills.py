"""Skills: what travels to the byte, what changes for a target, and what is said of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from agentconv.diagnostics import Report
from agentconv.host.components import AnyFormat, format_of, formats_of
from agentconv.kit.component import ComponentFile, ComponentReading, ComponentWriting, Material
from agentconv.model.components import File
from agentconv.model.skill import Skill
from agentconv.writing.components import Converted, convert
from tests.conftest import ROOT

FIXTURES = ROOT / "fixtures" / "components" / "skill"
TARGETS = [fmt.target for fmt in formats_of("skill")]


def fmt(target: str) -> AnyFormat:
    found = format_of("skill", target)
    assert found is not None
    return found


def read(text: str, target: str = "claude", *files: File, folder: str = "pdf") -> Skill:
    material = Material(f"x/{folder}/SKILL.md", (File("SKILL.md", text.encode()), *files))
    (skill,) = fmt(target).read(material, ComponentReading(Report()))
    assert isinstance(skill, Skill)
    return skill


def fixture(tool: str, name: str) -> Skill:
    (main,) = (FIXTURES / tool).rglob(f"{name}/SKILL.md")
    paths = sorted(path for path in main.parent.rglob("*") if path.is_file())
    files = (File(_below(p, main), p.read_bytes(), os.access(p, os.X_OK)) for p in paths)
    (skill,) = fmt(tool).read(Material(f"x/{name}/SKILL.md", tuple(files)), ComponentReading(Report()))
    assert isinstance(skill, Skill)
    return skill


def _below(path: Path, main: Path) -> str:
    return path.relative_to(main.parent).as_posix()


def written(
    skill: Skill, target: str, source: str = "claude", *, shorten: bool = False, wider: bool = False
) -> tuple[Converted, dict[str, str], list[str]]:
    """What a skill becomes, its texts by path, and what was said."""
    report = Report()
    writing = ComponentWriting(report, source=fmt(source), shorten=shorten)
    done = convert(skill, fmt(target), writing, allow_wider=wider)
    texts = {one.path: one.data.decode() for one in done.written if isinstance(one, ComponentFile)}
    return done, texts, [f"{d.code} {d.field}" for d in report.diagnostics]


def body_of(texts: dict[str, str]) -> str:
    return next(text for path, text in texts.items() if path.endswith("SKILL.md"))


PLAIN = "---\nname: pdf\ndescription:   Fills forms.   # a comment\n---\n\nFill it.\n"


@pytest.mark.parametrize("target", TARGETS)
def test_a_plain_skill_is_the_same_to_the_byte_everywhere(target: str) -> None:
    script = File("scripts/fill.py", b"\x00\xff binary", executable=True)
    report = Report()
    writing = ComponentWriting(report, source=fmt("claude"))
    done = convert(read(PLAIN, "claude", script), fmt(target), writing)
    main, other = done.written
    assert isinstance(main, ComponentFile)
    assert isinstance(other, ComponentFile)
    assert main.data.decode() == PLAIN
    assert other.path == main.path.replace("SKILL.md", "scripts/fill.py")
    assert (other.data, other.executable) == (script.data, True)
    assert report.diagnostics == ()


@pytest.mark.parametrize("name", ["release-notes", "quiet"])
def test_a_skill_of_the_same_tool_is_the_same_to_the_byte(name: str) -> None:
    skill = fixture("claude", name)
    done, texts, said = written(skill, "claude")
    assert (done.differences, said) == ((), [])
    assert body_of(texts) == skill.source


def test_what_is_asked_for_unasked_is_power() -> None:
    skill = read("---\nname: pdf\ndescription: d\nallowed-tools: Read, Bash(git log:*)\n---\nx\n")
    assert skill.allowed_tools == ("Read", "Bash(git log:*)")
    assert fmt("claude").power(skill) == {"unasked: Read", "unasked: Bash(git log:*)"}
    _, texts, said = written(skill, "codex")
    assert body_of(texts) == skill.source
    assert said == ["power-narrowed allowed_tools"]


def test_a_tool_that_is_no_longer_refused_stops_the_export() -> None:
    skill = read("---\nname: pdf\ndescription: d\ndisallowed-tools: [Write]\n---\nx\n")
    assert written(skill, "gemini")[2] == ["power-widened disallowed_tools"]


def test_a_skill_that_only_people_call_stays_so_where_that_can_be_said() -> None:
    skill = read("---\nname: pdf\ndescription: d\ndisable-model-invocation: true\n---\nx\n")
    assert written(skill, "opencode")[2] == ["power-widened disable_model_invocation"]
    _, texts, said = written(skill, "codex")
    assert said == []
    assert "allow_implicit_invocation: false" in texts[".agents/skills/pdf/agents/openai.yaml"]
    done, _, _ = written(skill, "codex")
    assert isinstance(done.back, Skill)
    _, again, said = written(done.back, "claude", "codex")
    assert again == {".claude/skills/pdf/SKILL.md": skill.source}
    assert said == []


def test_a_name_follows_its_folder_where_the_key_is_what_counts() -> None:
    skill = read("---\nname: PDF Tools\ndescription: d\n---\nx\n")
    assert (skill.name, skill.display_name) == ("pdf", "PDF Tools")
    assert body_of(written(skill, "codex")[1]) == "---\nname: pdf\ndescription: d\n---\nx\n"
    assert written(skill, "claude")[2] == []


def test_what_a_target_needs_is_filled_in() -> None:
    _, texts, said = written(read("# Fill forms\n\nFill it.\n"), "codex")
    assert body_of(texts) == "---\nname: pdf\ndescription: Fill forms\n---\n# Fill forms\n\nFill it.\n"
    assert said == ["field-approximated description"]


def test_a_head_that_is_no_yaml_is_written_anew_for_a_strict_reader() -> None:
    text = "---\nname: pdf\ndescription: Use when: always\nlicense: MIT\n---\nx\n"
    skill = read(text)
    assert body_of(written(skill, "codex")[1]) == text
    assert body_of(written(skill, "copilot")[1]) == text.replace("Use when: always", "'Use when: always'")


def test_keys_are_spelt_as_the_target_does() -> None:
    skill = read("---\nname: pdf\ndescription: d\nallowed-tools: Read, Grep\n---\nx\n")
    _, texts, said = written(skill, "qwen")
    assert "allowedTools" in body_of(texts)
    assert said == []


def test_a_long_description_is_said_and_split_only_when_asked() -> None:
    skill = read(f"---\nname: pdf\ndescription: {'Fills a form. ' * 100}\n---\nx\n")
    assert written(skill, "copilot")[2] == ["over-limit description"]
    done, texts, _ = written(skill, "copilot", shorten=True)
    assert isinstance(done.back, Skill)
    assert len(done.back.description or "") <= 1024
    assert texts[".github/skills/pdf/references/description.md"] == f"{(skill.description or '').rstrip()}\n"


def test_commands_in_the_text_that_would_run_unasked_stop_the_export() -> None:
    skill = read("---\nname: pdf\ndescription: d\n---\nNow: !`git status`\n")
    assert fmt("claude").power(skill) == {"runs: git status"}
    assert written(skill, "opencode")[2] == ["power-widened None"]
    assert written(skill, "codex")[2] == ["power-narrowed None"]


def test_a_head_that_is_never_closed_is_text_for_a_client_that_needs_none() -> None:
    text = "---\nname: pdf\ndescription: d\n\nFill it.\n"
    skill = read(text)
    assert (skill.body, skill.description) == (text, None)
    assert body_of(written(skill, "claude")[1]) == text
    assert body_of(written(skill, "codex")[1]).startswith("---\nname: pdf\ndescription: ")
    material = Material("x/pdf/SKILL.md", (File("SKILL.md", text.encode()),))
    report = Report()
    assert fmt("codex").read(material, ComponentReading(report)) == ()
    assert [d.code for d in report.diagnostics] == ["frontmatter-unclosed"]


@pytest.mark.parametrize(("target", "said"), [("claude", ["client-differs"]), ("codex", [])])
def test_dashes_within_a_head_are_told_where_its_client_ends_it(target: str, said: list[str]) -> None:
    text = "---\nname: pdf\ndescription: d\ntable: |\n  | a |\n  |---|\n---\nFill it.\n"
    report = Report()
    material = Material("x/pdf/SKILL.md", (File("SKILL.md", text.encode()),))
    fmt(target).read(material, ComponentReading(report))
    assert [d.code for d in report.diagnostics if d.code != "unread-key"] == said


def test_a_value_of_another_type_does_not_cost_the_skill() -> None:
    skill = read(
        "---\nname: pdf\ndescription: [a, b]\nuser-invocable: maybe\nargument-hint: [x]\n---\nFills forms.\n"
    )
    text = body_of(written(skill, "copilot")[1])
    assert text == "---\nname: pdf\nargument-hint: '[x]'\n---\nFills forms.\n"
