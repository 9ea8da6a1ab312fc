"""The filters of a bundle: applied before its neutral forms, and named in all that says how it was made."""

import json
import tomllib
from pathlib import Path

import pytest

from agentconv.diagnostics import Report
from agentconv.errors import Problem
from agentconv.host.registry import Registry
from agentconv.release import build, filters, provenance
from agentconv.release.built import Built
from agentconv.release.proof import prove
from tests.host.test_filters import filter_file

OPTIONS = (
    "from agentconv import Option; options = (Option('file', 'F.', 'file'), Option('n', 'N.', 'number', 1))"
)
HOUSE = """return None if agent.name == 'scribe' else with_fields(
            agent, {'prompt': f"{filtering.options['file']}{agent.prompt}", 'description': 'By the house.'})"""
SAID = 'filters = ["house"]\n[filter-options.house]\nfile = "pre.txt"\nn = 2\n'


def told(project: Path, said: str = SAID) -> None:
    place = project / "agentconv.toml"
    text = place.read_text()
    head, _, rest = text.partition("\n[targets.claude]")
    place.write_text(f"{head}\n{said}\n[targets.claude]{rest}")
    (project / "pre.txt").write_text("Be kind.\n")


def built(project: Path, registry: Registry) -> tuple[Built | None, Report]:
    report = Report()
    found = build.load_manifest(project, registry, report)
    return (build.build(found, project, registry, report) if found else None), report


@pytest.fixture
def house(use) -> Registry:  # type: ignore[no-untyped-def]
    return use(house=filter_file(HOUSE, "house", more=OPTIONS))


def errors(report: Report) -> list[str]:
    return [d.message for d in report.errors()]


def test_all_targets_and_neutral_forms_are_behind_the_filter(project: Path, house: Registry) -> None:
    told(project)
    result, report = built(project, house)
    assert result is not None, report.diagnostics
    names = {agent["name"] for agent in result.facts["agents"]}
    assert names == {"reviewer", "release-pilot"}
    for path, data in result.entries.items():
        if path.startswith("agents/") or path.endswith(("prompts/reviewer.md", "prompts/release-pilot.md")):
            assert b"Be kind." in data, path
    assert b"By the house." in result.entries["targets/claude/.claude/agents/reviewer.md"]
    prove(json.loads(result.entries["manifest.json"]), result.entries, Registry(plugins=False))


def test_it_is_named_wherever_it_is_said_how_a_bundle_was_made(project: Path, house: Registry) -> None:
    told(project)
    result, _ = built(project, house)
    assert result is not None
    maker = house.filter("house").provider
    fact = {"name": "house", "by": maker, "options": {"file": "pre.txt", "n": 2}}
    assert json.loads(result.entries["manifest.json"])["filters"] == [fact]
    lock = tomllib.loads(result.lock.to_text())
    assert lock["filters"] == {"house": f"{maker} file=pre.txt n=2"}
    assert lock["tools"][maker.rpartition(" ")[0]] == maker.rpartition(" ")[2]
    assert "pre.txt" in lock["inputs"]
    statement = json.loads(result.beside[result.stem + provenance.ENDING])["predicate"]
    assert statement["buildDefinition"]["externalParameters"]["filters"] == [fact]
    bill = json.loads(next(data for name, data in result.beside.items() if name.endswith(".cdx.json")))
    assert bill["metadata"]["properties"] == [{"name": "agentconv:filter", "value": f"house ({maker})"}]
    page = result.beside["report.html"].decode()
    assert maker in page
    assert "the filter &#39;house&#39; changes description" in page
    assert ">scribe</bdi>" in page


def test_without_filters_nothing_says_a_word_of_them(project: Path) -> None:
    result, _ = built(project, Registry(plugins=False))
    assert result is not None
    statement = json.loads(result.beside[result.stem + provenance.ENDING])["predicate"]
    assert "filters" not in statement["buildDefinition"]["externalParameters"]
    assert "filters" not in result.facts
    assert "filters" not in tomllib.loads(result.lock.to_text())
    assert 'id="filters"' not in result.beside["report.html"].decode()


def test_another_option_or_version_is_a_cause_in_the_lock(project: Path, house: Registry) -> None:
    told(project)
    before, _ = built(project, house)
    (project / "agentconv.toml").write_text(
        (project / "agentconv.toml").read_text().replace("n = 2", "n = 3")
    )
    after, _ = built(project, house)
    assert before is not None
    assert after is not None
    assert any(line.startswith("filters: house: ") for line in before.lock.differences(after.lock))


WRONG = {
    'filters = ["hause"]\n': "unknown filter 'hause'; did you mean 'house'?",
    'filters = ["house"]\n[filter-options.house]\nm = 1\n': "no option 'm'; there are file, n",
    'filters = ["house"]\n[filter-options.house]\nn = "2"\n': "takes a number",
    'filters = ["house"]\n[filter-options.house]\nfile = "gone.txt"\n': "",
    'filters = ["house"]\n[filter-options.house]\nfile = "../x"\n': "leads out of",
    'filters = ["house"]\n[filter-options.other]\nn = 2\n': "names 'other', which 'filters' does not; there are house",
    'filters = "house"\n': "'filters' takes a list of texts",
    "filter-options.house = 3\n": "takes tables",
}


@pytest.mark.parametrize("said", WRONG)
def test_what_a_manifest_says_wrong_is_an_error_there(project: Path, house: Registry, said: str) -> None:
    told(project, said)
    result, report = built(project, house)
    assert result is None
    (found,) = report.errors()
    assert (WRONG[said] in found.message, found.path) == (True, (project / "agentconv.toml").as_posix())


def test_power_is_gained_only_where_every_target_allows_it(project: Path, use) -> None:  # type: ignore[no-untyped-def]
    registry = use(house=filter_file("return with_fields(agent, {'tools.allow': None})", "house"))
    told(project, 'filters = ["house"]\n')
    result, report = built(project, registry)
    assert result is None
    assert {d.code for d in report.errors()} == {"power-widened"}
    place = project / "agentconv.toml"
    allowed = place.read_text().replace("]\n[targets.prompts]", "]\n\n[targets.prompts]")
    for target in ("claude", "openai", "prompts"):
        allowed = allowed.replace(f"[targets.{target}]\n", f"[targets.{target}]\nallow-wider = true\n")
    place.write_text(allowed)
    result, report = built(project, registry)
    assert result is not None, errors(report)


def test_nothing_is_left_behind_a_filter_that_takes_all(project: Path, use) -> None:  # type: ignore[no-untyped-def]
    registry = use(house=filter_file("return None", "house"))
    told(project, 'filters = ["house"]\n')
    result, report = built(project, registry)
    assert result is None
    assert "the filters leave out all of 3 agents" in errors(report)


@pytest.mark.parametrize(
    "listed",
    [
        "house",
        ["house"],
        [{"name": "house"}],
        [{"name": 1, "by": "x"}],
        [{"name": "h", "by": "x", "run": "y"}],
    ],
)
def test_an_index_that_says_other_things_of_filters_is_refused(listed: object) -> None:
    with pytest.raises(Problem, match="as no build does"):
        filters.check({"filters": listed})
    filters.check({"filters": [{"name": "h", "by": "x", "options": {"a": 1}}]})
