"""Packages of every format, made of the fixtures: what each holds that its tool has a place for."""

import json
import shutil
from pathlib import Path

from agentconv.export import ExportRequest, ExportResult, export
from agentconv.formats import MANIFESTS, PACKAGED, SCHEMAS
from agentconv.host.registry import Registry
from agentconv.model.components import KINDS
from agentconv.reading import carry
from agentconv.writing.options import Options
from tests.conftest import FIXTURES
from tests.folder.exports import tree

PACKAGES = sorted(PACKAGED)
REGISTRY = Registry(plugins=False)
PLACES = {tool: path for path, tool in MANIFESTS.items() if not path.startswith(".plugin/")}
PLACES |= dict.fromkeys(SCHEMAS.values(), "plugin.json")
"""Format -> where the manifest lies."""
_COMPONENTS = FIXTURES / "components"
_AGENT = "---\nname: {0}\ndescription: Helps with {1}.\n---\nHelp. Ask the `helper`.\n"
_ODD = "\ufeff---\r\nname:   odd\r\ndescription: 'Ends its lines as others do.'\r\nmodel: haiku\r\n---\r\n\r\nBe odd.\t\r\n\r\n"
_ONCE = {
    "claude-plugin": [("command/claude/.claude/commands", "commands")],
    "codex-plugin": [("skill/codex/.agents/skills", "skills"), ("hook/codex/.codex/hooks.json", "hooks/hooks.json")],
    "cursor-plugin": [
        ("skill/cursor/.cursor/skills", "skills"),
        ("rule/cursor/.cursor/rules", "rules"),
        ("hook/cursor/.cursor/hooks.json", "hooks/hooks.json"),
    ],
    "gemini-extension": [
        ("skill/gemini/.gemini/skills", "skills"),
        ("rule/gemini/GEMINI.md", "GEMINI.md"),
        ("hook/gemini/.gemini/settings.json", "hooks/hooks.json"),
    ],
    "qwen-extension": [
        ("skill/qwen/.qwen/skills", "skills"),
        ("rule/qwen/QWEN.md", "QWEN.md"),
        ("hook/qwen/.qwen/settings.json", "hooks/hooks.json"),
    ],
}  # fmt: skip
"""Format -> what its packages have of its tool's own fixtures, and where."""


def put(place: Path, content: str | bytes, *, executable: bool = False) -> None:
    """Write a file, with the folders above it."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content.encode() if isinstance(content, str) else content)
    if executable:
        place.chmod(0o755)


def make(folder: Path, tool: str, name: str = "tools", agent: str = "helper") -> Path:
    """A package of a format."""
    own = f"components of {name}"
    put(folder / "agents" / f"{agent}.md", _AGENT.format(agent, name))
    put(folder / "skills/quiet/assets/data.bin", bytes(range(256)))
    put(folder / "skills/quiet/run.sh", f"#!/bin/sh\n# {own}\n", executable=True)
    put(folder / "skills/odd/SKILL.md", _ODD)
    put(folder / "hello.sh", f"#!/bin/sh\n# {own}\n", executable=True)
    everywhere = [
        ("skill/claude/.claude/skills", "skills"),
        ("skill/agent-plugin/skills", "skills"),
        *((f"{kind}/{tool}/{place}", place) for kind, place in (("command", "commands"), ("hook", "hooks"))),
        (f"server/{tool}", "."),
        *_ONCE.get(tool, ()),
    ]
    for source, place in everywhere:
        _copy(_COMPONENTS / source, folder / place)
    put(folder / PLACES[tool], json.dumps(_manifest(folder, tool, name)))
    if tool == "antigravity-plugin":
        put(folder / "rules/short.md", "Be short.\n")
    return folder


def _copy(source: Path, place: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, place, dirs_exist_ok=True)
    elif source.is_file():
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, place)


def _manifest(folder: Path, tool: str, name: str) -> dict[str, object]:
    about: dict[str, object] = {"name": name, "version": "1.2.0", "description": "Tools."}
    schema = next((start for start, owner in SCHEMAS.items() if owner == tool), None)
    if schema is not None:
        about = {"$schema": f"{schema}schema.json", **about}
    elif not PLACES[tool].endswith("extension.json"):
        about |= {"author": {"name": "Ada", "email": "ada@example.org"}, "keywords": ["x"]}
        about |= {"homepage": "https://example.org/tools"}
    there = folder / PLACES[tool]
    known = json.loads(there.read_text()) if there.is_file() else {}
    return {**known, **about}


def collection(folder: Path, tool: str) -> Path:
    """Two packages of a format in one folder, which share names; with a list of them where Claude Code has one."""
    make(folder / "plugins/tools", tool)
    make(folder / "plugins/more", tool, "more")
    put(folder / "plugins/more/skills/quiet/SKILL.md", "---\ndescription: Another.\n---\nBe quiet.\n")
    if tool == "claude-plugin":
        entries = [{"name": n, "source": f"./plugins/{n}", "category": "dev"} for n in ("tools", "more")]
        head = {"name": "shop", "owner": {"name": "Ada"}, "metadata": {"description": "All."}}
        put(folder / ".claude-plugin/marketplace.json", json.dumps({**head, "plugins": entries}))
    return folder


def written(source: Path, target: str, out: Path, **more: object) -> ExportResult:
    """All kinds of a source in a format."""
    options = Options(allow_wider=True, shorten=True)
    values = {"options": options, "kinds": frozenset(KINDS), **more}
    result = export(ExportRequest((str(source),), (target,), out, **values), REGISTRY)  # type: ignore[arg-type]
    assert result.written, result.diagnostics
    return result


def files(folder: Path) -> dict[str, tuple[bytes, bool]]:
    """What a package holds: path -> bytes, and whether it can be run; without what agentconv keeps beside it."""
    own = {carry.NAME, ".agentconv.json"}
    return {
        path: (data, bool((folder / path).stat().st_mode & 0o100))
        for path, data in tree(folder).items()
        if path not in own
    }
