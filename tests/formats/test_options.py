"""What can be said to one target alone: it changes what is written, is no loss, and comes back with the bundle."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from agentconv import Agent, Options, Registry, UsageError, convert, power, read, write
from agentconv.cli import group
from agentconv.diagnostics import Report
from agentconv.formats import BUILT_IN
from agentconv.host.facts import check_facts
from agentconv.release import build, provenance
from agentconv.release.proof import prove

REGISTRY = Registry(plugins=False)
URL = "https://agents.example.com/{name}"
AGENT = Agent("My Tidy", description="Tidies.", prompt="Tidy up.\n")
SAID: dict[str, dict[str, Any]] = {
    "a2a": {"url": URL},
    "agents-md": {"introduction": "# House\n\nBe kind.\n"},
    "opencode": {"generation": "2"},
    "prompts": {"ending": "txt"},
}


def written(target: str, agent: Agent = AGENT, **said: Any) -> Any:
    return write(agent, target, options=Options(settings={target: said}), registry=REGISTRY)


@pytest.mark.parametrize("name", sorted(BUILT_IN))
def test_each_format_with_options_is_tried_here(name: str) -> None:
    fmt = REGISTRY.get(name)
    assert {option.name for option in fmt.options} == set(SAID.get(name, {}))
    check_facts(type(fmt))


@pytest.mark.parametrize("target", [name for name in SAID if name != "opencode"])  # see test_generations
def test_an_option_changes_the_files_and_costs_no_field(target: str) -> None:
    plain, told = written(target), written(target, **SAID[target])
    assert told.ok
    assert plain.files != told.files
    losses = [[(d.field, d.loss) for d in made.diagnostics if d.loss] for made in (plain, told)]
    assert losses[0] == losses[1]
    assert written(target, **SAID[target]).files == told.files


@pytest.mark.parametrize("target", [name for name in SAID if name != "opencode"])  # see test_generations
def test_what_was_written_reads_back(target: str, tmp_path: Path) -> None:
    for file in written(target, **SAID[target]).files:
        place = tmp_path / file.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(file.text)
    (agent,) = read(tmp_path, registry=REGISTRY).agents
    assert (agent.name, agent.description) == ("My Tidy", "Tidies.")
    if target != "a2a":
        assert agent.prompt == AGENT.prompt
        assert power(agent) <= power(AGENT)


def test_a_card_has_the_address_and_no_placeholder() -> None:
    told = written("a2a", url=URL)
    card = json.loads(told.files[0].text)
    assert [i["url"] for i in card["supportedInterfaces"]] == ["https://agents.example.com/my-tidy"]
    assert [d.code for d in told.diagnostics if d.code == "placeholder"] == []
    assert "placeholder" in [d.code for d in written("a2a").diagnostics]
    with pytest.raises(UsageError, match="'url' of the format 'a2a' takes text that fits https"):
        written("a2a", url="agents.example.com")


def test_a_card_that_has_an_address_keeps_it() -> None:
    own = [{"url": "https://own.example/x", "protocolBinding": "JSONRPC", "protocolVersion": "1.0"}]
    agent = Agent("a", description="d", extensions={"a2a": {"supportedInterfaces": own}})
    assert "https://own.example/x" in written("a2a", agent, url=URL).files[0].text


def test_prompts_end_as_it_is_said() -> None:
    assert [f.path for f in written("prompts", ending="txt").files] == [
        "prompts/my-tidy.txt",
        "prompts/bundle.json",
    ]


def test_what_is_kept_to_the_byte_is_written_anew_when_something_is_said(tmp_path: Path) -> None:
    for file in written("prompts").files:
        (tmp_path / file.path).parent.mkdir(exist_ok=True)
        (tmp_path / file.path).write_text(file.text)
    said = Options(settings={"prompts": {"ending": "txt"}})
    made = convert(tmp_path, "prompts", options=said, registry=REGISTRY)
    assert "prompts/my-tidy.txt" in [f.path for f in made.files]


def test_an_introduction_stands_in_front_and_holds_no_section() -> None:
    assert written("agents-md", introduction="# House\n").files[0].text.startswith("# House\n\n<!-- section")
    assert written("agents-md", introduction="").files[0].text.startswith("<!-- section")
    bad = written("agents-md", introduction="<!-- section: x -->")
    assert [d.code for d in bad.diagnostics if d.severity == "error"] == ["wrong-type"]


def cli(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(group, list(words))
    return done.exit_code, done.output


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "agents").mkdir()
    (tmp_path / "agents" / "tidy.md").write_text("---\nname: tidy\ndescription: d\n---\nTidy up.\n")
    (tmp_path / "intro.md").write_text("# House\n")
    return tmp_path


def test_the_command_line_sets_options(project: Path) -> None:
    words = ("export", "agents", "-t", "a2a", "-t", "agents-md", "-t", "prompts", "-o", "out")
    options = ("a2a.url=https://x.example/{name}", "agents-md.introduction=intro.md", "prompts.ending=txt")
    given = [word for option in options for word in ("--option", option)]
    status, text = cli(*words, *given)
    assert status == 0, text
    assert "https://x.example/tidy" in (project / "out" / "a2a" / "tidy" / "agent-card.json").read_text()
    assert (project / "out" / "AGENTS.md").read_text().startswith("# House\n\n")
    assert (project / "out" / "prompts" / "tidy.txt").is_file()
    assert cli(*words)[0] == 0
    assert "agent.invalid" in (project / "out" / "a2a" / "tidy" / "agent-card.json").read_text()


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("prompts.ending=doc", "takes one of md, txt"),
        ("prompts.endin=md", "did you mean 'ending'?"),
        ("a2a.url=x", "no target or filter of this run is 'a2a'; there are prompts"),
        ("ending=md", "takes NAME.KEY=VALUE"),
        ("prompts.ending", "takes NAME.KEY=VALUE"),
    ],
)
def test_what_cannot_be_meant_is_said_with_what_can(project: Path, option: str, said: str) -> None:
    status, text = cli("export", "agents", "-t", "prompts", "-o", "out", "--option", option)
    assert (status, said in text) == (2, True), text


def test_a_file_that_an_option_names_must_be_there(project: Path) -> None:
    status, text = cli("export", "agents", "-t", "agents-md", "--option", "agents-md.introduction=gone.md")
    assert (status, "gone.md" in text) == (2, True)


def test_formats_lists_the_options() -> None:
    status, text = cli("--no-plugins", "formats", "prompts")
    assert (status, "ending  one of md, txt  md" in text) == (0, True), text
    facts = json.loads(cli("--no-plugins", "formats", "a2a", "--json")[1])["formats"][0]
    assert [(o["name"], o["kind"]) for o in facts["options"]] == [("url", "text")]


MANIFEST = """name = "b"
version = "1.0.0"
sources = ["agents"]
[targets.a2a.options]
url = "https://x.example/{name}"
[targets.agents-md.options]
introduction = "intro.md"
[targets.prompts.options]
ending = "txt"
"""


def built(project: Path, text: str) -> tuple[Any, Report]:
    (project / "agentconv.toml").write_text(text)
    report = Report()
    found = build.load_manifest(project, REGISTRY, report)
    return (build.build(found, project, REGISTRY, report) if found else None), report


def test_a_bundle_says_what_its_targets_were_told(project: Path) -> None:
    result, report = built(project, MANIFEST)
    assert result is not None, report.diagnostics
    assert "targets/prompts/prompts/tidy.txt" in result.entries
    index = json.loads(result.entries["manifest.json"])
    assert index["options"]["agents-md"]["settings"] == {"introduction": "# House\n"}
    lock = tomllib.loads(result.lock.to_text())
    assert lock["options"] == {
        "a2a: url": "https://x.example/{name}",
        "agents-md: introduction": "intro.md",
        "prompts: ending": "txt",
    }
    assert "intro.md" in lock["inputs"]
    statement = json.loads(result.beside[result.stem + provenance.ENDING])["predicate"]["buildDefinition"]
    assert statement["externalParameters"]["options"]["prompts"] == {"ending": "txt"}
    prove(index, result.entries, REGISTRY)
    again, _ = built(project, MANIFEST.replace('"txt"', '"md"'))
    assert "options: prompts: ending: txt is locked, now md" in [*result.lock.differences(again.lock)]


@pytest.mark.parametrize(
    ("old", "new", "said", "line"),
    [
        ('ending = "txt"', 'endin = "txt"', "did you mean 'ending'?", 4),
        ('ending = "txt"', 'ending = "doc"', "takes one of md, txt", 4),
        ('ending = "txt"', "ending = 3", "takes one of md, txt", 4),
        ('"intro.md"', '"gone.md"', "", None),
        ('"intro.md"', '"../intro.md"', "leads out of", None),
    ],
)
def test_what_a_manifest_says_wrong_is_an_error_there(
    project: Path, old: str, new: str, said: str, line: int | None
) -> None:
    result, report = built(project, MANIFEST.replace(old, new))
    assert result is None
    found = report.errors()[0]
    assert (said in found.message, found.line) == (True, line), found


def test_a_bundle_with_options_that_no_build_writes_is_refused(project: Path) -> None:
    result, _ = built(project, MANIFEST)
    index = json.loads(result.entries["manifest.json"])
    for settings in ({"ending": "exe"}, {"run": "x"}, "txt", {"ending": ["txt"]}):
        index["options"]["prompts"]["settings"] = settings
        with pytest.raises(Exception, match=r"prompts|options of a target"):
            prove(index, result.entries, REGISTRY)


def test_the_schema_of_the_manifest_knows_them() -> None:
    schema = json.loads(cli("--no-plugins", "schema", "manifest")[1])
    own = schema["properties"]["targets"]["properties"]["prompts"]["properties"]["options"]
    assert own["properties"]["ending"]["enum"] == ["md", "txt"]
    assert own["additionalProperties"] is False
