"""The documents say what the program does: generated parts are rewritten with `--snapshot-update`."""

import doctest
import re
import shutil
from pathlib import Path

import pytest

import agentconv
from agentconv.checking.explain import examples
from agentconv.conformance import matrix
from agentconv.diagnostics import CODES
from agentconv.host.registry import Registry
from tests import reference
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


def facts_table() -> str:
    facts = [matrix.facts(p) for p in REGISTRY.all()]
    lines = [
        (f"`{f['name']}`", f["title"], f["container"], code(f["paths"]), f["validated"] or "its own tests")
        for f in facts
    ]
    return rows(("format", "what it is", "syntax", "where", "outputs are accepted by"), *lines)


def code(paths: str) -> str:
    return ", ".join(f"`{path}`" for path in paths.split(", ") if path)


def fates() -> dict[str, dict[str, str]]:
    return {p.format.name: matrix.fates(p.format) for p in REGISTRY.all() if p.format.writes}


def test_the_tables_in_the_readme(request: pytest.FixtureRequest) -> None:
    found = fates()
    lines = [(f"`{field}`", *(matrix.SIGNS[f[field]] for f in found.values())) for field in matrix.SAMPLES]
    tables = {"formats": facts_table(), "matrix": rows(("", *(f"`{n}`" for n in found)), *lines)}
    path = ROOT / "README.md"
    text = path.read_text("utf-8")
    for name, table in tables.items():
        pattern = rf"(?s)(<!-- {name}:[^\n]*-->\n).*?(<!-- /{name} -->)"
        assert re.search(pattern, text)
        text = re.sub(pattern, lambda m, table=table: m[1] + table + m[2], text)
    same_or_updated(path, text, request)


def test_the_matrix_of_fields_and_formats(request: pytest.FixtureRequest) -> None:
    found = fates()
    lines = [(f"`{field}`", *(f[field] for f in found.values())) for field in matrix.SAMPLES]
    formats = [p.format for p in REGISTRY.all()]
    facts = [matrix.facts(p) for p in REGISTRY.all()]
    places = [
        (
            f"`{f['name']}`",
            f["container"],
            code(f["paths"]),
            code(f["user_paths"]),
            f["checked"],
            f["validated"],
        )
        for f in facts
    ]
    text = (
        "# What becomes of each field in each format\n\n"
        "Measured by writing an agent that has the field and reading it back; `pytest --snapshot-update` rewrites "
        "this page, and `agentconv formats --matrix` prints it.\n\n"
        "*native*: a place of its own. *carried*: kept elsewhere in the same files, and read back. *approximated*: "
        "something near to it. *narrowed*: stricter. *dropped*: no place. *widened*: a restriction that cannot be "
        "held, which stops the export.\n\n"
        + rows(("field", *(f"`{n}`" for n in found)), *lines)
        + "\n## Where the files lie, and who accepts them\n\n"
        + rows(
            ("format", "syntax", "in a project", "in a home folder", "facts checked", "accepted by"), *places
        )
        + "".join(
            f"\n## {f.name}\n\n[{f.title}]({f.reference}). {_module_doc(f)}\n"
            if f.reference.startswith("http")
            else f"\n## {f.name}\n\n{(f.__class__.__doc__ or '').strip()} {_module_doc(f)}\n"
            for f in formats
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
        + "\n## Examples\n\n`agentconv check --explain CODE` prints them; tests run both of each. `=== NAME` starts a "
        "file, `<U+200B>` stands for a character that cannot be seen.\n"
        + "".join(
            f"\n### {code}\n\n{e.why}\n\nBad:\n\n~~~markdown\n{e.bad}~~~\n\nGood:\n\n~~~markdown\n{e.good}~~~\n"
            for code, e in sorted(examples().items())
        )
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
        text = re.sub(r"(?ms)^```.*?^```$", "", page.read_text("utf-8"))
        for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
            assert (page.parent / link).exists(), f"{page.name}: {link}"


READING = {
    "src/agentconv/model/agent.py": "what an agent is, and how two of them are compared",
    "src/agentconv/formats/cursor/agents.py": "a whole format: facts, a table, one exception",
    "src/agentconv/kit/table.py": "what a row of the table can say",
    "src/agentconv/kit/format.py": "what a format gets from its table, both ways",
    "src/agentconv/writing/convert.py": "agents to files",
    "src/agentconv/writing/loss.py": "what the written form says when it is read back, against what was meant",
}
"""What a newcomer reads first, in this order."""

A_QUARTER_OF_AN_HOUR = 1_600
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
    path = ROOT / "docs" / "design.md"
    text = path.read_text("utf-8")
    pattern = r"(?s)(<!-- reading list -->\n).*?(<!-- /reading list -->)"
    assert re.search(pattern, text)
    same_or_updated(path, re.sub(pattern, lambda m: m[1] + table + m[2], text), request)


def test_the_reference(request: pytest.FixtureRequest) -> None:
    """It pins signatures and fields as well: a change of either shows here."""
    same_or_updated(ROOT / "docs" / "reference.md", reference.page(), request)


def test_everything_public_is_in_the_reference_and_says_what_it_is() -> None:
    text = reference.page()
    heads = {
        line.removeprefix("### `").split("(")[0].split(":")[0].split(" ")[0].rstrip("`")
        for line in text.splitlines()
        if line.startswith("### `")
    }
    assert heads >= {n for n in agentconv.__all__ if n != "__version__"}
    empty = re.findall(r"(?m)^\* `[^`]+`(?:, takes [^:]*)?:\s*$", text)
    assert empty == [], "these have no docstring"
    for name in agentconv.__all__:
        if name != "__version__":
            assert len(reference.entry(name).partition("\n\n")[2].strip()) > 10, f"{name} has no docstring"
