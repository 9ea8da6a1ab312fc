"""Releases of packages: each format of packages is built, verified, installed and taken away again."""

import json
from pathlib import Path

import pytest

from agentconv.errors import Problem
from agentconv.formats import MANIFESTS, PACKAGED, SCHEMAS
from agentconv.host.registry import Registry
from agentconv.release.proof import prove
from tests.release.projects import built, run

TARGETS = sorted(PACKAGED)
PLACES = {target: path for path, target in MANIFESTS.items() if not path.startswith(".plugin/")}
PLACES |= dict.fromkeys(SCHEMAS.values(), "plugin.json")
AGENT = "---\nname: {0}\ndescription: Does {0}.\ntools: Read\n---\nDo {0}, as {1} wants it.\n"
MANIFEST = 'name = "market"\nversion = "1.0.0"\nsources = ["."]\n' + "".join(
    f"[targets.{target}]\nallow-wider = true\ncarry = {carry}\n"
    for target, carry in zip(TARGETS, ["true", "false"] * len(TARGETS), strict=False)
)
FILES = {
    ".claude-plugin/marketplace.json": json.dumps(
        {
            "name": "market",
            "owner": {"name": "Bo"},
            "plugins": [{"name": n, "source": f"./{n}", "category": "Coding", "tags": [n]} for n in ("one", "two")],
        }
    ),
    "one/agents/same.md": AGENT.format("same", "one"),
    "two/agents/same.md": AGENT.format("same", "two"),
    "two/gemini-extension.json": json.dumps({"name": "two", "version": "1.0.0", "settings": []}),
    # The words of the tool itself: where the target is a place for its agents, the text stays as it is.
    "three/gemini-extension.json": json.dumps({"name": "three", "version": "1.0.0"}),
    "three/agents/odd.md": "---\nname:   odd\ndescription: 'Odd'\ntools: [read_file]\n---\nDo odd things.\n",
    "four/.cursor-plugin/plugin.json": json.dumps({"name": "four", "logo": "a.png"}),
    "four/agents/fine.md": "---\nname:   fine\ndescription: 'Fine'\nreadonly: true\n---\nDo fine things.\n",
    "agentconv.toml": MANIFEST,
}  # fmt: skip


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("market")
    for place, text in FILES.items():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_text(text, "utf-8")
    done = run("build", cwd=folder)
    assert done.returncode == 0, done.stderr
    locked = run("build", "--locked", cwd=folder)
    assert locked.returncode == 0, locked.stderr
    return folder / "dist" / "market-1.0.0"


def test_what_was_built_is_proved(bundle: Path) -> None:
    done = run("verify", str(bundle), cwd=bundle)
    assert done.returncode == 0, done.stderr
    assert (bundle / "targets/gemini-extension/plugins/three/agents/odd.md").read_text("utf-8") == FILES[
        "three/agents/odd.md"
    ]
    assert (bundle / "targets/cursor-plugin/plugins/four/agents/fine.md").read_text("utf-8") == FILES[
        "four/agents/fine.md"
    ]


@pytest.mark.parametrize("target", TARGETS)
def test_a_manifest_that_says_something_else_is_found(target: str, bundle: Path) -> None:
    made, registry = built(bundle.parent.parent), Registry(plugins=False)
    manifest = f"targets/{target}/plugins/one/{PLACES[target]}"
    changed = {**made.entries, manifest: made.entries[manifest].replace(b"one", b"eno")}
    prove(made.facts, made.entries, registry)
    with pytest.raises(Problem, match="does not say what the bundle's agents give"):
        prove(made.facts, changed, registry)


@pytest.mark.parametrize("target", TARGETS)
def test_it_is_installed_and_taken_away_again(target: str, bundle: Path, tmp_path: Path) -> None:
    words = ("install", str(bundle), "-t", target, "--into", str(tmp_path))
    done = run(*words, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    built = bundle / "targets" / target
    wanted = {p.relative_to(built).as_posix() for p in built.rglob("*") if p.is_file()}
    found = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    assert wanted <= found
    assert run(*words, "--uninstall", cwd=tmp_path).returncode == 0
    assert list(tmp_path.iterdir()) == []
