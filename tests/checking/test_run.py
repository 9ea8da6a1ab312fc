"""Which codes are told, and what a run of checks looks at."""

import gc
from pathlib import Path
from typing import Any

import pytest

from agentconv.checking.run import CheckRequest, check, chosen_codes
from agentconv.containers.base import Tree
from agentconv.diagnostics import Diagnostic
from agentconv.errors import UsageError
from agentconv.host.registry import Registry
from tests.conftest import CORPUS

REGISTRY = Registry(plugins=False)


def check_text(text: str, **options: Any) -> list[Diagnostic]:
    return list(check(CheckRequest(("-",), **options), REGISTRY, read=text.encode).diagnostics)


def test_codes_are_selected_and_ignored() -> None:
    assert chosen_codes(CheckRequest((), select=("tool-*",))) >= {"tool-case", "tool-retired"}
    assert "tool-case" not in chosen_codes(CheckRequest((), select=("tool-*",), ignore=("tool-case",)))
    assert "agent-power" not in chosen_codes(CheckRequest(()))
    with pytest.raises(UsageError, match="did you mean 'tool-case'"):
        chosen_codes(CheckRequest((), ignore=("tool-cse",)))


def test_one_agent_for_several_clients_does_not_collide(tmp_path: Path) -> None:
    for place in (".claude/agents/a.md", ".gemini/agents/a.md"):
        (tmp_path / place).parent.mkdir(parents=True)
        (tmp_path / place).write_text("---\nname: a\ndescription: " + place + "\n---\nHi\n")
    request = CheckRequest((str(tmp_path),))
    assert "name-collision" not in {d.code for d in check(request, REGISTRY).diagnostics}
    with_target = CheckRequest((str(tmp_path),), targets=("codex",))
    codes = {d.code for d in check(with_target, REGISTRY).diagnostics}
    assert "copies-left" in codes
    assert "name-collision" not in codes


def test_the_time_of_a_check_grows_with_the_files() -> None:
    """References look names up; they do not walk through them."""
    head = "---\nname: {}\ndescription: d\ntools: Read\n---\n"
    text = head + "\n".join(f'subagent_type="x{i}"' for i in range(5000))
    assert len(check_text(text.replace("{}", "a"))) == 20


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not beside this checkout")
def test_the_corpus_has_one_finding_of_hidden_text_and_no_secret() -> None:
    found = check(
        CheckRequest((str(CORPUS),), select=("hidden-text", "zero-width", "look-alike", "secret")), REGISTRY
    )
    assert [Path(d.path or "").name for d in found.diagnostics] == [
        "azure-verified-modules-owner-triage.agent.md"
    ]


def test_what_is_wrong_with_a_plugin_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\nname: a\ndescription: use: it\n---\nHi\n")
    for fix in (False, True):
        registry = Registry(plugins=False)
        registry.report.add("plugin-failed", "it prints")
        found = check(CheckRequest((str(tmp_path),), fix=fix), registry).diagnostics
        assert [d.code for d in found].count("plugin-failed") == 1


def test_a_check_holds_no_text_of_what_it_read(tmp_path: Path) -> None:
    """Of each agent its name, its power and its findings are kept, so that a folder may be of any size."""

    def alive() -> int:
        return sum(isinstance(value, Tree) for value in gc.get_objects())

    for i in range(200):
        (tmp_path / f"a{i}.md").write_text(f"---\nname: a{i}\ndescription: d\nodd: 1\n---\nHi {i}\n")
    gc.collect()
    before, most, steps = alive(), 0, 0

    def step() -> None:
        nonlocal most, steps
        steps += 1
        if steps in (60, 130, 199):
            most = max(most, alive())

    result = check(CheckRequest((str(tmp_path),), targets=("codex",)), REGISTRY, step=step)
    assert result.agents == 200
    assert most - before < 70
