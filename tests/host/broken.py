"""Plugins that are broken, each in its own way, as installed distributions on a folder of the path."""

from pathlib import Path

GOOD = '''
from agentconv import BODY, Field, Format, hookimpl

class {cls}(Format):
    """A format of the tests."""

    name = "{name}"
    title = "A format of the tests"
    containers = ("frontmatter",)
    paths = (".{name}/*.md",)
    fields = (Field("name", "name"), Field("description", "description"), Field(BODY, "prompt"))
{more}

@hookimpl
def agentconv_formats():
    return [{cls}]
'''


def good(name: str, more: str = "") -> str:
    body = "".join(f"    {line}\n" for line in more.splitlines())
    return GOOD.format(name=name, cls=name.title().replace("-", ""), more=body)


MISSPELT = good("misspelt").replace("def agentconv_formats", "def agentconv_format")

BROKEN = {
    "absent": "import a_module_that_is_not_there",
    "exits": "import sys; sys.exit(7)",
    "raises": "raise RuntimeError('no\\nluck')",
    "recurses": "def f(): return f()\nf()",
    "misspelt": MISSPELT,
    "unmarked": good("unmarked").replace("@hookimpl", ""),
    "wrong-type": good("wrong-type").replace("return [WrongType]", "return ['WrongType']"),
    "one-class": good("one-class").replace("return [OneClass]", "return OneClass"),
    "taken": good("taken").replace('name = "taken"', 'name = "claude"'),
    "bad-facts": good("bad-facts").replace('paths = (".bad-facts/*.md",)', 'paths = ".bad-facts/*.md"'),
    "newer": "AGENTCONV_API = 99\n" + good("newer"),
}
"""Plugins that cannot be loaded."""

WORKS_BADLY = {
    "prints": "print('hello')\n" + good("prints"),
    "bad-reader": good("bad-reader", "def decode(self, native, reading):\n    return {}['x']"),
    "bad-writer": good("bad-writer", "def encode(self, agent, writing):\n    return 1 / 0"),
    "bad-files": good("bad-files", "def files(self, items, writing):\n    return [items[0].slug]"),
    "bad-value": good("bad-value", "def encode(self, agent, writing):\n    return {'name': {agent.name}}"),
    "bad-judge": good(
        "bad-judge", "def recognises(self, path, tree):\n    return self.recognises(path, tree)"
    ),
    "bad-agent": good(
        "bad-agent",
        "def decode(self, native, reading):\n    from agentconv import Agent\n    return Agent('a', description=5)",
    ),
    "quits": good("quits", "def encode(self, agent, writing):\n    raise SystemExit(0)"),
}
"""Plugins that load, and then fail."""


def install(folder: Path, plugins: dict[str, str]) -> Path:
    """A folder for the path on which some plugins are installed; each has version 0.5 and two files."""
    for name, text in plugins.items():
        module = f"plugin_{name.replace('-', '_')}"
        (folder / f"{module}.py").write_text(text)
        info = folder / f"agentconv_{name.replace('-', '_')}-0.5.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: agentconv-{name}\nVersion: 0.5\n")
        (info / "entry_points.txt").write_text(f"[agentconv]\n{name} = {module}\n")
    return folder
