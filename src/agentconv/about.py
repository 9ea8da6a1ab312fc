"""What agentconv says of itself."""

from __future__ import annotations

__version__ = "0.1.0"

HOME = "https://pypi.org/project/agentconv-core/"
"""Where people find agentconv and its documentation."""
