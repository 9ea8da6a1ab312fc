"""Findings: what a reader, a writer or a check has to say, and the table of their codes.

Nothing here prints. A `Report` is passed down explicitly and collects; `cli.findings` shows it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Container, Iterator, Sequence
from enum import StrEnum
from typing import TypedDict, Unpack

from agentconv.errors import AgentconvError, Problem, SyntaxProblem
from agentconv.frozen import frozen
from agentconv.text.source import Source


class Severity(StrEnum):
    """How serious a finding is."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Loss(StrEnum):
    """What became of a field in a target."""

    CARRIED = "carried"
    APPROXIMATED = "approximated"
    NARROWED = "narrowed"
    DROPPED = "dropped"
    UNENFORCED = "unenforced"
    """The file says a restriction that the target's client does not hold."""
    WIDENED = "widened"


E, W, N = Severity.ERROR, Severity.WARNING, Severity.NOTE

CODES: dict[str, tuple[Severity, str]] = {
    # reading: the file
    "not-found": (E, "a source does not exist"),
    "unreadable": (E, "a file cannot be opened or read"),
    "not-a-file": (E, "a source is a pipe, a device or a socket"),
    "link-outside": (E, "a link leads out of the folder that was given"),
    "file-too-large": (E, "a file is over 8 MiB"),
    "not-utf8": (E, "a file is not UTF-8; the byte offset is named"),
    "no-agents": (E, "no source defines an agent"),
    "not-an-agent": (E, "a file that was named itself defines no agent"),
    "format-ambiguous": (E, "several formats recognise a file; say which with --from"),
    "format-guessed": (
        W,
        "a file in the folder of a tool that is not known was read as another's, for its looks",
    ),
    # reading: the container
    "syntax": (E, "the text is not valid YAML, JSON or TOML"),
    "frontmatter-unclosed": (E, "the line --- that ends the frontmatter is missing"),
    "frontmatter-not-yaml": (W, "frontmatter was recovered; the line and the step are named"),
    "frontmatter-bad-fence": (W, "the line that ends the frontmatter holds more than ---"),
    "frontmatter-inner-fence": (W, "--- inside the frontmatter, where some clients end it"),
    "frontmatter-late": (W, "a byte order mark or blank lines stand before the first ---"),
    "control-character": (E, "a control character stands where the syntax allows none"),
    "duplicate-key": (E, "a key occurs twice"),
    "merge-key": (E, "a YAML merge key: readers disagree on what it does"),
    "tag": (E, "a YAML tag: it would make readers disagree on the value"),
    "too-deep": (E, "values are nested more than 64 deep"),
    "too-many-nodes": (E, "a document has more than 100,000 values, aliases expanded"),
    "recursive-alias": (E, "a YAML alias refers to what it stands in"),
    "integer-range": (E, "a whole number does not fit in 64 bits"),
    "not-finite": (E, "a number is infinite or not a number"),
    "merge-unresolved": (E, "a conflict of a merge stands in a file and nobody settled it"),
    "multiple-documents": (E, "a YAML file holds more than one document"),
    # reading: the agent
    "wrong-type": (E, "a field has a value of a type that it does not take"),
    "unsafe-name": (E, "a name could leave a folder, start an option or name a device"),
    "name-missing": (W, "an agent has no name; the file's stem is taken"),
    "name-differs": (W, "a skill is called otherwise than its folder"),
    "client-ignores": (W, "the format's own client does not load this file"),
    "tool-unknown": (N, "a tool's name is not one that the format knows"),
    "tool-case": (W, "a tool's name matches none only for its capitals, so the client gives none"),
    "tool-implied": (N, "another field gives an agent tools that its list does not name"),
    "tool-denied-whole": (W, "a pattern in a deny list, which the client takes for the whole tool"),
    "tool-granted-whole": (W, "a pattern in a tool list, which the client takes for the whole tool"),
    "value-unknown": (
        N,
        "a value that the client does not know, so that it acts as if the key were not there",
    ),
    "deny-all-ignored": (W, "a * in a deny list, which the client ignores"),
    "restriction-ignored": (W, "a key that would bound an agent is not one that the client reads"),
    "policy-ignored": (W, "a file records other tools than it grants: what it grants counts"),
    "live-source": (N, "the format's own client fills in or runs a part of the text; elsewhere it is text"),
    "component-unread": (W, "a skill, command, server, rule or hook is of a kind that is not read"),
    "counted-from-one": (N, "a command counts words from 1 where its own client counts from 0"),
    "frontmatter-unread": (W, "a command's frontmatter is such that its client takes it for text"),
    "mojibake": (W, "text was decoded wrongly at some time"),
    "carry-ignored": (W, "a carry file does not fit the files beside it"),
    "carry-restored": (N, "fields, or whole components, were restored from a carry file"),
    "prompt-edited": (W, "a prompt file of a bundle is not the one that the bundle lists"),
    "kinds-left": (N, "files of a folder are no agents, and are left; they are counted by kind"),
    "agent-disabled": (N, "an agent is switched off, so that its own client has none, and is left out"),
    "built-in-changed": (N, "an entry only changes an agent that the client has itself, and is left out"),
    "layers-merged": (N, "several files together say what an agent is, as its client reads them"),
    "exclude-unused": (N, "a pattern of files to leave out fits none"),
    # choosing
    "reference-renamed": (
        N,
        "an agent, skill, command or server that is named is called otherwise in the target",
    ),
    "older-version": (N, "another file defines a newer version of the same agent"),
    "same-agent-twice": (N, "two files define the same agent with the same content"),
    "name-qualified": (N, "two packages have an agent of one name: it is called after its package"),
    "copies-left": (N, "one agent is kept for several tools: the files of one tool are taken"),
    "name-collision": (E, "two files define different agents under one name"),
    # merging
    "merge-conflict": (E, "both sides of a merge changed the same thing, each in its own way"),
    "not-same-agent": (E, "the files of a merge do not seem to be versions of one agent"),
    "merged-renamed": (N, "versions of an agent with different names were merged under the newest name"),
    "version-order": (
        W,
        "neither version nor date tells which of two is newer: the order given counts",
    ),
    "merge-power": (W, "a merge can do what neither side could alone"),
    "merged-as-text": (W, "a file of a merge defines no agent, so it was merged line by line"),
    # writing: the agent
    "name-slugged": (N, "a file name differs from the agent's name"),
    "field-carried": (N, "a field was carried where the target has no field of its own"),
    "field-approximated": (W, "a field was written as something near to it"),
    "field-dropped": (W, "a field has no place in the target"),
    "target-local": (N, "a target of a bundle is a format of one file, which only who has it can verify"),
    "filter-left-out": (N, "a filter leaves an agent out"),
    "power-narrowed": (W, "the target has no setting that grants as much: a stricter one was taken"),
    "power-unenforced": (W, "the target's client lets the agent do unasked what the source's asks for"),
    "power-widened": (E, "the target cannot hold a restriction, so the agent could do more"),
    "model-mapped": (W, "the model was replaced by the target's nearest"),
    "model-retired": (W, "the model's vendor has a date for its end, past or to come"),
    "model-inherited": (N, "the target has no word for the host's model and takes it when none is named"),
    "model-defaulted": (W, "no model maps to the target, which needs one: its default was taken"),
    "description-shortened": (W, "a description was cut at a sentence end; the full text is carried"),
    "shortened": (W, "a text was cut at a sentence end, as --shorten asks"),
    "over-limit": (E, "a field is longer than the target allows"),
    "live-text": (W, "the target would expand or run a part of the text"),
    "setting-ignored": (W, "the target's client reads a setting and does not act on it"),
    "placeholder": (W, "the target needs a value that an agent does not have: a placeholder was written"),
    "agents-beside": (N, "a target's packages hold no agents: these lie beside, or where one client looks"),
    "package-fact-left": (N, "a target has no place for a part of what packages say of themselves"),
    "package-defaulted": (N, "a target is a package, and nobody said what it is called"),
    "target-retired": (N, "the tool or service that a target was made for is gone, or goes"),
    "skill-missing": (N, "an agent names a skill that is not among the sources"),
    "agent-missing": (N, "a command or skill names an agent that is not among the sources"),
    "server-missing": (N, "an agent names a server that no file of servers among the sources describes"),
    "script-missing": (W, "a hook runs a script of its package or project that is not among the sources"),
    "rules-twice": (
        N,
        "a target reads several of the files of instructions that are written, which say the same",
    ),
    "component-left": (W, "a tool has no place for a skill, command, server, rule or hook: it stays behind"),
    "kind-changed": (N, "the target has no place for a kind: it is written as another"),
    "layout-lost": (W, "the source's layout could not be kept"),
    # writing: the files
    "path-collision": (E, "two agents would be written to one file"),
    "unsafe-path": (E, "an output path would leave the output folder"),
    "kept-edited": (W, "a file, or an entry in one, was edited since agentconv wrote it, and is kept"),
    "kept-foreign": (W, "a file or an entry that agentconv did not write is in the way, and is kept"),
    "server-skipped": (W, "an entry of a file of servers is none that its client would start or reach"),
    "server-secret": (E, "a server holds a secret in plain sight, so it is not written"),
    "entry-conflict": (E, "a file with other settings cannot take an entry as it is laid out"),
    "unwritable": (E, "a file or folder cannot be written"),
    "record-broken": (E, "the record of written files cannot be read"),
    # release builds
    "unknown-key": (E, "a manifest has a key that nothing reads"),
    "missing-key": (E, "a manifest lacks a key that it needs"),
    "not-canonical": (E, "an archive is not in the one form that agentconv writes"),
    "hash-mismatch": (E, "a file of a bundle is not the one that its list of hashes names"),
    "unlisted": (E, "a bundle holds a file that it does not list, or lacks one that it lists"),
    "content-mismatch": (
        E,
        "a bundle's file is not what its agents give, or lies where no file of theirs does",
    ),
    "older-release": (E, "a bundle is older than the one that is installed"),
    "kept-owned": (W, "a file belongs to another bundle or to an export, and is kept"),
    "signature-unchecked": (N, "a provenance was compared, but nobody asked whose signature it bears"),
    "provenance-mismatch": (E, "an archive is not one that the provenance names, by name and SHA-256"),
    "sign-failed": (
        E,
        "with --sign or --identity: no package sigstore, no way to sign, or no good signature",
    ),
    "lock-changed": (E, "with --locked: something differs from what the lock file pins"),
    # checking
    "hidden-text": (E, "text that people do not see and models read; it is shown decoded and escaped"),
    "ignore-unexplained": (W, "a comment that ignores findings says no reason, so that it ignores none"),
    "ignore-unused": (N, "a comment ignores what is not found there any more"),
    "zero-width": (W, "a character of no width where no script or emoji needs one"),
    "look-alike": (W, "a key or name of letters that only look like those of another"),
    "secret": (E, "what looks like a secret stands in plain sight"),
    "key-misspelt": (W, "a key that nothing reads is near to one that is read"),
    "key-unknown": (N, "a key that the format is not known to have"),
    "file-missing": (W, "a skill, command, server or manifest names a file of its own that is not there"),
    "placeholder-dead": (W, "a command has a place for arguments that its tool does not fill in"),
    "version-differs": (W, "a list of packages names another version of one than its manifest does"),
    "client-differs": (W, "the format's own client reads something else than the file seems to say"),
    "tool-retired": (W, "a tool that the client no longer has; a note where it has another name now"),
    "tools-unlimited": (W, "an agent has every tool, and its text has commands that destroy"),
    "agent-power": (N, "what an agent, or what comes with it, can do; told with --power or --select"),
    "reference-unresolved": (
        W,
        "an agent is told to call one that no checked file defines; a note when no folder was given",
    ),
    "names-alike": (W, "different names of agents become one file name"),
    "pattern-invalid": (E, "a pattern of an output contract is no regular expression"),
    "pattern-slow": (W, "a pattern of an output contract can take years on some short text"),
    "pattern-untried": (N, "patterns of output contracts were not tried for want of time"),
    "not-fixed": (N, "with --fix: what was left alone, and why"),
    # checking a reply
    "contract-missing": (E, "the agent promises no shape for its replies"),
    "agent-ambiguous": (E, "a reply can be held against one agent, and a file defines several"),
    "reply-syntax": (E, "a reply is not in the syntax that the contract names"),
    "section-missing": (E, "a reply lacks a section that the contract requires"),
    "section-order": (E, "a reply's sections stand in another order than the contract's"),
    "pattern-timeout": (E, "a pattern of an output contract took too long on a reply"),
    # asking the vendors' clients
    "proof-ignored": (E, "a client does not load an agent, or another component"),
    "proof-differs": (E, "a client has a component otherwise than agentconv reads its file"),
    "proof-unread": (E, "a client loads what agentconv does not read"),
    "proof-said": (E, "a client complains of a file"),
    "proof-failed": (E, "a client cannot be started, does not end, or is not understood"),
    "proof-withheld": (W, "an agent was kept from a client, since its file may start programs"),
    "proof-not-asked": (N, "a client cannot be asked of components of a kind"),
    "proof-no-client": (N, "a client is not installed; an error where it was asked for"),
    # what is installed
    "no-libyaml": (N, "PyYAML was built without libyaml, so reading YAML takes about 13 times as long"),
    "plugin-failed": (W, "a plugin cannot be loaded, prints, or fails when files are told apart"),
    "written-otherwise": (E, "a format wrote no file for an agent, or one whose text does not hold it"),
    "plugin-raised": (E, "a plugin's format failed while it read or wrote, or a filter at its work"),
}
"""Every code with its severity and what it means. Codes are stable and never reused."""

del E, W, N


_OWN = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*)/[a-z0-9]+(?:-[a-z0-9]+)*")


def owner_of(code: str) -> str | None:
    """The format whose own a code is, such as `memo` for `memo/stale-engine`; None for one of agentconv's."""
    found = _OWN.fullmatch(code)
    return found[1] if found else None


def facts_of(code: str) -> tuple[Severity, str]:
    """How serious a finding of a code is where nobody says, and when there is one. Raises `ValueError`."""
    if code in CODES:
        return CODES[code]
    if (owner := owner_of(code)) is None:
        raise ValueError(
            f"there is no code {code!r}: docs/codes.md lists them, and one of a format is FORMAT/CODE"
        )
    return Severity.WARNING, f"a finding of the format {owner!r}, which its documentation explains"


@frozen
class Diagnostic:
    """One finding."""

    code: str
    severity: Severity
    message: str
    hint: str | None = None
    path: str | None = None
    line: int | None = None
    """From 1, as is `column`."""
    column: int | None = None
    agent: str | None = None
    target: str | None = None
    field: str | None = None
    loss: Loss | None = None
    further: tuple[str, ...] = ()
    """Further fields that it is about, where there are several."""
    filter: str | None = None
    """The filter that did it, or says it, before anything was written."""

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field that it is about."""
        return () if self.field is None else (self.field, *self.further)

    def __str__(self) -> str:
        return f"{self.where}{self.severity}[{self.code}]: {self.message}"

    @property
    def where(self) -> str:
        """`path:line:col: `, as far as it is known."""
        if self.path is None:
            return f"{self.agent}: " if self.agent else ""
        place = [self.path]
        if self.line is not None:
            place += [str(self.line), str(self.column or 1)]
        return ":".join(place) + ": "

    def to_json(self) -> dict[str, str | int | list[str]]:
        """The finding as JSON data, without the keys that do not apply."""
        items = {
            "code": self.code,
            "severity": str(self.severity),
            "class": str(self.loss) if self.loss else None,
            "message": self.message,
            "hint": self.hint,
            "path": self.path,
            "line": self.line,
            "column": self.column,
            "agent": self.agent,
            "target": self.target,
            "field": self.field,
            "fields": list(self.fields) if self.further else None,
            "filter": self.filter,
        }
        return {k: v for k, v in items.items() if v is not None}


class Facts(TypedDict, total=False):
    """What can be said of a finding besides its code and message."""

    severity: Severity
    hint: str | None
    path: str | None
    line: int | None
    column: int | None
    agent: str | None
    target: str | None
    field: str | None
    loss: Loss | None
    further: tuple[str, ...]
    filter: str | None


class Report:
    """Collects findings. `scoped` gives a view that fills in path, agent or target by itself."""

    def __init__(self, **facts: Unpack[Facts]) -> None:
        self._found: list[Diagnostic] = []
        self._facts = facts

    def scoped(self, **facts: Unpack[Facts]) -> Report:
        """A view that collects into this report, with further facts as defaults."""
        view = Report(**(self._facts | facts))
        view._found = self._found
        return view

    def copy(self) -> Report:
        """A report with the same findings and facts, whose further findings are its own."""
        own = Report(**self._facts)
        own._found = list(self._found)
        return own

    def add(self, code: str, message: str, **facts: Unpack[Facts]) -> Diagnostic:
        """Add a finding; its severity is the code's unless `severity` says otherwise."""
        severity = CODES[code][0] if code in CODES else facts_of(code)[0]
        values: Facts = {"severity": severity, **self._facts, **facts}
        if type(message) is str:  # a collection has the same words many thousand times
            message = sys.intern(message)
        found = Diagnostic(code, message=message, **values)
        self._found.append(found)
        return found

    def add_problem(
        self, problem: Problem, source: Source | None = None, **facts: Unpack[Facts]
    ) -> Diagnostic:
        """Add a problem; one of a text with its place, where `source` is that text."""
        values: Facts = {"hint": problem.hint, **facts}
        if source is not None and isinstance(problem, SyntaxProblem):
            values["line"], values["column"] = source.position(problem.offset)
        return self.add(problem.code, problem.message, **values)

    def extend(self, found: Iterator[Diagnostic] | tuple[Diagnostic, ...]) -> None:
        """Take over findings as they are."""
        self._found.extend(found)

    def take_back(self, paths: Container[str], codes: Container[str]) -> None:
        """Leave out findings of some codes on some files."""
        self._found[:] = [d for d in self._found if d.code not in codes or d.path not in paths]

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All findings, in the order in which they were made."""
        return tuple(self._found)

    def errors(self) -> tuple[Diagnostic, ...]:
        """The findings that stop a run."""
        return tuple(d for d in self._found if d.severity is Severity.ERROR)


class BadInput(AgentconvError):
    """A document cannot be read; `diagnostics` says where and why.

    As text it is the first of them, with its place, and how many more there are.
    """

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        more = f" (and {len(diagnostics) - 1} more)" if len(diagnostics) > 1 else ""
        super().__init__(f"{diagnostics[0]}{more}")
        self.diagnostics = tuple(diagnostics)
