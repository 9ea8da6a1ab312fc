"""Any format to any other: nothing crashes, what differs is named, nothing gains power, carry brings all back."""

from pathlib import Path

import pytest

from agentconv.api import read
from agentconv.diagnostics import Report
from agentconv.host.registry import Registry
from agentconv.kit.document import Document
from agentconv.model.agent import diff
from agentconv.model.powers import power
from agentconv.reading import carry
from agentconv.testing import read_documents
from agentconv.writing.convert import convert_documents
from tests.conftest import FIXTURES

REGISTRY = Registry(plugins=False)
FORMATS = {p.format.name: p.format for p in REGISTRY.all()}
TARGETS = REGISTRY.targets()
CASES = [
    pytest.param(name, case, id=f"{name}-{case.name}")
    for name, fmt in FORMATS.items()
    for case in (sorted((FIXTURES / name).iterdir()) if fmt.reads else [])
]


def there_and_back(document: Document, target: str) -> set[str]:
    """Write one agent, read it back, and hold the promises. Gives the codes of the errors."""
    agent = document.agent
    conversion = convert_documents([document], target, REGISTRY)
    errors = {d.code for d in conversion.diagnostics if str(d.severity) == "error"}
    if errors or not REGISTRY.whole(target).reads:
        return errors
    entries = carry.from_text(carry.to_text(conversion.lost))
    (back,) = read_documents(conversion, REGISTRY)
    named = {name for d in conversion.diagnostics if d.loss for name in d.fields}
    assert {d.field for d in diff(agent, back.agent)} <= named or document.format == REGISTRY.get(target).name
    at_home = FORMATS[document.format] if document.format == REGISTRY.get(target).name else None
    given, had = (power(a, at_home.lets(a) if at_home else frozenset()) for a in (back.agent, agent))
    assert given <= had, given.beyond(had)
    report = Report()
    (restored,) = carry.restore([back], entries.get(back.path, {}), report)
    assert "carry-ignored" not in {d.code for d in report.diagnostics}
    assert diff(agent, restored.agent) == ()
    return errors


MAY_FAIL = {"over-limit", "power-widened"}
"""Why an agent may be refused by a target: a limit, or a restriction that it cannot hold."""


@pytest.mark.parametrize(("name", "case"), CASES)
def test_any_fixture_to_any_format(name: str, case: Path) -> None:
    result = read(case, name if case.is_file() else None, registry=REGISTRY)
    assert result.ok, result.diagnostics
    for document in result.documents:
        for target in TARGETS:
            assert there_and_back(document, target) <= MAY_FAIL, target
