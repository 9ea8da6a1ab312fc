"""What `check` finds, in an editor: a language server, and what it asks."""

from __future__ import annotations
