"""A value nested deeper than the limit is refused on every road, whatever the parser below does about it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import yaml as pyyaml
from yaml.scanner import ScannerError

from agentconv.api import read
from agentconv.containers import container, recovery, yaml_events
from agentconv.containers.base import MAX_DEPTH
from agentconv.errors import SyntaxProblem
from agentconv.kit import bag
from agentconv.text.source import Source

KNOWN = frozenset({"name", "description", "tools", "hooks"})

DEPTHS = (MAX_DEPTH, 100, 1_000, 2_000)
"""Levels below the map that the value stands in. PyYAML 6.0.4 itself stops at 1,000 in brackets."""


def brackets(levels: int) -> str:
    return "[" * levels + "]" * levels


def braces(levels: int) -> str:
    return "{a: " * levels + "1" + "}" * levels


def lines(levels: int) -> str:
    return "\n" + "".join(" " * level + "a:\n" for level in range(1, levels + 1))


YAML: dict[str, Callable[[int], str]] = {
    "brackets": lambda n: f"k: {brackets(n)}",
    "braces": lambda n: f"k: {braces(n)}",
    "lines": lambda n: f"k:{lines(n)}",
    "dashes": lambda n: "k:\n " + "- " * n + "x",
    "lists at the margin of their maps": lambda n: "\n".join(
        f"{' ' * level}k:\n{' ' * level}-" for level in range(n // 2 + 1)
    ),
    "aliases": lambda n: f"a: &a {brackets(n // 2)}\nb: {'[' * (n - n // 2)}*a{']' * (n - n // 2)}",
    "one bracket a line": lambda n: "k:\n" + " [\n" * n + " ]\n" * n,
    "a comment behind": lambda n: f"k: {brackets(n)} # why",
    # what follows is no YAML, and too deep before that shows
    "never closed": lambda n: f"k: {'[' * n}[",
    "a wrong character inside": lambda n: f"k: {'[' * n}[@{']' * n}",
    "a quote never closed inside": lambda n: f'k: {"[" * n}["x',
    "an unknown escape inside": lambda n: f'k: {"[" * n}["\\U00110000"{"]" * n}',
}
"""Entries whose value, or what there is of it, is nested so deep below the root."""


def flood(levels: int) -> str:
    return f"description: Use it.\n<x>\nfoo: {brackets(levels)}\ntools: Read"


RECOVERED: dict[str, Callable[[int], str]] = {
    **{f"{name}, after a bad entry": lambda n, f=f: f"d: a: b\n{f(n)}" for name, f in YAML.items()},  # type: ignore[misc]
    **{f"{name}, before a bad entry": lambda n, f=f: f"{f(n)}\nd: a: b" for name, f in YAML.items()},  # type: ignore[misc]
    "in lines that continue a text": flood,
    "under a known key after a text that spills": lambda n: flood(n).replace("foo", "hooks"),
    "with a tab before it": lambda n: f"d: a: b\nk:\n\t- {brackets(n)}",
    "text behind it": lambda n: f"d: a: b\nk: {brackets(n)} x",
    "text behind it, on two lines": lambda n: f"d: a: b\nk: {'[' * n}[\n  {']' * n} x",
    "in half a quote": lambda n: f'd: "a "b" c"\nk:\n  - "x\n  - {brackets(n)}"\nk2: {brackets(n)}',
}

del RECOVERED["aliases, after a bad entry"]  # recovery knows no aliases

JSON: dict[str, Callable[[int], str]] = {
    "brackets": lambda n: f'{{"k": {brackets(n)}}}',
    "braces": lambda n: '{"k":' * (n + 1) + "1" + "}" * (n + 1),
    "never closed": lambda n: f'{{"k": {"[" * n}[',
    "after a mark": lambda n: f'\ufeff{{"k": {brackets(n)}}}',
}

TOML: dict[str, Callable[[int], str]] = {
    "brackets": lambda n: f"k = {brackets(n + 1)}",
    "braces": lambda n: f"k = {'{a = ' * (n + 1)}1{'}' * (n + 1)}",
    "a dotted key": lambda n: ".".join("a" * (n + 2)) + " = 1",
    "a table": lambda n: f"[{'.'.join('a' * (n + 1))}]",
    "tables of a list": lambda n: f"[[{'.'.join('a' * n)}]]\nb = []",
    "a table with a dotted key": lambda n: f"[{'.'.join('a' * 60)}]\n{'.'.join('b' * (n - 58))} = 1",
    "a table with a list": lambda n: f"[{'.'.join('a' * 40)}]\nb = {brackets(n - 39)}",
    "dotted keys in braces": lambda n: "k = " + "{a.b.c.d = " * (n // 4 + 1) + "1" + "}" * (n // 4 + 1),
    "never closed": lambda n: f"k = {'[' * n}[",
}


class Stops:
    """A parser that finds out about depth before it says anything, as PyYAML 6.0.4 does on one line."""

    def __init__(self, text: str, levels: int = 1_000) -> None:
        self.inner = pyyaml.SafeLoader(text)
        self.text, self.levels = text, levels

    def get_event(self) -> Any:
        at = self.text.find("[" * self.levels)
        if at >= 0:
            mark = pyyaml.Mark("", at + self.levels - 1, 0, at, None, None)
            raise ScannerError("while increasing flow level", mark, "exceeded maximum nesting depth", mark)
        return self.inner.get_event()

    def dispose(self) -> None:
        self.inner.dispose()


class StopsEarly(Stops):
    """One whose limit is lower than ours: what it refuses we cannot see."""

    def __init__(self, text: str) -> None:
        super().__init__(text, 30)


class StopsWithoutAPlace(Stops):
    """One that does not say where."""

    def get_event(self) -> Any:
        if "[" * self.levels in self.text:
            raise pyyaml.YAMLError("exceeded maximum nesting depth")
        return self.inner.get_event()


PARSERS = {
    "the installed one": yaml_events.Parser,
    "one without a limit": pyyaml.SafeLoader,
    "one that stops at 1,000": Stops,
    "one that stops at 30": StopsEarly,
    "one that does not say where": StopsWithoutAPlace,
}


def refused(kind: str, text: str) -> SyntaxProblem:
    with pytest.raises(SyntaxProblem) as caught:
        container(kind).read(Source("x", text), KNOWN)
    return caught.value


@pytest.mark.parametrize("levels", DEPTHS)
@pytest.mark.parametrize("shape", YAML)
def test_yaml(shape: str, levels: int) -> None:
    text = YAML[shape](levels)
    assert refused("yaml", text).code == "too-deep"
    assert refused("frontmatter", f"---\n{text}\n---\n").code == "too-deep"


@pytest.mark.parametrize("levels", DEPTHS)
@pytest.mark.parametrize("shape", RECOVERED)
def test_recovery(shape: str, levels: int) -> None:
    head = RECOVERED[shape](levels)
    problem = refused("frontmatter", f"---\n{head}\n---\n")
    never = len(head) > recovery.MAX_RECOVERED and head.startswith("d:")
    assert problem.code == ("syntax" if never else "too-deep")


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize(
    "shape", ["brackets", "a comment behind", "never closed", "a wrong character inside"]
)
@pytest.mark.parametrize("levels", [MAX_DEPTH, 1_000])
def test_any_parser(shape: str, levels: int, parser: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_events, "Parser", PARSERS[parser])
    text = YAML[shape](levels)
    for head in (text, f"{text}\nd: a: b", f"d: a: b\n{text}"):
        problem = refused("frontmatter", f"---\n{head}\n---\n")
        assert problem.code == "too-deep"
        assert parser == "one that does not say where" or f"---\n{head}"[problem.offset] == "["


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize(
    "text", ["k: 'exceeded maximum nesting depth", "k: !nesting!exceeded x", "k: [nesting"]
)
def test_what_only_speaks_of_nesting_is_a_syntax_error(
    text: str, parser: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yaml_events, "Parser", PARSERS[parser])
    assert refused("yaml", text).code == "syntax"


@pytest.mark.parametrize("parser", list(PARSERS)[:3])
def test_what_is_as_deep_as_it_may_be_is_read(parser: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_events, "Parser", PARSERS[parser])
    for shape in list(YAML)[: list(YAML).index("never closed")]:
        text = YAML[shape](MAX_DEPTH - (2 if shape == "lists at the margin of their maps" else 1))
        assert container("yaml").read(Source("x", text)).values


@pytest.mark.parametrize("levels", DEPTHS)
@pytest.mark.parametrize("kind", ["json", "jsonc"])
@pytest.mark.parametrize("shape", JSON)
def test_json(shape: str, kind: str, levels: int) -> None:
    text = JSON[shape](levels)
    problem = refused(kind, text)
    assert problem.code == "too-deep"
    assert text[problem.offset] in "[{"


@pytest.mark.parametrize("levels", DEPTHS)
@pytest.mark.parametrize("shape", TOML)
def test_toml(shape: str, levels: int) -> None:
    assert refused("toml", TOML[shape](levels)).code == "too-deep"


@pytest.mark.parametrize("shape", ["brackets", "braces", "a dotted key", "a table"])
def test_toml_that_is_as_deep_as_it_may_be_is_read(shape: str) -> None:
    assert container("toml").read(Source("x", TOML[shape](MAX_DEPTH - 1))).values


REQUEST = {"model": "gpt-5", "name": "a", "description": "d", "instructions": "x"}


@pytest.mark.parametrize("key", ["hooks", "model", "more", "extensions.claude.x", "tools", "max_turns"])
@pytest.mark.parametrize("levels", [MAX_DEPTH + 1, 200])
def test_json_inside_metadata(key: str, levels: int) -> None:
    metadata = bag.pack([(key, brackets(levels))])
    (found,) = read(json.dumps({**REQUEST, "metadata": metadata}, indent=1)).diagnostics
    assert (found.code, found.field) == ("too-deep", "metadata")
    assert found.line


def test_json_inside_metadata_of_a_markdown_file() -> None:
    text = f"---\nname: a\ndescription: d\nmetadata:\n  agentconv.authors: '{brackets(65)}'\n---\n"
    assert "too-deep" in {d.code for d in read(text, format="copilot").diagnostics}


@pytest.mark.parametrize("format", ["opencode", "kiro", "roo", "copilot", "claude", "goose", "codex", None])
@pytest.mark.parametrize(
    "text", [YAML["brackets"](70), JSON["brackets"](70), f"---\nx: a: b\n{YAML['brackets'](1_500)}\n---\n"]
)
def test_another_syntax_is_no_way_round(text: str, format: str | None) -> None:
    result = read(text + "\n", format=format)
    assert not result.documents
    assert {d.code for d in result.diagnostics} <= {"too-deep", "not-an-agent"}


def test_a_section_is_text_and_never_deep() -> None:
    text = f"<!-- section: a -->\n{brackets(5_000)}\n<!-- /section: a -->\n"
    assert container("sections").read(Source("x", text)).values == {"a": brackets(5_000)}


@pytest.mark.parametrize("text", ["k = 0x" + "f" * 5_000, "k = " + "9" * 5_000, "k = 1" + "_1" * 5_000])
def test_an_integer_of_any_length_is_out_of_range(text: str) -> None:
    problem = refused("toml", text)
    assert problem.code == "integer-range"
    assert problem.offset >= 3


def test_a_byte_order_mark_moves_no_place() -> None:
    for kind, shape in (("json", JSON["brackets"]), ("toml", TOML["brackets"])):
        plain, marked = (Source("x", mark + shape(70)) for mark in ("", "\ufeff"))
        places = [s.position(refused(kind, s.text).offset) for s in (plain, marked)]
        assert places[0] == places[1]
