"""What the tools' formats of rules have in common: main files of instructions, and folders of rules.

A text that says the same for a target as it stands is written to the byte; else it gets the target's head.
When a rule counts is a field like any other: a tool that knows fewer cases is told as a loss.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import ClassVar

from agentconv.containers import container
from agentconv.containers.base import BODY, resolved
from agentconv.diagnostics import Severity
from agentconv.errors import Problem, SyntaxProblem, WrongType
from agentconv.kit.bounds import tell_unread
from agentconv.kit.codecs import as_text
from agentconv.kit.component import (
    ComponentFile,
    ComponentFormat,
    ComponentReading,
    ComponentWriting,
    Material,
    Written,
)
from agentconv.kit.exchange import USER
from agentconv.kit.skill_text import GLOBS, has_head, parsed
from agentconv.model import names
from agentconv.model.agent import Value
from agentconv.model.components import RULE
from agentconv.model.rule import ALWAYS, BY_FILE, ON_DEMAND, PROJECT, Rule

IMPORT = re.compile(r"(?<!\S)@(?![\w-]+(?:\s|$))[\w.~/-]*[\w/]")
"""`@docs/style.md`, and no `@name` of a person."""

Head = dict[str, Value]


class RuleFormat(ComponentFormat[Rule]):
    """How a tool keeps rules."""

    kind = RULE

    main_files: ClassVar[tuple[str, ...]] = ()
    """The files of instructions of a folder; the first is written."""
    also_reads: ClassVar[tuple[str, ...]] = ()
    """Main files of other tools that this one reads beside its own."""
    folder: ClassVar[str] = ""
    """The glob of the rules that stand each in a file of its own; empty where the tool has none."""
    user_main: ClassVar[str] = ""
    """The main file of a user, below the home folder."""
    keys: ClassVar[frozenset[str]] = frozenset()
    """The keys of a rule's head; empty where it has none."""
    imports: ClassVar[bool] = False
    """Whether `@path` in a text stands for what the file holds."""
    most: ClassVar[int | None] = None
    """How many bytes of main files the tool reads by default."""

    @property
    def known_keys(self) -> frozenset[str]:
        return self.keys | {BODY} if self.keys else self.keys

    # what a head says

    def told(self, head: Mapping[str, Value]) -> Head:
        """The fields of a rule that a head says: `when`, `globs`, `description`."""
        return {}

    def head(self, rule: Rule) -> Head:
        """The head that says when a rule counts; a rule that the tool cannot hold so gets what is nearest."""
        return {}

    # reading

    def read(self, material: Material, reading: ComponentReading) -> tuple[Rule, ...]:
        text = material.text
        if (main := self._main(material.path)) is not None:
            return (replace(main, text=text, source=text),)
        try:
            rule = self._of_text(self._name(material.path), text)
        except SyntaxProblem as problem:
            reading.report.add_problem(problem)
            return ()
        tell_unread((key for keys in rule.extensions.values() for key in keys), reading.report)
        return (rule,)

    def _of_text(self, name: str, text: str) -> Rule:
        if not self.keys:
            return Rule(name, text, source=text)
        tree = parsed("", text, self.keys)
        values = {key: value for key, value in tree.values.items() if key != BODY}
        fields = self.told(values)
        rest = {key: _plain(value) for key, value in values.items() if key not in self.keys}
        extensions = {self.owner or self.target: rest} if rest else {}
        body = str(tree.values[BODY])
        return Rule(name, body, **fields, extensions=extensions, source=text)  # type: ignore[arg-type]

    def _main(self, path: str) -> Rule | None:
        """The main file of a folder, without its text."""
        for main in (*self.main_files, self.user_main):
            above = f"/{path}".removesuffix(f"/{main}")
            if main and above != f"/{path}":
                below = above.strip("/")
                if not below:
                    return Rule(PROJECT, main=True)
                return Rule(below, when=BY_FILE, globs=(f"{below}/**",), main=True)
        return None

    def _name(self, path: str) -> str:
        for place in self._places:
            if (found := place.search(path)) and "stem" in place.groupindex:
                folders = found["folders"] if "folders" in place.groupindex else ""
                return _safe(f"{folders}{found['stem']}")
        name = PurePosixPath(path).name
        endings = (glob.rpartition("/*")[2] for glob in (*self.paths, *self.user_paths))
        own = [ending for ending in endings if ending.startswith(".") and name.endswith(ending)]
        return _safe(name.removesuffix(max(own, key=len)) if own else PurePosixPath(path).stem)

    # writing

    def fit(self, rule: Rule, writing: ComponentWriting) -> Rule:
        if rule.main or not self.folder:
            return rule
        nested = "**/" in self.folder
        parts = [names.slug(part) for part in _safe(rule.name).split("/")]
        return replace(rule, name=("/" if nested else "-").join(parts))

    def write(self, rule: Rule, writing: ComponentWriting) -> Sequence[Written]:
        place = self._place_of(rule, writing)
        if not place:
            what = f"{self.target} has no place for the rule {rule.name!r}, so it stays behind"
            writing.report.add("component-left", what, severity=Severity.WARNING)
            return ()
        text = rule.text if rule.main or not self.keys else self._text(rule)
        if self.most is not None and len(text.encode()) > self.most:
            what = (
                f"the rule {rule.name!r} has {len(text.encode()):,} bytes; {self.target} reads {self.most:,}"
            )
            writing.report.add("over-limit", what, severity=Severity.WARNING, field="text")
        source = writing.source
        imported = IMPORT.search(text)
        if imported and isinstance(source, RuleFormat) and source.imports and not self.imports:
            what = f"{source.target} puts a file in the place of {imported[0]!r}; in {self.target} it is text"
            writing.report.add("live-source", what)
        return (ComponentFile(place, text.encode()),)

    def _place_of(self, rule: Rule, writing: ComponentWriting) -> str:
        """The path of a rule; empty where the tool has none for it."""
        if not rule.main:
            has_place = self.folder and (writing.scope != USER or self.user_paths)
            return self.path_of(rule.name, writing.scope) if has_place else ""
        if writing.scope == USER:
            return self.user_main
        main = self.main_files[0] if self.main_files else ""
        if rule.name == PROJECT or not main:
            return main
        if why := names.unsafe(rule.name) or names.unsafe_path(rule.name):
            raise Problem("unsafe-path", f"the rule {rule.name!r}: {why}")
        return f"{rule.name}/{main}" if "/" not in main else ""

    def _text(self, rule: Rule) -> str:
        """The text of a rule in a file of its own: the source's, where it says the same here."""
        if rule.source and self._says(rule, rule.source):
            return rule.source
        own = rule.extensions.get(self.owner or self.target, {})
        head = {**self.head(rule), **own}
        if not head and not has_head(parsed("", rule.text, self.keys)):
            return rule.text
        return self.written(head, rule.text)

    def written(self, head: Head, body: str) -> str:
        """The text of a head and a body."""
        return container("frontmatter").write({**head, BODY: body})

    def _says(self, rule: Rule, text: str) -> bool:
        try:
            return self._of_text(rule.name, text) == rule
        except SyntaxProblem:
            return False


def read_twice(formats: Iterable[RuleFormat], paths: Iterable[str]) -> dict[str, list[str]]:
    """Tool -> the main files among some paths that it reads together, where there are several."""
    written = set(paths)
    found = {}
    for fmt in formats:
        read = [path for path in dict.fromkeys((*fmt.main_files, *fmt.also_reads)) if path in written]
        if len(read) > 1:
            found[fmt.target] = read
    return found


def described(head: Mapping[str, Value]) -> Head:
    """The field of a description."""
    return {"description": text_of(head, "description")}


def globs_of(value: Value) -> tuple[str, ...]:
    """The globs of a list, or of a text with commas; none of anything else."""
    try:
        return GLOBS.decode(value)
    except WrongType:
        return ()


def text_of(head: Mapping[str, Value], key: str) -> str | None:
    """The text under a key; None when it is none."""
    value = head.get(key)
    return None if isinstance(value, (list, dict)) else as_text(value) or None


def with_globs(globs: tuple[str, ...], *, otherwise: str = ALWAYS) -> Head:
    """The fields of a rule that counts with the files of some globs, or else."""
    return {"when": BY_FILE, "globs": globs} if globs else {"when": otherwise}  # type: ignore[dict-item]


def demanded(description: str | None, otherwise: str) -> str:
    """When a rule without globs counts: on demand where it says what it is about."""
    return ON_DEMAND if description else otherwise


def _plain(value: Value) -> Value:
    """A native value without spellings; one that has no exact value is its text."""
    return resolved(value, lambda _problem, _at: None)


def _safe(name: str) -> str:
    """A name that is no path out of its folder. Raises `Problem`."""
    if why := names.unsafe(name):
        raise Problem("unsafe-name", f"the rule {name!r}: {why}")
    return name
