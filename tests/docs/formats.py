"""A page for each format, made of what the format says of itself and of what it writes."""

import sys
from collections.abc import Iterator
from html import escape
from importlib import import_module

from agentconv import BadInput, Diagnostic, Options, convert
from agentconv.conformance import matrix
from agentconv.containers.base import BODY
from agentconv.formats import GENERATION, GENERATIONS
from agentconv.formats.components import COMPONENTS
from agentconv.host.components import format_of
from agentconv.host.registry import Registry
from agentconv.kit.format import Format
from agentconv.kit.table import Field
from tests.docs.pages import cell, code, rows

REGISTRY = Registry(plugins=False)

SAMPLE = """---
name: reviewer
description: Reviews a change before it is merged.
tools: Read, Grep
model: sonnet
---
Read the change. List the defects, the worst first.
"""

WORDS = {
    "native": "has a place of its own",
    "carried": "is carried elsewhere in the same files, and comes back when they are read",
    "approximated": "becomes something near to it",
    "narrowed": "becomes stricter: the agent can do less",
    "dropped": "has no place; `--carry` keeps it beside the files",
    "unenforced": "is written, and the client does not hold it",
    "widened": "cannot be held, which stops the export",
}

GROUPS = {
    "coding agents": (
        "amazonq antigravity auggie claude claude-json cline codebuddy codex copilot cursor devin docker-agent factory "
        "gemini goose grok junie kilo kimi kiro kiro-json oh-my-pi opencode pi qoder qwen roo trae vibe "
        "vscode zcode"
    ),
    "packages": (
        "agent-plugin antigravity-plugin claude-plugin codex-plugin copilot-plugin cursor-plugin gemini-extension "
        "qwen-extension"
    ),
    "APIs and platforms": "anthropic-agents openai openai-agents openai-responses a2a agentspec m365",
    "for any client": "agents-md agentconv prompts rulesync skill",
}
"""What the README calls formats of a kind; each stands in one."""

FRAMEWORKS = (
    "by [plugins](docs/plugins.md), in `plugins/`: Google ADK, AWS AgentCore, Microsoft AgentSchema, Pydantic AI, "
    "Strands, CrewAI, Prompty, dotprompt, gitagent, AutoGen; and a format of your own"
)

GENERATED = "<!-- generated: `pytest tests/docs --snapshot-update` rewrites this page -->\n"


def formats() -> list[Format]:
    return [provided.format for provided in REGISTRY.all()]


def words() -> list[str]:
    """What has a page: the formats, and the generations of one that are written by a word of their own."""
    return sorted([*(fmt.name for fmt in formats()), *GENERATIONS])


def groups() -> str:
    """The table of the README; each format that there is has its place in it."""
    placed = {name: group for group, names in GROUPS.items() for name in names.split()}
    assert {*placed} == {fmt.name for fmt in formats()}
    lines = [
        (group, ", ".join(f"[`{name}`](docs/reference/formats/{name}.md)" for name in names.split()))
        for group, names in GROUPS.items()
    ]
    return rows(("formats", "by name"), *lines, ("frameworks", FRAMEWORKS))


def index() -> str:
    """The page that lists them."""
    each = [(f"[`{word}`]({word}.md)", REGISTRY.get(word)) for word in words()]
    lines = [(link, cell(f.title), code(f.paths), cell(f.validated or "its own tests")) for link, f in each]
    return (
        f"{GENERATED}# Formats\n\n"
        f"agentconv reads and writes {len(formats())} formats by itself; [plugins](../../plugins.md) add others. Each has "
        "a page of its own: where its files lie, what one looks like, what becomes of each field of an agent, and what "
        "its client does where a file is silent. Everything there is measured by the tests or stated by the format "
        "with its source and date.\n\n"
        + rows(("format", "what it is", "where its files lie", "what is written is accepted by"), *lines)
        + "\n[What the facts rest on](../facts.md) says how sure each is, since when, and what its client made of real "
        "files. `agentconv formats NAME` prints the same in a terminal, and `agentconv formats --matrix` all formats "
        "against all fields.\n"
    )


def page(word: str) -> str:
    """The page of one format, or of a generation of one."""
    fmt = REGISTRY.get(word)
    parts = [
        f"{GENERATED}# {fmt.title}\n\n{_first_words(word, fmt)}",
        _places(fmt),
        _options(fmt),
        _sample(word, fmt) if fmt.writes else "",
        _fates(fmt) if fmt.writes else "",
        _keys(fmt),
        _consent(fmt),
        _components(fmt),
        _facts(fmt),
    ]
    return "\n".join(part for part in parts if part)


def _first_words(word: str, fmt: Format) -> str:
    name = f"`-t {word}` writes it" if fmt.writes else "It is only read"
    if word in GENERATIONS:
        said = f"{fmt.name}.{GENERATION}={GENERATIONS[word][1]}"
        name = f"`-t {word}`, which is short for `-t {fmt.name} --option {said}`, writes it"
    of = fmt.reference
    reference = f" The vendor's own words: <{of}>." if of.startswith("http") else ""
    asked = f" What is written is accepted by: {fmt.validated}." if fmt.validated else ""
    since = f" The facts below were checked on {fmt.checked}." if fmt.checked else ""
    if word not in GENERATIONS and (fmt.reads or fmt.agents_of or fmt.dialect == fmt.name):
        name += f"; `--from {fmt.name}` says that a source is one, where it cannot be told"
    else:
        name += f"; `{fmt.dialect}` is what reads it"
    return f"{name}.{reference}{asked}{since}\n"


def _places(fmt: Format) -> str:
    lines = [("in a project", code(fmt.paths))]
    if fmt.user_paths:
        lines.append(("in a home folder (`--scope user -o ~`)", code(f"~/{p}" for p in fmt.user_paths)))
    kinds = ((kind, format_of(kind, fmt.name)) for kind in COMPONENTS)
    lines += [(f"its {kind}s", code(held.paths)) for kind, held in kinds if held is not None and held.paths]
    lines.append(("syntax", ", ".join(fmt.containers)))
    if fmt.name_rule is not None:
        lines.append(("names that it takes", _pattern(fmt.name_rule.pattern)))
    if fmt.own_agents:
        lines.append(("agents that the client brings itself", code(sorted(fmt.own_agents))))
    return "## Where the client looks\n\n" + rows(("what", "where"), *lines)


def _pattern(pattern: str) -> str:
    """A regular expression in a table; `<!` in code stops the parser of the site."""
    return f"<code>{escape(pattern).replace('|', '&#124;')}</code>"


def _options(fmt: Format) -> str:
    lines = [
        (f"`{o.name}`", cell(o.takes), "" if o.default is None else f"`{o.default}`", cell(o.about))
        for o in fmt.options
    ]
    if not lines:
        return ""
    first = fmt.options[0].name
    short = [(word, its) for word, (name, its, _) in GENERATIONS.items() if name == fmt.name]
    short_words = "".join(
        f"\n`-t {w}` is short for {GENERATION} {g}, which [has its page]({w}.md).\n" for w, g in short
    )
    return (
        f"## Its options\n\n`--option {fmt.name}.{first}=VALUE`, or `[targets.{fmt.name}.options]` in a manifest.\n\n"
        + rows(("option", "takes", "usual", "what it does"), *lines)
        + short_words
    )


def _sample(word: str, fmt: Format) -> str:
    """What becomes of one agent of Claude Code."""
    said, opened = [], ""
    try:
        done = convert(SAMPLE, word, format="claude", registry=REGISTRY)
    except BadInput as problem:  # pragma: no cover - the sample is fit to be read
        raise AssertionError(str(problem)) from problem
    said += [d for d in done.diagnostics if d.target == fmt.name or d.target is None]
    if not done.ok:
        opened = " It is written all the same with `--allow-wider`:"
        done = convert(SAMPLE, word, format="claude", options=Options(allow_wider=True), registry=REGISTRY)
    files = "".join(f'\n```{_language(f.path)} title="{f.path}"\n{_cut(f.text)}```\n' for f in done.files)
    return (
        "## What a file looks like\n\nThis agent of Claude Code\n\n"
        f'```markdown title=".claude/agents/reviewer.md"\n{SAMPLE}```\n\n'
        f"becomes{' nothing: the export stops.' if opened else ''}{opened}\n{files}{_said(said)}"
    )


def _language(path: str) -> str:
    ending = path.rpartition(".")[2]
    return {"md": "markdown", "json": "json", "jsonc": "json", "toml": "toml"}.get(ending, "yaml")


def _cut(text: str, most: int = 40) -> str:
    lines = [line if len(line) <= 110 else f"{line[:107]}..." for line in text.splitlines()]
    if len(lines) > most:
        lines = [*lines[:most], "..."]
    return "\n".join(lines) + "\n"


def _said(found: list[Diagnostic]) -> str:
    if not found:
        return "\nNothing is lost, and nothing is said.\n"
    said = "".join(
        f"* {d.severity} [`{d.code}`](../codes.md#{d.code}): {cell(d.message)}"
        + (f" ({cell(d.hint)})" if d.hint else "")
        + "\n"
        for d in found
    )
    return f"\nand this is said:\n\n{said}"


def _fates(fmt: Format) -> str:
    found = matrix.fates(fmt)
    lines = []
    for field, fate in found.items():
        reason = "" if fate == "native" else fmt.reasons.get(field, fmt.reasons.get("*", ""))
        lines.append((f"`{field}`", fate, cell(reason)))
    used = [fate for fate in WORDS if fate in {*found.values()}]
    words = "".join(f"* *{fate}*: the field {WORDS[fate]}\n" for fate in used)
    return (
        "## What becomes of each field\n\nMeasured: an agent that has the field is written and read back.\n\n"
        f"{words}\n" + rows(("field of an agent", "is", "why"), *lines)
    )


def _keys(fmt: Format) -> str:
    held: dict[str, list[str]] = {}
    for row in fmt.fields:
        held.setdefault(_key(row), []).extend(row.attrs)
    lines = [(key, code(dict.fromkeys(attrs)), _taken(fmt, key)) for key, attrs in held.items()]
    others = [f"`{key}`" for key in sorted(fmt.known_keys) if f"`{key}`" not in held and key != BODY]
    shown = {key.partition(".")[0].strip("`") for key in held}
    others = [key for key in others if key.strip("`") not in shown]
    lines += [(key, "", _taken(fmt, key)) for key in others]
    if not lines:
        return ""
    notes = []
    if fmt.required:
        notes.append(f"Without {code(fmt.required)} the client does not load the file.")
    if fmt.closed:
        notes.append("A key that is not listed here makes the client drop the whole file.")
    notes += [
        f"`{name}` may not be empty: {code(others) or 'nothing'} stands in for it."
        for name, others in fmt.needs.items()
    ]
    told = "".join(f"\n{note}\n" for note in notes)
    return "## Its keys\n\n" + rows(("key", "field of an agent", "what it takes"), *lines) + told


def _key(row: Field) -> str:
    return "the text" if row.key == BODY else f"`{'.'.join(row.path)}`"


def _taken(fmt: Format, key: str) -> str:
    told = fmt.keys.get(key.strip("`"))
    return cell(f"{told.takes}; else the client {told.otherwise}") if told and told.takes else ""


def _consent(fmt: Format) -> str:
    if fmt.host is None:
        return ""
    words = (
        ("write", "change files"),
        ("execute", "run commands"),
        ("network", "fetch an address"),
        ("search", "search the web"),
        ("servers", "call an MCP server's tools"),
        ("delegate", "start other agents"),
    )
    how = {"allow": "unasked", "ask": "after asking", "deny": "never"}
    lines = [(what, how[getattr(fmt.host, kind)]) for kind, what in words]
    source = f"<{fmt.host.source}>" if fmt.host.source.startswith("http") else fmt.host.source
    return (
        "## What an agent may do where its file is silent\n\n"
        f"The client's defaults, from {source} ({fmt.host.checked}); a person's settings may say otherwise. "
        "[Power and consent](../../concepts/power.md) says how they are compared.\n\n"
        + rows(("an agent may", "how"), *lines)
    )


def _components(fmt: Format) -> str:
    found = []
    for kind, tools in COMPONENTS.items():
        if fmt.name in tools:
            module, _, name = tools[fmt.name].partition(":")
            found.append((kind, getattr(import_module(module), name)))
    if not found:
        return ""
    lines = [
        (kind, code(cls.paths), code(f"~/{p}" for p in cls.user_paths), cell(cls.checked))
        for kind, cls in found
    ]
    told = "".join(f"\n### {kind.capitalize()}s\n\n{_told(cls)}\n" for kind, cls in found)
    return "## Other kinds\n\n" + rows(("kind", "in a project", "in a home folder", "checked"), *lines) + told


def _facts(fmt: Format) -> str:
    return f"## Facts and their sources\n\n{_told(type(fmt))}\n"


def _told(cls: type) -> str:
    """What the module says of a format, after its first line."""
    doc = (sys.modules[cls.__module__].__doc__ or "").strip()
    first, _, rest = doc.partition("\n")
    return "\n".join(_shown(rest.strip() or first))


def _shown(text: str) -> Iterator[str]:
    """Lines of a docstring as Markdown: an indented example is a block, and a list stands by itself."""
    before = ""
    for line in text.splitlines():
        if line.startswith("* ") and before and not before.startswith(("* ", "  ")):
            yield ""
        yield line.replace("<", "&lt;") if "`" not in line else line
        before = line
