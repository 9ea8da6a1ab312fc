"""Copies of what a third party's format is handed, so that nothing which it does to them is seen elsewhere.

An agent's values are frozen, and a plugin that tries to change one by the usual ways is told so. These copies
are for the others: what `object.__setattr__` or `dict.pop` changes all the same is the plugin's own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from agentconv.containers.base import Tree
from agentconv.diagnostics import Diagnostic, Report, Severity, owner_of
from agentconv.kit.document import Document
from agentconv.kit.exchange import Reading, Rendered, Writing
from agentconv.kit.model_map import ModelMap
from agentconv.model.agent import Agent, agent_of
from agentconv.model.frozen import FrozenDict, FrozenList, frozen, thawed

_PARTS = ("agentconv.model.", ModelMap.__module__)
"""Where the classes are whose values have parts of their own: what an agent holds, and the data on models."""


class Copies:
    """Copies for one call: what is one thing in several arguments is one in the copies, too."""

    def __init__(self, models: dict[int, tuple[ModelMap, ModelMap]]) -> None:
        self._made: dict[int, Any] = {}
        self._originals: list[object] = []  # so that no other value gets the identity of one
        self._reports: list[tuple[Report, Report, int]] = []
        self._models = models
        """The data on models and their copies, which are large: one does for all calls of a plugin."""

    def of(self, value: Any) -> Any:
        """A copy of an argument, or itself where nothing in it can be changed or nobody else reads it."""
        if type(value) in _SCALARS:
            return value
        if id(value) not in self._made:
            self._originals.append(value)
            self._made[id(value)] = self._new(value)
        return self._made[id(value)]

    def _new(self, value: Any) -> Any:
        if isinstance(value, (FrozenDict, FrozenList)):
            return frozen(thawed(value))
        if isinstance(value, Tree):
            return self._tree(value)
        if isinstance(value, (Reading, Writing)):
            return self._exchange(value)
        if isinstance(value, Agent):
            return agent_of({name: self.of(held) for name, held in vars(value).items()})
        if isinstance(value, ModelMap):
            if id(value) not in self._models:
                self._models[id(value)] = value, self._parts(value)
            return self._models[id(value)][1]
        if hasattr(type(value), "_set") and type(value).__module__.startswith(_PARTS):
            return self._parts(value)
        if isinstance(value, (Document, Rendered)):
            return self._parts(value)
        if type(value) is dict:
            return {key: self.of(item) for key, item in value.items()}
        if type(value) in (list, tuple):
            return type(value)(map(self.of, value))
        return value

    def _parts(self, value: Any) -> Any:
        """A copy of a frozen value of several fields; it is made without asking the class."""
        new = object.__new__(type(value))
        for name, setter in type(value)._set.items():
            setter(new, self.of(getattr(value, name)))
        return new

    def _tree(self, tree: Tree) -> Tree:
        values = thawed(tree.values)
        root = values if tree.root is tree.values else thawed(tree.root)
        node = tree._node if tree.locate is None else None
        return replace(tree, values=values, root=root, _node=node)

    def _exchange(self, value: Reading | Writing) -> Reading | Writing:
        report = self._report(value.report)
        if isinstance(value, Reading):
            return replace(value, tree=self.of(value.tree), report=report)
        return replace(value, models=self.of(value.models), report=report)

    def _report(self, report: Report) -> Report:
        own = report.copy()
        self._reports.append((report, own, len(own.diagnostics)))
        return own

    def tell(self, owner: str) -> None:
        """Add what was reported to the reports that it is for. Raises `TypeError` for what is no finding."""
        for report, own, known in self._reports:
            found = own.diagnostics[known:]
            for one in found:
                check_finding(one, owner)
            report.extend(found)


_SCALARS = frozenset({str, int, float, bool, type(None)})


def check_finding(found: object, owner: str) -> None:
    """Hold that a finding of a format can be shown. Raises `TypeError`."""
    if not isinstance(found, Diagnostic):
        raise TypeError(f"reported a {type(found).__name__}")
    texts = (found.code, found.message, *found.further)
    maybe = (found.hint, found.path, found.agent, found.target, found.field)
    numbers = (found.line, found.column)
    if not (
        all(isinstance(text, str) for text in texts)
        and all(text is None or isinstance(text, str) for text in maybe)
        and all(number is None or isinstance(number, int) for number in numbers)
        and isinstance(found.severity, Severity)
    ):
        raise TypeError(f"reported a finding {found.code!r} that has no text where one belongs")
    if owner_of(found.code) not in (None, owner):
        raise TypeError(f"reported {found.code!r}, which is a code of another format")
