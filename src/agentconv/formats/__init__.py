"""The built-in formats by name; a format's module is imported only when the format is asked for."""

from __future__ import annotations

BUILT_IN: dict[str, str] = {
    "agentconv": "agentconv.formats.agentconv:Neutral",
    "claude": "agentconv.formats.claude:Claude",
    "gemini": "agentconv.formats.gemini:Gemini",
    "openai": "agentconv.formats.openai:OpenAI",
    "prompts": "agentconv.formats.prompts:Prompts",
    "qwen": "agentconv.formats.qwen:Qwen",
}
"""Name -> module:class."""
