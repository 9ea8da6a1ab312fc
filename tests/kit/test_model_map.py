"""Which model a target gets."""

import datetime
import tomllib
from importlib.resources import files

import pytest

from agentconv.errors import UsageError
from agentconv.kit import model_map
from agentconv.kit.model_map import How


@pytest.mark.parametrize(
    ("model", "wanted", "how"),
    [
        ("opus", "gpt-6.2-sol", How.TIER),
        ("sonnet", "gpt-6.1-terra", How.TIER),
        ("haiku", "gpt-6-luna", How.TIER),
        ("claude-opus-4-5-20251101", "gpt-6.2-sol", How.TIER),
        ("claude-3-5-sonnet-20241022", "gpt-6.1-terra", How.TIER),
        ("anthropic/claude-sonnet-4.5", "gpt-6.1-terra", How.TIER),
        ("Claude Sonnet 4.5 (copilot)", "gpt-6.1-terra", How.TIER),
        ("gemini-2.5-flash", "gpt-6.1-terra", How.TIER),
        ("gpt-4.1", "gpt-4.1", How.SAME),
        ("openai/gpt-5", "gpt-5", How.SAME),
        ("o3-mini", "o3-mini", How.SAME),
        (None, "gpt-6.1-terra", How.DEFAULT),
        ("inherit", "gpt-6.1-terra", How.DEFAULT),
        ("my-own-model", "gpt-6.1-terra", How.DEFAULT),
        ("claude-9", "gpt-6.1-terra", How.DEFAULT),
    ],
)
def test_choice(model: str | None, wanted: str, how: How) -> None:
    choice = model_map.load().choose(model, "openai", required=True)
    assert (choice.model, choice.how) == (wanted, how)


def test_nothing_is_guessed_where_none_is_needed() -> None:
    assert model_map.load().choose("my-own-model", "openai", required=False).model is None
    assert model_map.load().choose("opus", "unheard-of", required=True).how is How.NONE


def test_every_entry_has_a_source_and_a_date() -> None:
    data = tomllib.loads(files("agentconv").joinpath("data/models.toml").read_text("utf-8"))
    entries = list(data["models"])
    for facts in data["targets"].values():
        entries += [*facts.get("tiers", {}).values(), *([facts["default"]] if "default" in facts else [])]
    for entry in entries:
        assert entry["source"].startswith("https://")
        assert isinstance(entry["checked"], datetime.date)


def test_a_users_file_goes_over_ours() -> None:
    text = (
        '[[models]]\npattern = "^my-"\nvendor = "me"\ntier = "small"\n'
        '[targets.openai.map]\nopus = "gpt-mine"\n'
        '[targets.openai.tiers.medium]\nid = "gpt-middle"\n'
    )
    choose = model_map.load(text).choose
    assert choose("opus", "openai", required=True).model == "gpt-mine"
    assert choose("sonnet", "openai", required=True).model == "gpt-middle"
    assert choose("my-own-model", "openai", required=True).model == "gpt-6-luna"


@pytest.mark.parametrize(
    "text",
    [
        f"[[models]]\npattern = 'x'\nvendor = 'y'\nalias = {'9' * 5000}","x", "x = 1", "[[models]]\nname = 1", '[[models]]\npattern = "("\nvendor = "x"', "[targets.openai]\nx = 1",
     "[targets.openai.tiers]\nlarge = 1", "[targets.openai.map]\na = 1", "models = 1", "targets = 1",
     "[targets.openai]\ntiers = 1", "[targets.openai]\nmap = 1"],
)  # fmt: skip
def test_what_is_no_models_file(text: str) -> None:
    with pytest.raises(UsageError, match="not a models file"):
        model_map.load(text)
