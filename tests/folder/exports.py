"""Exports into a folder, which is what the tests of folders look at."""

from pathlib import Path

from agentconv.export import ExportRequest, ExportResult, export
from agentconv.host.registry import Registry

ONE = "---\nname: one\ndescription: First.\n---\nFirst body.\n"
TWO = "---\nname: two\ndescription: Second.\n---\nSecond body.\n"
FILE = "openai/assistants/one.json"


def run(source: Path, out: Path, **more: object) -> ExportResult:
    values: dict[str, object] = {"sources": (str(source),), "targets": ("openai",), "out": out, **more}
    return export(ExportRequest(**values), Registry())  # type: ignore[arg-type]


def tree(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


def codes(result: ExportResult) -> set[str]:
    return {d.code for d in result.diagnostics}
