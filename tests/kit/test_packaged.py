"""Packages of agents: manifests that the tools' own schemas take, names, and lists."""

import json
import re
from typing import Any

import jsonschema
import pytest

from agentconv.api import write
from agentconv.formats import PACKAGED
from agentconv.host.registry import Registry
from agentconv.kit.packaged import Packaged
from agentconv.model.agent import Agent
from agentconv.model.package import Package
from agentconv.writing.options import Options

REGISTRY = Registry(plugins=False)
KIT = Package(
    "Acme_Kit..2",
    "1.4.0",
    "For Acme",
    ("Ann",),
    "MIT",
    "https://example.org/kit",
    ("one", "two"),
    "https://example.org/repository",
    "Coding",
    "Acme's kit",
    {"Ann": {"email": "ann@example.org", "url": "https://example.org/ann"}},
    {
        "cursor-plugin": {"logo": "a.png", "color": "red"},
        "codex-plugin": {"interface": {"brandColor": "#f00"}, "marketplace.json": {"policy": {"installation": "NOT"}}},
        "agent-plugin": {"extensions": {"com.example.client": {"setting": True}}, "color": "red"},
        "gemini-extension": {"settings": [], "color": "red"},
        "claude-plugin": {"metadata": {"a": 1}, "color": "red", "marketplace.json": {"tags": ["x"], "color": "red"}},
        "copilot-plugin": {"tags": ["x"]},
    },
)  # fmt: skip


def files_of(target: str, package: Package | None = KIT) -> dict[str, Any]:
    agent = Agent("a", description="d", prompt="Do what is asked of you.\n")
    conversion = write(agent, target, options=Options(package=package), registry=REGISTRY)
    assert conversion.ok
    return {f.path: json.loads(f.text) for f in conversion.files if f.path.endswith(".json")}


def text(**more: Any) -> dict[str, Any]:
    return {"type": "string", **more}


TEXT, TEXTS = text(), {"type": "array", "items": text()}


def closed(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": required, "properties": properties, "additionalProperties": False}


ABOUT = {
    **dict.fromkeys(("version", "description", "homepage", "repository", "license"), TEXT),
    "keywords": TEXTS,
}
SCHEMAS = {
    # schemas/plugin.schema.json of cursor/plugins, read 2026-11-28
    "cursor-plugin": closed(
        ["name"],
        name=text(pattern=r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$"),
        author=closed(["name"], name=text(minLength=1), email=TEXT),
        **dict.fromkeys(("displayName", "publisher", "logo", "category"), TEXT),
        tags=TEXTS,
        variables={"type": "object"},
        **ABOUT,
    ),
    # schemas/1.0.0/plugin.schema.json of agentplugins/agent-plugins-spec, read 2026-11-28
    "agent-plugin": closed(
        ["$schema", "name"],
        **{"$schema": {"const": "https://agent-plugins.org/schemas/1.0.0/plugin.schema.json"}},
        name=text(pattern=r"^(?!.*(?:--|\.\.))[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$", maxLength=64),
        author=closed([], name=TEXT, email=TEXT, url=TEXT),
        extensions={"type": "object", "additionalProperties": {"type": "object"}},
        **ABOUT,
    ),
    # as quoted by adapters that run `agy` 1.0, read 2026-11-28
    "antigravity-plugin": closed(
        ["name"],
        **{"$schema": {"const": "https://antigravity.google/schemas/v1/plugin.json"}},
        name=text(pattern="^[a-zA-Z0-9_-]+$"),
        description=TEXT,
    ),
    # packages/cli/src/config/extension.ts of google-gemini/gemini-cli, read 2026-11-28
    "gemini-extension": {
        "type": "object",
        "required": ["name", "version"],
        "properties": {"name": text(pattern="^[a-zA-Z0-9-]+$"), "version": TEXT, "description": TEXT},
    },
}  # fmt: skip


@pytest.mark.parametrize("target", SCHEMAS)
@pytest.mark.parametrize(
    "package", [KIT, None, Package("x" * 200), Package("--")], ids=["all", "none", "long", "odd"]
)
def test_manifests_are_what_the_schemas_take(target: str, package: Package | None) -> None:
    fmt = REGISTRY.get(target)
    assert isinstance(fmt, Packaged)
    manifest = files_of(target, package)[fmt.manifest_path]
    jsonschema.validate(manifest, SCHEMAS[target])
    assert "color" not in manifest


EXPECTED: dict[str, dict[str, Any]] = {
    "cursor-plugin": {"logo": "a.png", "displayName": "Acme's kit", "author": {"name": "Ann", "email": "ann@example.org"}},
    "codex-plugin": {"interface": {"displayName": "Acme's kit", "category": "Coding", "brandColor": "#f00"}},
    "agent-plugin": {"extensions": {"com.example.client": {"setting": True}}},
    "gemini-extension": {"settings": []},
    "claude-plugin": {"metadata": {"a": 1}, "displayName": "Acme's kit"},
    "copilot-plugin": {"tags": ["x"], "category": "Coding"},
    "qwen-extension": {"version": "1.4.0"},
}  # fmt: skip


@pytest.mark.parametrize("target", EXPECTED)
def test_a_manifest_has_what_the_tool_knows_of_a_package(target: str) -> None:
    fmt = REGISTRY.get(target)
    assert isinstance(fmt, Packaged)
    manifest = files_of(target)[fmt.manifest_path]
    assert manifest["name"] == ("Acme_Kit..2" if target == "qwen-extension" else "acme-kit-2")
    assert manifest["description"] == "For Acme"
    assert EXPECTED[target].items() <= manifest.items()
    if target not in ("gemini-extension", "qwen-extension"):
        assert manifest["license"] == "MIT"
        assert manifest["keywords"] == ["one", "two"]
        assert manifest["repository"] == "https://example.org/repository"
        assert manifest["author"]["email"] == "ann@example.org"


def test_what_has_no_place_is_told_once() -> None:
    agents = [Agent(name, description="d", prompt="Do what is asked of you.\n") for name in "ab"]
    told = {}
    for target in sorted(PACKAGED):
        conversion = write(agents, target, options=Options(package=KIT), registry=REGISTRY)
        found = [d.message for d in conversion.diagnostics if d.code == "package-fact-left"]
        told[target] = found[0].partition("say of: ")[2] if found else ""
        assert len(found) < 2
    assert told == {
        "agent-plugin": "category, color, display name",
        "antigravity-plugin": "authors, category, contacts, display name, homepage, keywords, license, repository, version",
        "claude-plugin": "color",
        "codex-plugin": "",
        "copilot-plugin": "display name",
        "cursor-plugin": "color, contacts",
        "gemini-extension": "authors, category, color, contacts, display name, homepage, keywords, license, repository",
        "qwen-extension": "authors, category, contacts, display name, homepage, keywords, license, repository",
    }  # fmt: skip


def test_lists_say_where_packages_lie_in_each_tools_way() -> None:
    found = {
        target: files_of(target)
        for target in ("claude-plugin", "codex-plugin", "copilot-plugin", "cursor-plugin")
    }
    (claude,) = found["claude-plugin"][".claude-plugin/marketplace.json"]["plugins"]
    assert claude == {
        "name": "acme-kit-2",
        "source": "./",
        "description": "For Acme",
        "category": "Coding",
        "tags": ["x"],
    }
    (codex,) = found["codex-plugin"][".agents/plugins/marketplace.json"]["plugins"]
    assert codex["source"] == {"source": "local", "path": "."}
    assert codex["policy"] == {"installation": "NOT"}
    (copilot,) = found["copilot-plugin"][".github/plugin/marketplace.json"]["plugins"]
    assert copilot["version"] == "1.4.0"
    (cursor,) = found["cursor-plugin"][".cursor-plugin/marketplace.json"]["plugins"]
    assert cursor["source"] == "./"


def test_manifests_name_the_parts_that_have_to_be_named() -> None:
    codex = REGISTRY.get("codex-plugin")
    assert isinstance(codex, Packaged)
    parts = {"skill": ["skills/a/SKILL.md"], "server": [".mcp.json"]}
    manifest = codex.manifest_of(Package("kit"), parts)
    assert (manifest["skills"], manifest["mcpServers"]) == ("./skills/", "./.mcp.json")
    assert codex.manifest_of(Package("kit"), {}).keys() == {"name"}


@pytest.mark.parametrize("target", sorted(PACKAGED))
def test_what_becomes_of_agents_where_a_package_has_none_is_said(target: str) -> None:
    conversion = write(Agent("a", description="d", prompt="p"), target, registry=REGISTRY)
    said = [d for d in conversion.diagnostics if d.code == "agents-beside"]
    assert bool(said) == (target in ("agent-plugin", "codex-plugin"))
    (agent,) = [f.path for f in conversion.files if not f.is_index]
    assert re.match(r"(agents|com\.github\.copilot/agents|\.codex/agents)/a\.", agent)
