"""Starting the command loads click and little else."""

import json
import subprocess
import sys
from pathlib import Path, PurePosixPath

import pytest

from agentconv.containers.base import BODY, Tree
from agentconv.formats import BUILT_IN, PLACES, PLAIN_NAMES, READ_IN, SIGNS
from agentconv.host.registry import Registry, plain_names
from agentconv.model.agent import Value
from agentconv.text.source import Source

HEAVY = ("jinja2", "yaml", "tomllib", "pluggy", "importlib.metadata", "agentconv.writing.convert", "rich")


@pytest.mark.parametrize("argument", ["--version", "--help"])
def test_start_loads_nothing_heavy(argument: str) -> None:
    code = (
        "import json, sys; sys.argv = ['agentconv', sys.argv[1]]\n"
        "from agentconv.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code, argument], capture_output=True, text=True, check=True)
    loaded = json.loads(done.stderr)
    assert "click" in loaded
    assert [name for name in HEAVY if name in loaded] == []


def test_importing_the_package_loads_nothing() -> None:
    code = "import sys; before = set(sys.modules); import agentconv; print(sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "agentconv.model.agent" not in done.stdout
    assert "click" not in done.stdout


def test_built_in_formats_read_no_entry_points() -> None:
    code = (
        "import sys; from agentconv import convert\n"
        "convert('---\\nname: a\\ndescription: d\\n---\\n', 'openai')\n"
        "print('importlib.metadata' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_text_imports_the_formats_of_its_syntax_only() -> None:
    registry = Registry(plugins=False)
    for syntax, names in READ_IN.items():
        found = [f.name for f in map(registry.get, BUILT_IN) if f.reads and syntax in f.containers]
        assert list(names) == found
    assert frozenset().union(*(plain_names(registry.get(name)) for name in BUILT_IN)) == PLAIN_NAMES
    code = (
        "import sys; from agentconv import convert\n"
        "convert('---\\nname: a\\ndescription: d\\n---\\n', 'codex')\n"
        "print([m for m in sys.modules if m.endswith(('.goose', '.agentspec', '.docker_agent', '.m365'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_table_of_places_says_what_the_formats_say() -> None:
    formats = [f for f in map(Registry(plugins=False).get, BUILT_IN) if f.reads]
    found = {f.name: tuple(dict.fromkeys((*f.paths, *f.user_paths))) for f in formats}
    assert found == PLACES


def test_the_table_of_signs_says_what_the_formats_say() -> None:
    """A format that is not asked would not have recognised the file."""
    registry = Registry(plugins=False)
    readers = registry.readers("frontmatter", built_in=True)
    assert {*SIGNS} == {f.name for f in readers}
    keys = sorted({key for f in readers for key in f.known_keys} | {"name", "mode"})
    names = ["x.md", "x.agent.md", "x.chatmode.md", "SKILL.md", "x/SKILL.md", "a.droid.md"]
    values: list[dict[str, Value]] = [
        {},
        *(
            {key: value}
            for key in keys
            for value in ("subagent", "all", {"read": True}, {"edit": "deny"}, [])
        ),
        {"mode": "primary", "tools": {"write": False}},
        {"mode": "subagent", "permission": {"edit": "deny"}},
        {"description": "d", "model": "m", "tools": "Read"},
    ]
    for fmt in readers:
        for name in names:
            for given in values:
                tree = Tree(Source(name, ""), {**given, BODY: "text"})
                asked = fmt in registry.likely("frontmatter", name, tree.values)
                assert asked or fmt.recognises(PurePosixPath(name), tree) == 0, (fmt.name, name, given)


def test_a_file_in_its_place_imports_its_own_format_only(tmp_path: Path) -> None:
    place = tmp_path / ".claude" / "agents" / "a.md"
    place.parent.mkdir(parents=True)
    place.write_text("---\nname: a\ndescription: d\n---\n")
    code = (
        "import sys; from agentconv import read\n"
        f"assert read({str(place)!r}).agents[0].name == 'a'\n"
        "print([m for m in sys.modules if m.startswith('agentconv.formats.') and '.claude' not in m and not m.endswith('.components')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
