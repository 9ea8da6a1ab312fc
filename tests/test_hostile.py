"""Files made to do harm, each once found to do some."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from agentconv.api import convert, read, write
from agentconv.errors import UsageError
from agentconv.export import ExportRequest, ExportResult, export
from agentconv.folder import record
from agentconv.host.registry import Registry
from agentconv.model.agent import Agent, Tool, Tools, diff
from agentconv.model.powers import power
from agentconv.reading import carry
from agentconv.testing import read_files
from agentconv.writing.options import Options
from tests import processes
from tests.conftest import FIXTURES
from tests.growth import LINEAR, growth

REGISTRY = Registry(plugins=False)
BOTH_WAYS = [p.format.name for p in REGISTRY.all() if p.format.reads and p.format.writes]
AGENT = "---\nname: a\ndescription: d\ntools: Read\n---\nbody\n"


def run(*sources: Path, out: Path, target: str = "openai", **more: object) -> ExportResult:
    values: dict[str, object] = {
        "sources": tuple(map(str, sources)),
        "targets": (target,),
        "out": out,
        **more,
    }
    return export(ExportRequest(**values), REGISTRY)  # type: ignore[arg-type]


def codes(result: ExportResult) -> set[str]:
    return {d.code for d in result.diagnostics}


BROKEN = sorted((FIXTURES / "broken").iterdir())


@pytest.mark.parametrize("path", BROKEN, ids=lambda p: p.name)
def test_a_broken_file_gives_its_code_and_a_place(path: Path, tmp_path: Path) -> None:
    result = run(path, out=tmp_path / "out")
    first = next(d for d in result.diagnostics if d.severity == "error")
    assert path.stem.startswith(first.code)
    assert first.path
    assert not (tmp_path / "out").exists()
    if first.code in ("syntax", "duplicate-key", "tag", "too-deep", "wrong-type", "unsafe-name"):
        assert first.line


def test_every_broken_file_in_one_run_lists_all(tmp_path: Path) -> None:
    result = run(FIXTURES / "broken", out=tmp_path / "out")
    assert len({d.path for d in result.diagnostics if d.severity == "error"}) > 80
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("path", ["../../victim.txt", "/victim.txt", "a/../../victim.txt"])
def test_a_planted_record_removes_nothing_outside(tmp_path: Path, path: str) -> None:
    out, victim = tmp_path / "project" / "out", tmp_path / "victim.txt"
    out.mkdir(parents=True)
    victim.write_text("precious")
    from hashlib import sha256

    entry = {"sha256": sha256(b"precious").hexdigest(), "target": "openai", "sources": ["gone.md"]}
    (out / record.NAME).write_text(json.dumps({"agentconv": 1, "files": {path: entry}}))
    (tmp_path / "a.md").write_text(AGENT)
    assert "record-broken" in codes(run(tmp_path / "a.md", out=out))
    assert victim.read_text() == "precious"


def test_a_source_that_is_its_own_output_stays_a_source(tmp_path: Path) -> None:
    place = tmp_path / ".claude" / "agents" / "a.md"
    place.parent.mkdir(parents=True)
    place.write_text(AGENT)
    run(tmp_path, out=tmp_path, target="claude")
    assert run(tmp_path, out=tmp_path, target="openai").ok
    (tmp_path / "new.md").write_text(AGENT.replace("name: a", "name: a\nversion: 2.0"))
    place.write_text(AGENT.replace("name: a", "name: a\nversion: 1.0"))
    assert "kept-foreign" in codes(run(tmp_path, out=tmp_path, target="claude"))
    assert "version: 1.0" in place.read_text()


def test_standard_input_makes_nothing_stale(tmp_path: Path) -> None:
    for name in ("a", "b"):
        data = AGENT.replace("name: a", f"name: {name}").encode()
        export(ExportRequest(("-",), ("openai",), tmp_path), REGISTRY, read=lambda data=data: data)  # type: ignore[misc]
    assert sorted(p.name for p in (tmp_path / "openai/assistants").iterdir()) == ["a.json", "b.json"]


@pytest.mark.skipif(sys.platform == "darwin", reason="names must be UTF-8 there")
def test_a_source_whose_name_is_no_text_makes_nothing_stale(tmp_path: Path) -> None:
    odd, other = tmp_path / "odd", tmp_path / "other"
    odd.mkdir()
    other.mkdir()
    Path(os.fsdecode(os.fsencode(odd) + b"/\xff.md")).write_text(AGENT)
    (other / "b.md").write_text(AGENT.replace("name: a", "name: b"))
    run(odd, out=tmp_path / "out")
    run(other, out=tmp_path / "out")
    assert sorted(p.name for p in (tmp_path / "out/openai/assistants").iterdir()) == ["a.json", "b.json"]


@pytest.mark.parametrize(
    "planted",
    [
        {"tools.allow": {"was": [{"name": "read"}], "is": None}},
        {"name": {"was": "a", "is": "../../../etc/passwd"}},
        {"temperature": {"was": None, "is": "x"}},
    ],
)
def test_a_planted_carry_file_is_ignored(tmp_path: Path, planted: object) -> None:
    (tmp_path / "a.md").write_text(AGENT)
    (tmp_path / carry.NAME).write_text(json.dumps({"agentconv": 1, "carry": {"a.md": {"a": planted}}}))
    result = read(tmp_path)
    assert result.agents[0].tools.allow == (Tool("read"),)
    assert result.agents[0].name == "a"
    assert "carry-ignored" in {d.code for d in result.diagnostics}


@pytest.mark.parametrize("name", [record.NAME, carry.NAME])
@pytest.mark.parametrize("kind", ["fifo", "zero"])
def test_a_record_that_is_no_file_does_not_hang(tmp_path: Path, name: str, kind: str) -> None:
    (tmp_path / "a.md").write_text(AGENT)
    if kind == "fifo":
        os.mkfifo(tmp_path / name)
    else:
        (tmp_path / name).symlink_to("/dev/zero")
    code = "import sys; from agentconv import read; print(len(read(sys.argv[1]).documents))"
    done = processes.python(code, str(tmp_path))
    assert done.stdout.strip() == b"1", done.stderr


REQUEST = {"model": "gpt-5", "name": "a", "description": "d", "instructions": "x"}


@pytest.mark.parametrize(
    "metadata",
    [
        {"agentconv.extensions.claude.x": "NaN"},
        {"agentconv.extensions.claude.x": '"\\ud800"'},
        {"agentconv.extensions.claude.x": '{"a": 1, "a": 2}'},
        {"agentconv.max_turns": "9" * 4000},
        {"agentconv.tools": "{}"},
        {"agentconv.tools": "[1]"},
        {"agentconv.model": "[1, 2]"},
        {"agentconv.model": "x"},
        {"agentconv.background": '"x"'},
    ],
)
def test_json_inside_metadata_has_the_limits_of_json(metadata: dict[str, str]) -> None:
    result = read(json.dumps({**REQUEST, "metadata": metadata}, indent=1))
    assert {d.code for d in result.diagnostics} == {"wrong-type"}


def test_parts_of_a_value_may_come_in_any_order() -> None:
    agent = Agent("a", description="d", prompt="p", initial_prompt="x" * 6000)
    (file,) = write(agent, "openai").files
    data = json.loads(file.text)
    data["metadata"] = dict(sorted(data["metadata"].items()))
    assert read(json.dumps(data, indent=1)).agents == (agent,)


@pytest.mark.parametrize("key", ["step.1", "step.0", "x.12", "1"])
def test_an_extension_that_looks_like_a_part_survives(key: str) -> None:
    agent = Agent("a", description="d", extensions={"claude": {key: "v", "step": "w"}})
    conversion = write(agent, "openai")
    (back,) = read_files(conversion, REGISTRY)
    assert diff(agent, back) == ()


def test_a_deny_list_that_does_not_fit_takes_all_tools_away() -> None:
    deny = tuple(Tool("mcp", server=f"server{i}", tool="a-tool-with-a-long-name") for i in range(400))
    agent = Agent("a", description="d", tools=Tools(None, deny))
    conversion = write(agent, "openai")
    assert conversion.ok
    (back,) = read_files(conversion, REGISTRY)
    assert back.tools.allow == ()
    assert "power-narrowed" in {d.code for d in conversion.diagnostics}


@pytest.mark.parametrize(
    "extensions",
    [
        {"claude": {"permissionMode": "bypassPermissions"}},
        {"claude": {"tools": "Bash"}},
        {"claude": {"disallowedTools": "", "hooks": 5}},
        {"openai": {"metadata": {"agentconv.tools": "*"}}},
        {"openai": {"metadata": {f"k{i}": "v" for i in range(20)}}},
        {"openai": {"tools": "x", "response_format": 5, "tool_resources": []}},
        {"openai": {"tools": [{"type": "function", "function": {"name": "a b"}}, 5, {"type": "x"}]}},
    ],
)
@pytest.mark.parametrize("target", BOTH_WAYS)
def test_extensions_cannot_stand_for_fields(extensions: dict[str, dict[str, object]], target: str) -> None:
    agent = Agent("a", description="d", tools=Tools((Tool("read"),)), extensions=extensions)  # type: ignore[arg-type]
    conversion = write(agent, target)
    if "power-widened" in {d.code for d in conversion.diagnostics}:
        return  # a target that bounds nothing
    assert conversion.ok
    (back,) = read_files(conversion, REGISTRY)
    assert power(back) <= power(agent)
    lost = {d.field for d in diff(agent, back)}
    assert lost <= {name for d in conversion.diagnostics if d.loss for name in d.fields}


@pytest.mark.parametrize(
    "template",
    [
        "{{ nothing }}",
        "{% x %}",
        "{{ ''.__class__.__mro__ }}",
        "{{ agent.__init__.__globals__ }}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{{ '\\ud800' }}",
        "{{ 'x'|xmlattr }}",
        "{{ cycler() }}",
        "{{ lipsum() }}",
        "{{ [1, 2]|random }}",
        "{% include '/etc/passwd' %}",
    ],
)
def test_a_bad_template_is_a_usage_error(template: str) -> None:
    with pytest.raises(UsageError, match="the template fails"):
        convert(AGENT, "prompts", options=Options(template=template))


def test_agent_text_is_no_template() -> None:
    body = "{{ 7 * 7 }} {% raw %} {# x #} ${x}\n"
    conversion = convert(AGENT.replace("body\n", body), "prompts", options=Options(template="<{{ prompt }}>"))
    assert conversion.files[0].text == f"<{body}>"
    (back,) = read_files(conversion, REGISTRY)
    assert back.prompt == body


def test_text_that_would_move_the_cursor_is_escaped() -> None:
    from agentconv.cli.printing import safe

    assert safe("a\x1b[31mb\u202ec\U000e0041\r\n") == "a\\x1b[31mb\\u202ec\\U000e0041\\r\\n"
    assert safe("é 日本 🧑‍🚀") == "é 日本 🧑‍🚀"


def test_aliases_of_long_text_are_bounded() -> None:
    text = "---\nname: a\ndescription: d\nx: &x " + "y" * 80_000 + "\nz:\n" + "- *x\n" * 3000 + "---\n"
    assert [d.code for d in read(text).diagnostics] == ["too-many-nodes"]


def test_many_tools_and_denies_are_compared_at_once() -> None:
    def many(letter: str) -> tuple[Tool, ...]:
        return tuple(Tool(f"{letter}{i}", native="x") for i in range(20_000))

    one, two = (Agent("a", tools=Tools(many("a"), many(letter))) for letter in "bc")
    assert power(one) <= power(two)


def test_versions_of_any_length_are_compared(tmp_path: Path) -> None:
    for name, version in (("one", f"1.0-a.{'1' * 5000}"), ("two", "1.0.1")):
        text = AGENT.replace("name: a", f'name: a\nversion: "{version}"') + name
        (tmp_path / f"{name}.md").write_text(text)
    assert run(tmp_path, out=tmp_path / "out").ok


SLOW: dict[str, Callable[[int], str]] = {
    "keys": lambda n: "bad: a: b\n" + "".join(f"k{i}: [\n" for i in range(n // 10)),
    "comments": lambda n: "description: a: b\n" + "#\n" * (n // 2),
    "blanks": lambda n: "description: a: b\n" + " \n" * (n // 2) + "x: y",
    "indented": lambda n: "description: a: b\n" + "  x: y: z\n" * (n // 10),
    "tabs": lambda n: "description: a: b\n" + "\t- x\n" * (n // 5),
    "quoted-keys": lambda n: "description: a: b\n" + "".join(f'"k{i}": v: x\n' for i in range(n // 16)),
    "many-tools": lambda n: "description: d\ntools: " + "a," * (n * 24),
    "many-denies": lambda n: "description: d\ndisallowedTools: " + "a " * (n * 24),
    "long-word": lambda n: "description: d\ntools: " + "(" * (n * 48),
    "dashes": lambda n: "description: d\nx: " + "---" * (n * 16),
    "mojibake": lambda n: "description: d\nx: " + "Ã" * (n * 16),
}
"""Heads of about so many characters where each step of recovery has much to do, or of some ten times that."""


@pytest.mark.parametrize("name", SLOW)
def test_reading_costs_no_more_than_the_size_of_a_file(name: str) -> None:
    def reading(size: int) -> Callable[[], object]:
        text = f"---\nname: a\n{SLOW[name](size)}\n---\n"
        return lambda: read(text)

    reading(100)()
    assert growth(reading, 120_000) < LINEAR


def test_metadata_are_packed_the_same_when_what_did_not_fit_is_gone() -> None:
    agent = Agent("a", description="d", prompt="p", version="1", color="red", hooks={"x": "y" * 9000})
    first = write(agent, "openai")
    (back,) = read_files(first, REGISTRY)
    assert back.hooks == {}
    assert write(back, "openai").files == first.files


def test_a_carry_file_is_read_once_for_all_its_agents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for i in range(30):
        (tmp_path / f"{i}.md").write_text(AGENT.replace("name: a", f"name: a{i}") + "x" * 10)
    neutral = tmp_path / "neutral"
    run(tmp_path, out=neutral, target="agentconv")
    for file in (neutral / "agentconv").iterdir():
        data = json.loads(file.read_text())
        file.write_text(json.dumps({**data, "hooks": {"x": "y" * 9000}}))
    out = tmp_path / "out"
    run(neutral / "agentconv", out=out, carry=True)
    calls: list[str] = []
    parsed = carry.parsed
    monkeypatch.setattr(carry, "parsed", lambda text: calls.append(text) or parsed(text))  # type: ignore[func-returns-value]
    result = read(out)
    assert len(calls) == 1
    assert len(result.agents) == 30
    assert all(agent.hooks for agent in result.agents)


BACKTRACKING = {
    "backslashes": ("prompt", "\\"),
    "open braces": ("prompt", "{"),
    "tags": ("prompt", "{%"),
    "raw": ("prompt", "{% raw %}"),
    "variables": ("prompt", "{env:"),
    "closed sections": ("prompt", "<!-- /section: a 7 -->\n"),
    "spaces in a model": ("model", "a b("),
    "spaces": ("model", "a" + " " * 100),
}


@pytest.mark.parametrize("target", BOTH_WAYS)
@pytest.mark.parametrize("name", BACKTRACKING)
def test_no_pattern_tries_again_at_every_place(name: str, target: str) -> None:
    field, piece = BACKTRACKING[name]

    def there_and_back(size: int) -> Callable[[], object]:
        text = f"a{piece * (size // len(piece))}a"
        agent = Agent("a", description="d", **{field: text})  # type: ignore[arg-type]

        def done() -> None:
            conversion = write(agent, target, registry=REGISTRY)
            if conversion.ok:
                read_files(conversion, REGISTRY)

        return done

    there_and_back(100)()
    assert growth(there_and_back, 150_000) < LINEAR


def test_a_permission_pattern_with_many_stars_is_matched_at_once() -> None:
    from agentconv.formats.opencode.rules import matches

    assert not matches("a" * 200, "*a" * 40 + "*b")
    assert matches("a" * 200, "*a" * 40 + "*")
    assert matches("git", "git *")
    assert matches("xgit xgit", "*git *")
    assert matches("axbx", "*x *")
    assert not matches("axb", "*x *")
