"""What all tests share, and which of them are the quick ones."""

import gc
import os
import re
import signal
from itertools import count
from pathlib import Path

import pytest
from hypothesis import Phase, settings

pytest.register_assert_rewrite("agentconv.testing")

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "fixtures"
CORPUS = ROOT.parent / "shared" / "corpus"

settings.register_profile("push", deadline=None, max_examples=20, derandomize=True)
settings.register_profile("nightly", deadline=None, max_examples=80, print_blob=True)
settings.register_profile("thorough", deadline=None, max_examples=1000)
settings.register_profile(
    "quick-to-fail", deadline=None, max_examples=400, phases=[Phase.explicit, Phase.reuse, Phase.generate]
)
settings.register_profile("fast", deadline=None, max_examples=3, derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "push"))
NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE", "push") != "push"
"""`HYPOTHESIS_PROFILE` chooses how much is tried: `push`, the default, tries the same on every run; `nightly`,
what `.ci/nightly` does, four times as many examples from other seeds every night, and every odd value."""


def examples(number: int) -> int:
    """How many examples a test tries that needs another number than most: this many, and more where all do."""
    return number * max(settings().max_examples // 20, 1)


gc.set_threshold(
    50_000, 20, 20
)  # half a million tests and types of vendors are here to stay: a tenth of the time


FAST = {
    "tests/containers/test_edit_within.py": "",
    "tests/containers/test_recovery.py": "",
    "tests/containers/test_values.py": "",
    "tests/formats/test_contract.py": r"test_facts|test_reads_as|test_writes_as\[(full|minimal|tool-limits)\]",
    "tests/kit": "",
    "tests/merging": r"test_prompts(?!.*git)|test_agents(?!.*(both_directions|with_itself))",
    "tests/model": r"::(?!test_schema)",
    "tests/reading": "",
    "tests/test_architecture.py": "",
    "tests/text": "",
}
"""The loop while one works, `pytest -m fast`: file or folder -> a pattern of the tests that belong to it."""


def _only_fast(config: pytest.Config) -> bool:
    return str(config.option.markexpr) == "fast"


def pytest_configure(config: pytest.Config) -> None:
    # A shell ignores Ctrl-C for what it runs in the background, and whatever is started from there does so too.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    # What nobody uses of the snapshots is found by the suite itself; the processes of xdist have to agree on it.
    config.option.disable_unused_snapshots = True
    if _only_fast(config):
        settings.load_profile("fast")


def pytest_collection_finish() -> None:
    gc.freeze()


def _place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else ""


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Do not even import what is not fast, where only that is asked for."""
    place = f"{_place(collection_path)}/"
    fast = any(f"{name}/".startswith(place) or place.startswith(f"{name}/") for name in FAST)
    return True if _only_fast(config) and not fast else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        place = f"{_place(item.path)}/"
        if item.get_closest_marker("mutants") and "mutants" not in str(item.config.option.markexpr):
            item.add_marker(pytest.mark.skip(reason="slow: pytest -m mutants"))
        if any(
            place.startswith(f"{name}/") and re.search(tests, item.nodeid) for name, tests in FAST.items()
        ):
            item.add_marker("fast")


@pytest.fixture(autouse=True)
def _no_foreign_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plugins that happen to be installed are none of a test's business."""
    monkeypatch.setenv("AGENTCONV_PLUGINS", "")


_count = count()


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """What other runs left in the cache is none of a test's business, and the user's cache is not ours."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / f"cache-{next(_count)}"))
