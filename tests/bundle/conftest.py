"""Bundles are tested on what a build makes."""

from tests.release.conftest import project

__all__ = ["project"]
