"""What is kept of a component that a target's files do not say all of."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentconv.diagnostics import Report
from agentconv.host.components import format_of
from agentconv.kit.carried import Carried, Part
from agentconv.kit.component import ComponentFile, ComponentReading, Material
from agentconv.model.components import File
from agentconv.model.skill import Skill
from agentconv.reading import carry
from agentconv.reading.held import Held
from agentconv.writing import carrying
from agentconv.writing.carrying import carried, differences, sized

TEXT = "---\nname: tidy\ndescription: Tidies.\nmodel: haiku\n---\nTidy.\n"


def held() -> Held:
    fmt = format_of("skill", "claude-plugin")
    assert fmt is not None
    files = File("SKILL.md", TEXT.encode()), File("a.bin", b"\xff", True), File("b.txt", b"same")
    material = Material("skills/tidy/SKILL.md", files)
    (skill,) = fmt.read(material, ComponentReading(Report()))
    return Held(skill, fmt, material, "skills/tidy/SKILL.md", "tools")


def test_what_is_written_as_it_is_is_not_kept_twice() -> None:
    written = [ComponentFile("skills/tidy/SKILL.md", b"other"), ComponentFile("skills/tidy/b.txt", b"same")]
    found = carried(held(), "codex-plugin", written, None, {})
    assert found is not None
    main, binary, text = found.files
    assert (main.text, main.written) == (TEXT, "")
    assert (binary.data, binary.executable) == (b"\xff", True)
    assert (text.text, text.data, text.written) == (None, None, "skills/tidy/b.txt")
    assert [trace.path for trace in found.written] == ["skills/tidy/SKILL.md", "skills/tidy/b.txt"]


def test_the_same_tools_files_say_it_all() -> None:
    assert carried(held(), "claude-plugin", [], None, {}) is None


def test_only_what_differs_is_told_and_no_file_beside() -> None:
    meant = Skill(
        "tidy", model="haiku", body="Tidy.", files=(File("a", b"x"),), extensions={"claude": {"x": 1}}
    )
    back = Skill("tidy", body="Tidy.", description="tidy")
    assert dict(differences(meant, back)) == {
        "model": {"is": "haiku"},
        "description": {"was": "tidy"},
        "extensions.claude.x": {"is": 1},
    }


def test_what_is_too_large_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carrying, "ROOM", 100)
    small, large = (
        Carried("skill", name, "claude", "a2a", "x", files=(Part("SKILL.md", "x" * size),))
        for name, size in (("small", 40), ("large", 90))
    )
    report = Report()
    assert [one.name for one in sized([small, large, small], report)] == ["small", "small"]
    (found,) = report.diagnostics
    assert (found.code, "'large'" in found.message) == ("file-too-large", True)


@given(
    st.lists(
        st.binary(max_size=40) | st.text(max_size=40).map(lambda text: text.encode("utf-8", "ignore")),
        max_size=4,
    )
)
def test_any_bytes_come_through_the_carry_file(contents: list[bytes]) -> None:
    files = [File(f"{number}.x", data) for number, data in enumerate(contents)]
    one = replace(held(), material=Material("skills/tidy/SKILL.md", tuple(files)))
    found = carried(one, "codex-plugin", [], None, {})
    assert found is not None
    _, components = carry.parsed(carry.to_text([], [found]))
    (back,) = carry.components_from(components, Report())
    assert back == found
    assert [p.data if p.text is None else p.text.encode() for p in back.files] == contents
