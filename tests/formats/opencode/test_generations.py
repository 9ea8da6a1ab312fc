"""One format with two generations: said by an option, or by a word for the target, with the same files."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from agentconv import Agent, Options, UsageError, batch
from agentconv.api import Result, convert, read, write
from agentconv.cli import group
from agentconv.conformance.specimens import AGENTS
from agentconv.diagnostics import Report
from agentconv.host.registry import Registry
from agentconv.release import build
from agentconv.release.install import InstallRequest
from agentconv.release.install import run as install
from agentconv.release.proof import prove
from agentconv.writing.convert import Conversion, convert_documents
from tests.conftest import FIXTURES

REGISTRY = Registry(plugins=False)
SECOND = Options(settings={"opencode": {"generation": "2"}})
FIRST = Options(settings={"opencode": {"generation": "1"}})


def said(conversion: Conversion) -> tuple[Any, ...]:
    return conversion.files, conversion.diagnostics, conversion.lost, conversion.sources


@pytest.mark.parametrize("name", AGENTS)
def test_the_word_and_the_option_write_the_same(name: str) -> None:
    by_word, by_option = (
        write(AGENTS[name], target, options=options, registry=REGISTRY)
        for target, options in (("opencode-2", None), ("opencode", SECOND))
    )
    assert said(by_word) == said(by_option)
    assert {d.target for d in by_word.diagnostics} <= {"opencode", None}
    assert said(write(AGENTS[name], "opencode", options=FIRST, registry=REGISTRY)) == said(
        write(AGENTS[name], "opencode", registry=REGISTRY)
    )


@pytest.mark.parametrize("case", sorted((FIXTURES / "opencode").iterdir()), ids=lambda p: p.name)
def test_a_text_stays_as_it_is_by_the_word_and_by_the_option(case: Path) -> None:
    def made(target: str, options: Options | None) -> Conversion:
        found: Result = read(case, None if case.is_dir() else "opencode", registry=REGISTRY)
        return convert_documents(found.documents, target, REGISTRY, options)

    assert said(made("opencode-2", None)) == said(made("opencode", SECOND))
    assert said(made("opencode", None)) == said(made("opencode", FIRST))


def test_a_word_and_an_option_that_say_otherwise_are_refused() -> None:
    with pytest.raises(
        UsageError, match="'opencode-2' is 'opencode' with the option generation 2, and it is told '1'"
    ):
        write(AGENTS["full"], "opencode-2", options=FIRST, registry=REGISTRY)
    both = write(AGENTS["full"], "opencode-2", options=SECOND, registry=REGISTRY)
    assert both.files == write(AGENTS["full"], "opencode-2", registry=REGISTRY).files
    with pytest.raises(UsageError, match="takes one of 1, 2"):
        write(AGENTS["full"], "opencode", options=Options(settings={"opencode": {"generation": "3"}}))


def test_the_registry_tells_words_from_formats() -> None:
    assert REGISTRY.word("opencode-2") == "opencode-2"
    assert REGISTRY.get("opencode-2").name == REGISTRY.whole("opencode-2").name == "opencode"
    assert REGISTRY.whole("opencode-2") is REGISTRY.get("opencode")
    assert REGISTRY.words("opencode-2") == REGISTRY.words("opencode") == ["opencode", "opencode-2"]
    assert "opencode-2" in REGISTRY.targets()
    assert "opencode-2" not in REGISTRY.names()
    fmt = REGISTRY.get("opencode")
    assert REGISTRY.writer(fmt, {"generation": "2"}) is REGISTRY.get("opencode-2")
    assert REGISTRY.writer(fmt, {"generation": "1"}) is REGISTRY.writer(fmt, {}) is fmt
    assert REGISTRY.writer(REGISTRY.get("codex"), {"generation": "2"}) is REGISTRY.get("codex")
    own = Registry(plugins=False)
    own.add(type(REGISTRY.get("opencode-2")))  # which is built in
    assert own.get("opencode") is not own.get("opencode-2")


def test_a_models_file_may_map_for_one_generation_alone() -> None:
    of_word = Options(models='[targets.opencode-2.map]\nopus = "own/large"\n')
    agent = Agent("a", description="d", model="opus")
    found = [
        write(agent, target, options=of_word, registry=REGISTRY) for target in ("opencode", "opencode-2")
    ]
    assert ["model: own/large" in made.files[0].text for made in found] == [False, True]


CLAUDE = "---\nname: tidy\ndescription: Tidies.\ntools: Read, Bash\nmodel: sonnet\n---\nTidy up.\n"
V2 = """---
description: Looks.  # kept
permissions:
- {action: '*', resource: '*', effect: deny}
- {action: read, resource: '*', effect: allow}
---
Look.
"""
SERVERS = '{"mcpServers": {"gh": {"command": "gh-mcp"}}}'


def cli(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(group, ["--no-plugins", *words])
    refused = isinstance(done.exception, UsageError)  # which the program tells, and leaves with 2
    return (2, str(done.exception)) if refused else (done.exit_code, done.output)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for place, text in {
        ".claude/agents/tidy.md": CLAUDE,
        ".claude/commands/go.md": "---\ndescription: Goes.\n---\nGo to $1.\n",
        ".claude/skills/sorting/SKILL.md": "---\nname: sorting\ndescription: Sorts.\n---\nSort.\n",
        ".claude/rules/house.md": "Be kind.\n",
        ".mcp.json": SERVERS,
        ".opencode/agents/look.md": V2,
    }.items():
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(text)
    return tmp_path


def files(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


def test_an_export_is_the_same_with_all_that_goes_along(project: Path) -> None:
    words = ("export", ".", "--kinds", "all", "--carry", "-t")
    for out, *more in (
        ("a", "opencode-2"),
        ("b", "opencode", "--option", "opencode.generation=2"),
        ("c", "OpenCode2"),
    ):
        status, text = cli(*words, *more, "-o", out)
        assert status == 0, text
    made = files(project / "a")
    assert made == files(project / "b") == files(project / "c")
    assert {"opencode.json", ".opencode/commands/go.md", ".opencode/skills/sorting/SKILL.md"} <= made.keys()
    assert made[".opencode/agents/look.md"] == V2.encode()
    assert b"permissions:" in made[".opencode/agents/tidy.md"]
    assert {json.loads(made[".agentconv.json"])["files"][".opencode/agents/tidy.md"]["target"]} == {
        "opencode"
    }
    for target in ("a", "b"):
        (back,) = convert(project / target / ".opencode/agents/tidy.md", "claude", registry=REGISTRY).files
        assert "Bash" in back.text
    assert cli(*words, "opencode", "--option", "opencode.generation=2", "-o", "a", "--check")[0] == 0
    assert cli(*words, "opencode", "-o", "a", "--check")[0] == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("-t", "opencode", "-t", "opencode-2"), "'opencode' and 'opencode-2' are both 'opencode'"),
        (("-t", "opencode-2", "--option", "opencode.generation=1"), "and it is told '1'"),
        (("-t", "opencode-2", "--option", "opencode-2.generation=1"), "is 'opencode-2'; there are opencode"),
    ],
)
def test_what_cannot_be_meant_together_is_said(project: Path, words: tuple[str, ...], told: str) -> None:
    status, text = cli("export", ".claude", *words, "-o", "out")
    assert (status, told in text) == (2, True), text
    assert not (project / "out").exists()


def test_what_an_earlier_release_wrote_is_taken_out_by_its_record(project: Path) -> None:
    assert cli("export", ".claude", "-t", "opencode-2", "-o", "out")[0] == 0
    record = project / "out" / ".agentconv.json"
    record.write_text(record.read_text().replace('"target": "opencode"', '"target": "opencode-2"'))
    (project / ".claude/agents/tidy.md").rename(project / ".claude/agents/neat.md")
    (project / ".claude/agents/neat.md").write_text(CLAUDE.replace("tidy", "neat"))
    status, text = cli("export", ".claude", "-t", "opencode", "-o", "out")
    assert status == 0, text
    assert files(project / "out").keys() == {".agentconv.json", ".opencode/agents/neat.md"}


def test_other_commands_take_the_word(project: Path) -> None:
    found = batch([("a/.claude/agents/tidy.md", CLAUDE.encode())], ["opencode-2"], registry=REGISTRY)
    assert ["permissions:" in row.text for row in found] == [True]
    assert cli("formats", "open-code-2")[1].startswith("name       opencode\ntitle      OpenCode 2 agent")
    (project / "warm.md").write_text("---\nname: warm\ndescription: d\neffort: high\n---\nDo it.\n")
    lost = [
        cli("check", "warm.md", "--from", "claude", "-t", target)[1] for target in ("opencode", "opencode-2")
    ]
    assert ["effort has no place" in text for text in lost] == [False, True], lost
    assert "no client can be asked of 'opencode-2'" in cli("prove", ".claude", "-t", "opencode-2")[1]


HEAD = 'name = "b"\nversion = "1.0.0"\nsources = [".claude/agents", ".opencode/agents"]\n'
BY_OPTION = HEAD + '[targets.opencode.options]\ngeneration = "2"\n'
BY_WORD = HEAD + "[targets.opencode-2]\n"
MODELS = 'models = {sonnet = "own/model"}\n'


def built(project: Path, text: str) -> Any:
    (project / "agentconv.toml").write_text(text)
    report = Report()
    found = build.load_manifest(project, REGISTRY, report)
    result = build.build(found, project, REGISTRY, report) if found else None
    assert result is not None, report.diagnostics
    return result


def test_a_bundle_says_for_which_generation_it_was_written(project: Path) -> None:
    option, word = built(project, BY_OPTION), built(project, BY_WORD)
    for result, target in ((option, "opencode"), (word, "opencode-2")):
        index = json.loads(result.entries["manifest.json"])
        assert index["targets"] == [target]
        prove(index, result.entries, REGISTRY)
        own = {path.partition(f"targets/{target}/")[2]: d for path, d in result.entries.items()}
        assert own[".opencode/agents/look.md"] == V2.encode()
        assert b"permissions:" in own[".opencode/agents/tidy.md"]
    how = json.loads(option.entries["manifest.json"])["options"]["opencode"]
    assert how["settings"] == {"generation": "2"}
    assert tomllib.loads(option.lock.to_text())["options"] == {"opencode: generation": "2"}
    first = built(project, HEAD + "[targets.opencode]\n")
    assert "options: opencode: generation: 2 is locked, now nothing" in "\n".join(
        option.lock.differences(first.lock)
    )
    assert b"opencode (generation 2)" in option.beside["report.html"]
    bill = json.loads(option.beside["b-1.0.0.cdx.json"])["metadata"]["properties"]
    assert bill == [{"name": "agentconv:generation", "value": "opencode 2"}]
    statement = json.loads(option.beside["b-1.0.0.provenance.json"])["predicate"]["buildDefinition"]
    assert statement["externalParameters"]["options"] == {"opencode": {"generation": "2"}}
    index = json.loads(option.entries["manifest.json"])
    index["options"]["opencode"]["settings"]["generation"] = "1"
    with pytest.raises(Exception, match="does not say what the bundle's agents give"):
        prove(index, option.entries, REGISTRY)


def test_an_older_manifest_has_both_and_its_models(project: Path) -> None:
    result = built(project, BY_WORD + MODELS + "[targets.opencode]\n")
    heads = {
        t: result.entries[f"targets/{t}/.opencode/agents/tidy.md"].decode()
        for t in ("opencode", "opencode-2")
    }
    assert ["permissions:" in text for text in heads.values()] == [False, True]
    assert ["own/model" in text for text in heads.values()] == [False, True]
    prove(json.loads(result.entries["manifest.json"]), result.entries, REGISTRY)


@pytest.mark.parametrize(
    ("manifest", "target", "there"),
    [
        (BY_OPTION, "opencode", True),
        (BY_OPTION, "opencode-2", True),
        (BY_WORD, "opencode-2", True),
        (BY_WORD, "opencode", False),
        (HEAD + "[targets.opencode]\n", "opencode-2", False),
    ],
)
def test_a_bundle_is_installed_by_the_word_and_by_the_format(
    project: Path, manifest: str, target: str, *, there: bool
) -> None:
    (project / "agentconv.toml").write_text(manifest)
    assert cli("build")[0] == 0
    (project / "into").mkdir()
    request = InstallRequest("dist/b-1.0.0.zip", target, project / "into")
    if not there:
        with pytest.raises(UsageError, match="the bundle holds no files for"):
            install(request, REGISTRY, Report())
        return
    report = Report()
    assert install(request, REGISTRY, report) is not None, report.diagnostics
    assert b"permissions:" in files(project / "into")[".opencode/agents/tidy.md"]
    some = InstallRequest("dist/b-1.0.0.zip", target, project / "into", uninstall=True, agents=("tidy",))
    assert install(some, REGISTRY, report) is not None, report.diagnostics
    assert ".opencode/agents/tidy.md" not in files(project / "into")
    whole = InstallRequest("dist/b-1.0.0.zip", target, project / "into", uninstall=True)
    assert install(whole, REGISTRY, report) is not None, report.diagnostics
    assert files(project / "into") == {}
