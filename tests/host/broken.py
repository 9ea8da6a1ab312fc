"""Plugins that are broken, each in its own way, as installed distributions on a folder of the path."""

from pathlib import Path

GOOD = '''
import os, sys, subprocess
from dataclasses import replace
from agentconv import BODY, Agent, Field, Format, OutputFile, Tool, Tools, hookimpl
{above}
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


def good(name: str, more: str = "", above: str = "") -> str:
    body = "".join(f"    {line}\n" for line in more.splitlines())
    return GOOD.format(name=name, cls=name.title().replace("-", ""), more=body, above=above)


def method(name: str, arguments: str, *lines: str) -> str:
    """The text of a method."""
    return "\n".join([f"def {name}(self, {arguments}):", *(f"    {line}" for line in lines)])


def encodes(*lines: str) -> str:
    return method("encode", "agent, writing", *lines, "return super().encode(agent, writing)")


def decodes(*lines: str) -> str:
    return method("decode", "native, reading", *lines, "return super().decode(native, reading)")


def writes(*lines: str) -> str:
    return method("files", "items, writing", "files = super().files(items, writing)", *lines, "return files")


def gives(name: str, what: str, arguments: str = "*args, **named") -> str:
    return method(name, arguments, f"return {what}")


MISSPELT = good("misspelt").replace("def agentconv_formats", "def agentconv_format")
PRINTS_BELOW = "os.write(1, b'one')\nsubprocess.run(['echo', 'two'])\nsys.__stdout__.write('three')\n"

_FACTS = {
    "bad-facts": "paths = '.bad-facts/*.md'",
    "no-place": "paths = ()",
    "place-outside": "paths = ('../x/*.md',)",
    "place-of-git": "paths = ('.git/hooks/*.md',)",
    "no-syntax": "containers = ('word',)",
    "bad-name": "name = 'Bad Name'",
    "no-title": "title = None",
    "reasons-number": "reasons = {'*': 5}",
    "retired-list": "retired_tools = ['a']\ntool_keys = ('tools',)",
    "keys-text": "tool_keys = 'tools'",
    "own-numbers": "own_agents = frozenset({1})",
    "needs-text": "needs = {'description': 'name'}",
    "needs-nobody": "needs = {'nonsense': ('name',)}",
    "keys-plain": "keys = {'a': str}",
    "grants-words": "grants = ('read',)",
    "host-text": "host = 'asks'",
    "rule-text": "name_rule = '[a-z]+'",
    "note-code": "run_note = ('my-code', 'what', 'hint')",
    "marks-list": "marks = ['a']",
    "known-list": "known_keys = ['a']",
    "known-raises": "@property\ndef known_keys(self):\n    raise KeyError('x')",
    "no-field": "fields = (Field('a', 'nonsense'),)",
    "no-codec": "fields = (Field('a', 'name', str),)",
    "no-row": "fields = ('name',)",
    "starts-badly": "def __init__(self):\n    raise ValueError('not today')",
}

BROKEN = {
    "absent": "import a_module_that_is_not_there",
    "exits": "import sys; sys.exit(7)",
    "raises": "raise RuntimeError('no\\nluck')",
    "recurses": "def f(): return f()\nf()",
    "misspelt": MISSPELT,
    "unmarked": good("unmarked").replace("@hookimpl", ""),
    "wrong-type": good("wrong-type").replace("return [WrongType]", "return ['WrongType']"),
    "one-class": good("one-class").replace("return [OneClass]", "return OneClass"),
    "instance": good("instance").replace("return [Instance]", "return [Instance()]"),
    "returns-none": good("returns-none").replace("return [ReturnsNone]", "return None"),
    "yields": good("yields").replace(
        "return [Yields]", "yield Yields\n    raise ValueError('in the middle')"
    ),
    "taken": good("taken").replace('name = "taken"', 'name = "claude"'),
    "newer": "AGENTCONV_API = 99\n" + good("newer"),
    "api-text": "AGENTCONV_API = '1'\n" + good("api-text"),
    "api-zero": "AGENTCONV_API = 0\n" + good("api-zero"),
    **{name: good(name, facts) for name, facts in _FACTS.items()},
}
"""Plugins that cannot be loaded."""

_FAILING = {
    "bad-reader": gives("decode", "{}['x']"),
    "bad-writer": gives("encode", "1 / 0"),
    "bad-files": gives("files", "[items[0].slug]", "items, writing"),
    "bad-value": gives("encode", "{'name': {agent.name}}", "agent, writing"),
    "bad-agent": gives("decode", "Agent('a', description=5)"),
    "quits": encodes("raise SystemExit(0)"),
    "quits-hard": encodes("raise GeneratorExit"),
    "no-words": encodes("class E(Exception):\n        def __str__(self): 1 / 0", "raise E"),
    "usage": encodes("from agentconv import UsageError", "raise UsageError('use it otherwise')"),
    "own-code": encodes("writing.report.add('my-code', 'mine')"),
    "says-number": encodes("writing.report.add('field-dropped', 5)"),
    "forges": encodes("writing.report._found.append('all is well')"),
    "nan": gives("encode", "{'name': agent.name, 'x': float('nan')}", "agent, writing"),
    "huge": gives("encode", "{'name': agent.name, 'x': 1 << 70}", "agent, writing"),
    "half-letter": gives("encode", "{'name': agent.name, 'x': '\\ud800'}", "agent, writing"),
    "key-number": gives("encode", "{5: agent.name}", "agent, writing"),
    "deep": encodes("x = []", "for _ in range(100): x = [x]", "return {'x': x}"),
    "endless": encodes("return self.encode(agent, writing)"),
    "fit-number": gives("fit", "5"),
    "complete-none": gives("complete", "None"),
    "nan-agent": decodes("return Agent('a', temperature=float('inf'))"),
    "odd-agent": decodes("return Agent(5, prompt=b'x')"),
    "pops": encodes("agent.extensions['claude'].pop('x-notes')"),
    "files-text": gives("files", "'all'"),
    "files-none": gives("files", "[]"),
    "files-first": writes("files = files[:1]"),
    "files-same": writes("files = [OutputFile(f.path, files[0].text, f.agents) for f in files]"),
    "files-garbled": writes("files = [OutputFile(f.path, '---\\na: [', f.agents) for f in files]"),
    "files-twice": writes("files = [*files, OutputFile('.files-twice/z.md', files[0].text, files[0].agents)]"),
    "files-nobody": writes("files = [OutputFile(f.path, f.text) for f in files]"),
    "files-letter": writes("files = [OutputFile(f.path, '\\ud800', f.agents) for f in files]"),
    "files-agents": writes("files = [OutputFile(f.path, f.text, 5) for f in files]"),
    "outside": gives("path_of", "f'../esc-{slug}'", "slug, scope=''"),
    "absolute": gives("path_of", "f'/tmp/esc-{slug}'", "slug, scope=''"),
    "into-git": gives("path_of", "f'.git/hooks/{slug}'", "slug, scope=''"),
    "onto-workflows": gives("path_of", "f'.github/workflows/{slug}.md'", "slug, scope=''"),
    "adds-envrc": writes("files = [*files, OutputFile('.envrc', 'rm', files[0].agents)]"),
    "one-place": gives("path_of", "'.one-place/x.md'", "slug, scope=''"),
    "path-number": gives("path_of", "5"),
    "native-raises": gives("is_native", "{}[name]", "name"),
    "name-number": gives("name_for", "5"),
    "model-bytes": gives("model_for", "b'opus'"),
    "usual-list": gives("usual", "['x']"),
    "takes-raises": "more_keys = frozenset({'x'})\n" + gives("takes", "{}[key]", "key, value"),
    "sets-facts": encodes("self.containers = 5"),
    "sets-class": encodes("type(self).paths = 5"),
    "mends-reasons": "reasons = {'*': 'why'}\n" + encodes("self.reasons['*'] = 5"),
    "codec": "fields = (Field('name', 'name', Codec()), Field(BODY, 'prompt'))",
    "apart": "separate = True\n" + gives("files", "1 / 0", "items, writing"),
    "natives": "reads = False\n" + gives("natives", "1 / 0", "files"),
    "natives-first": "reads = False\n"
    + writes("files = [OutputFile('.natives-first/x.md', files[0].text, tuple(i.agent.name for i in items))]")
    + "\n" + gives("natives", "super().natives(files)", "files"),
}  # fmt: skip
"""What is wrong in a format that loads; to write with it is an error of its own."""

_ABOVE = {
    "codec": "class Codec:\n    def decode(self, value): return 5\n    def encode(self, value): return {1}\n"
}

FAILS = {name: good(name, text, _ABOVE.get(name, "")) for name, text in _FAILING.items()}
"""Plugins that load, and then fail to write."""

_ODD = {
    "prints": "",
    "prints-below": encodes(*PRINTS_BELOW.splitlines()),
    "closes": encodes("sys.stdout.close()"),
    "changes-agent": encodes(
        "dict.clear(agent.extensions)", "dict.clear(agent.mcp_servers)", "object.__setattr__(agent.tools, 'allow', None)",
    ),
    "changes-deep": encodes(
        "for s in agent.mcp_servers.values(): list.append(s['args'], '--all')", "object.__setattr__(agent.tools.allow[0], 'name', 'shell')"
    ),
    "changes-models": encodes("writing.models.targets.clear()", "writing.models.mapped.clear()"),
    "changes-items": writes("for i in items: i.native.clear(); object.__setattr__(i.agent, 'name', 'x')"),
    "clears-report": encodes("writing.report._found.clear()"),
    "changes-later": "kept = []\n"
    + method("encode", "agent, writing", "self.kept.append(super().encode(agent, writing))", "return self.kept[-1]")
    + "\n" + decodes("for k in self.kept: k.clear()"),
    "adds-tools": writes(
        "files = [OutputFile(f.path, f.text.replace('---\\nname', '---\\nmine: [bash]\\nname'), f.agents) for f in files]"
    ),
    "bad-judge": gives("recognises", "self.recognises(path, tree)", "path, tree"),
    "judge-text": gives("recognises", "'very'"),
    "place-raises": gives("lies_at", "1 / 0"),
    "stem-raises": gives("stem_of", "1 / 0"),
    "remark-raises": gives("remark", "1 / 0"),
    "refusal-number": gives("refusal", "5"),
    "lets-raises": gives("lets", "1 / 0"),
    "lets-text": gives("lets", "'all'"),
    "withholds-text": gives("withholds", "('shell',)"),
    "unheld-number": gives("unheld", "5"),
    "power-raises": gives("power_of", "1 / 0"),
    "client-raises": gives("client_reading", "1 / 0"),
    "client-agent": gives("client_reading", "Agent('a')"),
    "ignores-text": gives("client_ignores", "'yes'"),
    "schema-list": "schema_name = 'odd'\n" + gives("schema", "[]"),
    "agents-none": gives("agents", "None"),
    "agents-problem": gives("agents", "(_ for _ in ()).throw(SyntaxProblem('mine', 'x', 0))"),
}  # fmt: skip

ODD = {name: good(name, text, "from agentconv import SyntaxProblem") for name, text in _ODD.items()}
ODD["prints"] = "print('hello')\n" + good("prints")
ODD["prints-while-loaded"] = good("prints-while-loaded", above=PRINTS_BELOW)
"""Plugins that do what they must not, and can be written all the same, or by whom nothing can be read."""

WORKS_BADLY = {**FAILS, **ODD}
"""Plugins that load, and then fail or do harm."""


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
