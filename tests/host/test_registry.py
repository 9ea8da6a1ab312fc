"""Broken plugins: each is one finding that names its distribution and version, and stops nothing else."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from agentconv.api import read, write
from agentconv.diagnostics import Report
from agentconv.errors import PluginFailed, UsageError
from agentconv.host.registry import Registry
from agentconv.model.agent import Agent
from tests.host.broken import BROKEN, WORKS_BADLY, good, install

AGENT = "---\nname: a\ndescription: d\n---\nHi\n"


@pytest.fixture
def use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Install plugins for one test; gives a registry that sees them and no others."""

    def registry(**plugins: str) -> Registry:
        plugins = {name.replace("_", "-"): text for name, text in plugins.items()}
        monkeypatch.syspath_prepend(install(tmp_path, plugins))
        monkeypatch.setenv("AGENTCONV_PLUGINS", ",".join(plugins))
        return Registry()

    yield registry
    for name in [n for n in sys.modules if n.startswith("plugin_")]:
        del sys.modules[name]


def command(folder: Path, *words: str, plugins: str | None = None) -> subprocess.CompletedProcess[str]:
    env = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(folder), *filter(None, [os.environ.get("PYTHONPATH")])]),
    }
    env.pop("AGENTCONV_PLUGINS", None)
    env |= {"AGENTCONV_PLUGINS": plugins} if plugins is not None else {}
    done = [sys.executable, "-m", "agentconv", *words]
    return subprocess.run(done, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_plugin_is_one_finding_and_stops_nothing(name: str, use) -> None:  # type: ignore[no-untyped-def]
    registry = use(**{name: BROKEN[name], "works": good("works")})
    assert registry.get("works").title == "A format of the tests"
    assert registry.report.diagnostics == (), "whoever owns the name is loaded, and nobody else"
    assert "works" in registry.names()
    (found,) = registry.report.diagnostics
    assert found.code == "plugin-failed"
    assert f"agentconv-{name} 0.5" in found.message
    assert "\n" not in found.message
    if name != "taken":
        with pytest.raises(PluginFailed, match=f"agentconv-{name} 0.5"):
            registry.get(name)


WORDS = {
    "absent": "ModuleNotFoundError",
    "exits": "wanted to exit with status 7",
    "raises": "RuntimeError: no luck",
    "recurses": "calls itself without end",
    "misspelt": "did you mean 'agentconv_formats'",
    "unmarked": "@hookimpl",
    "wrong-type": "no subclass of agentconv.Format",
    "one-class": "returns a list of classes",
    "taken": "taken by agentconv",
    "bad-facts": "'paths' of the format 'bad-facts' takes a tuple of texts",
    "reasons-number": "'reasons' of the format 'reasons-number' takes a dict of texts",
    "place-of-git": "'.git' is git's own folder",
    "api-text": "the number of a version of the hook, not '1'",
    "instance": "is no subclass of agentconv.Format",
    "known-list": "'known_keys' of the format 'known-list' takes a frozenset of texts",
    "no-field": "an agent has no such field",
    "no-codec": "the codec of 'a' in the format 'no-codec' cannot read and write",
    "starts-badly": "ValueError: not today",
    "newer": "update agentconv",
}


@pytest.mark.parametrize("name", WORDS)
def test_the_finding_says_what_is_wrong(name: str, use) -> None:  # type: ignore[no-untyped-def]
    registry = use(**{name: BROKEN[name]})
    registry.names()
    assert WORDS[name] in registry.report.diagnostics[0].message


def test_two_plugins_of_one_format_are_both_named(use) -> None:  # type: ignore[no-untyped-def]
    registry = use(one=good("shared"), two=good("shared"))
    with pytest.raises(PluginFailed, match=r"claimed by agentconv-one 0\.5 and by agentconv-two 0\.5"):
        registry.get("shared")
    (found,) = registry.report.diagnostics
    assert "agentconv-one 0.5" in found.message
    assert "agentconv-two 0.5" in found.message


def test_the_plugin_that_is_called_like_a_format_has_it(use) -> None:  # type: ignore[no-untyped-def]
    registry = use(
        aaa=good("mine", "title = 'Not it'"), mine=good("mine"), zzz=good("mine", "title = 'Nor this'")
    )
    assert registry.get("mine").title == "A format of the tests"
    (provided,) = [p for p in registry.all() if p.format.name == "mine"]
    assert provided.provider == "agentconv-mine 0.5"
    assert ["taken by agentconv-mine 0.5" in d.message for d in registry.report.diagnostics] == [True, True]


def test_a_plugin_that_prints_is_silenced_and_named(use, capsys: pytest.CaptureFixture[str]) -> None:  # type: ignore[no-untyped-def]
    registry = use(prints=WORKS_BADLY["prints"])
    assert registry.get("prints")
    assert capsys.readouterr() == ("", "")
    (found,) = registry.report.diagnostics
    assert "agentconv-prints 0.5 prints while it is loaded: 'hello'" in found.message


@pytest.mark.parametrize("name", ["bad-reader", "bad-agent"])
def test_a_reader_that_fails_is_an_error_at_the_file(name: str, use, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    registry = use(**{name: WORKS_BADLY[name]})
    place = tmp_path / f".{name}" / "a.md"
    place.parent.mkdir()
    place.write_text(AGENT.replace("name: a", "who: a"))
    result = read(place, name, registry=registry)
    assert result.documents == ()
    (found,) = result.diagnostics
    assert (found.code, found.path) == ("plugin-raised", place.as_posix())
    assert f"agentconv-{name} 0.5" in found.message


@pytest.mark.parametrize("name", ["bad-writer", "bad-files", "bad-value", "quits"])
def test_a_writer_that_fails_is_an_error_of_its_target(name: str, use) -> None:  # type: ignore[no-untyped-def]
    registry = use(**{name: WORKS_BADLY[name]})
    conversion = write(Agent("a", description="d", prompt="Hi"), name, registry=registry)
    assert conversion.files == ()
    (found,) = [d for d in conversion.diagnostics if d.severity == "error"]
    assert (found.code, found.target) == ("plugin-raised", name)
    assert f"agentconv-{name} 0.5" in found.message


def test_one_that_fails_to_judge_has_no_say_and_is_named_once(use, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    registry = use(bad_judge=WORKS_BADLY["bad-judge"], works=good("works"))
    folder = tmp_path / "agents" / ".works"
    folder.mkdir(parents=True)
    for name in ("a", "b"):
        (folder / f"{name}.md").write_text(f"---\nname: {name}\nwho: {name}\n---\nHi\n")
    result = read(tmp_path / "agents", registry=registry)
    found = [d for d in result.diagnostics if d.code == "plugin-failed"]
    assert len(found) <= 1
    assert [d.format for d in result.documents] in (["works", "works"], ["claude", "claude"])


def test_a_distribution_whose_entry_points_cannot_be_parsed(use, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    registry = use(works=good("works"))
    info = tmp_path / "zz_rotten-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: zz-rotten\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[agentconv]\nno equals sign\n")
    assert registry.get("works")
    (found,) = registry.report.diagnostics
    assert "zz-rotten 1" in found.message


def test_the_variable_chooses_and_names_what_is_missing(use, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    use(one=good("one"), two=good("two"))
    monkeypatch.setenv("AGENTCONV_PLUGINS", "two, three")
    registry = Registry()
    assert "two" in registry.names()
    assert "one" not in registry.names()
    assert "'three', which is not installed" in registry.report.diagnostics[0].message
    monkeypatch.setenv("AGENTCONV_PLUGINS", "")
    with pytest.raises(UsageError):
        Registry().get("two")


def test_built_in_formats_do_not_wait_for_plugins(use) -> None:  # type: ignore[no-untyped-def]
    registry = use(exits=BROKEN["exits"])
    assert registry.get("claude").name == "claude"
    assert registry.report.diagnostics == ()


def test_everything_works_with_all_broken_plugins_at_once(tmp_path: Path) -> None:
    install(tmp_path, {**BROKEN, **WORKS_BADLY, "works": good("works")})
    (tmp_path / "agents").mkdir()
    (tmp_path / "agents" / "a.md").write_text(AGENT)
    version = command(tmp_path, "--version")
    assert (version.returncode, version.stderr) == (0, "")
    listed = command(tmp_path, "formats")
    assert listed.returncode == 0
    assert "agentconv-works 0.5" in listed.stdout
    for name in BROKEN:
        assert listed.stderr.count(f"agentconv-{name} 0.5 ") == 1, name
    assert "Traceback" not in listed.stderr
    data = json.loads(command(tmp_path, "formats", "--json").stdout)
    assert data["ok"]
    assert {"works", "prints", "claude"} <= {f["name"] for f in data["formats"]}
    matrix = command(tmp_path, "formats", "--matrix")
    assert matrix.returncode == 0
    assert "works" in matrix.stdout
    assert "agentconv-bad-writer 0.5" in matrix.stderr
    built_in = command(tmp_path, "export", "agents", "-t", "openai", "-o", "out")
    assert (built_in.returncode, "plugin" in built_in.stderr) == (0, False)
    theirs = command(tmp_path, "export", "agents", "-t", "works", "-o", "out2")
    assert theirs.returncode == 0
    assert (tmp_path / "out2" / ".works" / "a.md").read_text() == AGENT


EXITS_1 = (
    "absent",
    "exits",
    "recurses",
    "bad-facts",
    "newer",
    "bad-writer",
    "bad-files",
    "quits",
    "files-none",
)


@pytest.mark.parametrize("name", EXITS_1)
def test_using_a_broken_format_exits_1(name: str, tmp_path: Path) -> None:
    install(tmp_path, {name: {**BROKEN, **WORKS_BADLY}[name]})
    (tmp_path / "a.md").write_text(AGENT)
    done = command(tmp_path, "export", "a.md", "-t", name, "-o", "out")
    assert done.returncode == 1, done.stderr
    assert f"agentconv-{name} 0.5" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()
    data = json.loads(command(tmp_path, "export", "a.md", "-t", name, "-o", "out", "--json").stdout)
    assert not data["ok"]
    assert {"plugin-failed", "plugin-raised", "written-otherwise"} & {d["code"] for d in data["diagnostics"]}


def test_no_plugins_before_and_after_the_command(tmp_path: Path) -> None:
    install(tmp_path, {"works": good("works"), "exits": BROKEN["exits"]})
    for words in (("--no-plugins", "formats"), ("formats", "--no-plugins")):
        done = command(tmp_path, *words)
        assert (done.returncode, done.stderr) == (0, "")
        assert "works" not in done.stdout
    done = command(tmp_path, "--no-plugins", "formats", "works")
    assert done.returncode == 2


def test_what_a_format_of_the_callers_own_raises_is_not_hidden() -> None:
    from agentconv.kit.format import Format

    class Own(Format):
        """Own."""

        name = "own"
        title = "Own"
        containers = ("json",)
        paths = ("own/*.json",)

        def encode(self, agent, writing):  # type: ignore[no-untyped-def]
            raise ZeroDivisionError

    registry = Registry(plugins=False)
    registry.add(Own)
    with pytest.raises(ZeroDivisionError):
        write(Agent("a"), "own", registry=registry)
    assert Report().diagnostics == ()
