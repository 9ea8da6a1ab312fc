"""What a run has done with goes at once: no reference cycle holds a file's text until the collector comes."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from agentconv import Registry
from agentconv.checking.run import CheckRequest, check
from agentconv.export import ExportRequest, export

MARK = "a sentence that only these files have"
FILES = {
    "plain.md": f"---\nname: plain\ndescription: d\ntools: Read, Bash(git:*)\ntags: [1.10, x]\n---\n{MARK}\n",
    "recovered.md": f"---\nname: recovered\ndescription: Use when: {MARK}\nmaxTurns: many\n---\n{MARK}\n",
    "broken.md": f"---\nname: broken\nhooks: [1\n  - {MARK}\n---\n{MARK}\n",
    "role.toml": f'name = "role"\ndescription = "d"\ndeveloper_instructions = """\n{MARK}\n"""\n',
    "card.json": f'{{"name": "card", "instructions": "{MARK}", "model": "gpt-5", "metadata": {{}}}}\n',
    "text.yaml": f"version: 1\ninstructions: &a {MARK}\nprompt: *a\ntitle: t\ndescription: d\n",
}
TARGETS = ("codex", "claude", "openai", "opencode", "prompts", "agents-md", "goose")


def _texts_in_garbage() -> list[str]:
    """The kinds of the objects that only the collector frees and that hold a text of the files."""
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        gc.collect()
        found = list(gc.garbage)
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
    return sorted({type(o).__name__ for o in found for held in gc.get_referents(o) if _is_text(held)})


def _is_text(value: object) -> bool:
    return isinstance(value, str) and MARK in value


@pytest.fixture
def sources(tmp_path: Path) -> tuple[str, ...]:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    return tuple(str(tmp_path / name) for name in FILES)


def test_two_hundred_exports_leave_no_text_behind(sources: tuple[str, ...]) -> None:
    registry = Registry(plugins=False)
    gc.collect()
    gc.disable()
    try:
        done = 0
        while done < 200:
            for source in sources:
                result = export(ExportRequest((source,), TARGETS, skip_bad=True), registry)
                assert result.read == 1
                done += 1
        del result
        assert _texts_in_garbage() == []
    finally:
        gc.enable()


def test_checks_leave_no_text_behind(sources: tuple[str, ...]) -> None:
    gc.collect()
    gc.disable()
    try:
        result = check(CheckRequest(sources, ("codex",)), Registry(plugins=False))
        assert result.files == len(FILES)
        del result
        assert _texts_in_garbage() == []
    finally:
        gc.enable()


def test_a_cycle_that_holds_a_text_is_seen() -> None:
    holder: list[object] = [MARK]
    holder.append(holder)
    del holder
    assert _texts_in_garbage() == ["list"]
