"""The clients that can be asked: of which targets, what each is called, and how it is installed."""

from __future__ import annotations

from agentconv.frozen import frozen


@frozen
class Client:
    """A vendor's client, in facts."""

    name: str
    title: str
    targets: tuple[str, ...]
    """The formats whose files it loads, the one that is proved by default first."""
    programs: tuple[str, ...]
    """What it is called on the PATH."""
    packages: tuple[str, ...]
    """Its npm packages: the one that is asked first."""
    binaries: tuple[str, ...]
    """Where its own program lies below `node_modules`, with `{}` for the platform."""
    install: str
    """What installs it."""
    checked: str
    """The version that was asked last, with the date."""


CLIENTS = {
    client.name: client
    for client in (
        Client(
            "claude",
            "Claude Code",
            ("claude", "claude-json"),
            ("claude",),
            ("@anthropic-ai/claude-code",),
            ("@anthropic-ai/claude-code-{}/claude", "@anthropic-ai/claude-code-{}/claude.exe"),
            "npm install -g @anthropic-ai/claude-code",
            "2.1.328, 2026-11-28",
        ),
        Client(
            "codex",
            "Codex",
            ("codex",),
            ("codex",),
            ("@openai/codex",),
            ("@openai/codex-{}/vendor/*/bin/codex", "@openai/codex-{}/vendor/*/bin/codex.exe"),
            "npm install -g @openai/codex",
            "0.169.0, 2026-11-28",
        ),
        Client(
            "copilot",
            "Copilot CLI",
            ("copilot",),
            ("copilot",),
            ("@github/copilot",),
            ("@github/copilot-{}/copilot", "@github/copilot-{}/copilot.exe"),
            "npm install -g @github/copilot",
            "1.0.102, 2026-11-28",
        ),
        Client(
            "droid",
            "Droid",
            ("factory",),
            ("droid",),
            ("droid",),
            ("@factory/cli-{}/bin/droid", "@factory/cli-{}/bin/droid.exe"),
            "npm install -g droid",
            "0.215.0, 2026-11-28",
        ),
        Client(
            "gemini",
            "Gemini CLI",
            ("gemini",),
            ("gemini",),
            ("@google/gemini-cli-core", "@google/gemini-cli"),
            (),
            "npm install -g @google/gemini-cli",
            "0.61.0, 2026-11-28",
        ),
        Client(
            "kilo",
            "Kilo Code",
            ("kilo",),
            ("kilo", "kilocode"),
            ("@kilocode/cli",),
            ("@kilocode/cli-{}/bin/kilo", "@kilocode/cli-{}/bin/kilo.exe"),
            "npm install -g @kilocode/cli",
            "7.7.9, 2026-11-28",
        ),
        Client(
            "opencode",
            "OpenCode",
            ("opencode",),
            ("opencode",),
            ("opencode-ai",),
            ("opencode-{}/bin/opencode", "opencode-{}/bin/opencode.exe"),
            "npm install -g opencode-ai",
            "1.18.33, 2026-11-28",
        ),
        Client(
            "qoder",
            "Qoder CLI",
            ("qoder",),
            ("qodercli",),
            ("@qoder-ai/qodercli",),
            ("@qoder-ai/qodercli/bundle/qodercli.js",),
            "npm install -g @qoder-ai/qodercli",
            "1.1.52, 2026-11-28",
        ),
        Client(
            "qwen",
            "Qwen Code",
            ("qwen",),
            ("qwen",),
            ("@qwen-code/qwen-code",),
            (),
            "npm install -g @qwen-code/qwen-code",
            "0.24.4, 2026-11-28",
        ),
    )
}
"""Client -> its facts."""


def client_of(target: str) -> Client | None:
    """The client that loads a target's files; None where there is none that can be asked."""
    return next((client for client in CLIENTS.values() if target in client.targets), None)


def proved() -> tuple[str, ...]:
    """The formats that a client can be asked of."""
    return tuple(target for client in CLIENTS.values() for target in client.targets)
