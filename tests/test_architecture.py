"""Who may import whom, held as data; and what may happen only in one place."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

import agentconv
from agentconv.formats import BUILT_IN

SRC = Path(agentconv.__file__).parent
MODULES = sorted(SRC.rglob("*.py"))

LEVELS = [
    {"about", "errors", "frozen"},
    {"text", "door"},
    {"diagnostics", "model"},
    {"containers"},
    {"kit", "folder", "templates"},
    {"formats", "bundle"},
    {"host"},
    {"reading"},
    {"writing"},
    {"streaming"},
    {"api", "export", "checking", "release"},
    {"rows", "merging", "conformance", "proving"},
    {"calls", "editor"},
    {"__init__"},
    {"cli", "testing"},
    {"__main__"},
]
"""Packages, and modules beside them, from low to high: an import points to a row below, or stays at home.

Imports for type checking count. Within a package there are no levels, only no circles.
"""

ONLY_IN: dict[str, set[str] | frozenset[str]] = {
    "click": {"cli"},
    "ftfy": {"checking.fixes"},
    "jinja2": {"templates"},
    "markupsafe": {"templates"},
    "markdown_it": {"merging.outline"},
    "hypothesis": {"conformance.strategies", "testing"},
    "lsprotocol": {"editor.server"},
    "pathspec": {"reading.excluding"},
    "pluggy": {"host.hookspecs", "host.discovery"},
    "pygls": {"editor.server"},
    "pytest": {"testing"},
    "sigstore": {"release.signing"},
    "regex": {"checking.patterns"},
    "syrupy": {"testing"},
    "tomli_w": {"containers.toml"},
    "tomllib": {"containers.toml", "kit.model_map", "kit.retired"},
    "unicodedata": {"model.names", "text.visible", "text.hidden", "checking.hidden"},
    "yaml": {"containers.yaml_dump", "containers.yaml_events"},
    "zipfile": {"bundle.archive"},
    "tarfile": {"bundle.archive"},
    "shutil": {
        "cli.formats",
        "cli.catalogue",
        "cli.printing",
        "proving",
    },  # the width of the terminal; where clients are
    "multiprocessing": {"streaming.run"},  # the context for `--jobs`
    # a pattern that backtracks is timed in a process of its own; a driver asks git how conflicts are shown
    # and the suite for formats writes in processes with other seeds
    # and the vendors' clients are started in one place
    "subprocess": {"checking.patterns", "cli.merge", "testing", "proving.running"},
    "http": {
        "proving.loopback"
    },  # stands for a model on this machine, and asks a client that is a server there
    "tempfile": {"proving.scratch"},  # where clients run
    "urllib": {"checking.sarif", "proving.opencode"},  # quotes paths
    **dict.fromkeys(
        (
            "asyncio",
            "ctypes",
            "ftplib",
            "marshal",
            "mmap",
            "pickle",
            "pty",
            "runpy",
            "shelve",
            "socket",
            "ssl",
            "webbrowser",
            "xml",
        ),
        frozenset[str](),
    ),
}
"""Third-party, slow and dangerous modules -> the only places that import them."""


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(SRC).with_suffix("").parts)


def package_of(name: str) -> str:
    return name.partition(".")[0]


def level_of(name: str) -> int:
    for level, packages in enumerate(LEVELS):
        if package_of(name) in packages:
            return level
    raise AssertionError(f"{name} has no level: add its package to LEVELS")


@cache
def imports(path: Path) -> list[str]:
    """The modules that a file imports, also inside functions and for type checking."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


KNOWN = {name_of(path): path for path in MODULES}


@cache
def own_modules(path: Path) -> set[str]:
    """The modules of ours that a file imports."""
    found = set()
    for full in imports(path):
        if full.split(".")[0] != "agentconv":
            continue
        parts = full.split(".")[1:]
        ends = (".".join(parts[:end]) for end in range(len(parts), -1, -1))
        found.add(next(n for end in ends for n in (end, f"{end}.__init__".lstrip(".")) if n in KNOWN))
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_down(path: Path) -> None:
    own = name_of(path)
    upward = [
        m for m in own_modules(path) if package_of(m) != package_of(own) and level_of(m) >= level_of(own)
    ]
    assert not upward, f"{own} may not import {upward}"


def test_no_circle() -> None:
    done: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> None:
        assert name not in above, f"a circle: {' -> '.join((*above[above.index(name) :], name))}"
        if name not in done:
            for other in sorted(own_modules(KNOWN[name]) - {name}):
                visit(other, (*above, name))
            done.add(name)

    for name in KNOWN:
        visit(name, ())


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_libraries_stay_in_their_place(path: Path) -> None:
    name = name_of(path)
    for full in imports(path):
        places = ONLY_IN.get(full.split(".")[0])
        if places is not None:
            assert any(name == p or name.startswith(f"{p}.") for p in places), f"{name} imports {full}"


def test_vendors_do_not_import_each_other() -> None:
    for path in MODULES:
        name = name_of(path)
        if name.startswith("formats."):
            vendor = name.split(".")[1]
            others = [m for m in own_modules(path) if m.startswith("formats.") and m.split(".")[1] != vendor]
            assert not others, f"{name} imports {others}"


CENTRE = ["model", "text", "folder", "host.registry", "reading", "writing", "checking", "merging", "cli"]


@pytest.mark.parametrize("part", CENTRE)
def test_the_centre_names_no_format(part: str) -> None:
    words = ("agentconv", "prompts", "skill", "pi")  # which are words besides, the last one of letter pairs
    names = "|".join(n for n in BUILT_IN if n not in words)
    # what people type as examples names formats, and decides nothing
    paths = [path for name, path in KNOWN.items() if is_in(name, {part}) and name != "cli.examples"]
    for path in paths:
        found = re.findall(rf"(?i)\b(?:{names})\b", path.read_text("utf-8"))
        assert not found, f"{path.name} names {found}"


CALLS = {
    # what runs code
    r"(eval|exec|compile|__import__|breakpoint|input)": {"conformance.scaffold", "frozen"},  # a plugin, and the methods of a class, that they made
    r"os\.(system|popen|exec\w+|spawn\w+|posix_spawn\w*|fork\w*|startfile)": set(),
    r"(importlib\.)?import_module": {"__init__", "conformance.seeds", "containers.__init__", "cli.__init__", "host.components", "host.built_in", "host.guard", "host.discovery"},
    r".*\.from_string": {"templates.__init__"},  # Jinja2's sandbox
    # what reaches a person
    r"print": set(),
    r"click\.(secho|prompt|confirm|pause|edit|launch)": set(),
    r"click\.echo": {"cli.printing", "cli.__init__"},
    r"sys\.std(out|err)\..*": {"cli.printing", "cli.__init__", "conformance.seeds"},  # the last is a program
    r"sys\.exit": {"cli"},
    # reading: one opener of foreign files; `model_map` and `templates` read files of our own package
    r"open|io\.open|.*\.read_bytes": set(),
    r"os\.open": {"folder.opening", "folder.staging", "folder.working"},
    r"os\.read": {"folder.opening", "host.quiet"},  # and what a plugin writes to a pipe of ours
    r".*\.read_text": {"kit.model_map", "kit.retired", "templates.__init__", "host.discovery", "checking.explain", "proving.scratch"},
    r"sys\.stdin\..*": {"reading.sources"},
    # writing: one place
    r"os\.(fdopen|write|replace|rename|renames|remove|unlink|mkdir|makedirs|rmdir|removedirs|truncate)": {"folder.apply", "folder.lines", "folder.staging", "folder.working"},
    r"os\.(chmod|chown|lchown|link|symlink|mkfifo|mknod|utime)": {"folder.apply", "folder.lines", "folder.working"},
    r"os\.(kill|killpg)": {"folder.working", "proving.running"},  # clients, with all that they started
    r".*\.(write_bytes|write_text|touch|rename|symlink_to|hardlink_to|link_to)": {"proving.scratch"},
    r".*\.(unlink|mkdir|rmdir|chmod)": {"folder.apply", "folder.staging", "folder.working", "proving.scratch"},
    # syntaxes: one loader each
    r"json\.(loads?|dump)": {"proving.running"},  # what a client says
    r"json\.JSONDecoder|.*\.raw_decode": {"containers.json"},
    r"tomllib\.loads?": {"containers.toml", "kit.model_map", "kit.retired"},
    r".*\.(extract|extractall|unpack_archive)": set(),
    r"(zipfile|tarfile)\..*|.*\.extractfile": {"bundle.archive"},
    # names
    r"names\.slugs?|slugs?": {"model.names", "reading.choose", "writing.convert", "writing.packaging", "streaming", "release", "checking.alike", "kit.exchange", "kit.format", "kit.packaged", "kit.commands", "kit.commands_as_skills", "kit.rules", "kit.skills", "formats", "bundle.contents", "merging.documents", "testing"},
}  # fmt: skip
"""Calls, as they are written without their arguments -> the only places that make them."""


OF_THE_SUITE = {"testing", "conformance.kept", "conformance.components"}
"""The suite for formats reads fixtures and keeps snapshots, as any test may."""


@cache
def calls(path: Path) -> list[str]:
    """What a file calls: `os.replace`, `place.unlink`."""
    tree = ast.parse(path.read_text("utf-8"))
    return [ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)]


def is_in(name: str, places: set[str]) -> bool:
    return any(name == p or name.startswith(f"{p}.") for p in places)


@pytest.mark.parametrize("call", CALLS, ids=lambda c: c[:20])
def test_side_effects_stay_in_their_place(call: str) -> None:
    pattern = re.compile(call, re.DOTALL)
    for path in MODULES:
        name = name_of(path)
        if not is_in(name, OF_THE_SUITE | CALLS[call]):
            found = [c for c in calls(path) if pattern.fullmatch(c)]
            assert not found, f"{name} calls {found}"


@pytest.mark.parametrize(
    ("code", "call"),
    [("open('x')", "open"), ("a.b().unlink()", "unlink"), ("z.extractall(p)", "extract"), ("os.system(x)", "os"),
     ("eval(x)", "eval"), ("print(x)", "print"), ("json.loads(x)", "json"), ("click.secho(x)", "click")],
)  # fmt: skip
def test_the_rules_see_what_they_are_for(tmp_path: Path, code: str, call: str) -> None:
    (tmp_path / "x.py").write_text(code)
    (found,) = [c for c in calls(tmp_path / "x.py") if c not in ("a.b",)]
    assert any(call in rule and re.fullmatch(rule, found) for rule in CALLS)


OURS = {
    "sign", "label", "count", "key", "fate", "target", "names", "words", "section.kinds", "counts", "what", "sha256[:12]", "document.format",
    "where", "place", "said", "known", "gone", "level", "_escaped_data(lines)", "safe(line).rstrip()", "_side(pair.old)", "_side(pair.new)", "self._count", "self._what", "more", "line", "took",
}  # fmt: skip
"""Expressions in what is printed that hold words and numbers of ours."""

PRINTERS = {"out", "printing.out", "click.echo"}


def raw_parts(node: ast.AST) -> list[str]:
    """The parts of printed text that may be foreign and are not made safe."""
    if isinstance(node, ast.Constant):
        return []
    if isinstance(node, ast.Call):
        called = ast.unparse(node.func)
        if called.endswith(".join") and ast.unparse(node.args[0]).startswith("map(safe, "):
            return []
        if called in ("safe", "printing.safe", "len"):
            return []
        if called in ("click.style", "''.join", '", ".join', "'  '.join", "', '.join", "'; '.join"):
            return [p for a in node.args for p in raw_parts(a)]
    if isinstance(node, ast.BinOp):
        return raw_parts(node.left) + raw_parts(node.right)
    if isinstance(node, ast.BoolOp):
        return [p for v in node.values for p in raw_parts(v)]
    if isinstance(node, ast.IfExp):
        return raw_parts(node.body) + raw_parts(node.orelse)
    if isinstance(node, ast.JoinedStr):
        return [p for v in node.values for p in raw_parts(v)]
    if isinstance(node, ast.FormattedValue):
        return raw_parts(node.value)
    if isinstance(node, ast.GeneratorExp):
        return raw_parts(node.elt)
    return [ast.unparse(node)]


def printed_parts() -> list[tuple[str, int, str]]:
    """Module, line and expression of what is printed and neither made safe nor plain text."""
    found = []
    for path in MODULES:
        if not name_of(path).startswith("cli."):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in PRINTERS and node.args:
                found += [(name_of(path), node.lineno, part) for part in raw_parts(node.args[0])]
    return found


def test_what_is_printed_is_made_safe_or_ours() -> None:
    inside = {"text", "data"}  # what `out` and `out_bytes` themselves are given
    json_text = "json.dumps(data, ensure_ascii=False, indent=2).encode('utf-8', 'surrogateescape')"
    found = [f for f in printed_parts() if f[0] != "cli.printing" or f[2] not in {*inside, json_text}]
    assert [f for f in found if f[2] not in OURS] == []
    assert OURS - {text for _, _, text in found} == set(), "nothing prints these any more"


def test_one_place_writes_the_head_of_what_is_printed_as_json() -> None:
    places = set()
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Dict):
                keys = {key.value for key in node.keys if isinstance(key, ast.Constant)}
                if {"ok", "diagnostics"} <= keys:
                    places.add(name_of(path))
    assert places == {"cli.printing", "cli.schema_of_json"}  # and the schema that describes it


PLAIN = {
    "__init__", "__main__", "about", "api", "diagnostics", "errors", "export", "testing",
    "bundle", "checking", "cli", "conformance", "folder", "host", "merging", "proving", "reading", "release", "streaming", "templates", "writing",
}  # fmt: skip
"""Where conditional expressions are read at once: more packages may join, none may leave."""


def test_no_conditional_expression_stands_in_another() -> None:
    found = []
    for name, path in KNOWN.items():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.IfExp):
                parts = (node.test, node.body, node.orelse)
                inner = [i for part in parts for i in ast.walk(part) if isinstance(i, ast.IfExp)]
                found += [f"{name}:{node.lineno}" for _ in inner]
    assert not found, "say it with a statement"


def tangled(node: ast.AST) -> bool:
    """Whether a conditional expression stands inside another, under `**`, or is repeated by a comprehension."""
    parts: list[ast.expr] = []
    if isinstance(node, ast.IfExp):
        parts = [node.test, node.body, node.orelse]
    elif isinstance(node, (ast.ListComp, ast.SetComp, ast.GeneratorExp)):
        parts = [node.elt]
    elif isinstance(node, ast.DictComp):
        parts = [node.key, node.value]
    elif isinstance(node, ast.keyword) and node.arg is None:
        parts = [node.value]
    elif isinstance(node, ast.Dict):
        parts = [value for key, value in zip(node.keys, node.values, strict=True) if key is None]
    return any(isinstance(inner, ast.IfExp) for part in parts for inner in ast.walk(part))


@pytest.mark.parametrize("path", [path for name, path in KNOWN.items() if is_in(name, PLAIN)], ids=name_of)
def test_conditional_expressions_are_plain(path: Path) -> None:
    found = [ast.unparse(n) for n in ast.walk(ast.parse(path.read_text("utf-8"))) if tangled(n)]
    assert found == [], f"{name_of(path)}: say it with a statement"


@pytest.mark.parametrize(
    "code",
    ["a if b else c if d else e", "a if (b if c else d) else e", "[a if b else c for b in d]", "{a: b if c else d for c in e}",
     "{**(a if b else c)}", "f(**(a if b else c))", "any(x for x in [1 if y else z for y in q])"],
)  # fmt: skip
def test_tangled_conditional_expressions_are_seen(code: str) -> None:
    assert any(map(tangled, ast.walk(ast.parse(code))))
    assert not any(map(tangled, ast.walk(ast.parse("[a for b in (c if d else e)] + [f if g else h]"))))


def test_built_in_table_is_sorted_and_matches_the_folder() -> None:
    assert list(BUILT_IN) == sorted(BUILT_IN)
    modules = {target.partition(":")[0] for target in BUILT_IN.values()}
    assert all(module.removeprefix("agentconv.") in KNOWN for module in modules)
    alone = {p.stem for p in (SRC / "formats").glob("*.py") if p.stem not in ("__init__", "components")}
    assert alone <= {module.rpartition(".")[2] for module in modules}


MIRRORED = (
    "bundle",
    "checking",
    "cli",
    "conformance",
    "folder",
    "host",
    "merging",
    "model",
    "proving",
    "reading",
    "release",
    "streaming",
    "text",
)
"""Packages whose tests lie where their modules do: more may join."""


@pytest.mark.parametrize("package", MIRRORED)
def test_tests_lie_where_the_modules_do(package: str) -> None:
    modules = {path.stem for path in (SRC / package).glob("*.py")}
    tests = {path.stem.removeprefix("test_") for path in (Path(__file__).parent / package).glob("test_*.py")}
    known = {test for test in tests for name in modules if test == name or test.startswith(f"{name}_")}
    assert tests - known == set(), f"no module of {package} is called so"


def test_no_module_hides_a_public_name() -> None:
    modules = {p.stem for p in SRC.iterdir()}
    assert not modules & set(agentconv.__all__)


def test_every_public_name_is_there() -> None:
    for name in agentconv.__all__:
        assert hasattr(agentconv, name)
