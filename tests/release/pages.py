"""Bundles whose report the tests look at."""

import json
from pathlib import Path

from agentconv.diagnostics import Report
from agentconv.host.registry import Registry
from agentconv.release import build
from agentconv.release.built import Built

MANIFEST = """
name = "acme-agents"
version = "1.4.0"
description = "Agents for Acme"
license = "MIT"
authors = ["Acme"]
homepage = "https://example.com/agents"
sources = ["agents"]

[targets.claude]
[targets.codex]
[targets.openai]
exclude = ["scribe"]
[targets.prompts]
"""

TAG = "<x-y a=\"1\" b='2'>"
"""Where this becomes an element, something is not escaped."""
SCRIPT = "</script></style></title><script>window.pwned = 1</script><img src=x onerror='window.pwned = 1'>"
BIDI = "\u202etxt.exe\u2066 \x1b[31mred\x1b[0m \u200b\U000e0041"

HOSTILE = {
    "tag": {"name": f"{TAG} {{{{ 7 * 7 }}}}", "description": f"{TAG} {{% raise %}} &amp;", "model": TAG},
    "script": {"name": "script\"'`><", "description": SCRIPT, "version": SCRIPT, "license": SCRIPT},
    "attribute": {"name": 'x" onmouseover="window.pwned=1', "description": "' onclick='window.pwned=1"},
    "bidi": {"name": "bidi", "description": f"{BIDI}\nsecond line", "version": BIDI},
    "long": {"name": "w" * 250, "description": "long" * 2_500 + "\n" + "line\n" * 400},
    "marks": {"name": "z" + "\u0301" * 200, "description": "e" + "\u0489" * 500},
    "right": {"name": "\u0639\u0631\u0628\u064a", "description": "\u05e2\u05d1\u05e8\u05d9\u05ea abc"},
}


def built(folder: Path) -> Built:
    """The build of a folder's manifest."""
    registry, report = Registry(plugins=False), Report()
    found = build.load_manifest(folder, registry, report)
    assert found is not None, report.diagnostics
    result = build.build(found, folder, registry, report)
    assert result is not None, report.errors()
    return result


def hostile(folder: Path) -> Built:
    """A build in which whatever people can write is meant to break the page."""
    agents = folder / "agents"
    agents.mkdir(parents=True)
    for stem, fields in HOSTILE.items():
        data = {
            "agentconv": 1,
            **fields,
            "prompt": "Do it.\n",
            "tools": {"allow": [{"name": TAG, "native": "gemini"}, {"name": "read"}]},
        }
        (agents / f"{stem}.json").write_text(json.dumps(data), encoding="utf-8")
    quoted = json.dumps(f"{TAG}{SCRIPT}")
    text = MANIFEST.replace('"Agents for Acme"', quoted).replace('["Acme"]', f"[{quoted}]")
    text = text.replace('"https://example.com/agents"', '"javascript:window.pwned=1"').replace(
        '"MIT"', quoted
    )
    text = text.replace('exclude = ["scribe"]', 'exclude = ["bidi"]').replace(
        "[targets.codex]", "[targets.kiro]"
    )
    (folder / "agentconv.toml").write_text(text, encoding="utf-8")
    return built(folder)
