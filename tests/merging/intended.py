"""Random merges of which it is known what they should give.

An agent is made of things that have an identity: sections, paragraphs, sentences, items, rows, tools, fields.
Two scripts of edits name those things, not lines. What both together should give is therefore known: one
script after the other. Where both change one thing it is a conflict, and where an order is nobody's to say,
each of them is right.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import count

OURS, THEIRS = 1, 2

WORDS = """
agent answer branch build change check client code commit config data deploy draft error file fix flag
format guard hook index input issue key limit line list log merge model name note order output owner patch
path plan prompt query record release report result review rule schema section server source stage state
step store style table target task test text tool trace user value version view warning work
""".split()  # noqa: SIM905
SHARED = ("Be brief.", "Ask before you delete.", "See above.", "Keep notes.")
"""Lines that stand in several places."""
TOOLS = (
    "Read",
    "Grep",
    "Glob",
    "Bash(git:*)",
    "Bash(npm:*)",
    "Edit",
    "Write",
    "WebFetch",
    "WebSearch",
    "Task",
)
CODE = "code"


@dataclass
class Thing:
    """A sentence, an item, a row, a block or a section; what holds others has them in `parts`."""

    id: int
    kind: str
    text: str = ""
    parts: list[Thing] = field(default_factory=list)
    by: int = 0
    """Which side put it where it is; 0 for the base."""
    gone: bool = False

    def all(self) -> Iterator[Thing]:
        """The thing and all in it."""
        yield self
        for part in self.parts:
            yield from part.all()

    @property
    def here(self) -> list[Thing]:
        """The parts that are still there."""
        return [part for part in self.parts if not part.gone]


@dataclass
class Made:
    """An agent: its fields, and a prompt as a tree of things."""

    fields: dict[str, str]
    tools: list[str]
    prompt: Thing

    def find(self, id: int) -> tuple[Thing, Thing]:
        """A thing and what holds it."""
        for holder in self.prompt.all():
            for part in holder.parts:
                if part.id == id and part.kind != "moved":
                    return part, holder
        raise KeyError(id)

    def body(self) -> str:
        """The prompt as Markdown."""
        return "\n\n".join(_blocks(self.prompt, 1)) + "\n"

    def file(self) -> str:
        """The whole file."""
        keys = [f"{key}: {value}" for key, value in self.fields.items()]
        keys.insert(2, f"tools: {', '.join(self.tools)}")
        return "\n".join(["---", *keys, "---", self.body()])


def _blocks(section: Thing, level: int) -> Iterator[str]:
    """The blocks of a section as text, its heading first."""
    if section.text:
        yield f"{'#' * level} {section.text}"
    for part in section.here:
        if part.kind == "section":
            yield from _blocks(part, level + 1)
        elif lines := [p.text for p in part.here]:
            yield _SHAPES[part.kind](part, lines)


_SHAPES: dict[str, Callable[[Thing, list[str]], str]] = {
    "lines": lambda part, lines: "\n".join(lines),
    "flow": lambda part, lines: " ".join(lines),
    "list": lambda part, lines: "\n".join(f"- {line}" for line in lines),
    "table": lambda part, lines: "\n".join(
        ["| key | means |", "|---|---|", *(f"| {line} |" for line in lines)]
    ),
    CODE: lambda part, lines: "\n".join(["```sh", *lines, "```"]),
}


class Maker:
    """Makes agents and edits of them, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.ids = count(1)

    def words(self, least: int, most: int) -> str:
        """Some words, the first with a capital."""
        found = self.random.choices(WORDS, k=self.random.randint(least, most))
        return " ".join(found).capitalize()

    def leaf(self, kind: str) -> Thing:
        """A sentence, an item, a row or a line of code."""
        if kind in ("lines", "list") and self.random.random() < 0.06:
            return Thing(next(self.ids), "leaf", self.random.choice(SHARED))
        text = self.words(4, 10)
        if kind == "table":
            text = f"{self.words(1, 1).lower()}-{next(self.ids)} | {text}"
        elif kind == CODE:
            text = f"run --{self.words(2, 3).lower().replace(' ', '-')}"
        else:
            text += "."
        return Thing(next(self.ids), "leaf", text)

    def block(self) -> Thing:
        """A paragraph, a list, a table or code."""
        kind = self.random.choices(list(_SHAPES), (4, 3, 4, 1, 1))[0]
        parts = [self.leaf(kind) for _ in range(self.random.randint(*((1, 4) if kind == "flow" else (2, 5))))]
        return Thing(next(self.ids), kind, "", parts)

    def section(self, level: int) -> Thing:
        """A section with some blocks, and with sections of its own."""
        made = Thing(next(self.ids), "section", self.words(1, 3))
        made.parts = [self.block() for _ in range(self.random.randint(1, 3))]
        if level < 3 and self.random.random() < 0.3:
            made.parts += [self.section(level + 1) for _ in range(self.random.randint(1, 2))]
        return made

    def agent(self) -> Made:
        """An agent as a base."""
        title = self.words(2, 3) if self.random.random() < 0.7 else ""
        prompt = Thing(0, "section", title, [self.block() for _ in range(self.random.randint(1, 2))])
        prompt.parts += [self.section(2) for _ in range(self.random.randint(3, 7))]
        fields = {"name": "a", "description": self.words(5, 9), "model": "opus", "color": "red"}
        return Made(fields, self.random.sample(TOOLS, self.random.randint(2, 5)), prompt)


@dataclass(frozen=True)
class Edit:
    """One thing that a side does."""

    what: str
    target: int = 0
    after: int = 0
    """Behind which part of its holder; 0 = at the start."""
    value: str = ""
    thing: Thing | None = None


def script(made: Made, maker: Maker) -> list[Edit]:
    """One to four edits, each of what the ones before it left."""
    own, found = deepcopy(made), list[Edit]()
    for _ in range(maker.random.choices((1, 2, 3, 4), (3, 3, 2, 1))[0]):
        edit = _edit(own, maker)
        if edit is not None:
            apply(own, edit, OURS, lambda: False)
            found.append(edit)
    return found


_KINDS = {
    "say": 7, "add leaf": 6, "drop leaf": 3, "add block": 3, "drop block": 2, "add section": 3, "drop section": 1,
    "move section": 2, "rename": 2, "add tool": 2, "drop tool": 1, "set": 2,
}  # fmt: skip


def _edit(made: Made, maker: Maker) -> Edit | None:
    """An edit that an agent can have; None when the one that was drawn finds nothing to change."""
    pick = maker.random
    what = pick.choices(list(_KINDS), list(_KINDS.values()))[0]
    sections = [t for t in _living(made.prompt) if t.kind == "section"]
    blocks = [t for t in _living(made.prompt) if t.kind in _SHAPES]
    block = pick.choice(blocks)
    below = [t for t in sections if t.id and len(t.here) > 0]
    if what == "say":
        leaf = pick.choice(block.here)
        return Edit("set text", leaf.id, value=_said_anew(leaf.text, block.kind, maker))
    if what == "add leaf":
        return Edit(
            "insert", block.id, pick.choice([0, *(p.id for p in block.here)]), thing=maker.leaf(block.kind)
        )
    if what == "drop leaf":
        return Edit("drop", pick.choice(block.here).id) if len(block.here) > 1 else None
    if what == "add block":
        holder = pick.choice(sections)
        own = [p.id for p in holder.here if p.kind != "section"]
        return Edit("insert", holder.id, pick.choice([0, *own]), thing=maker.block())
    if what == "drop block":
        holders = [s for s in sections if sum(p.kind != "section" for p in s.here) > 1]
        return (
            Edit("drop", pick.choice([p for p in pick.choice(holders).here if p.kind != "section"]).id)
            if holders
            else None
        )
    if what in ("add section", "move section"):
        top = [p for p in made.prompt.here if p.kind == "section"]
        first = [p for p in made.prompt.here if p.kind != "section"][-1:]
        anchors = [p.id for p in (*first, *top)]
        if what == "add section":
            return Edit("insert", 0, pick.choice(anchors or [0]), thing=maker.section(3))
        moved = pick.choice(top) if len(top) > 2 else None
        after = [a for a in anchors if moved and a != moved.id and _before(made.prompt, moved) != a]
        return Edit("move", moved.id, pick.choice(after)) if moved and after else None
    if what == "drop section":
        return Edit("drop", pick.choice(below).id) if len(below) > 2 else None
    if what == "rename":
        return Edit("set text", pick.choice(below).id, value=maker.words(1, 3)) if below else None
    if what == "add tool":
        more = [t for t in TOOLS if t not in made.tools]
        return Edit("add tool", value=pick.choice(more)) if more else None
    if what == "drop tool":
        return Edit("drop tool", value=pick.choice(made.tools)) if len(made.tools) > 1 else None
    key = pick.choice(["description", "model", "color", "permissionMode"])
    values = {"description": maker.words(5, 9), "model": pick.choice(["sonnet", "haiku"])}
    return Edit("set", value=f"{key}: {values.get(key) or pick.choice(_OTHER[key])}")


_OTHER = {"color": ("blue", "green"), "permissionMode": ("plan", "acceptEdits")}


def _living(thing: Thing) -> Iterator[Thing]:
    yield thing
    for part in thing.here:
        yield from _living(part)


def _before(holder: Thing, part: Thing) -> int:
    here = holder.here
    at = here.index(part)
    return here[at - 1].id if at else 0


def _said_anew(text: str, kind: str, maker: Maker) -> str:
    """A text with one to three other words; a row keeps its key."""
    key, bar, rest = text.rpartition(" | ") if kind == "table" else ("", "", text)
    words = rest.split(" ")
    for _ in range(maker.random.randint(1, 3)):
        words[maker.random.randrange(len(words))] = maker.random.choice(WORDS) + str(next(maker.ids))
    return key + bar + " ".join(words)


def apply(made: Made, edit: Edit, side: int, choose: Callable[[], bool]) -> None:
    """Do an edit. `choose` settles what an edit does not say: which of two additions at a place comes first."""
    if edit.what == "set":
        key, _, value = edit.value.partition(": ")
        made.fields[key] = value
    elif edit.what == "add tool":
        made.tools += [edit.value] if edit.value not in made.tools else []
    elif edit.what == "drop tool":
        made.tools = [tool for tool in made.tools if tool != edit.value]
    elif edit.what == "insert":
        holder = made.prompt if not edit.target else made.find(edit.target)[0]
        new = deepcopy(edit.thing)
        assert new is not None
        for thing in new.all():
            thing.by = side
        holder.parts.insert(_place(holder, edit.after, side, choose), new)
    else:
        thing, holder = made.find(edit.target)
        if edit.what == "set text":
            thing.text = edit.value
        elif edit.what == "drop":
            thing.gone = True
        else:
            holder.parts[holder.parts.index(thing)] = Thing(thing.id, "moved", gone=True)
            thing.by = side
            holder.parts.insert(_place(holder, edit.after, side, choose), thing)


def _place(holder: Thing, after: int, side: int, choose: Callable[[], bool]) -> int:
    """Where in its holder a part goes that is to stand behind another one."""
    places = [i for i, part in enumerate(holder.parts) if part.id == after]
    if len(places) > 1:  # that part was moved meanwhile: it may be followed, or its place be kept
        places = places[: 1 + choose()][-1:]
    at = places[0] + 1 if places else 0
    while at < len(holder.parts) and (holder.parts[at].by not in (0, side) or holder.parts[at].gone):
        if not holder.parts[at].gone and not choose():
            break
        at += 1
    return at


@dataclass(frozen=True)
class Intended:
    """A merge, and what should come of it."""

    base: str
    ours: str
    theirs: str
    bodies: frozenset[str]
    """The prompts that are right."""
    fields: dict[str, str]
    tools: frozenset[str]
    must: bool
    """Whether both change one thing, so that it has to be a conflict."""
    may: bool
    """Whether it can be one: both change a paragraph, or add something at one place in no order."""
    edits: tuple[list[Edit], list[Edit]]


def intended(seed: int) -> Intended:
    """The merge of this seed."""
    maker = Maker(seed)
    base = maker.agent()
    ours, theirs = script(base, maker), script(base, maker)
    alone = []
    for edits in (ours, theirs):
        side = deepcopy(base)
        for edit in edits:
            apply(side, edit, OURS, lambda: False)
        alone.append(side)
    must, may = _overlap(base, ours, theirs)
    bodies = set[str]()
    whole, ways = base, [()]  # type: tuple[Made, list[tuple[bool, ...]]]
    while ways and len(bodies) < 200:
        chosen = ways.pop()
        asked: list[bool] = []

        def choose(chosen: tuple[bool, ...] = chosen, asked: list[bool] = asked) -> bool:
            asked.append(chosen[len(asked)] if len(asked) < len(chosen) else False)
            return asked[-1]

        sides = [(OURS, ours), (THEIRS, theirs)]
        whole = deepcopy(base)
        for side, edits in sides[::-1] if choose() else sides:
            for edit in edits:
                apply(whole, edit, side, choose)
        bodies.add(whole.body())
        ways += [(*asked[:n], True) for n in range(len(chosen), len(asked))]
    return Intended(
        base.file(),
        alone[0].file(),
        alone[1].file(),
        frozenset(bodies),
        whole.fields,
        frozenset(whole.tools),
        must,
        may,
        (ours, theirs),
    )


@dataclass
class _Touched:
    """What one side's edits change, by the ids of the base."""

    said: dict[int, str] = field(default_factory=dict)
    """Texts that are other ones now."""
    dropped: set[int] = field(default_factory=set)
    """Things that are gone, with all in them."""
    grown: set[int] = field(default_factory=set)
    """What has new parts."""
    places: set[tuple[int, int]] = field(default_factory=set)
    """Where blocks were added: in what, behind what."""
    moved: set[int] = field(default_factory=set)
    paragraphs: set[int] = field(default_factory=set)
    """Paragraphs and code in which something changed."""
    fields: dict[str, str] = field(default_factory=dict)
    shells: bool = False


def _touched(base: Made, edits: list[Edit]) -> _Touched:
    found = _Touched()
    known = {thing.id: thing for thing in base.prompt.all()}
    holders = {part.id: holder for holder in known.values() for part in holder.parts}
    for edit in edits:
        if edit.what == "set":
            found.fields.update([edit.value.split(": ", 1)])
        elif "tool" in edit.what:
            found.shells |= edit.value.startswith("Bash")
        elif edit.what == "set text":
            found.said[edit.target] = edit.value
        elif edit.what == "drop":
            found.dropped |= {t.id for t in known[edit.target].all()} if edit.target in known else set()
        elif edit.what == "move":
            found.moved.add(edit.target)
        else:
            found.grown.add(edit.target)
            if edit.thing is not None and edit.thing.kind in _SHAPES:
                found.places.add((edit.target, edit.after))
        block = known.get(edit.target) if edit.what == "insert" else holders.get(edit.target)
        if block is not None and block.kind in ("lines", "flow", CODE):
            found.paragraphs.add(block.id)
    return found


def _overlap(base: Made, ours: list[Edit], theirs: list[Edit]) -> tuple[bool, bool]:
    """Whether both sides change one thing, and whether they come so near that it may be taken for one."""
    mine, yours = _touched(base, ours), _touched(base, theirs)
    said = any(text != yours.said.get(thing, text) for thing, text in mine.said.items())
    set_ = any(value != yours.fields.get(key, value) for key, value in mine.fields.items())
    lost = any(a.dropped & {*b.said, *b.grown} - b.dropped for a, b in ((mine, yours), (yours, mine)))
    near = (
        mine.paragraphs & yours.paragraphs
        or mine.places & yours.places
        or (mine.moved and yours.moved)
        or any(
            a.dropped & (b.moved | {after for _, after in b.places})
            for a, b in ((mine, yours), (yours, mine))
        )
    )
    return said or set_ or lost, bool(near) or (mine.shells and yours.shells)


RIGHT, WRONG, NEEDLESS = "right", "clean but wrong", "needless conflict"


def judged(merge: Intended, text: str | None) -> str:
    """What a merge's text is worth; None stands for a conflict."""
    if text is None:
        return RIGHT if merge.must or merge.may else NEEDLESS
    head, _, body = text.removeprefix("---\n").partition("\n---\n")
    pairs = [line.partition(": ") for line in head.split("\n")]
    fields = {key: value for key, _, value in pairs}
    tools = [tool for tool in fields.pop("tools", "").removesuffix("[]").split(", ") if tool]
    said = fields == merge.fields and set(tools) == merge.tools and len(pairs) == len(fields) + 1
    fits = said and len(tools) == len(merge.tools) and body in merge.bodies
    return RIGHT if fits and not merge.must else WRONG
