"""The documents say what the program does: generated parts are rewritten with `--snapshot-update`."""

import doctest
import re
import shutil
from pathlib import Path

import pytest

from agentconv import matrix
from agentconv.diagnostics import CODES
from agentconv.registry import Registry
from tests.conftest import FIXTURES, ROOT
from tests.test_commands import replay

REGISTRY = Registry(plugins=False)


def same_or_updated(path: Path, wanted: str, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("update_snapshots", default=False):
        path.write_text(wanted, encoding="utf-8")
    assert path.read_text("utf-8") == wanted


def rows(*lines: tuple[str, ...]) -> str:
    head, *rest = lines
    return "\n".join(f"| {' | '.join(line)} |" for line in [head, ("---",) * len(head), *rest]) + "\n"


def test_the_table_of_formats_in_the_readme(request: pytest.FixtureRequest) -> None:
    facts = [matrix.facts(p) for p in REGISTRY.all()]
    lines = [(f"`{f['name']}`", f["title"], f["container"], f"`{f['paths']}`", f["checked"]) for f in facts]
    table = rows(("format", "what it is", "syntax", "where", "facts checked"), *lines)
    path = ROOT / "README.md"
    pattern = r"(?s)(<!-- formats:[^\n]*-->\n).*?(<!-- /formats -->)"
    same_or_updated(path, re.sub(pattern, rf"\1{table}\2", path.read_text("utf-8")), request)


def test_the_matrix_of_fields_and_formats(request: pytest.FixtureRequest) -> None:
    formats = [p.format for p in REGISTRY.all()]
    fates = {f.name: matrix.fates(f) for f in formats}
    lines = [(f"`{field}`", *(fates[f.name][field] for f in formats)) for field in matrix.SAMPLES]
    text = (
        "# What becomes of each field in each format\n\n"
        "Measured by writing an agent that has the field and reading it back; `pytest --snapshot-update` rewrites "
        "this page.\n\n"
        "*native*: a place of its own. *carried*: kept elsewhere in the same files, and read back. *approximated*: "
        "something near to it. *narrowed*: stricter. *dropped*: no place. *widened*: a restriction that cannot be "
        "held, which stops the export.\n\n"
        + rows(("field", *(f"`{f.name}`" for f in formats)), *lines)
        + "".join(
            f"\n## {f.name}\n\n{(f.__class__.__doc__ or '').strip()} {_module_doc(f)}\n" for f in formats
        )
    )
    same_or_updated(ROOT / "docs" / "formats.md", text, request)


def _module_doc(fmt: object) -> str:
    import sys

    doc = (sys.modules[type(fmt).__module__].__doc__ or "").strip()
    return doc.partition("\n")[2].strip()


def test_the_table_of_codes(request: pytest.FixtureRequest) -> None:
    lines = [(f"`{code}`", str(severity), what) for code, (severity, what) in sorted(CODES.items())]
    text = (
        "# Diagnostic codes\n\n"
        "Every finding is printed as `path:line:col: severity[code]: what` and a hint. Codes are stable and never "
        "reused; `pytest --snapshot-update` rewrites this page.\n\n"
        + rows(("code", "severity", "when"), *lines)
    )
    same_or_updated(ROOT / "docs" / "codes.md", text, request)


def test_the_readmes_commands_print_what_it_says(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    shutil.copytree(FIXTURES / "examples", tmp_path / "work")
    path = ROOT / "README.md"
    same_or_updated(path, replay(path.read_text("utf-8"), tmp_path / "work"), request)


def test_the_readmes_python_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FIXTURES / "examples")
    failed, tried = doctest.testfile(
        str(ROOT / "README.md"), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE
    )
    assert (failed, tried > 5) == (0, True)


def test_links_lead_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]:
        for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"
