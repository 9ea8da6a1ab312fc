"""Places that plugins declare: known from run to run, and no plugin is imported to learn them again."""

import os
import sys
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from agentconv.api import read
from agentconv.host import index
from agentconv.host.index import Claim, claims_of
from agentconv.host.registry import Registry
from tests.host.broken import BROKEN, good

TEXT = "---\nname: a\ndescription: d\n---\nHi\n"
AT_MEMO = "paths = ('memo/agents/*.md',)"


def placed(folder: Path, place: str = "memo/agents/a.md") -> Path:
    path = folder / "work" / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(TEXT)
    return path


def test_a_declared_place_outside_of_dot_folders_is_the_plugins(use: Any, tmp_path: Path) -> None:
    registry = use(memoa=good("memoa", AT_MEMO), other=good("other"))
    (document,) = read(placed(tmp_path), registry=registry).documents
    assert document.format == "memoa"


def test_a_later_run_imports_only_the_owner(use: Any, tmp_path: Path) -> None:
    first = use(memoa=good("memoa", AT_MEMO), raises=BROKEN["raises"], other=good("other"))
    path = placed(tmp_path)
    assert read(path, registry=first).documents[0].format == "memoa"
    assert first.report.diagnostics == (), "nobody asked for the one that is broken"
    for name in [n for n in sys.modules if n.startswith("plugin_")]:
        del sys.modules[name]
    assert read(path, registry=Registry()).documents[0].format == "memoa"
    assert {n for n in sys.modules if n.startswith("plugin_")} == {"plugin_memoa"}


def test_without_plugins_and_elsewhere_it_is_told_as_ever(use: Any, tmp_path: Path) -> None:
    registry = use(memoa=good("memoa", AT_MEMO))
    assert read(placed(tmp_path), registry=Registry(plugins=False)).documents[0].format == "claude"
    assert read(placed(tmp_path, "other/agents/a.md"), registry=registry).documents[0].format == "claude"


@pytest.mark.parametrize("place", ["agents/*.md", "**/*.md", "*.md", "prompts/agents/*.md"])
def test_a_folder_that_any_tool_may_have_is_no_claim(place: str, use: Any, tmp_path: Path) -> None:
    registry = use(greedy=good("greedy", f"paths = ({place!r},)"))
    assert list(claims_of(registry.get("greedy"))) == []
    assert read(placed(tmp_path, "agents/a.md"), registry=registry).documents[0].format == "claude"


def test_another_plugin_or_another_choice_is_another_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    found = {index.environment()}
    (tmp_path / "x-1.dist-info").mkdir()
    os.utime(tmp_path, (1, 1))
    found.add(index.environment())
    monkeypatch.setenv("AGENTCONV_PLUGINS", "x")
    found.add(index.environment())
    assert len(found) == 3


def test_what_is_kept_is_known_and_what_is_broken_is_learnt_anew() -> None:
    assert index.known() is None
    claims = [Claim("memoa", ("frontmatter", "yaml"), "memo/agents/*.md")]
    index.keep(claims)
    assert index.known() == claims
    index.keep([])
    assert index.known() == []
    (file,) = Path(os.environ["XDG_CACHE_HOME"]).rglob("plugins.places")
    file.write_text(f"{index.environment()}[[1]]\n")
    assert index.known() is None
    file.write_text(f"{index.environment()}{{\n")
    assert index.known() is None


def test_a_claim_covers_files_of_its_syntax_at_its_place() -> None:
    claim = Claim("memoa", ("yaml",), "memo/**/*.yaml")
    assert claim.covers("yaml", PurePosixPath("x/memo/a/b.yaml"))
    assert not claim.covers("frontmatter", PurePosixPath("x/memo/a/b.yaml"))
    assert not claim.covers("yaml", PurePosixPath("x/memos/a/b.yaml"))
