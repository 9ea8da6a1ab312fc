"""What a release is made of, as a CycloneDX 1.6 bill of materials: `NAME-VERSION.cdx.json`.

Its components are the agents and the skills, commands and so on beside them, each with its files in it, and
the models that they name; its services are the MCP servers that they use.
Facts: https://cyclonedx.org/docs/1.6/json/ (read 2026-11-20); the tests hold it against the schema of
cyclonedx-python-lib. Of servers only names are written: settings may hold secrets.
The serial number is made from the content, and there is a time only where SOURCE_DATE_EPOCH gives one.
"""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from agentconv.bundle import contents
from agentconv.containers.json import dump
from agentconv.kit.document import Document
from agentconv.kit.model_map import INHERIT
from agentconv.model.agent import Agent
from agentconv.model.vocabulary import ALL, MCP
from agentconv.release.index import generations_of
from agentconv.release.lock import Lock
from agentconv.release.manifest import Manifest

ENDING = ".cdx.json"
LICENSES = frozenset({
    "0BSD", "AFL-3.0", "AGPL-3.0-only", "AGPL-3.0-or-later", "Apache-1.1", "Apache-2.0", "Artistic-2.0",
    "BSD-1-Clause", "BSD-2-Clause", "BSD-2-Clause-Patent", "BSD-3-Clause", "BSD-3-Clause-Clear",
    "BSD-4-Clause", "BSL-1.0", "BUSL-1.1", "CC-BY-4.0", "CC-BY-NC-4.0", "CC-BY-NC-ND-4.0",
    "CC-BY-NC-SA-4.0", "CC-BY-ND-4.0", "CC-BY-SA-4.0", "CC-BY-3.0", "CC-BY-SA-3.0", "CC0-1.0",
    "CDDL-1.0", "CDDL-1.1", "CECILL-2.1", "ECL-2.0", "EPL-1.0", "EPL-2.0", "EUPL-1.1", "EUPL-1.2",
    "Elastic-2.0", "GFDL-1.3-only", "GFDL-1.3-or-later", "GPL-2.0-only", "GPL-2.0-or-later",
    "GPL-3.0-only", "GPL-3.0-or-later", "ISC", "LGPL-2.1-only", "LGPL-2.1-or-later", "LGPL-3.0-only",
    "LGPL-3.0-or-later", "LPPL-1.3c", "MIT", "MIT-0", "MPL-1.1", "MPL-2.0", "MS-PL", "MS-RL",
    "MulanPSL-2.0", "NCSA", "ODbL-1.0", "OFL-1.1", "OSL-3.0", "PostgreSQL", "PSF-2.0", "Python-2.0",
    "SSPL-1.0", "UPL-1.0", "Unlicense", "Vim", "W3C", "WTFPL", "X11", "Zlib",
})  # fmt: skip
"""Identifiers of the SPDX list (3.27, read 2026-11-28) that projects use; any other text is a name."""
_WORDS = frozenset({"AND", "OR", "WITH"})
_EXPRESSION = re.compile(r"\(*[A-Za-z0-9.+-]+\)*(?: (?:AND|OR|WITH) \(*[A-Za-z0-9.+-]+\)*)*")


def bill(
    manifest: Manifest,
    documents: Sequence[Document],
    facts: Mapping[str, Any],
    entries: Mapping[str, bytes],
    lock: Lock,
    epoch: int,
) -> bytes:
    """The bill of a bundle whose index says `facts` and whose files are `entries`."""
    root = f"{manifest.name}@{manifest.version}"
    agents = {d.agent.name: d.agent for d in documents}
    components = [_agent(item, agents[item["name"]], entries) for item in facts["agents"]]
    beside = [_beside(item, entries) for item in contents.listed_components(facts)]
    models = sorted({a.model for a in agents.values() if a.model and a.model != INHERIT})
    servers = sorted({server for a in agents.values() for server in servers_of(a)})
    whole: dict[str, Any] = {
        "type": "application",
        "bom-ref": root,
        **_named_facts(
            manifest.name, manifest.version, manifest.description, manifest.license, manifest.authors
        ),
    }
    if manifest.homepage and re.match(r"https?://[^\s/]+\S*\Z", manifest.homepage):
        whole["externalReferences"] = [{"type": "website", "url": manifest.homepage}]
    tools = [
        {"type": "application", "name": name, "version": version}
        for name, version in sorted(lock.tables["tools"].items())
    ]
    made: dict[str, Any] = {}
    filters = [{"name": "agentconv:filter", "value": text} for text in _filters(facts)]
    told = [
        {"name": "agentconv:generation", "value": f"{target} {word}"}
        for target, word in generations_of(facts).items()
    ]
    after = {"properties": [*filters, *told]} if filters or told else {}
    if epoch:
        made["timestamp"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(epoch))
    bom: dict[str, Any] = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {**made, "tools": {"components": tools}, "component": whole, **after},
        "components": [
            *components,
            *beside,
            *({"type": "machine-learning-model", "bom-ref": f"model:{m}", "name": m} for m in models),
        ],
        "services": [{"bom-ref": f"mcp:{name}", "name": name} for name in servers],
        "dependencies": [
            {"ref": root, "dependsOn": [c["bom-ref"] for c in (*components, *beside)]},
            *({"ref": f"agent:{item['id']}", "dependsOn": _needs(agents[item["name"]], facts)}
              for item in facts["agents"]),
        ],
    }  # fmt: skip
    serial = uuid.uuid5(uuid.NAMESPACE_OID, contents.digest(dump(bom).encode()))
    head = {"bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": f"urn:uuid:{serial}"}
    return dump({**head, **bom}).encode()


def _filters(facts: Mapping[str, Any]) -> list[str]:
    """The filters that changed the agents, each with who made it, in their order."""
    found = []
    for one in facts.get("filters", []):
        code = f", sha256:{one['sha256']}" if "sha256" in one else ""
        found.append(f"{one['name']} ({one['by']}{code})")
    return found


def servers_of(agent: Agent) -> set[str]:
    """The MCP servers that an agent defines or lists tools of."""
    listed = {t.server for t in agent.tools.allow or () if t.name == MCP and t.native is None}
    return {name for name in {*agent.mcp_servers, *listed} if name and name != ALL}


def _needs(agent: Agent, facts: Mapping[str, Any]) -> list[str]:
    """What an agent depends on: its model, its servers, and what is in the bundle since it names it."""
    needs = [f"mcp:{name}" for name in sorted(servers_of(agent))]
    needs += [_ref(c) for c in contents.listed_components(facts) if agent.name in c.get("agents", ())]
    if agent.model and agent.model != INHERIT:
        needs.insert(0, f"model:{agent.model}")
    return needs


def _agent(item: Mapping[str, Any], agent: Agent, entries: Mapping[str, bytes]) -> dict[str, Any]:
    """An agent as a component that holds its files in the bundle."""
    files = {item["neutral"]}
    if "contract" in item:
        files.add(item["contract"])
    files.update(path for target in item["targets"].values() for path in target["files"])
    return {
        "type": "data",
        "bom-ref": f"agent:{item['id']}",
        **_named_facts(agent.name, agent.version, agent.description, agent.license, agent.authors),
        "hashes": [{"alg": "SHA-256", "content": item["source"]["sha256"]}],
        "properties": [
            {"name": "agentconv:source", "value": item["source"]["path"]},
            {"name": "agentconv:format", "value": item["source"]["format"]},
            {"name": "agentconv:power", "value": item["power"]},
        ],
        "components": _files(f"agent:{item['id']}", files, entries),
    }


def _beside(item: Mapping[str, Any], entries: Mapping[str, bytes]) -> dict[str, Any]:
    """A skill, a command and so on as a component that holds its files in the bundle."""
    properties = {"kind": item["kind"], "source": item["path"], "format": item["format"]}
    return {
        "type": "data",
        "bom-ref": _ref(item),
        "name": item["name"],
        "properties": [{"name": f"agentconv:{key}", "value": value} for key, value in properties.items()],
        "components": _files(_ref(item), item["files"], entries),
    }


def _ref(item: Mapping[str, Any]) -> str:
    return f"{item['kind']}:{item['id']}"


def _files(ref: str, paths: Iterable[str], entries: Mapping[str, bytes]) -> list[dict[str, Any]]:
    """Files of the bundle as parts of the component that is called `ref`."""
    return [
        {
            "type": "file",
            "bom-ref": f"{ref}/{path}",
            "name": path,
            "hashes": [{"alg": "SHA-256", "content": contents.digest(entries[path])}],
        }
        for path in sorted(paths)
    ]


def _named_facts(
    name: str, version: str | None, description: str | None, license: str | None, authors: Iterable[str]
) -> dict[str, Any]:
    found: dict[str, Any] = {"name": name}
    found |= {k: v for k, v in (("version", version), ("description", description)) if v}
    if listed := [{"name": author} for author in authors]:
        found["authors"] = listed
    if license:
        found["licenses"] = [{"license": {"name": license}}]
        if is_expression(license):
            found["licenses"] = [{"expression": license}]
    return found


def is_expression(text: str) -> bool:
    """Whether a licence is an SPDX expression of known identifiers: `Proprietary` only looks like one."""
    if not _EXPRESSION.fullmatch(text):
        return False
    words = re.sub(r"[()]", "", text).split()
    after = ["", *words]
    plain = [w for w, before in zip(words, after, strict=False) if w not in _WORDS and before != "WITH"]
    return all(word.startswith("LicenseRef-") or word.rstrip("+") in LICENSES for word in plain)
