"""SARIF holds what its schema says of the parts that are written."""

import json
from pathlib import Path
from typing import Any

import jsonschema

from agentconv.checking.run import CheckRequest, check
from agentconv.checking.sarif import to_sarif
from agentconv.host.registry import Registry
from tests.checking.texts import HIDDEN, run
from tests.conftest import FIXTURES

REGISTRY = Registry(plugins=False)
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
                    "invocations": {"type": "array", "items": {"$ref": "#/$defs/invocation"}},
                    "originalUriBaseIds": {
                        "type": "object",
                        "additionalProperties": {
                            "type": "object",
                            "additionalProperties": False,
                            "properties": {"description": {"$ref": "#/$defs/text"}},
                        },
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
        "told": {
            "type": "object",
            "required": ["text"],
            "additionalProperties": False,
            "properties": {"text": {"type": "string"}, "markdown": {"type": "string"}},
        },
        "uri": {"type": "string", "pattern": r"^https://[\w./-]+$"},
        "invocation": {
            "type": "object",
            "required": ["executionSuccessful"],
            "additionalProperties": False,
            "properties": {
                "executionSuccessful": {"type": "boolean"},
                "toolExecutionNotifications": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["message"],
                        "additionalProperties": False,
                        "properties": {
                            "level": {"$ref": "#/$defs/level"},
                            "message": {"$ref": "#/$defs/text"},
                            "associatedRule": {
                                "type": "object",
                                "additionalProperties": False,
                                "properties": {
                                    "id": {"type": "string"},
                                    "index": {"type": "integer", "minimum": -1},
                                },
                            },
                        },
                    },
                },
            },
        },
        "level": {"enum": ["none", "note", "warning", "error"]},
        "component": {
            "type": "object",
            "required": ["name"],
            "additionalProperties": False,
            "properties": {
                "name": {"type": "string"},
                "version": {"type": "string"},
                "semanticVersion": {"type": "string", "pattern": r"^\d+\.\d+\.\d+$"},
                "informationUri": {"$ref": "#/$defs/uri"},
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
                            "fullDescription": {"$ref": "#/$defs/text"},
                            "help": {"$ref": "#/$defs/told"},
                            "helpUri": {"$ref": "#/$defs/uri"},
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
                                            "uri": {
                                                "type": "string",
                                                "pattern": r"^[\w./:%~@!$&'()*+,;=-]+$",
                                            },
                                            "uriBaseId": {"type": "string"},
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
    assert len(only["results"]) == len([d for d in found if d.path]) > 100
    assert all(rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in only["results"])


def test_sarif_names_odd_paths_as_uris(tmp_path: Path) -> None:
    (tmp_path / "a b#ü.md").write_text(HIDDEN)
    done = run(".", "--format", "sarif", folder=tmp_path)
    (result,) = json.loads(done.stdout)["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "a%20b%23%C3%BC.md"
    assert place["region"] == {"startLine": 6, "startColumn": 3}


def sarif(*words: str, folder: Path) -> dict[str, Any]:
    """The one run of a check."""
    data = json.loads(run(*words, "--format", "sarif", folder=folder).stdout)
    jsonschema.Draft202012Validator(SARIF).validate(data)
    (only,) = data["runs"]
    return dict(only)


def test_code_scanning_finds_what_it_needs(tmp_path: Path) -> None:
    """A place with a line for every result, and words for every rule; the rest is said beside the results."""
    (tmp_path / "agents").mkdir()
    (tmp_path / "agents/a.md").write_text(HIDDEN)
    only = sarif("agents", "-t", "openai", "-t", "m365", "--power", folder=tmp_path)
    assert only["results"]
    for result in only["results"]:
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"] == {"uri": "agents/a.md", "uriBaseId": "SRCROOT"}
        assert place["region"]["startLine"] >= 1
    rules = {rule["id"]: rule for rule in only["tool"]["driver"]["rules"]}
    assert all(rule["help"]["text"] and rule["fullDescription"]["text"] for rule in rules.values())
    assert "Good:" in rules["hidden-text"]["help"]["markdown"]
    told = only["invocations"][0]["toolExecutionNotifications"]
    assert [one["associatedRule"]["id"] for one in told] == ["target-retired"]
    assert str(tmp_path) not in json.dumps(only)


def test_a_path_is_relative_where_it_can_be(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for place in ("in/a.md", "b.md"):
        (tmp_path / place).write_text(HIDDEN.replace("name: a", f"name: {place[-4]}"))
    words = (str(tmp_path / "in/a.md"), "../b.md")
    only = sarif(*words, "--select", "hidden-text", folder=tmp_path / "in")
    places = [r["locations"][0]["physicalLocation"]["artifactLocation"] for r in only["results"]]
    assert sorted(p["uri"] for p in places) == ["a.md", (tmp_path / "b.md").as_uri()]
    assert [p.get("uriBaseId") for p in places if p["uri"] == "a.md"] == ["SRCROOT"]


def test_nothing_found_is_a_run_without_results(tmp_path: Path) -> None:
    only = sarif("nowhere", folder=tmp_path)
    assert [r["ruleId"] for r in only["results"]] == ["not-found"]
    (tmp_path / "empty").mkdir()
    only = sarif("empty", folder=tmp_path)
    assert only["results"] == []
    assert only["invocations"][0]["toolExecutionNotifications"][0]["level"] == "error"
