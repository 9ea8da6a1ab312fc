"""What the report says of packages, and of the files that were left."""

from pathlib import Path

import pytest

from agentconv.release.built import Built
from agentconv.release.page_contents import left_of, packages_of
from tests.release import pages
from tests.release.test_page import html

FILES = {
    "plugins/p/.claude-plugin/plugin.json": '{"name": "p", "version": "1.2.0", "description": "Has <x-y>."}',
    "plugins/p/agents/a.md": "---\nname: a\ndescription: Does a.\ntools: Read\n---\nDo it.\n",
    "plugins/p/skills/s/SKILL.md": "---\nname: s\ndescription: Counts.\n---\nCount.\n",
    "plugins/p/README.md": "Read me.\n",
    "plugins/p/commands/c.md": "Do it.\n",
    "agentconv.toml": 'name = "x"\nversion = "1.0.0"\nsources = ["plugins"]\nkinds = ["agents", "skills"]\n'
    "[targets]\nclaude = {}\n",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("contents")
    for path, text in FILES.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return pages.built(folder)


def test_packages_are_counted_by_kind(made: Built) -> None:
    found = packages_of(made)
    assert found.kinds == ("agent", "skill")
    assert [(row.name, row.version, row.counts) for row in found.rows] == [("p", "1.2.0", (1, 1))]
    assert "Has <x-y>." in html(made).said


def test_files_that_were_left_are_named_by_kind_and_relative_to_the_manifest(made: Built) -> None:
    said, groups = left_of(made)
    assert "1 command" in said
    paths = {group.kind: [path for path, _ in group.files] for group in groups}
    assert paths["command"] == ["plugins/p/commands/c.md"]
    assert "plugins/p/README.md" in paths["document"]
    assert all(path in html(made).said for those in paths.values() for path in those)


def test_without_packages_and_left_files_there_is_no_word_of_them(tmp_path: Path) -> None:
    (tmp_path / "agents").mkdir()
    (tmp_path / "agents/a.md").write_text(FILES["plugins/p/agents/a.md"])
    (tmp_path / "agentconv.toml").write_text(
        'name = "x"\nversion = "1.0.0"\nsources = ["agents"]\n[targets]\nclaude = {}\n'
    )
    said = html(pages.built(tmp_path)).said
    assert "Packages" not in said
    assert "Left files" not in said
