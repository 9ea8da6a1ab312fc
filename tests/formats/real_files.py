"""Real files of a format, where the shared corpus is beside the checkout."""

import csv
from pathlib import Path

from agentconv.api import write
from agentconv.diagnostics import Report
from agentconv.host.registry import Registry
from agentconv.model.powers import power
from agentconv.reading.detect import read_source
from agentconv.testing import read_files
from agentconv.text.source import Source
from agentconv.writing.convert import convert_documents
from tests.conftest import CORPUS

REGISTRY = Registry(plugins=False)


def of(name: str, ending: str = ".md") -> list[tuple[Path, str]]:
    """The corpus files of a format, each with the path that it had in its own repository."""
    index = CORPUS / "index.csv"
    if not index.exists():
        return []
    with index.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["format"] == name]
    return [(CORPUS / r["path"], r["source_path"]) for r in rows if r["path"].endswith(ending)]


def check(path: Path, source_path: str, name: str, refused: dict[str, str]) -> None:
    """A file is recognised, keeps its bytes, and gains no power in any format."""
    text, report = path.read_bytes().decode(), Report()
    documents = read_source(Source(source_path, text), REGISTRY, report)
    if path.name in refused:
        assert {d.code for d in report.errors()} == {refused[path.name]}
        return
    assert not report.errors()
    assert [d.format for d in documents] == [name]
    kept = convert_documents(documents, name, REGISTRY)
    assert [file.text for file in kept.files] == [text]
    (document,) = documents
    for target in REGISTRY.targets():
        conversion = write(document.agent, target, registry=REGISTRY)
        if conversion.ok and REGISTRY.get(target).reads:
            (back,) = read_files(conversion, REGISTRY)
            assert power(back) <= power(document.agent), target
