"""Gemini CLI, and Qwen Code, which grew from it."""
