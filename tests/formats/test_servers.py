"""Servers in each tool's words: what is read is meant, what is written is read back, and what is lost is told."""

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentconv.diagnostics import Diagnostic, Report
from agentconv.folder import apply, record
from agentconv.folder.plan import WantedEntry, plan, removal
from agentconv.formats.components import SERVERS
from agentconv.host.components import format_of
from agentconv.kit.component import ComponentReading, ComponentWriting, Entry, Material
from agentconv.kit.exchange import USER
from agentconv.kit.server_files import ServerFormat
from agentconv.model.components import SERVER, File
from agentconv.model.server import HTTP, SSE, STDIO, Server
from agentconv.writing.components import Converted, convert
from tests.conftest import FIXTURES

HERE = FIXTURES / "components" / "server"
TARGETS = list(SERVERS)
SHARED = ["codex", "gemini", "qwen", "opencode", "kilo", "goose"]
"""Those whose file holds other settings, too."""


def fmt(target: str) -> ServerFormat:
    found = format_of(SERVER, target)
    assert isinstance(found, ServerFormat)
    return found


def read(target: str, path: str, data: bytes) -> tuple[tuple[Server, ...], Report]:
    report = Report()
    name = path.rpartition("/")[2]
    return fmt(target).read(Material(path, (File(name, data),)), ComponentReading(report)), report


@cache
def fixture(target: str) -> tuple[str, bytes]:
    (place,) = (p for p in (HERE / target).rglob("*") if p.is_file())
    return place.relative_to(HERE / target).as_posix(), place.read_bytes()


@cache
def servers(target: str) -> tuple[Server, ...]:
    return read(target, *fixture(target))[0]


def to(
    target: str, server: Server, source: str = "claude", *, wider: bool = False
) -> tuple[Converted, list[Diagnostic]]:
    report = Report()
    done = convert(server, fmt(target), ComponentWriting(report, source=fmt(source)), allow_wider=wider)
    return done, [*report.diagnostics]


BESIDE = ("$schema", "inputs")
"""What a file of servers holds besides them."""


def entry_of(done: Converted) -> dict[str, object]:
    values = [one.value for one in done.written if isinstance(one, Entry) and one.keys[0] not in BESIDE]
    assert len(values) == 1
    assert isinstance(values[0], dict)
    return values[0]


PAIRS = [
    (source, server.name, target) for source in TARGETS for server in servers(source) for target in TARGETS
]


def test_the_table_is_sorted_and_each_has_a_fixture() -> None:
    assert sorted(SERVERS) == TARGETS
    assert {folder.name for folder in HERE.iterdir()} == set(TARGETS)


@pytest.mark.parametrize("target", TARGETS)
class TestEach:
    def test_states_its_facts(self, target: str) -> None:
        own = fmt(target)
        assert (own.target, own.kind) == (target, SERVER)
        assert own.reference.startswith("https://")
        assert own.checked.startswith("2026-")
        assert own.is_package == (target.rpartition("-")[2] in ("plugin", "extension"))

    def test_finds_its_file_and_its_servers(self, target: str) -> None:
        path, data = fixture(target)
        found, report = read(target, path, data)
        assert found
        assert report.diagnostics == ()
        if path != "mcp.json":  # which is several tools'
            assert fmt(target).lies_at(PurePosixPath(f"a/{path}"))

    def test_its_own_words_come_out_as_they_were(self, target: str) -> None:
        for server in servers(target):
            done, found = to(target, server, target)
            assert entry_of(done) == server.native
            assert (done.differences, found) == ((), [])

    def test_other_words_say_the_same(self, target: str) -> None:
        for server in servers(target):
            done, _ = to(target, replace(server, native=None), target, wider=True)
            assert done.back is not None
            assert {d.field.partition(".")[0] for d in done.differences} <= {"extensions", "args", "cwd"}

    def test_user_places(self, target: str) -> None:
        server = Server(STDIO, command="x", name="n")
        written = fmt(target).write(server, ComponentWriting(Report(), scope=USER))
        places = {one.path for one in written}
        assert places == {(fmt(target).user_paths or fmt(target).paths)[0]}

    def test_entries_go_into_the_file_and_out_again(self, target: str, tmp_path: Path) -> None:
        path, data = fixture(target)
        place = tmp_path / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        wanted = []
        for server in (
            Server(STDIO, command="run", args=("-v",), name="new one"),
            Server(HTTP, url="https://x.example/", name="b"),
        ):
            for one in fmt(target).write(server, ComponentWriting(Report())):
                assert isinstance(one, Entry)
                wanted.append(WantedEntry(path, one.syntax, one.keys, one.value, target))
        report = Report()
        made = plan([], tmp_path, [target], [], report, entries=wanted)
        if target == "claude-plugin":  # a bare map: a key of servers beside it would be one of them
            return
        assert made is not None
        assert apply.carry_out(made, report)
        found, _ = read(target, path, place.read_bytes())
        assert {server.name for server in found} == {server.name for server in servers(target)} | {
            "new one",
            "b",
        }
        assert apply.carry_out(removal(tmp_path, record.load(tmp_path), target, report), report)
        assert place.read_bytes() == data
        assert report.diagnostics == ()


@pytest.mark.parametrize(("source", "name", "target"), PAIRS, ids=lambda p: p)
def test_what_is_lost_is_told(source: str, name: str, target: str) -> None:
    server = next(server for server in servers(source) if server.name == name)
    done, found = to(target, server, source)
    if not done.written:
        assert [d.code for d in found if d.code in ("field-dropped", "power-widened")], (
            "it is left out in silence"
        )
        return
    told = {field for d in found for field in d.fields}
    own = f"extensions.{fmt(target).owner or target}."
    left = {d.field for d in done.differences if d.field not in told and not d.field.startswith(own)}
    assert left <= {"tools", "without"}
    assert done.back is not None
    if server.tools is not None and done.back.tools is None:
        assert any(d.code == "power-widened" for d in found)
    assert done.back.enabled == server.enabled


TEXTS = st.sampled_from(["x", "${VAR}", "a ${VAR} b", "${VAR:-c}", "Bearer ${VAR}", "$VAR", "a b"])
MAPS = st.dictionaries(st.sampled_from(["VAR", "Authorization", "X-Y"]), TEXTS, max_size=2)
NAMES = st.lists(st.sampled_from(["a", "b"]), max_size=2, unique=True).map(tuple)


@st.composite
def any_server(draw: st.DrawFn) -> Server:
    kind = draw(st.sampled_from([STDIO, HTTP, SSE]))
    facts = {
        "tools": draw(st.none() | NAMES),
        "without": draw(NAMES),
        "timeout": draw(st.none() | st.sampled_from([1, 1500, 60000])),
        "enabled": draw(st.booleans()),
        "name": draw(st.sampled_from(["n", "a b.c"])),
    }
    if kind == STDIO:
        args = tuple(draw(st.lists(TEXTS, max_size=2)))
        return Server(
            kind,
            command=draw(st.sampled_from(["x", "./x", "${VAR}/x"])),
            args=args,
            env=draw(MAPS),
            cwd=draw(st.sampled_from(["", "d"])),
            **facts,
        )
    return Server(
        kind,
        url=draw(st.sampled_from(["https://x.example", "http://localhost:1/${VAR}"])),
        headers=draw(MAPS),
        **facts,
    )


@pytest.mark.parametrize("target", TARGETS)
@settings(max_examples=60)
@given(server=any_server())
def test_no_field_is_lost_in_silence(target: str, server: Server) -> None:
    done, found = to(target, server, wider=True)
    if not done.written:
        assert found
        return
    assert done.back is not None
    assert {d.field for d in done.differences} <= {field for d in found for field in d.fields} | {
        "tools",
        "without",
    }
    again, _ = to(target, done.back, target)
    assert entry_of(again) == entry_of(done), "a second time it is the same"


def test_a_secret_in_plain_sight_stops() -> None:
    token = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a"
    for server in (
        Server(HTTP, url="https://x.example", headers={"Authorization": f"Bearer {token}"}, name="x"),
        Server(STDIO, command="x", env={"API_KEY": token}, name="x"),
        Server(STDIO, command="x", args=("--token", token), name="x"),
    ):
        for target in TARGETS:
            done, found = to(target, server)
            assert done.written == ()
            (error,) = found
            assert (error.code, error.severity.value) == ("server-secret", "error")
            assert "'x'" in error.message
            assert token not in error.message + str(error.hint)
            assert "${" in str(error.hint)


def test_a_secret_stops_also_in_the_tools_own_words() -> None:
    text = json.dumps(
        {"mcpServers": {"x": {"command": "x", "env": {"K": "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a"}}}}
    )
    (server,), _ = read("claude", ".mcp.json", text.encode())
    assert to("claude", server)[0].written == ()


def left_out(target: str, server: Server) -> str:
    done, (found,) = to(target, server)
    assert done.written == ()
    return found.message


def test_what_a_client_cannot_have_is_left_out_and_said() -> None:
    assert "kind sse" in left_out("codex", Server(SSE, url="https://x.example", name="x"))
    assert "switched off" in left_out("claude", Server(STDIO, command="x", enabled=False, name="x"))
    assert "https" in left_out("agent-plugin", Server(HTTP, url="http://x.example", name="x"))
    assert "neither one word" in left_out("agent-plugin", Server(STDIO, command="a b", name="x"))
    own = Server(STDIO, command="${CLAUDE_PLUGIN_ROOT}/x", name="x")
    assert "in its package" in left_out("claude", own)
    assert "in its package" in left_out("cursor-plugin", own)
    assert "folder of its own" in left_out("codex-plugin", replace(own, cwd="d"))
    for target in ("codex-plugin", "gemini-extension"):
        assert "in its package" in left_out(target, replace(own, env={"A": "${CLAUDE_PLUGIN_DATA}"}))


@pytest.mark.parametrize(
    ("target", "command"),
    [
        ("claude-plugin", "${CLAUDE_PLUGIN_ROOT}/bin/x"),
        ("copilot-plugin", "${CLAUDE_PLUGIN_ROOT}/bin/x"),
        ("gemini-extension", "${extensionPath}/bin/x"),
        ("qwen-extension", "${extensionPath}/bin/x"),
        ("agent-plugin", "./bin/x"),
        ("codex-plugin", "./bin/x"),
    ],
)
def test_a_program_of_the_package_is_named_as_the_target_does(target: str, command: str) -> None:
    done, _ = to(target, Server(STDIO, command="${CLAUDE_PLUGIN_ROOT}/bin/x", name="x"))
    assert entry_of(done)["command"] == command
    assert done.back is not None
    assert done.back.command == "${CLAUDE_PLUGIN_ROOT}/bin/x"


def test_an_allow_list_for_a_client_without_one_is_a_widening() -> None:
    server = Server(STDIO, command="x", tools=("read",), name="x")
    for target in ("kiro", "roo", "antigravity", "claude", "vscode"):
        _, found = to(target, server)
        (wider,) = (d for d in found if d.code == "power-widened")
        assert wider.severity.value == "error"
        assert "x: every tool" in wider.message


def test_consent_is_not_carried_and_never_made_up() -> None:
    for source, key in (("gemini", "trust"), ("kiro", "autoApprove"), ("roo", "alwaysAllow")):
        server = servers(source)[0]
        assert key in server.extensions[source]
        for target in TARGETS:
            done, found = to(target, server, source, wider=True)
            if target == source or not done.written:
                continue
            assert key not in entry_of(done)
            assert any(f"extensions.{source}.{key}" in d.fields for d in found)
        done, _ = to(source, replace(server, native=None, command="other"), source)
        assert key not in entry_of(done), "what was agreed to was another program"


def test_codex_gets_variables_by_name() -> None:
    headers = {"Authorization": "Bearer ${T}", "X-User": "${U:-me}", "X-Team": "a", "X-Odd": "a ${V}"}
    done, found = to("codex", Server(HTTP, url="https://x.example", headers=headers, name="x"))
    assert entry_of(done) == {
        "url": "https://x.example",
        "bearer_token_env_var": "T",
        "env_http_headers": {"X-User": "U"},
        "http_headers": {"X-Team": "a", "X-Odd": "a ${V}"},
    }
    assert [d.message for d in found if "plain text" in d.message] == [
        "the server 'x': codex takes ${V} in headers.X-Odd for plain text"
    ]
    assert any(d.fields == ("headers",) for d in found), "what else is lost"


def test_another_tools_words_are_not_taken_over() -> None:
    """`local` is Copilot's word, for which Claude Code leaves a server out; `url` is one that Antigravity once had."""
    tracker, docs = servers("copilot")
    assert tracker.native is not None
    assert tracker.native["type"] == "local"
    done, _ = to("claude", replace(tracker, tools=None), "copilot")
    assert "type" not in entry_of(done)
    assert entry_of(to("antigravity", docs, "copilot")[0])["serverUrl"] == docs.url
    assert entry_of(to("gemini", servers("qwen")[0], "qwen")[0])["type"] == "http"


def test_what_only_another_tool_understands_is_told() -> None:
    docs = next(server for server in servers("vscode") if server.name == "docs")
    docs = replace(docs, url="https://docs.example/${command:pick}")
    _, found = to("claude", docs, "vscode")
    assert any("${command:pick}" in d.message for d in found)


def test_an_entry_that_its_client_leaves_out_is_told() -> None:
    (server,), report = read(
        "claude",
        ".mcp.json",
        b'{"mcpServers": {"a": {"url": "https://x.example"}, "b": {"args": []}, "c": 1}}',
    )
    assert server.kind == HTTP
    assert [d.code for d in report.diagnostics] == ["server-skipped"] * 3


def test_values_of_wrong_types_are_told() -> None:
    for text in (b'{"mcpServers": []}', b"[]", b'{"a": 1}', b'{"mcpServers": null}', b"{}"):
        assert read("claude", ".mcp.json", text)[0] == ()
    found, _ = read(
        "kiro", "mcp.json", b'{"mcpServers": {"a": {"command": "x", "env": {"A": 1}, "args": [1, true]}}}'
    )
    assert (found[0].env, found[0].args) == ({"A": "1"}, ("1", "true"))


def names(target: str) -> Iterator[str]:
    return (server.name for server in servers(target))


def test_shared_settings_give_their_servers_only() -> None:
    assert {target: [*names(target)] for target in SHARED} == {
        "codex": ["tracker", "docs"],
        "gemini": ["tracker", "docs", "events"],
        "qwen": ["docs", "events"],
        "opencode": ["tracker", "docs"],
        "kilo": ["tracker"],
        "goose": ["tracker", "docs"],
    }
