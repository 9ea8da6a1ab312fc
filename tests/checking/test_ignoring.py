"""A file may say that findings on it are known, with a reason; what it says is counted and never lost."""

import subprocess
import sys
from pathlib import Path

import pytest

from agentconv.checking.ignoring import Ignores
from agentconv.checking.run import CheckRequest, CheckResult, check
from agentconv.diagnostics import Diagnostic, Severity
from agentconv.host.registry import Registry
from agentconv.text.source import Source

HEAD = "---\nname: a\ndescription: d\ntools: Read, BashOutput{}\n---\nHi\n"


def checked(folder: Path, text: str, *, ignores: bool = True, name: str = "a.md") -> CheckResult:
    path = folder / ".claude" / "agents" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return check(CheckRequest((str(path),), ignores=ignores), Registry(plugins=False))


def codes(result: CheckResult) -> list[str]:
    return [d.code for d in result.diagnostics]


@pytest.mark.parametrize(
    "text",
    [
        HEAD.format("  # agentconv: ignore[tool-retired] old clients read it"),
        HEAD.replace("tools", "# agentconv: ignore[tool-*]: old clients\ntools").format(""),
        HEAD.replace("tools", "# agentconv: ignore[secret, tool-retired] two\ntools").format(""),
        HEAD.format("").replace("Hi", "<!-- agentconv: ignore-file[tool-retired] old clients -->"),
    ],
)
def test_a_comment_with_a_reason_ignores(text: str, tmp_path: Path) -> None:
    result = checked(tmp_path, text)
    assert (codes(result), result.ignored) == ([], 1)
    assert codes(checked(tmp_path, text, ignores=False)) == ["tool-retired"]


def test_without_a_reason_it_ignores_nothing(tmp_path: Path) -> None:
    result = checked(tmp_path, HEAD.format("  # agentconv: ignore[tool-retired]"))
    assert codes(result) == ["tool-retired", "ignore-unexplained"]
    assert not result.ok
    assert (result.diagnostics[1].line, result.diagnostics[1].column) == (4, 26)


@pytest.mark.parametrize(
    "text",
    [
        HEAD.replace(", BashOutput", "").format("  # agentconv: ignore[tool-retired] old"),
        HEAD.format("\ncolor: red  # agentconv: ignore[tool-retired] another line"),
    ],
)
def test_one_that_ignores_nothing_is_told(text: str, tmp_path: Path) -> None:
    assert "ignore-unused" in codes(checked(tmp_path, text))


def test_one_for_codes_that_nobody_asks_for_is_not(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(HEAD.format("  # agentconv: ignore[tool-retired] old"), "utf-8")
    result = check(CheckRequest((str(path),), select=("secret", "ignore-*")), Registry(plugins=False))
    assert codes(result) == []


def test_no_comment_ignores_what_is_said_of_comments(tmp_path: Path) -> None:
    text = HEAD.format("").replace(
        "Hi", "<!-- agentconv: ignore-file[*] all of it -->\n# agentconv: ignore[x]"
    )
    assert codes(checked(tmp_path, text)) == ["ignore-unexplained"]


def test_text_that_speaks_of_comments_is_none(tmp_path: Path) -> None:
    source = Source(
        "a.md", "Write agentconv: ignore[secret] because\n`agentconv: ignore`\n# agentconv: ignore secret x\n"
    )
    ignores = Ignores()
    ignores.read(source)
    found = Diagnostic("secret", Severity.ERROR, "m", path="a.md", line=1)
    assert ignores.sift([found]) == ([found], 0)


def test_skills_and_commands_may_say_so_too(tmp_path: Path) -> None:
    skill = tmp_path / "skills" / "x" / "SKILL.md"
    skill.parent.mkdir(parents=True)
    skill.write_text(
        "---\nname: x\ndescription: d\n---\n"
        "See [it](references/none.md). <!-- agentconv: ignore[*] it is made by the build -->\n",
        "utf-8",
    )
    kept = check(CheckRequest((str(tmp_path),)), Registry(plugins=False))
    told = check(CheckRequest((str(tmp_path),), ignores=False), Registry(plugins=False))
    assert told.diagnostics
    assert kept.ignored == len(told.diagnostics) - len(kept.diagnostics) > 0


def test_a_strangers_bundle_does_not_say_what_is_seen_of_it(tmp_path: Path) -> None:
    agents = tmp_path / "agents"
    agents.mkdir()
    (agents / "a.md").write_text(HEAD.format("  # agentconv: ignore[tool-retired] hush"), "utf-8")
    (tmp_path / "agentconv.toml").write_text(
        'name = "b"\nversion = "1.0.0"\nsources = ["agents"]\n[targets.claude]\n', "utf-8"
    )
    subprocess.run([sys.executable, "-m", "agentconv", "build", "-q"], cwd=tmp_path, check=True)
    result = check(CheckRequest((str(tmp_path / "dist" / "b-1.0.0"),)), Registry(plugins=False))
    assert result.agents == 1
    assert result.ignored == 0
