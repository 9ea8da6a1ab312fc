"""Which model a target gets."""

import datetime
import re
import tomllib
from importlib.resources import files

import pytest

from agentconv import Agent, Field, Format, Registry, convert, read, write
from agentconv.errors import UsageError
from agentconv.host.facts import check_facts
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


@pytest.mark.parametrize(
    ("model", "target", "wanted"),
    [
        ("claude-4.5-sonnet", "claude", "claude-sonnet-4-5"),
        ("claude-4-opus", "opencode", "anthropic/claude-opus-4"),
        ("Claude 4.5 Haiku", "copilot", "claude-haiku-4.5"),
        ("claude-3-5-sonnet-20241022", "claude", "claude-3-5-sonnet-20241022"),
        ("claude-4.5-sonnetlike", "claude", "claude-4-5-sonnetlike"),
    ],
)
def test_a_claude_model_has_its_family_first_since_its_fourth_generation(
    model: str, target: str, wanted: str
) -> None:
    assert model_map.load().choose(model, target, required=False).model == wanted


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


MEMO = """
[[models]]
pattern = '^memo-huge'
vendor = "memo"
tier = "large"
[[models]]
pattern = '^opus'
vendor = "memo"
tier = "small"
[targets.memo]
vendors = ["memo"]
tiers.large = {id = "memo-huge"}
tiers.medium = {id = "memo-mid"}
"""


class Memo(Format):
    """A format of a tool with models of a vendor of its own."""

    name = "memo"
    title = "Memo"
    containers = ("json",)
    paths = (".memo/*.json",)
    fields = (Field("name", "name"), Field("model", "model"))
    models = MEMO


def models_of(registry: Registry, model: str, source: str, target: str) -> str | None:
    """What a model becomes from one format in another."""
    file = write(Agent("a", description="d", model=model), source, registry=registry).files[0]
    made = convert(file.text, target, format=source, registry=registry)
    back = read(made.files[0].text.encode(), target, registry=registry)
    return back.agents[0].model


@pytest.mark.parametrize(
    ("model", "source", "target", "becomes"),
    [("sonnet", "claude", "memo", "memo-mid"), ("memo-huge", "memo", "memo", "memo-huge"), ("memo-huge", "memo", "claude", "opus"),
     ("opus", "claude", "claude", "opus"), ("opus", "claude", "memo", "opus")],
)  # fmt: skip
def test_a_format_says_whose_models_its_tool_has(model: str, source: str, target: str, becomes: str) -> None:
    registry = Registry(plugins=False)
    registry.add(Memo)
    assert models_of(registry, model, source, target) == becomes


@pytest.mark.parametrize(
    ("models", "words"),
    [("[targets.claude]\nvendors = ['memo']\n", "speaks of the target 'claude'"), ("[[model]]\n", "not a models file"), ("[", "not a models file")],
)  # fmt: skip
def test_what_a_format_says_of_models_is_its_own(models: str, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        check_facts(type("Wrong", (Memo,), {"models": models}))
