"""Findings as SARIF 2.1.0, the form that code scanning services take.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html (read 2026-11-20)
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from agentconv.about import __version__
from agentconv.checking.baseline import fingerprint
from agentconv.diagnostics import CODES, Diagnostic
from agentconv.model.agent import Value

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def to_sarif(found: Sequence[Diagnostic]) -> dict[str, Value]:
    """One run with a rule for each code that was found."""
    codes = sorted({d.code for d in found})
    rules: list[Value] = [
        {
            "id": code,
            "shortDescription": {"text": CODES[code][1]},
            "help": {"text": f"agentconv check --explain {code}"},
            "defaultConfiguration": {"level": str(CODES[code][0])},
        }
        for code in codes
    ]
    driver: dict[str, Value] = {"name": "agentconv", "version": __version__, "rules": rules}
    results: list[Value] = [_result(d, codes.index(d.code)) for d in found]
    run: dict[str, Value] = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _result(found: Diagnostic, rule: int) -> Value:
    text = f"{found.target}: {found.message}" if found.target else found.message
    if found.hint:
        text += f" ({found.hint})"
    result: dict[str, Value] = {
        "ruleId": found.code,
        "ruleIndex": rule,
        "level": str(found.severity),
        "message": {"text": text},
        "partialFingerprints": {"agentconv/v1": fingerprint(found)},
    }
    if found.path is not None:
        place: dict[str, Value] = {"artifactLocation": {"uri": _uri(found.path)}}
        if found.line is not None:
            place["region"] = {"startLine": found.line, "startColumn": found.column or 1}
        result["locations"] = [{"physicalLocation": place}]
    return result


def _uri(path: str) -> str:
    """A path as a URI reference; an absolute one as a file's."""
    quoted = quote(path, safe="/._-~")
    return f"file://{quoted}" if path.startswith("/") else quoted.removeprefix("./")
