"""A module that is loaded, and a changed text of it in its place: as one function's code, or imported again."""

from __future__ import annotations

import ast
import contextlib
import functools
import importlib
import importlib.util
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType


class Loaded:
    """One module and what it stands among."""

    def __init__(self, name: str, path: Path) -> None:
        self.name, self.path = name, path
        module = importlib.import_module(name)
        self._functions = {function.__code__.co_qualname: function for function in _functions_of(module)}
        self._shape, self._codes = _cut(self._compiled(ast.unparse(ast.parse(path.read_text("utf-8")))))
        self._below = frozenset(_below(name))

    def _compiled(self, text: str) -> CodeType:
        return compile(text, str(self.path), "exec")

    def changed(self, text: str) -> str | None:
        """The one function in which a text differs; None when it differs elsewhere, or in one out of reach."""
        shape, codes = _cut(self._compiled(text))
        if shape != self._shape:
            return None
        names = [code.co_qualname for code, before in zip(codes, self._codes, strict=True) if code != before]
        return names[0] if len(names) == 1 and names[0] in self._functions else None

    def patch(self, text: str) -> None:
        """Put the code of the function in which a text differs in place of the loaded one."""
        name = self.changed(text)
        assert name is not None
        _, codes = _cut(self._compiled(text))
        (code,) = (code for code in codes if code.co_qualname == name)
        self._functions[name].__code__ = code

    def load_again(self, text: str) -> None:
        """Load a text in place of the module, and forget all modules that may have seen the former one."""
        for other in [m for m in sys.modules if m.partition(".")[0] in ("agentconv", "tests")]:
            if other not in self._below and not other.endswith("conftest"):
                del sys.modules[other]
        spec = importlib.util.spec_from_file_location(self.name, self.path)
        assert spec is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[self.name] = module
        exec(self._compiled(text), module.__dict__)  # noqa: S102, our own text
        package, _, last = self.name.rpartition(".")
        setattr(importlib.import_module(package), last, module)

    @contextlib.contextmanager
    def noting(self, names: set[str]) -> Iterator[None]:
        """Note the functions of the module that are called meanwhile."""
        place = str(self.path)

        def note(frame: FrameType, event: str, _: object) -> None:
            if event == "call" and frame.f_code.co_filename == place:
                names.add(frame.f_code.co_qualname)

        sys.setprofile(note)
        try:
            yield
        finally:
            sys.setprofile(None)


def _functions_of(owner: object) -> Iterator[FunctionType]:
    """The functions and methods that a module defines."""
    for value in list(vars(owner).values()):
        if inspect.isclass(value):
            if isinstance(owner, ModuleType) and value.__module__ == owner.__name__:
                yield from _functions_of(value)
            continue
        found = value.fget if isinstance(value, property) else value
        found = found.func if isinstance(found, functools.cached_property) else found
        found = inspect.unwrap(getattr(found, "__func__", found)) if callable(found) else found
        name = owner.__name__ if isinstance(owner, ModuleType) else getattr(owner, "__module__", "")
        if isinstance(found, FunctionType) and found.__module__ == name:
            yield found


def _cut(code: CodeType) -> tuple[tuple[object, ...], list[CodeType]]:
    """What a module or class does by itself, and the code of its functions, with those of its classes."""
    rest: list[object] = [code.co_code, code.co_names, code.co_varnames]
    functions: list[CodeType] = []
    for constant in code.co_consts:
        if not isinstance(constant, CodeType):
            rest.append((type(constant), constant))
        elif constant.co_flags & inspect.CO_OPTIMIZED:
            rest.append(constant.co_qualname)
            functions.append(constant)
        else:
            shape, inner = _cut(constant)
            rest.append(shape)
            functions += inner
    return tuple(rest), functions


def _below(name: str) -> set[str]:
    """The loaded modules that a module imports, and that these import, and their packages; without itself."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        module = waiting.pop()
        if module in found or module not in sys.modules or not module.startswith("agentconv"):
            continue
        found.add(module)
        waiting += [module.rpartition(".")[0], *_imports(module)]
    return found - {name}


def _imports(module: str) -> Iterator[str]:
    path = sys.modules[module].__file__
    assert path is not None
    for node in ast.walk(ast.parse(Path(path).read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
