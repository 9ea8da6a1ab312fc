"""What goes wrong while something is written: every command leaves all as it was, or all done, and no litter."""

import errno
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from agentconv.cli import group
from agentconv.diagnostics import Report
from agentconv.folder import apply, record
from agentconv.folder.plan import Wanted, plan
from tests import processes
from tests.folder.test_apply import Fails, tree

AGENT = "---\nname: {0}\ndescription: d\ntools: Read\nversion: {1}\n---\nYou are {0}.\n"
MANIFEST = 'name = "x"\nversion = "1.0.0"\nsources = ["agents"]\n[targets]\nclaude = {}\nopenai = {}\n'
CALLS = ["open", "replace", "fsync", "chmod", "mkdir", "unlink", "rmdir", "fdopen"]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with agents, a manifest, a bundle built from it, and a project in which that is installed."""
    (tmp_path / "agents").mkdir()
    for name in ("one", "two"):
        (tmp_path / "agents" / f"{name}.md").write_text(AGENT.format(name, "1.0.0"))
    (tmp_path / "agentconv.toml").write_text(MANIFEST)
    (tmp_path / "into").mkdir()
    monkeypatch.chdir(tmp_path)
    assert cli("build") == 0
    (tmp_path / "old.zip").write_bytes((tmp_path / "dist/x-1.0.0.zip").read_bytes())
    assert cli("install", "old.zip", "-t", "claude", "--into", "into") == 0
    (tmp_path / "agents" / "one.md").write_text(AGENT.format("one", "2.0.0"))
    (tmp_path / "agents" / "two.md").unlink()
    (tmp_path / "agents" / "new.md").write_text(AGENT.format("new", "1.0.0"))
    (tmp_path / "merged.md").write_text("before\n")
    return tmp_path


def cli(*arguments: str) -> int:
    done = CliRunner().invoke(group, list(arguments))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code


COMMANDS = {
    "export": ("export", "agents", "-t", "claude", "-t", "openai", "-o", "out"),
    "build": ("build",),
    "install": ("install", "next/dist/x-1.0.0.zip", "-t", "claude", "--into", "into"),
    "uninstall": ("install", "old.zip", "-t", "claude", "--into", "into", "--uninstall"),
    "merge": ("merge", "agents/one.md", "agents/one.md", "-o", "merged.md", "--force"),
}


def prepared(project: Path, command: str) -> tuple[str, ...]:
    """The arguments of a command, with what it needs."""
    if command == "install":
        (project / "next").mkdir()
        for path in ("agents", "agentconv.toml"):
            (project / "next" / path).symlink_to(project / path)
        (project / "next" / "agents").unlink()
        (project / "next" / "agents").mkdir()
        for file in (project / "agents").iterdir():
            (project / "next" / "agents" / file.name).write_bytes(file.read_bytes())
        assert cli("build", "next", "-o", "next/dist") == 0
    return COMMANDS[command]


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_failure_at_any_call_leaves_all_or_nothing(
    project: Path, monkeypatch: pytest.MonkeyPatch, command: str, call: str
) -> None:
    arguments = prepared(project, command)
    before = tree(project)
    at, failed = 0, True
    while failed:
        at += 1
        fails = Fails(getattr(os, call), at)
        with monkeypatch.context() as patch:
            patch.setattr(apply.os, call, fails)
            status = cli(*arguments)
        failed = fails.left <= 0
        now = tree(project)
        assert not [p for p in now if p.endswith(".tmp")], (at, call)
        if status != 0:
            assert now == before, (at, call)
        elif failed:  # what failed was not needed: a folder that is left, a lock on the folder
            break
        assert at < 60
    assert cli(*arguments) == 0


SMALL = """
import resource, signal, sys
from agentconv.cli import main
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
limit = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
main()
"""


@pytest.mark.parametrize("command", ["build", "install", "merge", "export"])
@pytest.mark.parametrize("limit", [0, 100, 1000])
def test_a_full_disk_leaves_everything_as_it_was(project: Path, command: str, limit: int) -> None:
    arguments = prepared(project, command)
    before = tree(project)

    done = processes.python(SMALL, str(limit), *arguments)
    assert b"Traceback" not in done.stderr
    assert done.returncode in ((1,) if limit == 0 else (0, 1)), done.stderr
    if done.returncode:
        assert b"unwritable" in done.stderr
        assert tree(project) == before


STOPPER = """
import os, signal, sys
from agentconv.folder import apply
from agentconv.cli import main
left, number = int(sys.argv[1]), int(sys.argv[2])
def counted(function):
    def call(*args, **kwargs):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), number)
        return function(*args, **kwargs)
    return call
for name in ("open", "replace", "unlink", "mkdir", "fdopen"):
    setattr(apply.os, name, counted(getattr(os, name)))
sys.argv[1:] = sys.argv[3:]
main()
"""


def stopped(arguments: tuple[str, ...], at: int, number: int) -> processes.Done:
    return processes.python(STOPPER, str(at), str(number), *arguments)


@pytest.mark.parametrize("command", ["build", "install", "merge"])
@pytest.mark.parametrize("at", [1, 3, 6, 12, 20])
def test_after_an_interrupt_everything_is_as_it_was(project: Path, command: str, at: int) -> None:
    arguments = prepared(project, command)
    before = tree(project)
    done = stopped(arguments, at, signal.SIGINT)
    assert b"Traceback" not in done.stderr
    now = tree(project)
    if done.returncode == 130:
        assert now == before
    assert not [p for p in now if p.endswith(".tmp")]


@pytest.mark.parametrize("command", ["build", "install"])
@pytest.mark.parametrize("at", [2, 4, 7, 11, 16])
def test_after_a_kill_the_next_run_finishes(project: Path, command: str, at: int) -> None:
    arguments = prepared(project, command)
    stopped(arguments, at, signal.SIGKILL)
    assert cli(*arguments) == 0
    first = tree(project)
    assert not [p for p in first if p.endswith(".tmp")]
    assert cli(*arguments) == 0
    assert tree(project) == first


@pytest.mark.parametrize("command", ["build", "install", "merge"])
def test_eight_runs_at_once(project: Path, command: str) -> None:
    arguments = prepared(project, command)
    runs = [processes.start(("-m", "agentconv", *arguments)) for _ in range(8)]
    for done in [one.finished() for one in runs]:
        assert done.returncode == 0, done.stderr
    after = tree(project)
    assert not [p for p in after if p.endswith(".tmp")]
    assert cli(*arguments) == 0
    assert tree(project) == after


# what changes between looking and writing


def race(tmp_path: Path, change: Callable[[Path], None], *, force: bool = False) -> tuple[set[str], Path]:
    """Plan to replace one file and write another, change something, and carry the plan out."""
    out, report = tmp_path / "out", Report()
    first = plan([Wanted("a/x.md", "old", "t"), Wanted("b/y.md", "y", "t")], out, ["t"], [], report)
    assert first is not None
    assert apply.carry_out(first, report)
    second = plan(
        [Wanted("a/x.md", "new", "t"), Wanted("c/z.md", "z", "t")], out, ["t"], [], report, force=force
    )
    assert second is not None
    change(out)
    apply.carry_out(second, report)
    return {d.code for d in report.diagnostics}, out


def test_a_file_that_was_edited_meanwhile_is_kept(tmp_path: Path) -> None:
    codes, out = race(tmp_path, lambda out: (out / "a/x.md").write_text("mine"))  # type: ignore[arg-type, return-value]
    assert "unwritable" in codes
    assert (out / "a/x.md").read_text() == "mine"
    assert not (out / "c").exists()


def test_a_file_that_came_up_meanwhile_is_kept(tmp_path: Path) -> None:
    def change(out: Path) -> None:
        (out / "c").mkdir()
        (out / "c/z.md").write_text("mine")

    codes, out = race(tmp_path, change)
    assert "unwritable" in codes
    assert (out / "c/z.md").read_text() == "mine"
    assert (out / "a/x.md").read_text() == "old"


def test_a_folder_that_became_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    codes, out = race(tmp_path, lambda out: (out / "c").symlink_to(tmp_path / "elsewhere"))
    assert "unwritable" in codes
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert (out / "a/x.md").read_text() == "old"


def test_a_file_to_remove_that_was_edited_meanwhile_is_kept(tmp_path: Path) -> None:
    out, report = tmp_path / "out", Report()
    (tmp_path / "s.md").write_text("s")
    source = (str(tmp_path / "s.md"),)
    first = plan([Wanted("x.md", "x", "t", sources=source)], out, ["t"], source, report)
    assert first is not None
    assert apply.carry_out(first, report)
    second = plan([], out, ["t"], source, report)
    assert second is not None
    assert second.remove == ["x.md"]
    (out / "x.md").write_text("mine")
    assert not apply.carry_out(second, report)
    assert (out / "x.md").read_text() == "mine"


def test_a_link_that_is_replaced_by_force_comes_back_when_something_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, report = tmp_path / "out", Report()
    out.mkdir()
    (tmp_path / "precious").write_text("p")
    (out / "x.md").symlink_to(tmp_path / "precious")
    made = plan([Wanted("a.md", "a", "t"), Wanted("x.md", "new", "t")], out, ["t"], [], report, force=True)
    assert made is not None
    replace = os.replace

    def fails(source: Path, place: Path) -> None:
        if Path(place).name == "a.md":
            raise OSError(errno.EIO, "no", str(place))
        replace(source, place)

    monkeypatch.setattr(apply.os, "replace", fails)
    assert not apply.carry_out(made, report)
    monkeypatch.undo()
    assert (out / "x.md").readlink() == tmp_path / "precious"
    assert sorted(p.name for p in out.iterdir()) == ["x.md"]
    assert apply.carry_out(made, Report())
    assert (out / "x.md").read_text() == "new"
    assert (tmp_path / "precious").read_text() == "p"
    assert sorted(p.name for p in out.iterdir()) == [record.NAME, "a.md", "x.md"]


@pytest.mark.parametrize("make", ["fifo", "link", "loop", "folder"])
@pytest.mark.parametrize("command", ["build", "install", "merge"])
def test_what_is_no_file_is_never_opened(project: Path, command: str, make: str) -> None:
    arguments = prepared(project, command)
    place = {
        "build": project / "dist/x-1.0.0/manifest.json",
        "install": project / "into/.claude/agents/one.md",
        "merge": project / "agents/one.md",
    }[command]
    place.unlink()
    if make == "fifo":
        os.mkfifo(place)
    elif make == "folder":
        place.mkdir()
    else:
        place.symlink_to("/dev/zero" if make == "link" else place.name)
    done = processes.agentconv(*arguments)
    assert b"Traceback" not in done.stderr
    assert done.returncode in (0, 1)
    assert not place.is_file()
