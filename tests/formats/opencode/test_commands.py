"""Commands that stand in OpenCode's settings, in version 1 and version 2, and in Kilo's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.folder.exports import tree
from tests.reading.test_components import put, run
from tests.release.test_components import cli

SETTINGS = {
    "theme": "dark",
    "mcp": {"t": {"type": "remote", "url": "https://x.example", "headers": {"A": "{env:A}"}}},
    "command": {
        "test": {
            "template": "Run $ARGUMENTS for $1.",
            "description": "Tests.",
            "agent": "qa",
            "subtask": True,
        },
        "git/commit": {"template": "{file:./texts/commit.md}"},
    },
    "commands": {"two": {"template": "Two.", "subagent": False}},
}


@pytest.mark.parametrize(
    "name", ["opencode.json", "opencode.jsonc", "kilo.json", ".config/opencode/opencode.json"]
)
def test_each_is_a_file_that_says_the_same(tmp_path: Path, name: str) -> None:
    target = "kilo" if "kilo" in name else "opencode"
    folder = (tmp_path / "p" / name).parent
    put(
        tmp_path / "p" / name,
        "// mine\n" + json.dumps(SETTINGS) if name.endswith("c") else json.dumps(SETTINGS),
    )
    put(folder / "texts/commit.md", "Commit.\n")
    result = run(tmp_path / "p", target, kinds=("commands",))
    assert result.written, result.diagnostics
    out = {path: data.decode() for path, data in tree(tmp_path / "out").items()}
    assert {path for path in out if not path.startswith(".agentconv")} == {
        f".{target}/commands/{one}.md" for one in ("test", "two", "git/commit")
    }
    head = "---\ndescription: Tests.\nagent: qa\nsubtask: true\n---\n"
    assert out[f".{target}/commands/test.md"] == f"{head}Run $ARGUMENTS for $1."
    assert out[f".{target}/commands/git/commit.md"] == "---\n---\nCommit.\n"
    assert out[f".{target}/commands/two.md"] == "---\nsubtask: false\n---\nTwo."


def test_what_is_none_and_what_leads_out_is_told(tmp_path: Path) -> None:
    put(tmp_path / "secret.md", "Secret.\n")
    entries = {
        "none": {"description": "d"},
        "out": {"template": "{file:../secret.md}"},
        "../up": {"template": "Up."},
        "live": {"template": "Say {env:NAME}."},
    }
    put(tmp_path / "p/opencode.json", json.dumps({"command": entries}))
    result = run(tmp_path / "p", "opencode", kinds=("commands",), skip_bad=True)
    assert {path for path in tree(tmp_path / "out") if path.endswith(".md")} == {".opencode/commands/live.md"}
    told = [(d.code, d.message.partition(" ")[0]) for d in result.diagnostics]
    assert told[:4] == [
        ("wrong-type", "command.none"),
        ("link-outside", "the"),
        ("wrong-type", "command.../up"),
        ("live-text", "command.live:"),
    ]


def test_a_bundle_holds_the_command_and_not_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(
        tmp_path / "opencode.json", json.dumps({**SETTINGS, "command": {"test": SETTINGS["command"]["test"]}})
    )  # type: ignore[index]
    put(
        tmp_path / "agentconv.toml",
        'name = "x"\nversion = "1.0.0"\nsources = ["."]\nkinds = ["commands"]\n[targets.claude]\n',
    )
    monkeypatch.chdir(tmp_path)
    status, output = cli("build")
    assert status == 0, output
    assert cli("verify", "dist/x-1.0.0.zip")[0] == 0
    found = {path for path in tree(tmp_path / "dist/x-1.0.0") if path.startswith("components/")}
    assert found == {"components/commands/test/test.md", "components/commands/two/two.md"}
