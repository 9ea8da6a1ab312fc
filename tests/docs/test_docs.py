"""The documents say what the program does: generated parts are rewritten with `--snapshot-update`."""

import doctest
import re
import shutil
from pathlib import Path

import pytest

from agentconv.host.registry import Registry
from tests.conftest import ROOT
from tests.docs import codes, formats, manifest, python_api
from tests.docs.pages import DOCS, blocks, pages, rows, same_or_updated, with_part
from tests.docs.test_commands import PROJECTS, replayed


def test_the_table_of_formats_in_the_readme(request: pytest.FixtureRequest) -> None:
    path = ROOT / "README.md"
    same_or_updated(path, with_part(path.read_text("utf-8"), "formats", formats.groups()), request)


def test_the_readme_counts_the_formats() -> None:
    there = len(Registry(plugins=False).all())
    assert f"knows {there} formats of agents and packages" in (ROOT / "README.md").read_text("utf-8")


def test_the_page_of_codes(request: pytest.FixtureRequest) -> None:
    same_or_updated(DOCS / "reference" / "codes.md", codes.page(), request)


def test_the_page_of_the_python_interface(request: pytest.FixtureRequest) -> None:
    same_or_updated(DOCS / "reference" / "python.md", python_api.page(), request)


def test_the_page_of_the_manifest(request: pytest.FixtureRequest) -> None:
    path = DOCS / "reference" / "manifest.md"
    same_or_updated(path, with_part(path.read_text("utf-8"), "keys", manifest.keys()), request)


def test_the_manifest_that_replaces_adapters_is_the_one_that_is_built() -> None:
    (shown,) = blocks((DOCS / "howto" / "marketplace.md").read_text("utf-8"), "toml")
    assert shown == (PROJECTS / "market" / "agentconv.toml").read_text("utf-8")
    assert len(shown.splitlines()) <= 20


def test_the_readmes_commands_print_what_it_says(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    shutil.copytree(PROJECTS / "shop", tmp_path / "shop")
    path = ROOT / "README.md"
    same_or_updated(path, replayed(path.read_text("utf-8"), tmp_path / "shop"), request)


PROMPTS = [path for path in pages() if "```pycon" in path.read_text("utf-8")]


@pytest.mark.parametrize("path", PROMPTS, ids=lambda p: p.stem)
def test_the_python_of_a_page_runs(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(PROJECTS / "shop", tmp_path / "shop")
    monkeypatch.chdir(tmp_path / "shop")
    text = "\n".join(re.findall(r"(?ms)^```pycon\n(.*?)^```$", path.read_text("utf-8")))
    names = {"__name__": "page", **{name: getattr(python_api.agentconv, name) for name in PUBLIC}}
    test = doctest.DocTestParser().get_doctest(text, names, path.name, str(path), 0)
    assert test.examples
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    assert runner.run(test).failed == 0


PUBLIC = python_api.agentconv.__all__


def test_links_lead_somewhere() -> None:
    for page in pages():
        prose = re.sub(r"(?ms)^(```|~~~).*?^\1$", "", page.read_text("utf-8"))
        for link in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", prose):
            assert (page.parent / link).exists(), f"{page.name}: {link}"


READING = {
    "src/agentconv/model/agent.py": "what an agent is, and how two of them are compared",
    "src/agentconv/formats/cursor/agents.py": "a whole format: facts, a table, one exception",
    "src/agentconv/kit/table.py": "what a row of the table can say",
    "src/agentconv/kit/format.py": "what a format gets from its table, both ways",
    "src/agentconv/writing/convert.py": "agents to files",
    "src/agentconv/writing/rendering.py": "one agent in the form of a target",
    "src/agentconv/writing/loss.py": "what the written form says when it is read back, against what was meant",
}
"""What a newcomer reads first, in this order."""

A_QUARTER_OF_AN_HOUR = 1_750
"""Lines; a good part of them are docstrings and blank."""


def test_the_reading_list_is_true(request: pytest.FixtureRequest) -> None:
    lines = {name: len((ROOT / name).read_text("utf-8").splitlines()) for name in READING}
    assert sum(lines.values()) <= A_QUARTER_OF_AN_HOUR
    table = rows(
        ("file", "lines", "what it tells"),
        *(
            (f"`{name.removeprefix('src/agentconv/')}`", f"{lines[name]}", what)
            for name, what in READING.items()
        ),
    )
    path = DOCS / "design.md"
    same_or_updated(path, with_part(path.read_text("utf-8"), "reading list", table), request)
