"""The JSON Schema of what every command prints with `--json`."""

from __future__ import annotations

from agentconv.diagnostics import Loss, Severity
from agentconv.model.agent import Value

_TEXT: Value = {"type": "string"}
_TEXTS: Value = {"type": "array", "items": _TEXT}


def report_schema() -> dict[str, Value]:
    """The schema, JSON Schema 2020-12."""
    number: Value = {"type": "integer", "minimum": 1}
    diagnostic = _object(
        {
            "code": _TEXT,
            "severity": {"enum": [str(s) for s in Severity]},
            "class": {"enum": [str(c) for c in Loss]},
            "message": _TEXT,
            "hint": _TEXT,
            "path": _TEXT,
            "line": number,
            "column": number,
            "agent": _TEXT,
            "target": _TEXT,
            "field": _TEXT,
            "fields": _TEXTS,
            "filter": _TEXT,
        },
        ["code", "severity", "message"],
    )
    file = _object(
        {
            "agent": _TEXT,
            "target": _TEXT,
            "source": {"anyOf": [_TEXT, _TEXTS]},
            "files": _TEXTS,
            "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        },
        ["target", "files", "sha256"],
    )
    files: Value = {"type": "array", "items": file}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:agentconv:schema:report:1",
        "title": "What agentconv prints with --json",
        **_object(
            {
                "agentconv": {"const": 1},
                "ok": {"type": "boolean", "description": "Whether the exit status is 0."},
                "dry": {
                    "type": "boolean",
                    "description": "Nothing was written; the lists say what would be.",
                },
                "diagnostics": {"type": "array", "items": diagnostic},
                "written": files,
                "unchanged": files,
                "kept": files,
                "removed": _TEXTS,
                "skipped": {
                    "type": "array",
                    "items": _object({"path": _TEXT, "kind": _TEXT, "why": _TEXT}, ["path", "kind", "why"]),
                },
                "agents": {
                    "type": "array",
                    "items": _object(
                        {"agent": _TEXT, "path": _TEXT, "format": _TEXT, "power": _TEXT, "because": _TEXT},
                        ["agent", "path", "format", "power", "because"],
                    ),
                },
                "fixed": {
                    "type": "array",
                    "items": _object({"path": _TEXT, "done": _TEXTS}, ["path", "done"]),
                },
                "known": {"type": "integer", "description": "Findings that the baseline knows."},
                "comparisons": {"type": "array", "items": {"type": "object"}},
                "components": {
                    "type": "object",
                    "description": "Target -> kind -> how many skills, commands and so on it has; "
                    "of a check kind -> how many were looked at.",
                    "additionalProperties": {
                        "type": ["object", "integer"],
                        "additionalProperties": {"type": "integer", "minimum": 1},
                        "minimum": 1,
                    },
                },
                "conflicts": {"type": "array", "items": _conflict()},
                "archives": {"type": "object", "additionalProperties": _TEXT},
                "beside": {"type": "object", "additionalProperties": _TEXT},
                "verified": _TEXTS,
                "packages": {"type": "array", "items": _package()},
                "others": {"type": "integer", "description": "Files that belong to no tool."},
                "elsewhere": _TEXTS,
                "formats": {"type": "array", "items": {"type": "object"}},
                "filters": {"type": "array", "items": {"type": "object"}},
                "proofs": {"type": "array", "items": _proof()},
                "notAsked": {"type": "array", "items": _not_asked()},
                "missing": {
                    "type": "array",
                    "items": _object(dict.fromkeys(_CLIENT, _TEXT), [*_CLIENT]),
                },
                "superseded": {
                    "type": "array",
                    "items": _object({"path": _TEXT, "agent": _TEXT, "by": _TEXT}, ["path", "agent", "by"]),
                },
            },
            ["agentconv", "ok", "diagnostics"],
        ),
    }


_CLIENT = ("client", "title", "install")


def _proof() -> Value:
    """What a vendor's client says of the agents, or the components of another kind, for one target."""
    field = _object(
        {
            "equal": {"type": ["boolean", "null"], "description": "null: the client does not say."},
            "why": _TEXT,
            "ours": {"type": ["string", "null"]},
            "theirs": {"type": ["string", "null"]},
        },
        ["equal"],
    )
    fields: Value = {"type": "object", "additionalProperties": field}
    verdict: Value = {"enum": ["equal", "alike", "different", "ignored", "unread"]}
    facts: dict[str, Value] = {"path": _TEXT, "verdict": verdict, "fields": fields}
    facts |= {"said": _TEXTS, "without": _TEXTS}
    lists: dict[str, Value] = {
        those: {"type": "array", "items": _object({name: _TEXT, **facts}, [name, *facts])}
        for those, name in (("agents", "agent"), ("components", "name"))
    }
    texts = ("target", "kind", "client", "version", "checked", "place")
    more: dict[str, Value] = {
        "exported": {"type": "boolean", "description": "false: the files were proved as they lie."},
        "seconds": {"type": "number"},
        "counts": {"type": "object", "additionalProperties": {"type": "integer"}},
        "said": _TEXTS,
    }
    return _object({**dict.fromkeys(texts, _TEXT), **more, **lists}, [*texts, *more])


def _not_asked() -> Value:
    """Components of a kind that a client cannot be asked of."""
    texts = ("target", "kind", "why")
    return _object({**dict.fromkeys(texts, _TEXT), "count": {"type": "integer"}}, [*texts, "count"])


def _package() -> Value:
    """A package of a listing; without a name: what lies in none."""
    facts = ("kind", "name", "path", "version", "format")
    item = _object(
        {**dict.fromkeys(facts, _TEXT), "bytes": {"type": "integer"}}, ["kind", "name", "path", "bytes"]
    )
    texts = ("name", "folder", "version", "description", "license", "homepage", "category")
    lists: dict[str, Value] = {"authors": _TEXTS, "keywords": _TEXTS}
    items: Value = {"type": "array", "items": item}
    return _object({**dict.fromkeys(texts, _TEXT), **lists, "items": items}, ["items"])


def _conflict() -> Value:
    """A field, or a place in the prompt, that both sides of a merge changed."""
    sides: dict[str, Value] = {"base": {}, "ours": {}, "theirs": {}}
    return _object({"field": _TEXT, "section": _TEXT, **sides}, ["field", *sides])


def _object(properties: dict[str, Value], required: list[Value]) -> dict[str, Value]:
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }
