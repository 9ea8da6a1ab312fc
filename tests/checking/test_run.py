"""A whole check: what is chosen, what is known, what it is printed as, and what the exit status is."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from agentconv.checking import baseline
from agentconv.checking.run import CheckRequest, check, chosen_codes
from agentconv.checking.sarif import to_sarif
from agentconv.cli.schema_of_json import report_schema
from agentconv.diagnostics import Diagnostic
from agentconv.errors import UsageError
from agentconv.host.registry import Registry
from tests.conftest import CORPUS, FIXTURES

REGISTRY = Registry(plugins=False)
GOOD = "---\nname: a\ndescription: d\ntools: Read\n---\nHi\n"
HIDDEN = GOOD.replace("Hi", "Hi\U000e0041")


def check_text(text: str, **options: Any) -> list[Diagnostic]:
    return list(check(CheckRequest(("-",), **options), REGISTRY, read=text.encode).diagnostics)


def run(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "NO_COLOR": "1"}
    return subprocess.run(
        [sys.executable, "-m", "agentconv", "check", *words],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


def test_codes_are_selected_and_ignored() -> None:
    assert chosen_codes(CheckRequest((), select=("tool-*",))) >= {"tool-case", "tool-retired"}
    assert "tool-case" not in chosen_codes(CheckRequest((), select=("tool-*",), ignore=("tool-case",)))
    assert "agent-power" not in chosen_codes(CheckRequest(()))
    with pytest.raises(UsageError, match="did you mean 'tool-case'"):
        chosen_codes(CheckRequest((), ignore=("tool-cse",)))


def test_findings_in_a_baseline_are_known_wherever_they_move(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(HIDDEN)
    found = check(CheckRequest((str(tmp_path),)), REGISTRY).diagnostics
    known = baseline.from_text(baseline.to_text(found))
    file.write_text(HIDDEN.replace("Hi", "\n\nHi"))
    moved = check(CheckRequest((str(tmp_path),), known=known), REGISTRY)
    assert (moved.diagnostics, moved.known, moved.gone, moved.ok) == ((), 1, 0, True)
    file.write_text(HIDDEN + "\u202e")
    assert [d.code for d in check(CheckRequest((str(tmp_path),), known=known), REGISTRY).diagnostics] == [
        "hidden-text"
    ]
    file.write_text(GOOD)
    assert check(CheckRequest((str(tmp_path),), known=known), REGISTRY).gone == 1


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"agentconv-baseline": 2}', '{"agentconv-baseline": 1, "findings": [1]}']
)
def test_a_broken_baseline_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="not a baseline"):
        baseline.from_text(text)


def test_one_agent_for_several_clients_does_not_collide(tmp_path: Path) -> None:
    for place in (".claude/agents/a.md", ".gemini/agents/a.md"):
        (tmp_path / place).parent.mkdir(parents=True)
        (tmp_path / place).write_text("---\nname: a\ndescription: " + place + "\n---\nHi\n")
    request = CheckRequest((str(tmp_path),))
    assert "name-collision" not in {d.code for d in check(request, REGISTRY).diagnostics}
    with_target = CheckRequest((str(tmp_path),), targets=("codex",))
    assert "name-collision" in {d.code for d in check(with_target, REGISTRY).diagnostics}


def test_exit_statuses(tmp_path: Path) -> None:
    (tmp_path / "good.md").write_text(GOOD)
    (tmp_path / "note.md").write_text(GOOD.replace("tools", "weather: sunny\ntools"))
    (tmp_path / "bad.md").write_text(HIDDEN)
    assert run("good.md", folder=tmp_path).returncode == 0
    assert run("note.md", folder=tmp_path).returncode == 0
    assert run("bad.md", folder=tmp_path).returncode == 1
    assert run("nowhere.md", folder=tmp_path).returncode == 1
    assert run(folder=tmp_path).returncode == 2
    assert run("bad.md", "-t", "nothing", folder=tmp_path).returncode == 2
    assert run("bad.md", "--select", "nothing", folder=tmp_path).returncode == 2
    assert run("bad.md", "--baseline", "nowhere.json", folder=tmp_path).returncode == 2
    assert run("bad.md", "--baseline", "b.json", "--update-baseline", folder=tmp_path).returncode == 0
    assert run("bad.md", "--baseline", "b.json", folder=tmp_path).returncode == 0
    assert run("-", "--fix", folder=tmp_path).returncode == 2


SARIF: dict[str, Any] = {
    "type": "object",
    "required": ["version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"enum": ["2.1.0"]},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool"],
                "additionalProperties": False,
                "properties": {
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "additionalProperties": False,
                        "properties": {"driver": {"$ref": "#/$defs/component"}},
                    },
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "results": {"type": "array", "items": {"$ref": "#/$defs/result"}},
                },
            },
        },
    },
    "$defs": {
        "text": {
            "type": "object",
            "required": ["text"],
            "additionalProperties": False,
            "properties": {"text": {"type": "string"}},
        },
        "level": {"enum": ["none", "note", "warning", "error"]},
        "component": {
            "type": "object",
            "required": ["name"],
            "additionalProperties": False,
            "properties": {
                "name": {"type": "string"},
                "version": {"type": "string"},
                "rules": {
                    "type": "array",
                    "uniqueItems": True,
                    "items": {
                        "type": "object",
                        "required": ["id"],
                        "additionalProperties": False,
                        "properties": {
                            "id": {"type": "string"},
                            "shortDescription": {"$ref": "#/$defs/text"},
                            "help": {"$ref": "#/$defs/text"},
                            "defaultConfiguration": {
                                "type": "object",
                                "additionalProperties": False,
                                "properties": {"level": {"$ref": "#/$defs/level"}},
                            },
                        },
                    },
                },
            },
        },
        "result": {
            "type": "object",
            "required": ["message"],
            "additionalProperties": False,
            "properties": {
                "ruleId": {"type": "string"},
                "ruleIndex": {"type": "integer", "minimum": -1},
                "level": {"$ref": "#/$defs/level"},
                "message": {"$ref": "#/$defs/text"},
                "partialFingerprints": {"type": "object", "additionalProperties": {"type": "string"}},
                "locations": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "additionalProperties": False,
                        "properties": {
                            "physicalLocation": {
                                "type": "object",
                                "additionalProperties": False,
                                "properties": {
                                    "artifactLocation": {
                                        "type": "object",
                                        "additionalProperties": False,
                                        "properties": {
                                            "uri": {"type": "string", "pattern": r"^[\w./:%~@!$&'()*+,;=-]+$"}
                                        },
                                    },
                                    "region": {
                                        "type": "object",
                                        "additionalProperties": False,
                                        "properties": {
                                            "startLine": {"type": "integer", "minimum": 1},
                                            "startColumn": {"type": "integer", "minimum": 1},
                                        },
                                    },
                                },
                            }
                        },
                    },
                },
            },
        },
    },
}
"""What SARIF 2.1.0 says of the parts that are written here, in our words; nothing else may be in them."""


def test_sarif_fits_its_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SARIF)
    request = CheckRequest(
        (str(FIXTURES / "claude"), str(FIXTURES / "broken")), targets=("openai",), quiet=False
    )
    found = check(request, REGISTRY).diagnostics
    data = to_sarif(found)
    jsonschema.Draft202012Validator(SARIF).validate(data)
    (only,) = data["runs"]
    rules = only["tool"]["driver"]["rules"]
    assert len(only["results"]) == len(found) > 100
    assert all(rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in only["results"])


def test_sarif_names_odd_paths_as_uris(tmp_path: Path) -> None:
    (tmp_path / "a b#ü.md").write_text(HIDDEN)
    done = run(".", "--format", "sarif", folder=tmp_path)
    (result,) = json.loads(done.stdout)["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "a%20b%23%C3%BC.md"
    assert place["region"] == {"startLine": 6, "startColumn": 3}


def test_github_annotations_cannot_be_broken_out_of(tmp_path: Path) -> None:
    (tmp_path / "a,b:c%.md").write_text(
        GOOD.replace("name: a", "name: b").replace("tools: Read", "tools: 'Read, x\u2028::error::y'")
    )
    (tmp_path / "b.md").write_text(HIDDEN)
    lines = run(".", "--format", "github", folder=tmp_path).stdout.splitlines()
    assert lines[0].startswith("::notice file=a%2Cb%3Ac%25.md,line=4,col=8,title=tool-unknown::")
    assert lines[1].startswith("::error file=b.md,line=6,col=3,title=hidden-text::")
    assert all(line.startswith("::") for line in lines)


def test_json_fits_the_published_schema(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\nname: a\ndescription: x: y\n---\nHi \u200b!\n")
    done = run(".", "--fix", "--format", "json", "-t", "cursor", folder=tmp_path)
    data = json.loads(done.stdout)
    jsonschema.Draft202012Validator(report_schema()).validate(data)
    assert [f["path"] for f in data["fixed"]] == ["a.md"]
    assert data["agents"][0]["because"] == "no list bounds its tools"


def test_the_time_of_a_check_grows_with_the_files() -> None:
    """References look names up; they do not walk through them."""
    head = "---\nname: {}\ndescription: d\ntools: Read\n---\n"
    text = head + "\n".join(f'subagent_type="x{i}"' for i in range(5000))
    assert len(check_text(text.replace("{}", "a"))) == 20


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not beside this checkout")
def test_the_corpus_has_one_finding_of_hidden_text_and_no_secret() -> None:
    found = check(
        CheckRequest((str(CORPUS),), select=("hidden-text", "zero-width", "look-alike", "secret")), REGISTRY
    )
    assert [Path(d.path or "").name for d in found.diagnostics] == [
        "azure-verified-modules-owner-triage.agent.md"
    ]
