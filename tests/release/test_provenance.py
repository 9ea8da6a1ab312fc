"""The provenance names every archive, and nothing else is taken for one."""

import json
from pathlib import Path

import jsonschema
import pytest

from agentconv.bundle import archive, contents
from agentconv.errors import Problem
from agentconv.release import provenance
from tests.release.projects import STEM, built, run

DIGEST = {
    "type": "object",
    "properties": {"sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"}},
    "required": ["sha256"],
}
STATEMENT = {
    "type": "object",
    "required": ["_type", "subject", "predicateType", "predicate"],
    "additionalProperties": False,
    "properties": {
        "_type": {"const": "https://in-toto.io/Statement/v1"},
        "predicateType": {"const": "https://slsa.dev/provenance/v1"},
        "subject": {
            "type": "array",
            "minItems": 1,
            "items": {"type": "object", "required": ["name", "digest"], "properties": {"digest": DIGEST}},
        },
        "predicate": {
            "type": "object",
            "required": ["buildDefinition", "runDetails"],
            "additionalProperties": False,
            "properties": {
                "buildDefinition": {
                    "type": "object",
                    "required": ["buildType", "externalParameters"],
                    "additionalProperties": False,
                    "properties": {
                        "buildType": {"type": "string", "format": "uri"},
                        "externalParameters": {"type": "object"},
                        "internalParameters": {"type": "object"},
                        "resolvedDependencies": {
                            "type": "array",
                            "items": {"type": "object", "required": ["name", "digest"], "properties": {"digest": DIGEST}},
                        },
                    },
                },
                "runDetails": {
                    "type": "object",
                    "required": ["builder"],
                    "additionalProperties": False,
                    "properties": {
                        "builder": {
                            "type": "object",
                            "required": ["id"],
                            "properties": {"id": {"type": "string"}, "version": {"type": "object", "additionalProperties": {"type": "string"}}},
                            "additionalProperties": False,
                        },
                        "metadata": {"type": "object"},
                        "byproducts": {"type": "array"},
                    },
                },
            },
        },
    },
}  # fmt: skip
"""in-toto Statement v1 and SLSA provenance v1, as far as their specifications say what must be there."""


def test_the_provenance_names_every_archive(project: Path) -> None:
    result = built(project)
    data = result.beside[STEM + provenance.ENDING]
    jsonschema.Draft202012Validator(STATEMENT).validate(json.loads(data))
    files = {**result.archives, **result.beside}
    del files[STEM + provenance.ENDING]
    assert provenance.read(data).subjects == {
        name: contents.digest(content) for name, content in files.items()
    }
    definition = json.loads(data)["predicate"]["buildDefinition"]
    inputs = {d["name"]: d["digest"]["sha256"] for d in definition["resolvedDependencies"]}
    assert inputs["agentconv.toml"] == contents.digest((project / "agentconv.toml").read_bytes())
    assert inputs["agents/reviewer.md"] == contents.digest((project / "agents" / "reviewer.md").read_bytes())
    assert definition["externalParameters"]["targets"] == ["claude", "openai", "prompts"]


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{}", '{"_type": "https://in-toto.io/Statement/v1"}', '{"payload": "%", "payloadType": "x"}',
        '{"payload": "%%", "payloadType": "application/vnd.in-toto+json"}', '{"dsseEnvelope": {"payload": 1}}',
        '{"_type": "https://in-toto.io/Statement/v1", "predicateType": "https://slsa.dev/provenance/v1", "subject": [1]}',
        '{"_type": "https://in-toto.io/Statement/v1", "predicateType": "https://slsa.dev/provenance/v1", "subject": '
        '[{"name": "a", "digest": {"sha256": "1"}}, {"name": "a", "digest": {"sha256": "2"}}]}',
    ],
)  # fmt: skip
def test_what_is_no_provenance_is_told(text: str, project: Path) -> None:
    with pytest.raises(Problem):
        provenance.read(text.encode())
    (project / "x.json").write_text(text, encoding="utf-8")
    (project / "a.zip").write_bytes(archive.zip_bytes({"a/x": b"1"}))
    done = run("verify", "--provenance", "x.json", "a.zip", cwd=project)
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert b"x.json: error[" in done.stderr
