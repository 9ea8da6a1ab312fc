"""One MCP server in the words of many clients: what is written is read as the same, and what is off stays off."""

import pytest

from agentconv.containers.base import Plain
from agentconv.errors import KeepNative, WrongType
from agentconv.kit.servers import HTTP, KINDS, SSE, STDIO, Server, Servers, Spelling, config_of, server_of
from agentconv.model.agent import Tool, Value

LOCAL = Server(STDIO, command="run", args=("-v",), env={"PORT": "80"}, cwd="here")
REMOTE = Server(HTTP, url="https://example.dev/mcp", headers={"X-Team": "docs"})
STREAM = Server(SSE, url="https://example.dev/sse")
BOUNDED = Server(STDIO, command="run", tools=("get",), without=("put",), timeout=1500)
OFF = Server(STDIO, command="run", enabled=False)

ALL_KEYS = {
    "command": "cmd",
    "args": "args",
    "env": "envs",
    "cwd": "cwd",
    "url": "uri",
    "headers": "http_headers",
    "tools": "only",
    "without": "never",
    "timeout": "seconds",
}
WORDY = Spelling(
    ALL_KEYS,
    {STDIO: "local", HTTP: "streamable_http", SSE: "sse"},
    always={"args": [], "only": ["*"]},
    off=("disabled", True),
    unit=1000,
    fractions=True,
    more={"note": str},
)
BY_ADDRESS = Spelling({**ALL_KEYS, "url": "url"}, urls={HTTP: "httpUrl", SSE: "url"}, off=("enabled", False))


@pytest.mark.parametrize("server", [LOCAL, REMOTE, STREAM, BOUNDED, OFF], ids=lambda server: server.kind)
@pytest.mark.parametrize("spelling", [WORDY, BY_ADDRESS], ids=["wordy", "by-address"])
def test_a_spelling_reads_what_it_writes(spelling: Spelling, server: Server) -> None:
    written = spelling.write(server)
    assert written is not None
    assert spelling.read(written) == server
    assert server_of(config_of(server)) == server


def test_what_a_client_needs_says_nothing() -> None:
    written = WORDY.write(Server(STDIO, command="run"))
    assert written == {"type": "local", "cmd": "run", "args": [], "only": ["*"]}
    assert WORDY.read(written) == Server(STDIO, command="run")


@pytest.mark.parametrize(("word", "kind"), KINDS.items())
def test_every_word_for_a_kind_is_read(word: str, kind: str) -> None:
    place: dict[str, Value] = {"command": "run"} if kind == STDIO else {"url": "https://example.dev"}
    server = server_of({"type": word, **place})
    assert server is not None
    assert server.kind == kind


@pytest.mark.parametrize(
    ("config", "kind"),
    [
        ({"command": "run"}, STDIO),
        ({"url": "https://example.dev"}, HTTP),
        ({"type": None, "url": "https://example.dev"}, HTTP),
        ({"type": Plain("null"), "url": "https://example.dev"}, HTTP),
        ({"type": "ws", "url": "wss://example.dev"}, "ws"),
    ],
)
def test_a_kind_may_be_told_by_the_place_alone(config: dict[str, Value], kind: str) -> None:
    server = server_of(config)
    assert server is not None
    assert server.kind == kind
    assert server_of(config_of(server)) == server


@pytest.mark.parametrize("config", [None, "a", {}, {"command": ""}, {"command": ["run"]}, {"type": "http"}])
def test_what_names_no_program_and_no_address_is_no_server(config: Value) -> None:
    assert server_of(config) is None


def test_nothing_of_a_configuration_is_lost() -> None:
    config: dict[str, Value] = {
        "type": "http",
        "command": "run",
        "url": "https://example.dev",
        "args": "not a list",
        "timeout": True,
        "includeTools": [],
        "note": [1, None],
    }
    server = server_of(config)
    assert server is not None
    assert config_of(server) == config


def test_texts_keep_their_spelling() -> None:
    env: dict[str, Value] = {"PORT": 80, "VERSION": Plain("1.10"), "DEBUG": True, "HOME": "a"}
    server = server_of({"command": "run", "env": env})
    assert server is not None
    assert server.env == {"PORT": "80", "VERSION": "1.10", "DEBUG": "true", "HOME": "a"}


@pytest.mark.parametrize(
    ("server", "why"),
    [
        (OFF, "it cannot be left off"),
        (STREAM, "the client does not speak it"),
        (Server("ws", url="wss://example.dev"), "nor this"),
        (Server(STDIO), "there is nothing to start"),
        (Server(HTTP), "there is nothing to reach"),
    ],
)
def test_a_server_that_a_client_cannot_have_is_not_written(server: Server, why: str) -> None:
    assert Spelling(ALL_KEYS, kinds=(STDIO, HTTP)).write(server) is None, why


def test_a_client_is_told_only_what_it_takes() -> None:
    more: dict[str, Value] = {"note": "a", "other": 1}
    server = Server(STDIO, command="run", url="https://example.dev", more=more)
    assert WORDY.write(server) == {"type": "local", "cmd": "run", "args": [], "only": ["*"], "note": "a"}
    assert WORDY.read({"cmd": "run", "disabled": Plain("false")}) == Server(STDIO, command="run")


@pytest.mark.parametrize(
    ("milliseconds", "fractions", "written"),
    [(1500, True, 1.5), (2000, True, 2), (1500, False, 2), (1, False, 1), (2000.0, False, 2)],
)
def test_a_time_is_counted_as_the_client_does(milliseconds: float, fractions: bool, written: float) -> None:
    spelling = Spelling({"command": "cmd", "timeout": "t"}, unit=1000, fractions=fractions)
    found = spelling.write(Server(STDIO, command="run", timeout=milliseconds))
    assert found == {"cmd": "run", "t": written}
    assert isinstance(found["t"], int) == (written == int(written))


def test_a_server_gives_its_tools_and_withholds_others() -> None:
    assert LOCAL.given("s") == (Tool("mcp", server="s"),)
    assert BOUNDED.given("s") == (Tool("mcp", server="s", tool="get"),)
    assert BOUNDED.withheld("s") == (Tool("mcp", server="s", tool="put"),)
    assert OFF.given("s") == ()


def test_a_map_is_read_and_written_server_by_server() -> None:
    codec = Servers(WORDY)
    found = codec.decode({"a": {"cmd": "run"}, "b": {"uri": "https://example.dev"}, "c": {"note": "a"}})
    assert found == {
        "a": {"command": "run"},
        "b": {"type": "http", "url": "https://example.dev"},
        "c": {"note": "a"},
    }
    assert codec.encode({**found, "host's": None}) == {
        "a": {"type": "local", "cmd": "run", "args": [], "only": ["*"]},
        "b": {"type": "streamable_http", "uri": "https://example.dev"},
    }
    assert codec.decode(Plain("null")) == {}


@pytest.mark.parametrize(
    ("value", "at"),
    [("a", ()), (["a"], ()), ({"a": "b"}, ("a",)), ({"a": None}, ("a",))],
)
def test_a_map_of_anything_else_has_a_wrong_type(value: Value, at: tuple[str, ...]) -> None:
    with pytest.raises(WrongType) as caught:
        Servers(WORDY).decode(value)
    assert caught.value.at == at


def test_a_number_without_an_exact_form_is_named_with_its_place() -> None:
    with pytest.raises(WrongType) as caught:
        Servers(WORDY).decode({"a": {"cmd": "run", "note": Plain(".nan")}})
    assert caught.value.at == ("a", "note")


def test_servers_of_the_host_may_be_named() -> None:
    codec = Servers(WORDY, names=True)
    named = {"a": None, "b": {"command": "run"}, "c": None}
    assert codec.decode(["a", {"b": {"cmd": "run"}}, {"c": None}]) == named
    with pytest.raises(WrongType) as caught:
        codec.decode(["a", ["b"]])
    assert caught.value.at == (1,)


@pytest.mark.parametrize(
    "config", [{"cmd": "run", "other": 1}, {"cmd": ["run"]}, {"type": "ws", "uri": "wss://example.dev"}]
)
def test_a_map_that_would_be_told_in_part_stays_as_it_is(config: dict[str, Value]) -> None:
    with pytest.raises(KeepNative):
        Servers(WORDY, exactly=True).decode({"a": config})
    assert Servers(WORDY, exactly=True).decode({"a": {"cmd": "run", "disabled": False}}) == {
        "a": {"command": "run"}
    }
