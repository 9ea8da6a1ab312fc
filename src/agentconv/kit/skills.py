"""What the tools' formats of skills have in common: facts, and a folder that travels whole.

A `SKILL.md` that a target understands as it stands is written to the byte; else only those lines change that
have to. What a target does not act on stays in its text, and is lost all the same: `read_back` leaves it out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, ClassVar

from agentconv.diagnostics import Severity
from agentconv.errors import Problem, SyntaxProblem
from agentconv.kit.bounds import tell_unread
from agentconv.kit.component import (
    ComponentFile,
    ComponentFormat,
    ComponentReading,
    ComponentWriting,
    Material,
    Written,
)
from agentconv.kit.lengths import Length
from agentconv.kit.skill_text import (
    BODY,
    KNOWN,
    NOTHING,
    REMOVED,
    ROWS,
    Row,
    first_line,
    has_head,
    headless,
    is_typed,
    laid_in,
    parsed,
    said,
    shell_of,
    title_of,
    tree_of,
)
from agentconv.model import names
from agentconv.model.agent import Value, is_empty, same
from agentconv.model.components import SKILL, File
from agentconv.model.skill import Skill
from agentconv.text.source import Source

FILE = "SKILL.md"
INFORMATION = frozenset(
    {"name", "display_name", "body", "files", "extensions", "license", "compatibility", "metadata"}
)
"""What says nothing to a tool, so that a file which holds it has lost nothing of it."""

NOBODYS = "skill"
"""Under whose name the keys stand that no tool is known to act on: every text keeps them."""

BY_FOLDER, BY_KEY = "folder", "key"

ASKED, UNASKED = "asked", "unasked"


class SkillFormat(ComponentFormat[Skill]):
    """How a tool keeps skills."""

    kind = SKILL
    power_fields = ("allowed_tools", "disallowed_tools", "disable_model_invocation", "hooks")

    acts_on: ClassVar[frozenset[str]] = frozenset({"description"})
    """The fields that the tool acts on."""
    own_keys: ClassVar[frozenset[str]] = frozenset()
    """Further keys that the tool acts on, which stay extensions."""
    closed: ClassVar[bool] = False
    """Whether no other key may stand in the head."""
    aside: ClassVar[frozenset[str]] = frozenset()
    """Those of them that stand in another file than `SKILL.md`."""
    spellings: ClassVar[Mapping[str, Row]] = {}
    """Field -> its key, where the tool spells it in a way of its own."""
    called_by: ClassVar[str] = BY_KEY
    """Whether a skill is called by its folder or by its key `name`."""
    needs_head: ClassVar[bool] = False
    needs_name: ClassVar[bool] = False
    needs_description: ClassVar[bool] = False
    repairs: ClassVar[bool] = False
    """Whether the tool reads a head that is not YAML, as this package does."""
    ends_at_dashes: ClassVar[bool] = False
    """Whether the tool ends a head at the first three dashes, also those inside a line."""
    name_rule: ClassVar[re.Pattern[str] | None] = None
    """Names that the tool takes; any other is written as a slug."""
    max_name: ClassVar[int | None] = None
    max_description: ClassVar[Length | None] = None
    shell: ClassVar[str] = ""
    """`ASKED` or `UNASKED` where the tool runs commands that stand in the text; else it is text."""

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The keys as the tool spells them."""
        return tuple(self.spellings.get(row.field, row) for row in ROWS)

    @property
    def known_keys(self) -> frozenset[str]:
        return KNOWN | {"version"} | {row.key for row in self.rows} | self.own_keys

    @cached_property
    def held(self) -> frozenset[str]:
        """The fields that come to something in the tool."""
        return self.acts_on | INFORMATION

    # reading

    def read(self, material: Material, reading: ComponentReading) -> tuple[Skill, ...]:
        text, main = material.text, material.main
        try:
            tree = parsed(material.path, text)
        except SyntaxProblem as problem:
            if problem.code != "frontmatter-unclosed" or self.needs_description:
                reading.report.add_problem(problem, Source(material.shown or material.path, text))
                return ()
            reading.report.add("frontmatter-unread", problem.message, line=1)
            tree = headless(material.path, text)
        found = said(tree.values, self.rows)
        for key, wrong in found.wrong:
            what = f"{key!r} takes {wrong.expected}"
            reading.report.add("wrong-type", what, severity=Severity.WARNING, field=key)
        tell_unread((key for key in found.rest if key not in self.own_keys), reading.report)
        for recovery in tree.recoveries[:1]:
            what = f"the frontmatter is not YAML at {recovery.key!r}: {recovery.step}"
            reading.report.add("frontmatter-not-yaml", what)
        if self.ends_at_dashes and any(code == "frontmatter-inner-fence" for code, _, _ in tree.warnings):
            reading.report.add(
                "client-differs", "--- stands inside the frontmatter, where its client ends it"
            )
        skill = Skill(
            *self._names(material, tree.values, reading),
            body=str(tree.values[BODY]),
            files=tuple(sorted((f for f in material.files if f is not main), key=lambda f: f.path)),
            extensions=self._extensions(found.rest),
            source=text,
            executable=main.executable,
            **found.fields,
        )
        return (self.complete(skill),)

    def _extensions(self, rest: Mapping[str, Value]) -> dict[str, dict[str, Value]]:
        """What no field covers: the tool's own keys, and those that none is known to act on."""
        own = {key: value for key, value in rest.items() if key in self.own_keys}
        others = {key: value for key, value in rest.items() if key not in self.own_keys}
        found = {self.owner or self.target: own, NOBODYS: others}
        return {owner: values for owner, values in found.items() if values}

    def complete(self, skill: Skill) -> Skill:
        """The skill with what its other files say of it."""
        return skill

    def _names(
        self, material: Material, values: Mapping[str, Value], reading: ComponentReading
    ) -> tuple[str, str | None]:
        """The folder's name, and the key's where it differs."""
        own = title_of(values, "") or ""
        folder = material.path.rpartition("/")[0].rpartition("/")[2] or own or material.package
        if why := names.unsafe(folder):
            raise Problem("unsafe-name", f"the skill's folder {folder!r}: {why}")
        if not own or own == folder:
            return folder, None
        hint = "name both alike: some clients go by the folder, some by the key, and some skip it"
        what = f"the skill is called {own!r}, and its folder {folder!r}"
        reading.report.add("name-differs", what, field="name", hint=hint)
        return folder, own

    def read_back(self, written: Sequence[Written], writing: ComponentWriting) -> Skill | None:
        found = super().read_back(written, writing)
        if found is None or self.is_own(writing):
            return found
        own = writing.source.own_keys if isinstance(writing.source, SkillFormat) else frozenset()
        return self.as_used(found, own)

    def is_own(self, writing: ComponentWriting) -> bool:
        """Whether a skill comes from this very tool: then its text says there what it says here."""
        source = writing.source
        return isinstance(source, type(self)) or (source is not None and isinstance(self, type(source)))

    def as_used(self, skill: Skill, foreign: frozenset[str]) -> Skill:
        """The skill without what the tool does not act on, and without another tool's own keys."""
        fields = {row.field for row in self.rows} | {"display_name"}
        nothing: dict[str, Any] = {name: NOTHING.get(name) for name in fields - self.held}
        others = {k: v for k, v in skill.extensions.get(NOBODYS, {}).items() if k not in foreign}
        extensions = {**skill.extensions, NOBODYS: others}
        nothing["extensions"] = {owner: values for owner, values in extensions.items() if values}
        return replace(skill, **nothing)

    # power

    def power(self, skill: Skill) -> frozenset[str]:
        words = {f"unasked: {tool}" for tool in skill.allowed_tools}
        for command in shell_of(skill.body):
            if self.shell:
                words.add(f"runs: {command}")
            if self.shell == UNASKED:
                words.add(f"unasked: {command}")
        return frozenset(words) | {f"hook: {event}" for event in skill.hooks}

    def withholds(self, skill: Skill) -> frozenset[str]:
        words = {f"withheld: {tool}" for tool in skill.disallowed_tools}
        if skill.disable_model_invocation:
            words.add("only people may call it")
        return frozenset(words)

    # writing

    def fit(self, skill: Skill, writing: ComponentWriting) -> Skill:
        name = skill.name
        if not self._takes(name):
            name = names.slug(name)
        if self.max_name is not None and len(name) > self.max_name:
            what = f"the name has {len(name)} characters; {self.target} takes {self.max_name}"
            writing.report.add("over-limit", what, field="name")
        if name != skill.name and name in writing.taken:
            raise Problem("path-collision", f"the skills {skill.name!r} and {name!r} would be one")
        skill = replace(skill, name=name)
        if self.needs_description and not (skill.description or "").strip():
            skill = replace(skill, description=first_line(skill.body) or name)
        return self._shortened(skill, writing)

    def _shortened(self, skill: Skill, writing: ComponentWriting) -> Skill:
        """The skill with a description that the tool takes, where that was asked for."""
        text = skill.description or ""
        if self.max_description is None:
            return skill
        fitting = self.max_description.fit(text, "description", writing.report, cut=writing.shorten)
        path = "references/description.md"
        if fitting == text or any(file.path == path for file in skill.files):
            return replace(skill, description=fitting) if text else skill
        files = (*skill.files, File(path, f"{text.rstrip()}\n".encode()))
        body = f"{skill.body.rstrip()}\n\nWhen to use this skill stands in full in [{path}]({path}).\n"
        return replace(
            skill, description=fitting, body=body, files=tuple(sorted(files, key=lambda f: f.path))
        )

    def write(self, skill: Skill, writing: ComponentWriting) -> Sequence[Written]:
        path = self.path_of(skill.name, writing.scope)
        folder = path.rpartition("/")[0]
        found = [ComponentFile(path, self.text_of(skill, writing).encode(), skill.executable)]
        for file in self.files_of(skill, writing):
            if why := names.unsafe_path(file.path):
                raise Problem("unsafe-path", f"a file of the skill {skill.name!r}: {why}")
            found.append(ComponentFile(f"{folder}/{file.path}", file.data, file.executable))
        return found

    def files_of(self, skill: Skill, writing: ComponentWriting) -> tuple[File, ...]:
        """The files beside the `SKILL.md`."""
        return skill.files

    def text_of(self, skill: Skill, writing: ComponentWriting) -> str:
        """The text of the `SKILL.md`: the source's own, with what has to change."""
        tree = tree_of(skill.source)
        changes = dict(self._changes(skill, tree.values, writing))
        if tree.recoveries and not self.repairs and not self.is_own(writing):
            changes = {r.key: tree.values[r.key] for r in tree.recoveries} | changes
        needs_head = self.needs_head and not self.is_own(writing)
        if not skill.source or ((changes or needs_head) and not has_head(tree)):
            head = {row.key: changes[row.key] for row in self.rows if row.key in changes}
            changes = {"name": changes.get("name", skill.name), **head, **changes}
        return laid_in(tree, changes)

    def _changes(
        self, skill: Skill, values: Mapping[str, Value], writing: ComponentWriting
    ) -> Iterator[tuple[str, Any]]:
        """The keys with which the text has to change so that it says what the skill is."""
        there, own = said(values, self.rows), self.is_own(writing)
        if (name := self._name_key(skill, values, writing)) != values.get("name"):
            yield "name", REMOVED if name is None else name
        for row in self.rows:
            wanted, found = getattr(skill, row.field), there.fields.get(row.field, NOTHING.get(row.field))
            if row.field not in self.held and self.closed:
                wanted = NOTHING.get(row.field)
            if row.key in there.rest and row.field in self.acts_on and is_empty(wanted) and not own:
                yield row.key, REMOVED  # a value of another type may cost the whole skill
            if row.field in self.aside:
                continue
            if same(wanted, found) and (
                own or row.field not in self.acts_on or is_typed(row, values, wanted)
            ):
                continue
            if is_empty(wanted):
                yield row.key, REMOVED
            elif row.field in self.held:
                yield row.key, row.codec.encode(wanted)
        yield from self._foreign_changes(skill, values, there.rest)
        if skill.body != values.get(BODY):
            yield BODY, skill.body

    def _foreign_changes(
        self, skill: Skill, values: Mapping[str, Value], there: Mapping[str, Value]
    ) -> Iterator[tuple[str, Any]]:
        """The keys that no field covers: what the skill has of them, and what the tool would not take."""
        own = skill.extensions.get(self.owner or self.target, {})
        others = {} if self.closed else skill.extensions.get(NOBODYS, {})
        kept = {**others, **own}
        foreign = {key for owner, keys in skill.extensions.items() for key in keys if owner != NOBODYS}
        yield from ((key, value) for key, value in kept.items() if key not in values)
        for key in there:
            if key not in kept and (self.closed or key not in foreign):
                yield key, REMOVED

    def _name_key(self, skill: Skill, values: Mapping[str, Value], writing: ComponentWriting) -> Value:
        """What stands under `name`: a title where the tool goes by the folder, else the folder's name."""
        alike = isinstance(writing.source, SkillFormat) and writing.source.called_by == self.called_by
        title = (skill.display_name or "").strip()
        if self.is_own(writing) and skill.source and title_of(values, skill.name) == skill.display_name:
            return values.get("name")
        if title and (self.called_by == BY_FOLDER or (alike and self._takes(title))):
            return skill.display_name
        return skill.name if self.needs_name or "name" in values else None

    def _takes(self, name: str) -> bool:
        """Whether the tool takes a name as it is."""
        fits = self.name_rule is None or self.name_rule.fullmatch(name) is not None
        fits = fits and "/" not in name and names.unsafe_path(name) is None
        return fits and (self.max_name is None or len(name) <= self.max_name)
