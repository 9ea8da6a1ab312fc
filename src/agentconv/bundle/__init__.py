"""Release builds: bundles that come out the same everywhere, and that anyone can verify and install."""

from __future__ import annotations
