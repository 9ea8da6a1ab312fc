"""Hosts: a client's own word on consent, as power takes it."""

import pytest

from agentconv.host.registry import Registry
from agentconv.kit.hosts import ALLOW, ASK, DENY, Host
from agentconv.model.agent import Agent, Tool, Tools

ASKING = Host("a page", "2026-11-28")
FREE = Host("a page", "2026-11-28", write=ALLOW, execute=ALLOW, network=ALLOW, search=ALLOW, servers=ALLOW)


@pytest.mark.parametrize("kind", ["write", "execute", "network", "search", "servers"])
def test_what_is_allowed_goes_unasked(kind: str) -> None:
    assert Host("a page", "2026-11-28", **{kind: ALLOW}).words == {f"unasked:{kind}"}
    assert Host("a page", "2026-11-28", **{kind: ASK}).words == frozenset()


def test_the_words_are_those_of_the_documentation() -> None:
    assert (DENY, ASK, ALLOW) == ("deny", "ask", "allow")


def test_a_host_that_asks_for_nothing_says_so() -> None:
    words = {"write", "execute", "network", "search", "servers", "all"}
    assert FREE.words == {f"unasked:{word}" for word in words}
    assert ASKING.words == frozenset()


def test_delegation_is_allowed_asked_for_or_withheld() -> None:
    assert (ASKING.withheld, ASKING.words) == ((), frozenset())
    asked = Host("a page", "2026-11-28", delegate=ASK)
    assert (asked.withheld, asked.words) == ((), {"asks:delegate"})
    denied = Host("a page", "2026-11-28", delegate=DENY)
    assert (denied.withheld, denied.words) == ((Tool("agent"),), frozenset())


def test_what_is_unsure_is_asked_for_by_a_source_and_not_by_a_target() -> None:
    host = Host("a page", "2026-11-28", unsure=("servers",))
    assert host.words == frozenset()
    assert host.doubts == {"unasked:servers"}
    assert ASKING.doubts == frozenset()


FORMATS = [p.format for p in Registry(plugins=False).all()]
NO_CLIENT = {"a2a", "agentconv", "agents-md", "openai", "prompts", "rulesync", "skill"}
"""Formats of which no one client acts on the file."""


@pytest.mark.parametrize("fmt", FORMATS, ids=lambda fmt: fmt.name)
def test_every_format_with_a_client_says_what_it_does_by_itself(fmt: type) -> None:
    if fmt.name in NO_CLIENT:
        assert fmt.host is None
        assert fmt.unasked == frozenset()
        assert fmt.lets(Agent("a")) == frozenset()
        return
    assert fmt.host.source
    assert fmt.host.checked.startswith("2026-11-")


UNASKED = {
    "antigravity": {"write", "search"},
    "codex": {"write", "execute", "search"},
    "cursor": {"write", "execute", "search"},
    "gemini": {"search"},
    "goose": {"write", "execute", "network", "search", "servers", "all"},
    "kilo": {"write", "network", "search", "servers"},
    "m365": {"network", "search"},
    "oh-my-pi": {"write", "execute", "network", "search", "servers", "all"},
    "openai-agents": {"network", "search"},
    "openai-responses": {"network", "search"},
    "opencode": {"write", "execute", "network", "search", "servers", "all"},
    "agentspec": {"write", "execute", "network", "search"},
    "pi": {"write", "execute", "network", "search", "servers", "all"},
    "qwen": {"write"},
    "vibe": {"write"},
}


@pytest.mark.parametrize("fmt", FORMATS, ids=lambda fmt: fmt.name)
def test_what_each_client_does_unasked(fmt: type) -> None:
    said = {word.removeprefix("unasked:") for word in fmt.unasked if word.startswith("unasked:")}
    assert said == UNASKED.get(fmt.dialect, set())


def test_a_list_of_tools_says_nothing_of_consent_but_in_a_map_of_permissions() -> None:
    listed = Agent("a", tools=Tools((Tool("read"), Tool("edit"))))
    formats = {fmt.name: fmt for fmt in FORMATS}
    assert formats["opencode"].lets(listed) == frozenset()
    assert "unasked:write" in formats["goose"].lets(listed)


def test_a_host_counts_always_where_its_file_has_no_mode() -> None:
    formats = {fmt.name: fmt for fmt in FORMATS}
    assert "always" in formats["goose"].lets(Agent("a"))
    assert "always" not in formats["opencode"].lets(Agent("a", mode="primary"))
    rules = {"opencode": {"permission": {"edit": "allow", "bash": "allow", "gh_*": "ask"}}}
    found = formats["opencode"].lets(Agent("a", permission_mode="auto", extensions=rules))
    assert found == {"always", *(f"unasked:{word}" for word in ("write", "execute", "network", "search"))}
