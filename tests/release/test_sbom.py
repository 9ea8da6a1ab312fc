"""The bill of materials is valid CycloneDX, and holds no settings."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from agentconv.release import sbom
from agentconv.release.built import Built
from tests.conftest import FIXTURES
from tests.release.projects import STEM, TEXT, built


def bills(project: Path) -> list[dict[str, Any]]:
    """The bill of the examples, and one of agents with every field."""
    found = [built(project)]
    agents = project / "agents"
    for name in ("kitchen-sink", "unquoted-colon", "name-slash", "name-unicode"):
        shutil.copy(FIXTURES / "claude" / f"{name}.md", agents)
    (agents / "odd.md").write_text(
        "---\nname: odd\ndescription: d\nlicense: All rights reserved, see (file)\nmodel: inherit\n---\n",
        encoding="utf-8",
    )
    text = TEXT.replace(
        'license = "MIT"',
        'license = "MIT OR (Apache-2.0 WITH LLVM-exception)"\nhomepage = "https://example.org/x"',
    )
    (project / "agentconv.toml").write_text(text, encoding="utf-8")
    found.append(built(project))
    found.append(with_skill(project))
    return [json.loads(b.beside[STEM + sbom.ENDING]) for b in found]


def with_skill(project: Path) -> Built:
    """The same with a skill that an agent names, and a server."""
    (project / "agents" / "counter.md").write_text(
        "---\nname: counter\ndescription: d\nskills: count\n---\nCount.\n", encoding="utf-8"
    )
    (project / "agents" / "skills" / "count").mkdir(parents=True)
    for name, text in (("SKILL.md", "---\nname: count\ndescription: d\n---\nCount.\n"), ("run.py", "1\n")):
        (project / "agents" / "skills" / "count" / name).write_text(text, encoding="utf-8")
    servers = '{"mcpServers": {"one": {"command": "one"}}}'
    (project / "agents" / ".mcp.json").write_text(servers, encoding="utf-8")
    text = (project / "agentconv.toml").read_text(encoding="utf-8")
    (project / "agentconv.toml").write_text(f'kinds = ["agents", "servers"]\n{text}', encoding="utf-8")
    return built(project)


def test_the_bill_is_valid_cyclonedx(project: Path) -> None:
    json_ = pytest.importorskip("cyclonedx.validation.json", reason="cyclonedx-python-lib is not installed")
    from cyclonedx.schema import SchemaVersion

    validator = json_.JsonStrictValidator(SchemaVersion.V1_6)
    for bill in bills(project):
        assert validator.validate_str(json.dumps(bill)) is None
        refs = {c["bom-ref"] for c in (bill["metadata"]["component"], *bill["components"], *bill["services"])}
        parts = {p["bom-ref"] for c in bill["components"] for p in c.get("components", [])}
        assert not refs & parts
        for item in bill["dependencies"]:
            assert {item["ref"], *item.get("dependsOn", [])} <= refs
    assert (
        validator.validate_str(json.dumps({**bill, "components": [{"type": "agent", "name": "x"}]}))
        is not None
    )


def test_the_bill_lists_agents_models_and_servers_but_no_settings(project: Path) -> None:
    small, large, _ = bills(project)
    kinds = {c["name"]: c["type"] for c in small["components"]}
    assert kinds == {
        "release-pilot": "data",
        "reviewer": "data",
        "scribe": "data",
        "opus": "machine-learning-model",
    }
    assert [s["name"] for s in small["services"]] == ["tracker"]
    assert {"ref": "agent:release-pilot", "dependsOn": ["model:opus", "mcp:tracker"]} in small["dependencies"]
    files = {p["name"] for c in small["components"] for p in c.get("components", [])}
    assert "targets/claude/.claude/agents/reviewer.md" in files
    assert "harbour" in [s["name"] for s in large["services"]]
    assert "command" not in json.dumps(large["services"])
    by_name = {c["name"]: c for c in large["components"]}
    assert by_name["odd"]["licenses"] == [{"license": {"name": "All rights reserved, see (file)"}}]
    assert "inherit" not in by_name


@pytest.mark.parametrize(
    "text", ["MIT", "Apache-2.0", "MIT OR (Apache-2.0 WITH LLVM-exception)", "LicenseRef-Own"]
)
def test_an_expression_of_spdx_is_one(text: str) -> None:
    assert sbom.is_expression(text)


@pytest.mark.parametrize(
    "text", ["Proprietary", "UNLICENSED", "Apache 2.0", "MIT OR Proprietary", "see LICENSE", "mine"]
)
def test_what_only_looks_like_an_expression_is_a_name(text: str) -> None:
    assert not sbom.is_expression(text)
    facts = sbom._named_facts("a", None, None, text, ())
    assert facts["licenses"] == [{"license": {"name": text}}]


def test_the_bill_lists_skills_and_so_on_with_their_files(project: Path) -> None:
    *_, bill = bills(project)
    found = {c["bom-ref"]: c for c in bill["components"]}
    for ref, files in (
        ("skill:count", ["components/skills/count/SKILL.md", "components/skills/count/run.py"]),
        ("server:one", ["components/servers/one.json"]),
    ):
        assert [part["name"] for part in found[ref]["components"]] == files
        assert all(part["hashes"][0]["content"] for part in found[ref]["components"])
    needs = {item["ref"]: item.get("dependsOn", []) for item in bill["dependencies"]}
    assert needs["agent:counter"] == ["skill:count"]
    assert {"skill:count", "server:one"} <= {*needs["acme-agents@1.4.0"]}
