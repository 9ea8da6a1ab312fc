"""Each code that checking can give has a bad example that gives it and a good one that does not."""

import re
from pathlib import Path

import pytest

from agentconv.checking.explain import as_files, examples, explain, explained
from agentconv.checking.reply import check_reply_file
from agentconv.checking.run import CheckRequest, check
from agentconv.checking.table import CHECKS
from agentconv.diagnostics import CODES
from agentconv.host.registry import Registry

REGISTRY = Registry(plugins=False)
WITHOUT = {"pattern-untried"}
"""Codes that take thousands of patterns."""


def codes(text: str, options: tuple[str, ...], folder: Path) -> set[str]:
    for name, content in as_files(text).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    if "--response" in options:
        agent = next(name for name in as_files(text) if name != "reply.md")
        result = check_reply_file(str(folder / agent), str(folder / "reply.md"), REGISTRY)
    else:
        facts = dict(zip(options[::2], options[1::2], strict=False))
        request = CheckRequest(
            (str(folder),),
            targets=(facts["-t"],) if "-t" in facts else (),
            select=(facts["--select"],) if "--select" in facts else (),
            fix="--fix" in options,
            format=facts.get("--from"),
        )
        result = check(request, REGISTRY)
    return {d.code for d in result.diagnostics}


@pytest.mark.parametrize("code", sorted(examples()))
def test_the_bad_example_gives_the_code(code: str, tmp_path: Path) -> None:
    example = examples()[code]
    assert code in codes(example.bad, example.options, tmp_path)


@pytest.mark.parametrize("code", sorted(examples()))
def test_the_good_example_does_not(code: str, tmp_path: Path) -> None:
    example = examples()[code]
    assert code not in codes(example.good, example.options, tmp_path)


def test_every_check_has_an_example() -> None:
    wanted = {code for item in CHECKS for code in item.codes} - WITHOUT
    assert wanted <= set(examples()) <= set(CODES)


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_can_be_explained(code: str) -> None:
    assert next(iter(explain(code))).startswith(f"{code} (")


@pytest.mark.parametrize("code", sorted(CODES))
def test_an_explanation_says_what_why_and_what_to_do(code: str) -> None:
    what, matters, todo = explained(code).split("\n\n")
    assert len(what) > 30
    assert matters.startswith("Does it matter? ")
    assert todo.startswith("What to do: ")
    assert len(re.findall(r"[.!?](?=\s|$)", f"{what} {matters} {todo}")) >= 4  # the question is one of them
