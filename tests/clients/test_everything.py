"""Each client loads every agent that is written for it, as agentconv reads it, and gives none more power.

`pytest -s` shows a line of the table for each target; with `CLIENTS_TABLE=FILE` it is added to that file.
"""

from __future__ import annotations

import html
import os
import subprocess
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from agentconv.formats.claude.codecs import NAMES as CLAUDE_NAMES
from agentconv.formats.gemini import gemini as gemini_format
from agentconv.formats.gemini import qwen_tools
from agentconv.formats.opencode.consent import consent_of
from agentconv.formats.opencode.family import MEMBERS
from agentconv.formats.opencode.meaning import meaning
from agentconv.formats.opencode.rules import Rule
from agentconv.host.registry import Registry
from agentconv.kit.tools import ToolNames
from agentconv.model.agent import Agent, Tool, Tools
from agentconv.model.powers import power
from tests.clients import claude, codex, copilot, gemini, opencode, qwen
from tests.clients.common import Answer, Loaded
from tests.clients.everything import Export, Exported, export

pytestmark = pytest.mark.clients
REGISTRY = Registry(plugins=False)

# asking


def ask_codex(made: Export, project: Path, home: Path) -> Answer:
    """One session for each setting of `sandbox_mode` and `web_search`, with what a role's file says of them.

    The client gives a role the bounds of its session; the file says in which session to start it.
    """
    agents: dict[str, Loaded] = {}
    errors: list[str] = []
    keys = ("sandbox_mode", "web_search")
    groups: dict[tuple[Any, ...], list[Exported]] = {}
    for exported in made.done.values():
        values = exported.document.tree.values
        groups.setdefault(tuple(values.get(key) for key in keys), []).append(exported)
    for index, (setting, group) in enumerate(groups.items()):
        folder, own = project / str(index), home / str(index)
        replace(made, done={e.agent.name: e for e in group}).put(folder)
        (own / ".codex").mkdir(parents=True)
        lines = [f'{key} = "{value}"\n' for key, value in zip(keys, setting, strict=True) if value]
        (own / ".codex" / "config.toml").write_text("".join(lines), encoding="utf-8")
        answer = codex.load(folder, own)
        agents |= answer.agents
        errors += answer.errors
    return Answer(agents, tuple(errors))


def ask_copilot(made: Export, project: Path, home: Path) -> Answer:
    """All that the client discovers, and what it sends to a model for the agents of the corpus and some of ours.

    Each session tells a model of every agent that it may start, so each has a folder of a few.
    """
    made.put(project)
    listed = copilot.load(project, home).agents
    names = [
        n for n, e in made.done.items() if e.case.real or e.case.document.format in ("agentconv", "copilot")
    ]
    folders: list[dict[str, str]] = []
    for name in names:
        if name not in listed:
            continue
        shown = listed[name].name  # by which a session starts it
        fitting = (f for f in folders if shown not in f and len(f) < COPILOT_FOLDER)
        folder = next(fitting, None)
        if folder is None:
            folders.append(folder := {})
        folder[shown] = name
    agents = {}
    for index, some in enumerate(folders):
        place = home / f"project-{index}"
        git_init(place)
        replace(made, done={name: made.done[name] for name in some.values()}).put(place)
        for shown, sent in copilot.run(place, home, list(some)).items():
            name = some[shown]
            more = {**listed[name].more, **sent.more, "given": sent.tools, "runs": sent.model}
            agents[name] = replace(listed[name], prompt=sent.prompt, more=more)
    return Answer({**listed, **agents})


COPILOT_FOLDER = 80


def ask_skills(made: Export, project: Path, home: Path) -> Answer:
    """The client describes only so many skills at once, so each folder has a few."""
    agents: dict[str, Loaded] = {}
    errors: list[str] = []
    everything = list(made.done.items())
    for start in range(0, len(everything), SKILLS_FOLDER):
        some = dict(everything[start : start + SKILLS_FOLDER])
        folder = project / str(start)
        replace(made, done=some).put(folder)
        names = {Path(exported.path).parent.name: name for name, exported in some.items()}
        found = claude.load_skills(folder, home)
        agents |= {
            names.get(skill, skill): Loaded(names.get(skill, skill), text) for skill, text in found.items()
        }
        errors += claude.validate(folder / ".claude")
    return Answer(agents, tuple(errors))


SKILLS_FOLDER = 20


def in_files(load: Callable[[Path, Path], Answer]) -> Callable[[Export, Path, Path], Answer]:
    def ask(made: Export, project: Path, home: Path) -> Answer:
        made.put(project)
        return load(project, home)

    return ask


def git_init(folder: Path) -> None:
    """A repository with one commit: agents that run in a worktree of their own do not start without."""
    who = ("-c", "user.name=a", "-c", "user.email=a@b.example")
    subprocess.run(["git", "init", "-q", folder], check=True)
    subprocess.run(["git", *who, "commit", "-q", "--allow-empty", "-m", "x"], cwd=folder, check=True)


# what a client gives an agent

Given = Callable[[Loaded], "Agent | None"]


def with_tools(tools: Iterable[Tool], mode: str | None = None) -> Agent:
    return Agent("a", tools=Tools(tuple(tools)), permission_mode=mode)


def by_names(names: ToolNames) -> Given:
    """The agent with the tools that the client lists."""

    def given(loaded: Loaded) -> Agent | None:
        if loaded.tools is None:
            return None
        return with_tools(names.decode(name) for name in loaded.tools if name not in HARMLESS)

    return given


HARMLESS = frozenset({"TaskStop"})
"""What only ends that which the agent has started."""


def by_rules(name: str) -> Given:
    """The agent with what all rules leave it, the host's own among them, and what goes unasked by them."""

    def given(loaded: Loaded) -> Agent | None:
        rules = [Rule(*rule) for rule in loaded.tools if rule[0] != "external_directory"]
        found = meaning(rules, name)
        return Agent("a", tools=found.tools, permission_mode=found.mode or "default")

    return given


def servers_unasked(exported: Exported, loaded: Loaded) -> bool:
    """Whether a server's tool of which nothing is said goes unasked, and did not with the source's client."""
    document = exported.case.document
    if exported.document.format not in MEMBERS or document.format in MEMBERS:
        return False
    rules = [Rule(*rule) for rule in loaded.tools]
    last = [rule.action for rule in rules if rule.key == "*" == rule.pattern][-1:]
    origin = REGISTRY.loaded(document.format)
    free = origin is not None and "unasked:servers" in origin.lets(document.agent)
    return last == ["allow"] and document.agent.permission_mode != "bypass" and not free


def by_approval(loaded: Loaded) -> Agent | None:
    """Qwen Code says both which tools an agent has and in which mode it runs."""
    agent = by_names(qwen_tools.ALLOWED)(loaded)
    return agent and replace(agent, permission_mode=QWEN_MODES[loaded.more["approval"]])


QWEN_MODES = {
    "auto_edit": "accept-edits",
    "yolo": "bypass",
    "default": "default",
    "plan": "plan",
    "auto": "auto",
}
COPILOT_TOOLS = {
    "view": "read",
    "grep": "grep",
    "glob": "glob",
    "rg": "grep",
    "semantic_code_search": "grep",
    "create": "write",
    "edit": "edit",
    "bash": "shell",
    "read_bash": "shell_output",
    "stop_bash": "shell_stop",
    "list_bash": "shell_output",
    "web_fetch": "web_fetch",
    "task": "agent",
    "read_agent": "agent",
    "write_agent": "agent",
    "list_agents": "agent",
    "update_todo": "todo",
    "ask_user": "ask_user",
}
"""The client's tools -> neutral names; any other counts as one that only it has."""


def by_requests(loaded: Loaded) -> Agent | None:
    """Copilot's tools as a model is told of them."""
    if loaded.more.get("given") is None:
        return None
    names = COPILOT_TOOLS
    return with_tools(
        Tool(names[name]) if name in names else Tool(name, native="copilot") for name in loaded.more["given"]
    )


def by_sandbox(loaded: Loaded) -> Agent | None:
    """What a Codex role reaches: with a shell what the sandbox lets it, without one nothing."""
    tools = ["web_search"] if "web_search" in loaded.tools else []
    if "exec_command" in loaded.tools:
        tools += ["read", "glob", "grep", "list"]
        tools += [] if loaded.more["sandbox"] == "read-only" else ["write", "edit", "shell"]
    return with_tools(map(Tool, tools))


def trimmed(text: str | None) -> str:
    """A text without the white space at its ends that JavaScript knows."""
    return (text or "").strip(SPACE)


SPACE = "\t\n\v\f\r \xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"


def lines(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").replace("\r", "\n")


def one_line(text: str | None) -> str:
    return " ".join((text or "").split())


@dataclass(frozen=True)
class Client:
    """Whom to ask of a target, and how."""

    missing: Callable[[], str | None]
    ask: Callable[[Export, Path, Path], Answer]
    given: Given | None
    """What the client gives an agent; None = it cannot be asked."""
    stops: bool = False
    """Whether one bad file, or agent, makes it load none."""


CLIENTS = {
    "claude": Client(claude.missing, in_files(claude.load), by_names(CLAUDE_NAMES)),
    "claude-json": Client(
        claude.missing,
        lambda made, project, home: claude.load_json(made.together(), project, home),
        by_names(CLAUDE_NAMES),
        stops=True,
    ),
    "skill": Client(claude.missing, ask_skills, None),
    "codex": Client(codex.missing, ask_codex, by_sandbox),
    "copilot": Client(copilot.missing, ask_copilot, by_requests),
    "gemini": Client(gemini.missing, in_files(gemini.load), by_names(gemini_format.NAMES)),
    "kilo": Client(
        lambda: opencode.missing("kilo"),
        in_files(lambda project, home: opencode.load(project, home, "kilo")),
        by_rules("kilo"),
    ),
    "opencode": Client(opencode.missing, in_files(opencode.load), by_rules("opencode"), stops=True),
    "qwen": Client(qwen.missing, in_files(qwen.load), by_approval),
}


@dataclass(frozen=True)
class Difference:
    """Where a client's answer is rightly another than what agentconv reads."""

    targets: str
    field: str
    why: str
    holds: Callable[[Any, Any, Exported, Loaded], bool]
    """Whether this is the difference, from agentconv's value and the client's."""


CLAUDE = "claude claude-json"
UNSTARTED = "no tool that the client knows"
DIFFERENCES = (
    Difference(
        f"{CLAUDE} gemini kilo opencode", "prompt", "trimmed", lambda o, t, e, a: trimmed(o) == (t or "")
    ),
    Difference("qwen", "prompt", "trimmed, with line ends \\n", lambda o, t, e, a: trimmed(lines(o)) == t),
    Difference(
        "copilot",
        "prompt",
        "trimmed, with line ends \\n, and the client's own words stand behind it",
        lambda o, t, e, a: one_line(t).startswith(one_line(o)) if t is not None else False,
    ),
    Difference(
        "copilot",
        "prompt",
        "not asked: only the agents of the corpus and some of ours are, if a model may start them",
        lambda o, t, e, a: t is None and (not e.case.real or bool(a.more.get("refused"))),
    ),
    Difference(
        "opencode",
        "model",
        "its own file, for version 2, whose variant this client of version 1 takes for a part of the name",
        lambda o, t, e, a: e.is_source and "#" in (t or "") and (t or "").partition("#")[0] == o,
    ),
    Difference(
        "codex",
        "prompt",
        "its own file, of which the client keeps the line ends \\r\\n",
        lambda o, t, e, a: e.is_source and lines(t) == o,
    ),
    Difference(
        "gemini",
        "prompt",
        "its own file, whose closing fence is not one for the client, which takes no prompt from it",
        lambda o, t, e, a: (
            not t
            and e.case.document.format == "gemini"
            and ("-bad-fence" in e.said or "takes no prompt" in e.said)
        ),
    ),
    Difference(
        CLAUDE,
        "prompt",
        "the client adds what it remembers",
        lambda o, t, e, a: bool(e.agent.memory) and trimmed(t).startswith(trimmed(o)),
    ),
    Difference(
        CLAUDE,
        "prompt model",
        f"not started: {UNSTARTED}",
        lambda o, t, e, a: t is None and "zero tools" in a.more.get("refusal", ""),
    ),
    Difference(
        "gemini qwen",
        "prompt",
        "its own file, with a word of a template at which every call ends",
        lambda o, t, e, a: t is None and "every call" in e.said,
    ),
    Difference(
        "skill",
        "description",
        "in the list for the model it is one line, trimmed and escaped as XML is; a blank one is 'Skill'",
        lambda o, t, e, a: (one_line(html.escape(o or "", quote=False)) or "Skill") == one_line(t),
    ),
    Difference("skill", "prompt model", "the list of skills has none", lambda o, t, e, a: t is None),
    Difference(
        "copilot kilo opencode",
        "description",
        "an empty one is none",
        lambda o, t, e, a: (o or "") == (t or ""),
    ),
    Difference(
        "copilot",
        "description",
        "a block text in the last line of the frontmatter loses its line end",
        lambda o, t, e, a: (t or "").rstrip("\n") == (o or "").rstrip("\n"),
    ),
    Difference(
        "kilo opencode",
        "description",
        "settings of one of the client's own agents, which keeps its description",
        lambda o, t, e, a: o is None and e.agent.name in ("build", "plan"),
    ),
    Difference(
        "claude qwen",
        "description prompt",
        "its own file, whose frontmatter the client reads in its own way",
        lambda o, t, e, a: e.is_source,
    ),
    Difference(
        "kilo opencode",
        "model",
        "its own file, in which the model names no provider",
        lambda o, t, e, a: t == f"{o}/" and e.case.document.format in ("kilo", "opencode"),
    ),
    Difference(
        "gemini qwen", "model", "none is the session's", lambda o, t, e, a: (o, t) == (None, "inherit")
    ),
    Difference("codex", "model", "none is the session's", lambda o, t, e, a: (o, t) == (None, codex.MODEL)),
    Difference(
        CLAUDE,
        "model",
        "none, or inherit, is the session's",
        lambda o, t, e, a: (o or "inherit").lower() == "inherit" and t is not None,
    ),
    Difference(
        CLAUDE,
        "model",
        "an alias is resolved",
        lambda o, t, e, a: t is not None and o is not None and o.lower().removesuffix("[1m]") in t,
    ),
    Difference(
        CLAUDE,
        "model",
        "a retired model is replaced",
        lambda o, t, e, a: (o, t) == ("claude-opus-4-1", "claude-opus-5-5"),
    ),
    Difference("copilot", "name", "the display name", lambda o, t, e, a: t == e.agent.display_name),
)
"""Every difference between a client's answer and what agentconv reads, with its reason."""


@dataclass
class Row:
    """What became of the agents for one target."""

    target: str
    refused: Counter[str]
    exported: int = 0
    said: int = 0
    loaded: int = 0
    same: int = 0
    listed: int = 0
    asked: int = 0
    widened: int = 0

    def line(self) -> str:
        why = ", ".join(f"{count} {code}" for code, count in sorted(self.refused.items())) or "0"
        cells = (
            self.target,
            self.exported,
            why,
            self.said,
            self.loaded,
            self.same,
            self.listed,
            self.asked,
            self.widened,
        )
        return f"| {' | '.join(map(str, cells))} |"


def ignored(exported: Exported) -> bool:
    """Whether agentconv says of a file that its client does not load it."""
    refused = "client-ignores" in exported.said and "takes no prompt" not in exported.said
    values = exported.document.tree.values
    disabled = "true" in (values.get("disable"), values.get("disable-model-invocation")) and (
        exported.document.format in ("kilo", "opencode", "skill")
    )
    words = ("not loaded by its own client", "or drops the file")
    return refused or disabled or any(word in exported.said for word in words)


COMPLAINTS = {
    "claude": (
        "Claude Code does not recognize or apply",
        "unrecognized_model",
        "invalid effort 'huge'",
        "invalid mcpServers",
    ),
    "claude-json": ("unrecognized_model",),
}
"""What a client may say of files that it loads: of keys that hold what has no place, of a source's odd words."""


def different(field: str, ours: Any, theirs: Any, exported: Exported, loaded: Loaded) -> str | None:
    """Why a client's answer is another than ours; raises when no difference of the table is that."""
    if ours == theirs:
        return None
    for line in DIFFERENCES:
        fits = exported.document.format in line.targets.split() and field in line.field.split()
        if fits and line.holds(ours, theirs, exported, loaded):
            return line.why
    raise AssertionError(f"{exported.case.origin}: {field}: {ours!r} is {theirs!r} for the client")


def beyond(exported: Exported, given: Agent, loaded: Loaded) -> tuple[str, ...]:
    """What a client gives an agent that its source did not have, consent included.

    A mode that a client does not say is the source's.
    """
    document = exported.case.document
    source, fmt = document.agent, REGISTRY.loaded(document.format)
    host = fmt.lets(source) if fmt else frozenset()
    if given.permission_mode is None:
        given = replace(given, permission_mode=source.permission_mode)
        host = frozenset()
    # a client's list names its tool for agents, and not those that it may start: the file does, and counts
    named = [t for t in exported.agent.tools.allow or () if t.name == "agent" and t.argument]
    listed = given.tools.allow
    if named and listed is not None and Tool("agent") in listed:
        others = (t for t in listed if t != Tool("agent"))
        given = replace(given, tools=replace(given.tools, allow=(*others, *named)))
    more = ("unasked:servers",) if servers_unasked(exported, loaded) else ()
    asks = frozenset[str]()
    if exported.document.format in MEMBERS:
        asks = consent_of([Rule(*rule) for rule in loaded.tools], frozenset())
    return (*power(given, asks).beyond(power(source, host)), *more)


@pytest.mark.parametrize("target", CLIENTS)
def test_every_agent_loads_as_it_is_read_and_has_no_more_power(target: str, tmp_path: Path) -> None:
    client = CLIENTS[target]
    if why := client.missing():
        pytest.skip(why)
    made = export(target)
    assert {code for _, codes in made.refused for code in codes} <= {"over-limit", "power-widened"}
    unloaded = {name: e for name, e in made.done.items() if ignored(e)}
    assert all(e.case.document.format == target for e in unloaded.values()), (
        "only a file of its own may be ignored"
    )
    asked = {name: e for name, e in made.done.items() if not (client.stops and name in unloaded)}
    project, home = tmp_path / "project", tmp_path / "home"
    git_init(project)
    home.mkdir()
    answer = client.ask(replace(made, done=asked), project, home)
    assert answer.agents.keys() == made.done.keys() - unloaded.keys()
    own = {name: e for name, e in made.done.items() if e.case.document.format == target and e.said}
    names = [part for name, e in own.items() for part in (Path(e.path).name, name)]
    allowed = (*names, *COMPLAINTS.get(target, ()))
    said = [error for error in answer.errors if not any(part in error for part in allowed)]
    assert not said, "\n".join(said)

    real = [(name, e) for name, e in made.done.items() if e.case.real]
    row = Row(
        target, Counter("+".join(sorted(codes)) for case, codes in made.refused if case.real), len(real)
    )
    row.said = len([name for name, _ in real if name in unloaded])
    problems = []
    for name, loaded in answer.agents.items():
        exported = made.done[name]
        agent = exported.agent
        reasons = []
        for field, ours in (
            ("name", name),
            ("description", agent.description),
            ("prompt", agent.prompt),
            ("model", agent.model),
        ):
            try:
                reasons.append(different(field, ours, getattr(loaded, field), exported, loaded))
            except AssertionError as problem:
                problems.append(str(problem)[:600])
        given = client.given(loaded) if client.given else None
        wider: tuple[str, ...] = ()
        if given is not None and exported.case.document.format != target:
            wider = beyond(exported, given, loaded)
        if wider and not exported.told:
            problems.append(f"{exported.case.origin} ({name}): {wider}")
        if exported.case.real:
            row.loaded += 1
            row.listed += any(reasons)
            row.same += not any(reasons)
            row.asked += given is not None
            row.widened += bool(wider)
    assert not problems, "\n".join(problems)
    print(row.line())
    if place := os.environ.get("CLIENTS_TABLE"):
        with Path(place).open("a", encoding="utf-8") as file:
            file.write(row.line() + "\n")
