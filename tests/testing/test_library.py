"""What a vendor's library makes of written files: a library made up for Memo, sound and with one fault each."""

from dataclasses import replace
from pathlib import Path

import pytest

from agentconv import Agent, Registry, read
from agentconv.testing import LibraryProof
from tests.testing.memo import Memo


class Sound(LibraryProof):
    format = Memo

    def load(self, path: Path) -> Agent:
        registry = Registry(plugins=False)
        registry.add(Memo)
        (agent,) = read(path, "memo", registry=registry).agents
        return agent


class Refusing(Sound):
    def load(self, path: Path) -> Agent:
        raise ValueError("no memo is taken here")


class Trimming(Sound):
    def load(self, path: Path) -> Agent:
        agent = super().load(path)
        return replace(agent, prompt=agent.prompt.strip())


class Missing(Sound):
    needs = ("no_such_module_of_a_vendor",)


def prove(cls: type[LibraryProof], tmp_path: Path, request: pytest.FixtureRequest) -> None:
    cls().test_the_library_loads_every_written_file(tmp_path, request)


def test_a_sound_library_passes_and_says_how_many(
    tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr("agentconv.testing.library._show", lambda line, config: shown.append(line))
    monkeypatch.setenv("AGENTCONV_SAMPLES", str(tmp_path / "samples"))
    (tmp_path / "samples").mkdir()
    (tmp_path / "samples" / "a.md").write_text("---\nname: a\ndescription: d\n---\nHi\n", "utf-8")
    prove(Sound, tmp_path, request)
    assert shown == ["memo: 8 loaded and equal"]


@pytest.mark.parametrize(
    ("cls", "words"),
    [
        (Refusing, "not loaded: ValueError: no memo is taken here"),
        (Trimming, "prompt is 'Hi' to the library, and 'Hi\\n' to us"),
        (Trimming, "prompt is 'Hi', not as the source has it, and nothing says so"),
    ],
)
def test_a_fault_is_found(
    cls: type[LibraryProof],
    words: str,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("agentconv.testing.library.AGENTS", {"a": Agent("a", prompt="Hi\n")})
    monkeypatch.delenv("AGENTCONV_SAMPLES", raising=False)
    with pytest.raises(AssertionError) as failed:
        prove(cls, tmp_path, request)
    assert words in str(failed.value)


def test_a_library_that_is_missing_is_skipped_or_demanded(
    tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AGENTCONV_LIBRARIES", raising=False)
    with pytest.raises(pytest.skip.Exception, match="not installed"):
        prove(Missing, tmp_path, request)
    monkeypatch.setenv("AGENTCONV_LIBRARIES", "1")
    with pytest.raises(ModuleNotFoundError):
        prove(Missing, tmp_path, request)
