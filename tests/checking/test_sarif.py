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
