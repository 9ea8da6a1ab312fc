"""Replies are held against the output contract of their agent."""

from typing import Any

import pytest

from agentconv import check_response
from agentconv.checking import contracts
from agentconv.checking.patterns import compiled
from agentconv.model.agent import Agent, OutputContract, Section

CONTRACT = OutputContract(
    "markdown", (Section("Summary", "^## Summary"), Section("Risks"), Section("Extra", required=False))
)
AGENT = Agent("a", output_contract=CONTRACT)


@pytest.mark.parametrize(
    ("reply", "codes"),
    [
        ("## Summary\nx\n### Risks\ny\n", []),
        ("## Summary\nx\n# Risks #\ny\n## Extra\n", []),
        ("intro\n\n## Summary\nx\n", ["section-missing"]),
        ("", ["section-missing", "section-missing"]),
        ("## Risks\n## Summary\n", ["section-order"]),
        ("## Extra\n## Summary\n## Risks\n", ["section-order"]),
        ("```\n## Summary\n```\n## Risks\n", ["section-missing"]),
        ("~~~\n## Summary\n~~~\n## Summary\n## Risks\n", []),
        ("## Summary\n## Risks and more\n", ["section-missing"]),
        ("````\n```\n## Summary\n````\n## Summary\n## Risks\n", []),
    ],
)
def test_replies(reply: str, codes: list[str]) -> None:
    assert [d.code for d in check_response(AGENT, reply)] == codes
    assert [d.code for d in check_response(AGENT, reply.replace("\n", "\r\n"))] == codes


def test_all_findings_come_at_once_with_their_lines() -> None:
    contract = OutputContract("json", (Section("A", "("), Section("B"), Section("C", r"(a|aa)+$")))
    found = check_response(Agent("a", output_contract=contract), "x\n" + "a" * 80 + "!\n", seconds=0.1)
    assert [d.code for d in found] == [
        "reply-syntax",
        "pattern-invalid",
        "section-missing",
        "pattern-timeout",
    ]
    assert found[2].field == "B"


def test_a_hostile_pattern_is_given_no_more_time_than_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[float] = []

    class Counted:
        def __init__(self, pattern: str) -> None:
            self.inner = compiled(pattern)

        def search(self, text: str, at: int, *, timeout: float) -> Any:
            given.append(timeout)
            return self.inner.search(text, at, timeout=timeout)

    monkeypatch.setattr(contracts, "compiled", Counted)
    contract = OutputContract(None, tuple(Section(str(i), r"(a|aa)+$") for i in range(4)))
    found = check_response(Agent("a", output_contract=contract), "a" * 200_000 + "!", seconds=0.05)
    assert {d.code for d in found} == {"pattern-timeout"}
    assert len(given) == 4
    assert 0 < max(given) <= 0.05


def test_an_agent_without_a_contract() -> None:
    assert [d.code for d in check_response(Agent("a"), "x")] == ["contract-missing"]
