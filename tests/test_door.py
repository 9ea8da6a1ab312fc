"""Whatever the public calls are given, they answer by an error of agentconv's or name the parameter."""

import inspect
import re
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import agentconv
from agentconv import Agent, AgentconvError, Registry, UsageError
from agentconv.door import told

TEXT = "---\nname: a\ndescription: d\ntools: Read\n---\nHi\n"
AGENT = Agent("a", description="d", prompt="Hi\n")
GOOD: dict[str, Callable[[], dict[str, Any]]] = {
    "batch": lambda: {"files": [("a.md", TEXT.encode())], "targets": ["codex"]},
    "build": lambda: {"manifest": "m", "out": "dist"},
    "check": lambda: {"sources": "a.md"},
    "check_response": lambda: {"agent": AGENT, "reply": "Hi"},
    "convert": lambda: {"source": TEXT, "target": "codex"},
    "diff": lambda: {"old": AGENT, "new": Agent("b")},
    "install": lambda: {"bundle": "dist/s-1.0.0.zip", "target": "codex", "into": "p"},
    "kept_source": lambda: {"documents": list(agentconv.read(TEXT).documents)},
    "merge": lambda: {"versions": "a.md", "base": "a.md"},
    "power": lambda: {"agent": AGENT},
    "read": lambda: {"source": TEXT},
    "save": lambda: {"conversion": agentconv.write(AGENT, "codex"), "folder": "o"},
    "spaced": lambda: {"live": re.compile("x")},
    "verify": lambda: {"bundles": "dist/s-1.0.0.zip"},
    "with_fields": lambda: {"agent": AGENT, "values": {"color": "red"}},
    "write": lambda: {"agents": AGENT, "target": "codex"},
}
OF_ANY_VALUE = {"as_text", "exact", "thawed"}
VERY_OFTEN = {"given", "native_tools"}
"""Asked for each tool of each agent, by authors of formats, whose types mypy holds."""
BAD = (
    *(None, 3, True, b"x", object(), (), {"a": 1}, ["a.md"], [None], [3], [b"x"], [("a.md", 3)]),
    *("", "~/nowhere.md", Path("~/x.md"), "missing.md", "folder", "binary.md", "a\0b", "\udcff", "x" * 5000),
)


def called(name: str, given: dict[str, Any]) -> object:
    several = [given.pop(key) for key in ("sources", "versions", "bundles") if key in given]
    if name == "merge":
        several.append("a.md")
    made = getattr(agentconv, name)(*several, **given)
    return list(made) if name == "batch" else made


def test_every_public_function_is_asked() -> None:
    functions = {name for name in agentconv.__all__ if inspect.isfunction(getattr(agentconv, name))}
    assert functions == GOOD.keys() | OF_ANY_VALUE | VERY_OFTEN | {"container", "hookimpl"} & functions


@pytest.fixture
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m").mkdir()
    (tmp_path / "folder").mkdir()
    (tmp_path / "binary.md").write_bytes(b"\xff\xfe\x00\x01")
    manifest = 'name = "s"\nversion = "1.0.0"\nsources = ["a.md"]\n[targets.codex]\n'
    for path, text in (("a.md", TEXT), ("m/a.md", TEXT), ("m/agentconv.toml", manifest)):
        (tmp_path / path).write_text(text)
    assert agentconv.build("m", "dist").ok


@pytest.mark.usefixtures("_folder")
@pytest.mark.parametrize("name", GOOD)
def test_wrong_types_and_bad_input_are_told_at_the_door(name: str) -> None:
    called(name, GOOD[name]())
    parameters = inspect.signature(getattr(agentconv, name)).parameters
    asked = [*parameters, "sha256", "provenance"] if "claims" in parameters else [*parameters]
    wrong, told_of = [], 0
    for parameter in (one for one in asked if one != "claims"):
        for value in BAD:
            try:
                called(name, {**GOOD[name](), parameter: value})
            except AgentconvError as error:
                told_of += bool(str(error).strip())
            except TypeError as error:
                told_of += 1
                if not str(error).startswith(f"'{parameter}' takes "):
                    wrong.append(f"{parameter}={value!r}: {error}")
            except Exception as error:
                where = traceback.extract_tb(error.__traceback__)[-1]
                wrong.append(f"{parameter}={value!r}: {error!r} in {where.filename}:{where.lineno}")
    assert wrong == []
    assert told_of >= 10


@pytest.mark.usefixtures("_folder")
def test_an_error_has_its_place() -> None:
    Path("bad.md").write_text("---\nname: a\nname: b\n---\n")
    for source, said in (
        ("bad.md", "bad.md:3:1: error[duplicate-key]"),
        ("binary.md", "binary.md"),
        ("no.md", "no.md"),
    ):
        with pytest.raises(AgentconvError, match=re.escape(said)):
            agentconv.convert(source, "codex")
    with pytest.raises(UsageError, match="an agent has no field 'colour'"):
        agentconv.with_fields(AGENT, {"colour": "red"})
    with pytest.raises(UsageError, match=r"no field 'color\.allow'"):
        agentconv.with_fields(AGENT, {"color.allow": ()})


def test_what_fits_is_let_in_as_it_is() -> None:
    assert agentconv.check(registry=Registry(plugins=False), targets=(t for t in ["codex"])).agents == 0
    assert agentconv.write((one for one in [AGENT]), "codex").agents == 1
    assert agentconv.read("a\0\n").documents == ()


def test_an_annotation_that_is_not_known_is_found_at_the_first_call() -> None:
    @told
    def strange(value: "Mapping[int, int]") -> None: ...  # type: ignore[name-defined] # noqa: F821

    with pytest.raises(KeyError):
        strange({})
