"""The conformance suite for formats: every format, ours or a third party's, must pass it.

    from agentconv.testing import FormatContract

    class TestMine(FormatContract):
        format = Mine
        fixtures = Path(__file__).parents[1] / "fixtures" / "mine"

Each file (or folder) of `fixtures` is one case. Snapshots are kept under `__snapshots__/<format>`;
`pytest --snapshot-update`, an option of syrupy, writes them: read every one that you accept. `agents` is
a hypothesis strategy for tests of your own. Installed by `pip install 'agentconv-core[testing]'`; only
this package imports pytest and syrupy.
"""

from __future__ import annotations

import pytest

_PARTS = (
    *("components", "facts", "files", "filters", "hostile", "library", "options", "reading", "several"),
    *("subject", "together", "writing"),
)
pytest.register_assert_rewrite(
    *(f"{__name__}.{part}" for part in _PARTS)
)  # so that a failure shows its values

from agentconv.conformance.specimens import lines_of  # noqa: E402
from agentconv.conformance.strategies import agents  # noqa: E402
from agentconv.testing.components import ComponentContract  # noqa: E402
from agentconv.testing.facts import OfFacts  # noqa: E402
from agentconv.testing.files import read_documents, read_files, text_snapshot  # noqa: E402
from agentconv.testing.filters import FilterContract  # noqa: E402
from agentconv.testing.hostile import OfHostileTexts  # noqa: E402
from agentconv.testing.library import LibraryProof  # noqa: E402
from agentconv.testing.options import OfOptions  # noqa: E402
from agentconv.testing.reading import OfReading  # noqa: E402
from agentconv.testing.several import OfSeveralAgents  # noqa: E402
from agentconv.testing.together import OfOtherFormats  # noqa: E402
from agentconv.testing.writing import OfWriting  # noqa: E402

__all__ = [
    "ComponentContract",
    "FilterContract",
    "FormatContract",
    "LibraryProof",
    "agents",
    "lines_of",
    "read_documents",
    "read_files",
    "text_snapshot",
]


class FormatContract(
    OfFacts, OfReading, OfWriting, OfOptions, OfSeveralAgents, OfHostileTexts, OfOtherFormats
):
    """What every format must hold. Subclass it in a test module and set `format` and `fixtures`."""
