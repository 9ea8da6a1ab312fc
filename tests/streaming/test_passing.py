"""An export behind filters: the same as if the sources had said so, in chunks, processes and from the cache."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agentconv.cli import outcome
from agentconv.errors import UsageError
from agentconv.export import ExportRequest, ExportResult, export
from agentconv.host.registry import Registry
from agentconv.streaming.workshop import Workshop
from agentconv.writing.options import Options
from tests.folder.exports import tree
from tests.host.test_filters import filter_file
from tests.streaming.conftest import agent

SHORT = "return with_fields(agent, {'description': 'Short.'})"


class Run:
    """Exports of one folder through the one filter of a file."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.source, self.out = folder, folder / "agents", folder / "out"
        self.file = folder / "mine.py"

    def has(self, body: str) -> "Run":
        self.file.write_text(
            filter_file(body, more="from agentconv import Option; options = (Option('a', 'A.'),)")
        )
        return self

    def __call__(
        self, *, settings: dict[str, Any] | None = None, wider: bool = False, **more: Any
    ) -> ExportResult:
        options = Options(filters=(str(self.file),), settings=settings or {}, allow_wider=wider)
        request = ExportRequest(
            (str(self.source),), ("claude", "codex"), self.out, options=options, cache=True
        )
        return export(replace(request, **more), Registry())

    def files(self) -> dict[str, bytes]:
        return {p: data for p, data in tree(self.out).items() if not p.startswith(".agentconv")}


@pytest.fixture
def run(source: Path) -> Run:
    return Run(source.parent)


@pytest.fixture
def converted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The agents that are converted, one by one."""
    names: list[str] = []
    real = Workshop.convert

    def convert(self: Workshop, document, *args, **more):  # type: ignore[no-untyped-def]
        names.append(document.agent.name)
        return real(self, document, *args, **more)

    monkeypatch.setattr(Workshop, "convert", convert)
    return names


def seen(result: ExportResult) -> object:
    return json.loads(json.dumps(outcome.export_json(result), default=str))["diagnostics"]


def test_files_are_those_of_sources_that_say_so(run: Run, tmp_path: Path) -> None:
    assert run.has(SHORT)().ok
    made = run.files()
    for path in run.source.iterdir():
        path.write_text(path.read_text().replace(f"Does {path.stem}.", "Short."))
    run.has("return agent")()
    assert run.files() == made


def test_what_no_filter_changes_is_kept_to_the_byte(run: Run) -> None:
    odd = agent("odd", "tools:   Read,Bash # why\n")
    (run.source / "odd.md").write_text(odd)
    run.has("return agent if agent.name == 'odd' else with_fields(agent, {'prompt': 'Other.'})")()
    assert run.files()[".claude/agents/odd.md"] == odd.encode()


def test_who_is_left_out_has_no_file_and_a_note(run: Run) -> None:
    result = run.has("return None if agent.name > 'a2' else agent")()
    assert sorted(p for p in run.files() if p.startswith(".codex")) == [
        f".codex/agents/a{n}.toml" for n in range(3)
    ]
    assert [d.agent for d in result.diagnostics if d.code == "filter-left-out"] == ["a3", "a4", "a5"]
    assert result.ok
    result = run.has("return None")()
    assert [d.message.partition(":")[0] for d in result.diagnostics if d.severity == "error"] == [
        "the filters leave out all of 6 agents"
    ]


def test_a_second_run_converts_nothing_and_says_the_same(run: Run, converted: list[str]) -> None:
    first = run.has(
        "return None if agent.name == 'a1' else with_fields(agent, {'name': 'x-' + agent.name})"
    )()
    assert len(converted) == 10
    files = run.files()
    assert seen(run()) == seen(first)
    assert len(converted) == 10
    assert run.files() == files
    (run.out / ".codex" / "agents" / "x-a2.toml").unlink()
    assert seen(run()) == seen(first)
    assert {*converted[10:]} == {"x-a2"}
    assert run.files() == files


@pytest.mark.parametrize("what", ["code", "option"])
def test_another_filter_is_another_run(run: Run, converted: list[str], what: str) -> None:
    run.has(SHORT)()
    if what == "code":
        run.has(SHORT.replace("Short", "Shorter"))()
        assert b"Shorter." in run.files()[".claude/agents/a1.md"]
    else:
        run(settings={"mine": {"a": "b"}})
    assert len(converted) == 24


def test_several_processes_give_the_same(run: Run) -> None:
    for number in range(150):
        (run.source / f"n{number}.md").write_text(agent(f"n{number}"))
    run.has("return None if agent.name.endswith('7') else with_fields(agent, {'name': agent.name + '-x'})")
    one = run(cache=False, jobs=1)
    files = run.files()
    two = replace_out(run, "two")(cache=False, jobs=2)
    assert (seen(two), run.files()) == (seen(one), files)


def replace_out(run: Run, name: str) -> Run:
    run.out = run.folder / name
    return run


def test_a_newer_version_that_is_left_out_does_not_bring_the_older_back(run: Run) -> None:
    for version in ("1.0", "2.0"):
        (run.source / f"v{version}.md").write_text(agent("v", f"version: '{version}'\n"))
    run.has("return None if agent.version == '2.0' else agent")()
    assert ".claude/agents/v.md" not in run.files()


def test_one_agent_of_a_file_of_several_is_left_out(run: Run) -> None:
    text = "customModes:\n" + "".join(
        f"- slug: m{n}\n  name: M{n}\n  roleDefinition: r\n  groups: [read]\n" for n in range(3)
    )
    (run.source / ".roomodes").write_text(text)
    run.has("return None if agent.name == 'm1' else agent")(targets=("roo",))
    found = run.files()[".roomodes"].decode()
    assert ("slug: m0" in found, "slug: m1" in found, "slug: m2" in found) == (True, False, True)


def test_two_agents_of_one_name_stop_the_export(run: Run) -> None:
    result = run.has("return with_fields(agent, {'name': 'same'})")()
    assert {d.code for d in result.diagnostics if d.severity == "error"} == {"name-collision"}
    assert not run.out.exists() or not run.files()
    result = run(skip_bad=True)
    assert (result.partial, [p for p in run.files() if "claude" in p]) == (True, [".claude/agents/same.md"])


def test_power_stops_the_export_until_it_is_allowed(run: Run) -> None:
    run.has("return with_fields(agent, {'tools.allow': None}) if agent.name == 'a1' else agent")
    result = run()
    assert [(d.code, d.filter) for d in result.diagnostics if d.severity == "error"] == [
        ("power-widened", "mine")
    ]
    assert not result.written
    assert run(wider=True).written


def test_skip_bad_leaves_out_what_a_filter_fails_at(run: Run) -> None:
    run.has("return agent if agent.name != 'a1' else 1 / 0")
    assert not run().written
    result = run(skip_bad=True)
    assert [d.agent for d in result.diagnostics if d.severity == "error"] == ["a1"]
    assert sorted(p[-5:] for p in run.files() if "claude" in p) == [
        "a0.md",
        "a2.md",
        "a3.md",
        "a4.md",
        "a5.md",
    ]


def test_agents_of_packages_are_renamed_where_they_are_named(run: Run) -> None:
    for name in ("one", "two"):
        folder = run.source / name
        (folder / ".claude-plugin").mkdir(parents=True)
        (folder / "agents").mkdir()
        (folder / ".claude-plugin" / "plugin.json").write_text(json.dumps({"name": name}))
        (folder / "agents" / "tidy.md").write_text(agent("tidy", body=f"I am of {name}.\n"))
        (folder / "agents" / "boss.md").write_text(agent(f"boss-{name}", body=f"Use `{name}:tidy` here.\n"))
    run.has("return with_fields(agent, {'name': 'x-' + agent.name})")(targets=("claude", "claude-plugin"))
    files = run.files()
    assert b"name: x-one-tidy" in files[".claude/agents/x-one-tidy.md"]
    assert b"x-one-tidy" in files[".claude/agents/x-boss-one.md"]
    assert b"name: x-tidy" in files["plugins/one/agents/x-tidy.md"]
    assert b"one:x-tidy" in files["plugins/one/agents/x-boss-one.md"]


def test_an_unknown_filter_or_option_is_the_callers_mistake(run: Run) -> None:
    run.has("return agent")
    with pytest.raises(UsageError, match="has no option 'b'"):
        run(settings={"mine": {"b": "c"}})
    with pytest.raises(UsageError, match="options for 'other'"):
        run(settings={"other": {"b": "c"}})
    with pytest.raises(UsageError, match="unknown filter"):
        run(options=Options(filters=("nobody",)))


def test_who_is_renamed_is_called_so_by_the_others(run: Run) -> None:
    (run.source / "boss.md").write_text(agent("boss", "tools: Agent(a1)\n", "Use @agent-a1 here.\n"))
    run.has("return with_fields(agent, {'name': 'x-' + agent.name})")()
    text = run.files()[".claude/agents/x-boss.md"].decode()
    assert ("Use @agent-x-a1 here." in text, "Agent(x-a1)" in text) == (True, True)
    run()
    assert run.files()[".claude/agents/x-boss.md"].decode() == text
