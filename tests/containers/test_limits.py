"""Every limit gives its own diagnostic with a place, after little work and within 200 MB."""

import json
import subprocess
import sys

import pytest

from agentconv.containers import SUFFIXES, container
from agentconv.containers.base import MAX_NODES
from agentconv.errors import NotAnAgent, Problem, SyntaxProblem
from agentconv.text.source import MAX_BYTES, Source, decode
from tests.conftest import ROOT
from tests.containers.huge import HUGE
from tests.growth import LINEAR, calls

BOMB = "a: &a [1, 2]\n" + "".join(
    f"{c}: &{c} [{', '.join(['*' + p] * 10)}]\n" for p, c in zip("abcdefg", "bcdefgh", strict=True)
)

BREACHES = [
    ("yaml", "k: " + "[" * 65 + "]" * 65, "too-deep", (1, 67)),
    ("yaml", "k: " + "- " * 100 + "x", "syntax", (1, 4)),
    ("yaml", "\n".join(" " * i + "k:" for i in range(100)), "too-deep", (65, 65)),
    ("yaml", BOMB, "too-many-nodes", None),
    ("yaml", "k:\n" + "- x\n" * 100_001, "too-many-nodes", None),
    ("yaml", "k: &k [*k]", "recursive-alias", (1, 8)),
    ("yaml", "k: *nothing", "syntax", (1, 4)),
    ("yaml", "k: 1\nk: 2", "duplicate-key", (2, 1)),
    ("yaml", 'k: 1\n"\\x6b": 2', "duplicate-key", (2, 1)),
    ("yaml", "a: {k: 1, k: 2}", "duplicate-key", (1, 11)),
    ("yaml", "k: !!str x", "tag", (1, 4)),
    ("yaml", "k: !x y", "tag", (1, 4)),
    ("yaml", "!!map {k: v}", "tag", (1, 1)),
    ("yaml", "!!str k: v", "tag", (1, 1)),
    ("yaml", "<<: {k: v}", "merge-key", (1, 1)),
    ("yaml", "k: v\n--- \nk: v", "multiple-documents", (2, 1)),
    ("yaml", "k: a\0b", "control-character", (1, 5)),
    ("yaml", "k: [", "syntax", None),
    ("json", '{"k": ' + "[" * 65 + "]" * 65 + "}", "too-deep", (1, 70)),
    ("json", "[" * 1_000_000, "too-deep", None),
    ("json", '{"k": [' + "1," * 100_001 + "1]}", "too-many-nodes", None),
    ("json", '{"k": 1,\n "k": 2}', "duplicate-key", (2, 2)),
    ("json", '{"k": 1, "\\u006b": 2}', "duplicate-key", (1, 10)),
    ("json", '{"a": {"k": 1, "k": 2}}', "duplicate-key", (1, 16)),
    ("json", '{"k":\n 9223372036854775808}', "integer-range", (2, 2)),
    ("json", '{"k": ' + "9" * 5000 + "}", "integer-range", (1, 7)),
    ("json", '{"k": NaN}', "not-finite", (1, 7)),
    ("json", '{"k": [1, -Infinity]}', "not-finite", (1, 11)),
    ("json", '{"k": 1e999}', "not-finite", (1, 7)),
    ("json", '{"k": 1,}', "syntax", (1, 9)),
    ("json", '{"k": 1} x', "syntax", (1, 10)),
    ("json", '{"k": 1 // x\n}', "syntax", (1, 9)),
    ("json", '{"k": "a\nb"}', "syntax", (1, 9)),
    ("json", '{"k": "\\ud800"}', "syntax", (1, 7)),
    ("toml", "k = " + "[" * 65 + "]" * 65, "too-deep", (1, 69)),
    ("toml", "k = " + "[" * 500_000, "too-deep", None),
    ("toml", ".".join("k" * 70) + " = 1", "too-deep", None),
    ("toml", "k = [" + "1," * 100_001 + "1]", "too-many-nodes", None),
    ("toml", "k = 1\nk = 2", "duplicate-key", (2, 6)),
    ("toml", "a = 1\nk = 9223372036854775808", "integer-range", (2, 5)),
    ("toml", "k = nan", "not-finite", (1, 5)),
    ("toml", "k = 1e999", "not-finite", (1, 5)),
    ("toml", "k = -inf", "not-finite", (1, 5)),
    ("toml", "k = 'a\nb'", "syntax", (1, 7)),
    ("toml", "k = 'a\rb'", "control-character", (1, 7)),
    ("toml", "k", "syntax", None),
]


@pytest.mark.parametrize(("name", "text", "code", "place"), BREACHES, ids=lambda v: str(v)[:20])
def test_breach(name: str, text: str, code: str, place: tuple[int, int] | None) -> None:
    with pytest.raises(SyntaxProblem) as caught:
        container(name).read(Source("x", text))
    assert caught.value.code == code
    found = Source("x", text).position(caught.value.offset)
    assert place is None or found == place


@pytest.mark.parametrize(("name", "text", "code", "place"), BREACHES, ids=lambda v: str(v)[:20])
def test_a_breach_costs_no_more_than_what_stands_before_it(
    name: str, text: str, code: str, place: tuple[int, int] | None
) -> None:
    def refused() -> None:
        with pytest.raises(SyntaxProblem):
            container(name).read(Source("x", text))

    refused()  # imports what it needs
    assert calls(refused) < (10 * MAX_NODES if code == "too-many-nodes" else 1_000)


@pytest.mark.parametrize(("text", "code"), [(b[1], b[2]) for b in BREACHES if b[0] == "yaml"])
def test_frontmatter_has_the_limits_of_yaml(text: str, code: str) -> None:
    if code in ("multiple-documents", "syntax"):
        pytest.skip("ends the frontmatter, or is recovered")
    with pytest.raises(SyntaxProblem) as caught:
        container("frontmatter").read(Source("x", f"---\n{text}\n---\n"))
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("tools: !!str x", "tag"),
        ("tools:\n  - &a [*a]", "recursive-alias"),
        ("tools:\n  - &a x", "syntax"),
        ("k: " + "[" * 65 + "]" * 65, "too-deep"),
        ("name: b", "duplicate-key"),
        ('"n\\u0061me": b', "duplicate-key"),
    ],
)
def test_recovery_is_no_way_round_a_limit(line: str, code: str) -> None:
    text = f"---\nname: a\ndescription: Use when: x\n{line}\n---\n"
    with pytest.raises(SyntaxProblem) as caught:
        container("frontmatter").read(Source("x", text), frozenset({"name", "description", "tools"}))
    assert caught.value.code == code


PROBE = """
import json, sys
from agentconv.containers import container
from agentconv.errors import AgentconvError
from agentconv.text.source import Source
from tests.containers.huge import HUGE
from tests.growth import growth

def reading(size):
    source = Source("x", f"---\\n{HUGE[sys.argv[1]](size)}\\n---\\n")
    def read():
        try:
            container("frontmatter").read(source, frozenset({"name", "tools"}))
        except AgentconvError:
            pass
    return read

reading(10)()
ratio = growth(reading, 8_000_000)
peak = next((line for line in open("/proc/self/status") if line.startswith("VmHWM")), "VmHWM: 0 kB")
print(json.dumps([ratio, int(peak.split()[1]) // 1024]))
"""


@pytest.mark.parametrize("name", HUGE)
def test_huge_frontmatter_costs_no_more_than_its_size(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROBE, name], capture_output=True, text=True, check=True, cwd=ROOT
    )
    ratio, megabytes = json.loads(done.stdout)
    assert ratio < LINEAR
    assert megabytes < 200


def test_a_file_over_8_mib_is_refused() -> None:
    with pytest.raises(Problem) as caught:
        decode(b"x" * (MAX_BYTES + 1))
    assert caught.value.code == "file-too-large"


@pytest.mark.parametrize(
    ("data", "what"), [(b"ab\xffcd", "byte offset 2"), ("text".encode("utf-16"), "byte offset 0")]
)
def test_bytes_that_are_not_utf8_name_the_offset(data: bytes, what: str) -> None:
    with pytest.raises(SyntaxProblem, match=what) as caught:
        decode(data)
    assert caught.value.code == "not-utf8"


def test_suffixes_agree_with_the_containers() -> None:
    for name in set(SUFFIXES.values()):
        assert set(container(name).suffixes) == {s for s, n in SUFFIXES.items() if n == name}


def test_what_is_no_map_is_no_agent() -> None:
    for name, text in (("yaml", "- a"), ("json", '"a"'), ("frontmatter", "---\n- a\n---\n")):
        with pytest.raises(NotAnAgent):
            container(name).read(Source("x", text))
