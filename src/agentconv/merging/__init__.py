"""Comparing and merging versions of an agent by meaning: fields, tools, sections of the prompt."""

from __future__ import annotations
