"""Examples of each command, for its help; a test holds them against what the commands take."""

from __future__ import annotations

EXAMPLES = {
    "export": (
        "agentconv export .claude/agents -t codex -t copilot -o .",
        "agentconv export .claude/agents -t codex -o . --check",
        "agentconv export reviewer.md -t gemini -o -",
    ),
    "check": (
        "agentconv check .claude/agents",
        "agentconv check .claude/agents -t codex --statistics",
        "agentconv check --explain power-narrowed",
    ),
    "list": ("agentconv list", "agentconv list dist/shop-1.0.0.zip"),
    "show": ("agentconv show reviewer.md", "agentconv show dist/shop-1.0.0.zip --agent reviewer"),
    "diff": ("agentconv diff old.md new.md", "agentconv diff old/ new/ --stat"),
    "merge": (
        "agentconv merge old.md new.md -o agent.md",
        "agentconv merge --base base.md ours.md theirs.md",
    ),
    "init": ("agentconv init -t codex -t claude-plugin",),
    "build": ("agentconv build", "agentconv build --locked --strict"),
    "verify": ("agentconv verify dist/shop-1.0.0.zip --provenance dist/shop-1.0.0.provenance.json",),
    "install": (
        "agentconv install shop-1.0.0.zip -t codex --into . --dry-run",
        "agentconv install shop-1.0.0.zip -t codex --into . --uninstall",
    ),
    "prove": (
        "agentconv prove",
        "agentconv prove .claude/agents -t claude -t codex",
        "agentconv prove dist/shop-1.0.0.zip -t codex --client codex=/opt/codex/bin/codex",
    ),
    "formats": ("agentconv formats", "agentconv formats codex"),
    "schema": ("agentconv schema manifest", "agentconv schema codex"),
    "lsp": ("agentconv lsp", "agentconv lsp -t codex -t copilot"),
    "new-plugin": ("agentconv new-plugin memo --container yaml",),
}
"""Command -> lines that people type."""


def epilog(name: str) -> str:
    """What stands below the help of a command."""
    lines = "\n".join(f"  {line}" for line in EXAMPLES[name])
    return f"\b\nExamples:\n{lines}"
