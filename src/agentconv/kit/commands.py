"""What the tools' formats of commands have in common: a head, a text that is filled in, and their power.

A file goes back to its own tool to the byte. Elsewhere the text is spelled as the tool fills it in
(`agentconv.kit.live_spelling`); what it has no spelling for is said in words, and told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from agentconv.containers import container
from agentconv.containers.base import BODY, REMOVED, Removed, Tree
from agentconv.diagnostics import Loss, Report, Severity
from agentconv.errors import Problem, SyntaxProblem
from agentconv.kit import model_map
from agentconv.kit.bounds import tell_unread
from agentconv.kit.codecs import exact
from agentconv.kit.command_heads import first_line, listed, name_at, tree_of
from agentconv.kit.component import (
    BY_PEOPLE,
    ComponentFile,
    ComponentFormat,
    ComponentReading,
    ComponentWriting,
    Material,
    Written,
)
from agentconv.kit.exchange import PROJECT
from agentconv.kit.live_spelling import spelled
from agentconv.kit.live_text import PLAIN, Grammar, pieces_of
from agentconv.kit.skill_text import Row, laid_in, said
from agentconv.model import names
from agentconv.model.agent import Value, is_empty, same
from agentconv.model.command import SHELL, Command, Original, Piece, pieces_in, shown, unquoted
from agentconv.model.components import COMMAND, File
from agentconv.text.source import Source

TYPED = "what is typed behind the command"

_TYPEABLE = re.compile(r"[^\s:/\\<>*?\"|]+")


class CommandFormat(ComponentFormat[Command]):
    """How a tool keeps commands: here in Markdown with a head."""

    kind = COMMAND
    power_fields = ("disallowed_tools",)
    left_without = frozenset({BY_PEOPLE})
    told_by_power = ("disable_model_invocation",)
    quiet = (BY_PEOPLE, "runs: ", "unasked: ")

    grammar: ClassVar[Grammar] = PLAIN
    """What the tool fills in."""
    rows: ClassVar[tuple[Row, ...]] = ()
    """The keys of the head, and the fields that they hold."""
    syntax: ClassVar[str] = "frontmatter"
    body: ClassVar[str] = BODY
    """The key of the text."""
    nested: ClassVar[bool] = False
    """Whether folders are a part of the name."""
    name_rule: ClassVar[re.Pattern[str]] = _TYPEABLE
    """The parts of a name that the tool takes as they are; any other is written as a slug."""
    key_names: ClassVar[bool] = False
    """Whether a key `name` goes over the path."""
    repairs: ClassVar[bool] = False
    """Whether the tool reads a head that is not YAML."""
    by_model: ClassVar[bool] = False
    """Whether the model may call commands of its own accord, too."""
    needs_description: ClassVar[bool] = False
    more_keys: ClassVar[frozenset[str]] = frozenset()
    """Further keys that the tool acts on, which stay extensions."""
    models: ClassVar[str] = ""
    """The agents' format of the tool whose models a command may name; empty = none is looked up."""

    @property
    def known_keys(self) -> frozenset[str]:
        if not self.rows:
            return frozenset()
        return frozenset({"name", self.body, *(row.key for row in self.rows), *self.more_keys})

    # reading

    def read(self, material: Material, reading: ComponentReading) -> tuple[Command, ...]:
        report = reading.report
        try:
            tree = self.tree_of(material, report)
        except SyntaxProblem as problem:
            report.add_problem(problem, Source(material.path, material.text))
            return ()
        text = tree.values.get(self.body)
        if not isinstance(text, str):
            what = f"it has no text under {self.body!r}, and is skipped"
            report.add("client-ignores", what, field=self.body)
            return ()
        if self.refuses(tree.values):
            report.add("client-ignores", "its description is no text to the tool (put it in quotes)")
        found = said({key: tree.values[key] for key in tree.values if key != self.body}, self.rows)
        for key, wrong in found.wrong:
            report.add("wrong-type", f"{key!r} takes {wrong.expected}", severity=Severity.WARNING, field=key)
        name, rest = self._named(material.path, tree.values.get("name"))
        rest = {**found.rest, **rest}
        tell_unread((key for key in rest if key not in self.more_keys), report)
        command = Command(
            name,
            text=pieces_of(text, self.grammar_of(material), found.fields.get("arguments", ())),
            extensions={self.owner or self.target: rest} if rest else {},
            original=Original(material.path, material.text),
            **found.fields,
        )
        self.remark(command, reading)
        return (command,)

    def _named(self, path: str, key: Value) -> tuple[str, dict[str, Value]]:
        """The name, by the path or a key that goes over it, and the key where it says something else."""
        name, rest = self.name_of(path), dict[str, Value]()
        if isinstance(key, str) and self.key_names and not names.unsafe(key.replace(":", "/")):
            name = key.strip().replace("/", ":")
        elif key is not None and key != name.rpartition(":")[2]:
            rest["name"] = str(key) if isinstance(key, str) else exact(key)
        if why := next(filter(None, map(names.unsafe, name.split(":"))), None):
            raise Problem("unsafe-name", f"the command's name {name!r}: {why}")
        return name, rest

    def refuses(self, values: Mapping[str, Value]) -> bool:
        """Whether the tool skips a file for the type of its description."""
        return False

    def grammar_of(self, material: Material) -> Grammar:
        """What the tool fills in in this file."""
        return self.grammar

    def tree_of(self, material: Material, report: Report) -> Tree:
        """The file as the tool has it. Raises `SyntaxProblem` for one that it cannot read."""
        return tree_of(material, report, syntax=self.syntax, repairs=self.repairs)

    def name_of(self, path: str) -> str:
        """What a command is called that lies at a path: its folders and its stem."""
        for place in self._places:
            if match := place.search(path):
                folders = match.groupdict().get("folders") or ""
                return f"{folders}{match['stem']}".replace("/", ":")
        return name_at(path, nested=self.nested)

    def remark(self, command: Command, reading: ComponentReading) -> None:
        """Say what is odd about a command that was read."""

    def read_back(self, written: Sequence[Written], writing: ComponentWriting) -> Command | None:
        found = super().read_back(written, writing)
        if found is None or self.by_model:
            return found
        return replace(found, disable_model_invocation=True)

    # power

    def power(self, command: Command) -> frozenset[str]:
        words = {f"unasked: {tool}" for tool in command.allowed_tools}
        for piece in pieces_in(command.text):
            if piece.kind == SHELL:
                words |= set(self._power_of(piece, command))
        return frozenset(words)

    def _power_of(self, shell: Piece, command: Command) -> Iterator[str]:
        """What a shell command in the text lets happen."""
        text = shown(shell.parts)
        yield f"runs: {text}"
        if self.grammar.unasked or self.is_allowed(text, command):
            yield f"runs unasked: {text}"
        if not self.grammar.escapes and any(part.is_argument for part in shell.parts):
            yield f"runs: {TYPED}"
            if self.grammar.unasked or self.is_allowed("", command):
                yield f"runs unasked: {TYPED}"

    def is_allowed(self, shell: str, command: Command) -> bool:
        """Whether a command says that a line is run unasked; the empty line stands for any."""
        return False

    def withholds(self, command: Command) -> frozenset[str]:
        words = {f"withheld: {tool}" for tool in command.disallowed_tools}
        return frozenset(words | ({BY_PEOPLE} if command.disable_model_invocation else set()))

    # writing

    def is_own(self, writing: ComponentWriting) -> bool:
        """Whether a command comes from this very tool."""
        source = writing.source
        same_owner = source is not None and (source.owner or source.target) == (self.owner or self.target)
        return isinstance(source, CommandFormat) and same_owner and source.syntax == self.syntax

    def fit(self, command: Command, writing: ComponentWriting) -> Command:
        name = self.fitting(command.name)
        if self.becomes and name in writing.taken:
            what = f"there is a {self.becomes} {name!r}: the command becomes {COMMAND}-{name}"
            writing.report.add("name-qualified", what, field="name")
            name = f"{COMMAND}-{name}"
        if name != command.name:
            if name.casefold() in {one.casefold() for one in writing.taken}:
                what = f"the commands {command.name!r} and another one would both be called {name!r}"
                raise Problem("path-collision", what)
            command = replace(command, name=name)
        command = self._described(command, writing)
        if self.models and command.model and not self.is_own(writing):
            chosen = model_map.load().choose(command.model, self.models, required=False)
            command = replace(command, model=chosen.model)
        if self.by_model and isinstance(writing.source, CommandFormat) and not writing.source.by_model:
            command = replace(command, disable_model_invocation=True)
        if self.grammar.escapes and not self.is_own(writing):
            command = self._unquoted(command, writing)
        if self.grammar.named:
            called = [piece.text for piece in pieces_in(command.text) if piece.is_argument]
            every = dict.fromkeys((*command.arguments, *filter(None, called)))
            command = replace(command, arguments=tuple(every))
        return command

    def _unquoted(self, command: Command, writing: ComponentWriting) -> Command:
        """The command without quotes around the arguments of shell commands, which the tool quotes itself."""
        source = writing.source
        if isinstance(source, CommandFormat) and source.grammar.escapes:
            return command
        text = tuple(unquoted(one) if one.kind == SHELL else one for one in command.text)
        if text != command.text:
            what = f"{self.target} quotes arguments for the shell itself: quotes around them are left out"
            writing.report.add("field-carried", what, field="text", loss=Loss.CARRIED)
        return replace(command, text=text)

    def _described(self, command: Command, writing: ComponentWriting) -> Command:
        """The command with a description, where the tool needs one."""
        needed = self.needs_description and not self.is_own(writing)
        if not needed or (command.description or "").strip():
            return command
        line = first_line(command.text) or command.name
        what = f"{self.target} needs a description: the first line stands for it"
        writing.report.add("field-carried", what, field="description", loss=Loss.CARRIED)
        return replace(command, description=line)

    def fitting(self, name: str) -> str:
        """A name as the tool takes it."""
        parts = [self.segment(part) for part in name.split(":") if part] or [self.segment(name)]
        return (":" if self.nested else "-").join(parts)

    def segment(self, part: str) -> str:
        """One part of a name as the tool takes it."""
        safe = self.name_rule.fullmatch(part) and not names.unsafe(part)
        return part if safe else names.slug(part)

    def path_of(self, name: str, scope: str = PROJECT) -> str:
        return super().path_of(name.replace(":", "/"), scope)

    def write(self, command: Command, writing: ComponentWriting) -> Sequence[Written]:
        text = self.text_of(command, writing)
        return [ComponentFile(self.path_of(command.name, writing.scope), text.encode())]

    def text_of(self, command: Command, writing: ComponentWriting) -> str:
        """The text of the file: the source's own where that says the same, else with what has to change."""
        original = command.original
        if original is None or not self.is_own(writing):
            return container(self.syntax).write(self.values_of(command, writing))
        name = original.path.rpartition("/")[2]
        material = Material(original.path, (File(name, original.text.encode()),))
        try:
            tree = self.tree_of(material, Report())
        except SyntaxProblem:
            return container(self.syntax).write(self.values_of(command, writing))
        before = self.read(material, ComponentReading(Report()))
        if before and not self._changed(before[0], command):
            return original.text
        return self._patched(tree, before[0] if before else Command(""), command, writing)

    def _changed(self, before: Command, after: Command) -> bool:
        return replace(before, name="") != replace(after, name="")

    def _patched(self, tree: Tree, before: Command, command: Command, writing: ComponentWriting) -> str:
        """The source's text with only the changed keys replaced, if it says then what it is to say."""
        old, new = self.values_of(before, writing), self.values_of(command, writing)
        changes: dict[str, Value | Removed] = {}
        for key in {**old, **new}:
            if key not in new:
                changes[key] = REMOVED
            elif key not in old or not same(old[key], new[key]):
                changes[key] = new[key]
        if self.syntax == "frontmatter":
            return laid_in(tree, changes)
        edited = container(self.syntax).edit(tree, changes)
        if edited is not None:
            again = container(self.syntax).read(Source(tree.source.path, edited)).values
            wanted = {k: v for k, v in {**tree.values, **changes}.items() if not isinstance(v, Removed)}
            if same(again, wanted):
                return edited
        return container(self.syntax).write(new)

    def values_of(self, command: Command, writing: ComponentWriting) -> dict[str, Value]:
        """The keys and the text as the tool spells them."""
        values: dict[str, Value] = dict(self.own_keys(command))
        for row in self.rows:
            if not is_empty(wanted := getattr(command, row.field)):
                values[row.key] = row.codec.encode(wanted)
        values |= command.extensions.get(self.owner or self.target, {})
        return {**values, self.body: self.spelled(command, writing)}

    def own_keys(self, command: Command) -> Mapping[str, Value]:
        """Keys that no field holds, but that the tool needs."""
        return {}

    def _is_numbered(self, piece: Piece) -> bool:
        """Whether an argument has a name in a text, and a number in the tool's."""
        return piece.is_argument and bool(piece.text) and not self.grammar.named

    def spelled(self, command: Command, writing: ComponentWriting) -> str:
        """The text as the tool spells it; what becomes of its places is told."""
        found = spelled(command.text, self.grammar, command.arguments)
        if any(map(self._is_numbered, pieces_in(command.text))):
            what = f"{self.target} has no arguments by name: they are told by their numbers"
            writing.report.add("field-carried", what, field="text", further=("arguments",), loss=Loss.CARRIED)
        if found.in_words:
            what = f"{self.target} cannot fill in {listed(found.in_words)}: said in words to the model"
            writing.report.add("field-approximated", what, field="text", loss=Loss.APPROXIMATED)
        if found.broken:
            what = f"{self.target} would fill in {listed(found.broken)}, which is plain text: broken up"
            writing.report.add("live-text", what, field="text", loss=Loss.APPROXIMATED)
        if found.placed:
            what = f"{self.target} passes on what was typed in its places alone: one was put at the end"
            writing.report.add("field-carried", what, field="text", loss=Loss.CARRIED)
        return found.text
