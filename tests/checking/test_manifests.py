"""Manifests of packages and lists of them."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.checking.test_components import SKILL, found_in

MANIFEST = ".claude-plugin/plugin.json"
LIST = ".claude-plugin/marketplace.json"


def packages(manifest: dict[str, Any], entry: dict[str, Any], **about: Any) -> dict[str, str]:
    listed = {
        "name": "m",
        "owner": {"name": "o"},
        "plugins": [{"name": "p", "source": "./p", **entry}],
        **about,
    }
    return {
        LIST: json.dumps(listed, indent=1),
        f"p/{MANIFEST}": json.dumps({"name": "p", "version": "1.0.0", **manifest}, indent=1),
        "p/skills/s/SKILL.md": SKILL,
    }


def test_what_is_right_gives_no_finding(tmp_path: Path) -> None:
    files = packages({"skills": "./skills/", "keywords": ["k"]}, {"version": "1.0.0", "category": "c"})
    assert found_in(tmp_path, files) == []


@pytest.mark.parametrize(
    ("manifest", "entry", "code", "path"),
    [
        ({"descripton": "d"}, {}, "key-misspelt", MANIFEST),
        ({"colour": "red"}, {}, "key-unknown", MANIFEST),
        ({"commands": ["./commands/gone.md"]}, {}, "file-missing", MANIFEST),
        ({"agents": [{"name": "a"}]}, {}, "wrong-type", MANIFEST),
        ({"commands": ["./skills", {"name": "c"}]}, {}, "wrong-type", MANIFEST),
        ({}, {"source": "./gone"}, "file-missing", LIST),
        ({}, {"version": "1.1.0"}, "version-differs", LIST),
        ({}, {"catgory": "c"}, "key-misspelt", LIST),
    ],
)
def test_what_is_not_so_is_told_with_its_line(
    manifest: dict[str, Any], entry: dict[str, Any], code: str, path: str, tmp_path: Path
) -> None:
    (found,) = found_in(tmp_path, packages(manifest, entry))
    assert found.code == code
    assert (found.path or "").endswith(path)
    assert (found.line or 0) > 2


@pytest.mark.parametrize(
    "entry", [{"source": {"source": "github", "repo": "o/r"}}, {"source": "https://example.com/x.git"}]
)
def test_packages_that_lie_elsewhere_are_not_looked_for(entry: dict[str, Any], tmp_path: Path) -> None:
    assert found_in(tmp_path, packages({}, entry)) == []


def test_a_manifest_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    files = {**packages({}, {}), f"p/{MANIFEST}": '{"name": "p",}'}
    found = [d for d in found_in(tmp_path, files) if d.severity == "error"]
    assert [d.code for d in found] == ["syntax"]
