"""Models and targets that are out of service: dated facts, and the same on every day."""

import datetime
import tomllib
from importlib.resources import files

import pytest

from agentconv.diagnostics import Report
from agentconv.formats import BUILT_IN
from agentconv.kit import model_map
from agentconv.kit.retired import Ending, ending, retired_target, tell_ending

SONNET = Ending("Anthropic", "2026-11-30", "claude-sonnet-5-5")


@pytest.mark.parametrize(
    ("model", "wanted"),
    [
        ("claude-sonnet-4-5-20250929", SONNET),
        ("anthropic/claude-sonnet-4-5", SONNET),
        ("claude-sonnet-4-5[1m]", SONNET),
        ("Claude Sonnet 4.5 (copilot)", SONNET),
        ("gpt-5.1", Ending("OpenAI", "2027-04-01", "gpt-6.1-sol")),
        ("gpt-5-1x", None),
        ("sonnet", None),
        ("", None),
        (None, None),
    ],
)
def test_a_model_has_an_end(model: str | None, wanted: Ending | None) -> None:
    assert ending(model) == wanted


def test_what_is_said_names_date_and_successor() -> None:
    report = Report()
    tell_ending("gpt-4o", report)
    tell_ending("gpt-6-luna", report)
    (found,) = report.diagnostics
    assert (found.code, found.field) == ("model-retired", "model")
    assert "2027-01-14" in found.message
    assert "gpt-6-luna" in (found.hint or "")


def _data() -> dict[str, list[dict[str, object]]]:
    return tomllib.loads(files("agentconv").joinpath("data/retired.toml").read_text("utf-8"))


def test_every_entry_has_a_source_and_a_date() -> None:
    data = _data()
    for row in [*data["models"], *dict(data["targets"]).values()]:
        assert isinstance(row, dict)
        assert str(row["source"]).startswith("https://")
        assert isinstance(row["checked"], datetime.date)
    assert all(isinstance(row["ends"], datetime.date) for row in data["models"])


def test_no_model_is_named_twice() -> None:
    names = [name for row in _data()["models"] for name in row["names"]]  # type: ignore[attr-defined]
    assert len(names) == len(set(names))


def test_no_successor_and_no_tier_has_an_end() -> None:
    for row in _data()["models"]:
        assert ending(str(row["instead"])) is None
    for name, facts in model_map.load().targets.items():
        for entry in [*facts.get("tiers", {}).values(), *([facts["default"]] if "default" in facts else [])]:
            assert ending(entry["id"]) is None, f"{name}: {entry['id']} has an end"


def test_retired_targets_are_formats() -> None:
    assert {name for name in BUILT_IN if retired_target(name)} == set(_data()["targets"])
