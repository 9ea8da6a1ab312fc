"""What permission rules let go unasked."""

import pytest

from agentconv.formats.opencode.consent import consent_of
from agentconv.formats.opencode.rules import rules_of
from agentconv.model.agent import Value

WORDS = {f"unasked:{word}" for word in ("write", "execute", "network", "search", "servers", "all")}
HOST = frozenset(WORDS)


def said(permission: Value) -> frozenset[str]:
    return consent_of(iter(rules_of(None, permission)), HOST)


def but(*words: str) -> set[str]:
    """The host's own consent, less some words; less the word for everything too."""
    return WORDS - {f"unasked:{word}" for word in (*words, "all")}


@pytest.mark.parametrize(
    ("permission", "words"),
    [
        ({}, WORDS),
        ({"bash": "deny"}, WORDS),
        ({"bash": "ask"}, but("execute")),
        ({"bash": {"*": "allow", "rm *": "ask"}}, but("execute")),
        ({"bash": {"*": "ask", "git *": "allow"}}, but("execute")),
        ({"edit": "ask"}, but("write")),
        ({"webfetch": "ask"}, but("network")),
        ({"websearch": "ask"}, but("search")),
        ({"gh_*": "ask"}, but("servers")),
        ({"external_directory": "ask"}, WORDS),
        ({"gh_*": "deny"}, WORDS),
        ({"read": "ask"}, {*WORDS, "asks:read"}),
        ({"grep": "ask"}, {*WORDS, "asks:read"}),
        ({"glob": "ask"}, {*WORDS, "asks:read"}),
        ({"list": "ask"}, {*WORDS, "asks:read"}),
        ({"read": {"*": "allow", "*.env": "ask", "*.env.*": "ask", "*.env.example": "allow"}}, WORDS),
        ({"task": "ask"}, {*WORDS, "asks:delegate"}),
        ({"task": {"*": "deny", "helper": "ask"}}, {*WORDS, "asks:delegate"}),
        ({"*": "deny"}, set()),
        ({"*": "deny", "read": "allow"}, set()),
        ({"*": "allow"}, WORDS),
        ("ask", {"asks:read", "asks:delegate"}),
        ({"*": "deny", "webfetch": "allow"}, {"unasked:network"}),
        ({"*": "deny", "bash": {"git *": "allow"}}, {"unasked:execute"}),
        ({"*": "deny", "gh_*": "allow"}, {"unasked:servers"}),
        ({"*": "deny", "gh_*": "ask", "db_*": "allow"}, set()),
        ({"gh_*": "ask", "*": "allow"}, WORDS),
        ({"*": "deny", "notebook_edit": "allow"}, {"unasked:write"}),
        ({"*": "deny", "edit": "ask", "notebook_edit": "allow"}, set()),
    ],
)
def test_what_rules_let_go_unasked(permission: Value, words: set[str]) -> None:
    assert said(permission) == words


def test_what_rules_allow_goes_unasked_whatever_the_host_would_do() -> None:
    host = frozenset(but("execute"))
    assert consent_of([], host) == host
    assert consent_of(rules_of({"bash": True}, None), host) == WORDS
    assert consent_of(rules_of(None, {"bash": "allow"}), host) == WORDS
    assert consent_of(rules_of(None, {"bash": {"git *": "allow"}}), host) == host
