"""Asking clients for the rules that a model is given: one session in each folder that has some of its own.

What a session sends to a server that stands for the model holds the texts of rules, or does not. A rule that
counts only with certain files, or when somebody asks for it, is not asked of.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from agentconv.kit.rules import IMPORT, RuleFormat
from agentconv.model.rule import ALWAYS, PROJECT
from agentconv.proving import claude_components, codex, copilot, copilot_model, opencode, running, scratch
from agentconv.proving.component_values import Answered, Batch, Subject
from agentconv.proving.node_asked import SCRIPTS, asked
from agentconv.proving.values import ClientFailed, Installed

Sender = Callable[[Installed, Path, Path], str]
"""All that a session in a folder sends to a model: client, folder, home -> text."""

LATER = "it is given with the files of its globs, or when somebody asks for it"

IMPORTS = "the texts of files that it names are put in their places"


def asker(sender: Sender) -> Callable[[Installed, Batch, Path, Path], Answered]:
    """Asks a client for the rules of a project and of its folders."""

    def ask(client: Installed, batch: Batch, project: Path, home: Path) -> Answered:
        found: dict[str, dict[str, str]] = {}
        unseen: dict[str, str] = {}
        folders: dict[str, list[Subject]] = {}
        for name, subject in batch.subjects.items():
            if subject.component.main or subject.component.when == ALWAYS:
                folders.setdefault(_folder(subject), []).append(subject)
            else:
                unseen[name] = LATER
        for folder, subjects in folders.items():
            sent = sender(client, project / folder, home)
            for subject in subjects:
                if (text := held_in(subject.component.text, sent)) is not None:
                    found[subject.called] = {"text": text}
                elif _imports(subject):
                    unseen[subject.called] = IMPORTS
        return Answered(found, unseen=unseen)

    return ask


def _imports(subject: Subject) -> bool:
    fmt, text = subject.format, subject.component.text
    return isinstance(fmt, RuleFormat) and fmt.imports and IMPORT.search(text) is not None


def _folder(subject: Subject) -> str:
    """The folder in which a rule counts, below the project."""
    rule = subject.component
    return "" if not rule.main or rule.name == PROJECT or subject.at_home else str(rule.name)


def held_in(text: str, sent: str) -> str | None:
    """A rule's text as it stands in what was sent; None where it does not."""
    if text.strip() in sent:
        return text.strip() if text not in sent else text
    plain = " ".join(text.split())
    return plain if plain in " ".join(sent.split()) else None


def texts(value: Any) -> str:
    """All texts of a request, as lines."""
    if isinstance(value, dict):
        return "\n".join(texts(one) for one in value.values())
    if isinstance(value, list):
        return "\n".join(texts(one) for one in value)
    return value if isinstance(value, str) else ""


def of_claude(client: Installed, folder: Path, home: Path) -> str:
    """What Claude Code sends."""
    run = claude_components.session(client, ["hi"], folder, home)
    return texts([[request.get("system"), request.get("messages")] for request in run.requests])


def of_codex(client: Installed, folder: Path, home: Path) -> str:
    """What Codex would send, by its own account."""
    done = codex.run(client, folder, home, "debug", "prompt-input", "x")
    if done.status:
        raise ClientFailed(f"debug prompt-input: {done.said}")
    return texts(running.parsed(done.out))


def of_copilot(client: Installed, folder: Path, home: Path) -> str:
    """What Copilot CLI sends."""
    with copilot_model.Model(()) as model:
        env = running.environment(
            home,
            COPILOT_OFFLINE="true",
            COPILOT_PROVIDER_BASE_URL=f"{model.address}/v1",
            COPILOT_MODEL=copilot.MODEL,
        )
        words = ["--no-auto-update", "--trust-folder", "-p", copilot_model.ROOT, "--allow-all-tools"]
        done = running.run([*client.command, *words], cwd=folder, env=env, timeout=client.timeout)
    if not model.session:
        raise ClientFailed(f"asked no model: {done.said}")
    return texts([request["messages"] for request in model.session])


def of_opencode(client: Installed, folder: Path, home: Path) -> str:
    """What OpenCode or Kilo Code sends."""
    with copilot_model.Model(()) as model:
        name = client.client
        provider = {
            "npm": "@ai-sdk/openai-compatible",
            "options": {"baseURL": f"{model.address}/v1", "apiKey": "none"},
            "models": {"m": {"name": "m"}},
        }
        settings = json.dumps({"provider": {"loopback": provider}, "model": "loopback/m"})
        scratch.put(home, {f".config/{name}/{name}.json": settings.encode()})
        with opencode.served(client, home, folder) as server:
            session, error = server.post("/session", folder, {})
            if error is None:
                data = {
                    "model": {"providerID": "loopback", "modelID": "m"},
                    "parts": [{"type": "text", "text": "hi"}],
                }
                _, error = server.post(f"/session/{session['id']}/message", folder, data)
    if not model.session:
        raise ClientFailed(f"asked no model: {error or 'it said nothing'}")
    return texts([request["messages"] for request in model.session])


def of_library(client: Installed, folder: Path, home: Path) -> str:
    """What Gemini CLI or Qwen Code has to send, by its own account."""
    return texts(asked(client, SCRIPTS / "rules.mjs", folder, home, client.client)["said"])
