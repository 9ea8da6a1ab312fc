"""Roles that `config.toml` declares."""

from pathlib import Path

from agentconv.diagnostics import Report
from agentconv.export import ExportRequest, export
from agentconv.host.registry import Registry
from agentconv.reading.sources import Loaded, load

REGISTRY = Registry(plugins=False)
FILES = {
    ".codex/config.toml": """
model = "gpt-5.4"
[agents]
max_threads = 4
[agents.worker]
description = "Does the work"
config_file = "roles/worker.toml"
[agents.both]
description = "From the table"
config_file = "./agents/both.toml"
[agents.bare]
description = "Only told"
[agents.mute]
config_file = "roles/mute.toml"
""",
    ".codex/roles/worker.toml": 'sandbox_mode = "read-only"\ndeveloper_instructions = "Work."\n',
    ".codex/roles/mute.toml": 'model_reasoning_effort = "low"\n',
    ".codex/agents/both.toml": 'name = "other"\ndescription = "Own"\ndeveloper_instructions = "Both."\n',
    ".codex/agents/alone.toml": 'name = "alone"\ndescription = "d"\ndeveloper_instructions = "Alone."\n',
}


def read(folder: Path, files: dict[str, str]) -> tuple[Loaded, Report]:
    for place, text in files.items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    report = Report()
    return load([str(folder)], REGISTRY, report), report


def test_a_role_has_what_its_table_and_its_file_say(tmp_path: Path) -> None:
    loaded, report = read(tmp_path, FILES)
    found = {d.agent.name: (d.agent.description, d.agent.prompt) for d in loaded.documents}
    assert found == {
        "worker": ("Does the work", "Work."),
        "other": ("Own", "Both."),
        "alone": ("d", "Alone."),
    }
    assert not report.errors()
    told = [d.message for d in report.diagnostics if d.code == "built-in-changed"]
    assert [what.partition(" ")[0] for what in told] == ["'bare'", "'mute'"]


def test_declared_roles_are_exported(tmp_path: Path) -> None:
    read(tmp_path / "in", FILES)
    for target, place in (("claude", ".claude/agents/worker.md"), ("codex", ".codex/agents/worker.toml")):
        result = export(ExportRequest((str(tmp_path / "in"),), (target,), tmp_path / target), REGISTRY)
        assert result.ok
        text = (tmp_path / target / place).read_text("utf-8")
        assert "Does the work" in text
        assert "Work." in text


def test_a_file_that_is_declared_needs_no_name(tmp_path: Path) -> None:
    files = {
        ".codex/config.toml": '[agents.w]\ndescription = "d"\nconfig_file = "agents/w.toml"\n',
        ".codex/agents/w.toml": 'developer_instructions = "Work."\n',
    }
    _, report = read(tmp_path / "in", files)
    assert report.diagnostics == ()
    request = ExportRequest((str(tmp_path / "in"),), ("codex",), tmp_path / "out", strict=True)
    assert export(request, REGISTRY).diagnostics == ()


def test_a_path_from_the_project_means_the_file_that_is_there(tmp_path: Path) -> None:
    table = '[agents.w]\ndescription = "d"\nconfig_file = ".codex/agents/{}.toml"\n'
    files = {
        "one/.codex/config.toml": table.format("w"),
        "one/.codex/agents/w.toml": 'developer_instructions = "Work."\nsandbox_mode = "read-only"\n',
    }
    loaded, report = read(tmp_path / "in", files)
    (document,) = loaded.documents
    assert (document.agent.name, document.agent.prompt) == ("w", "Work.")
    assert [(d.code, d.severity.value) for d in report.diagnostics] == [("file-missing", "warning")]
    _, report = read(tmp_path / "not", {"one/.codex/config.toml": table.format("x")})
    assert [d.code for d in report.errors()] == ["not-found"]


def test_a_file_that_cannot_be_had_is_an_error(tmp_path: Path) -> None:
    files = {".codex/config.toml": '[agents.w]\ndescription = "d"\nconfig_file = "../away.toml"\n'}
    loaded, report = read(tmp_path, files)
    assert not loaded.documents
    assert [d.code for d in report.errors()] == ["link-outside"]


def test_settings_without_roles_are_no_agent(tmp_path: Path) -> None:
    loaded, report = read(tmp_path, {".codex/config.toml": 'model = "gpt-5.4"\n'})
    assert not loaded.documents
    assert [(left.kind, left.path.rpartition("/")[2]) for left in loaded.skipped] == [
        ("settings", "config.toml")
    ]
    assert not report.errors()
