"""Findings as SARIF 2.1.0, the form that code scanning services take.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html (read 2026-11-20). GitHub refuses a
whole file for one result without a place, and takes a result's line as a must
(docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support, read 2026-11-28).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from urllib.parse import quote

from agentconv.about import HOME, __version__
from agentconv.checking.baseline import fingerprint
from agentconv.checking.explain import examples, explained
from agentconv.diagnostics import Diagnostic, facts_of
from agentconv.model.agent import Value

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "SRCROOT"
"""Stands for the folder in which the check ran; its place on this machine is nobody's business."""


def to_sarif(found: Sequence[Diagnostic]) -> dict[str, Value]:
    """One run with a rule for each code that was found.

    What is about no file is no result but a notification of the run.
    """
    codes = sorted({d.code for d in found})
    driver: dict[str, Value] = {
        "name": "agentconv",
        "version": __version__,
        "semanticVersion": __version__,
        "informationUri": HOME,
        "rules": [_rule(code) for code in codes],
    }
    results: list[Value] = [_result(d, codes.index(d.code)) for d in found if d.path is not None]
    told: list[Value] = [_notification(d, codes.index(d.code)) for d in found if d.path is None]
    invocation: dict[str, Value] = {"executionSuccessful": True, "toolExecutionNotifications": told}
    run: dict[str, Value] = {
        "tool": {"driver": driver},
        "invocations": [invocation],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The folder in which agentconv was run."}}},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str) -> Value:
    severity, what = facts_of(code)
    example = examples().get(code)
    about = explained(code)
    told = about
    if example is not None:
        shown = (("Bad", example.bad), ("Good", example.good))
        told = "\n\n".join([about, *(f"{title}:\n\n~~~~~\n{text}~~~~~" for title, text in shown)])
    return {
        "id": code,
        "shortDescription": {"text": what},
        "fullDescription": {"text": " ".join(about.split("\n\n")[0].split())},
        "help": {"text": told, "markdown": told},
        "helpUri": HOME,
        "defaultConfiguration": {"level": str(severity)},
    }


def _text(found: Diagnostic) -> Value:
    text = f"{found.target}: {found.message}" if found.target else found.message
    return {"text": f"{text} ({found.hint})" if found.hint else text}


def _notification(found: Diagnostic, rule: int) -> Value:
    of_rule: dict[str, Value] = {"id": found.code, "index": rule}
    return {"level": str(found.severity), "message": _text(found), "associatedRule": of_rule}


def _result(found: Diagnostic, rule: int) -> Value:
    place: dict[str, Value] = {
        "artifactLocation": _artifact(found.path or ""),
        "region": {"startLine": found.line or 1, "startColumn": found.column or 1},
    }
    return {
        "ruleId": found.code,
        "ruleIndex": rule,
        "level": str(found.severity),
        "message": _text(found),
        "partialFingerprints": {"agentconv/v1": fingerprint(found)},
        "locations": [{"physicalLocation": place}],
    }


def _artifact(path: str) -> dict[str, Value]:
    """Where a file lies: below the folder of the run if it does, else on this machine."""
    below = os.path.relpath(path).replace(os.sep, "/")
    if below.partition("/")[0] != "..":
        return {"uri": quote(below, safe="/._-~"), "uriBaseId": _ROOT}
    return {"uri": f"file://{quote(os.path.abspath(path).replace(os.sep, '/'), safe='/._-~')}"}
