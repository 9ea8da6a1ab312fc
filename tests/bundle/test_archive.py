"""Archives come out the same everywhere, and nothing else is read as one."""

import io
import json
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from agentconv.bundle import archive, contents, stored
from agentconv.errors import Problem
from tests.bundle.hostile import HOSTILE, hostile, planted
from tests.conftest import ROOT
from tests.release.projects import built, run


def test_every_changed_byte_is_refused_or_means_nothing() -> None:
    entries = contents.finished(
        {"name": "a", "bundle_version": "1", "targets": [], "agents": []}, {"x.md": b"text\n"}
    )
    for write in (archive.zip_bytes, archive.tar_bytes):
        data = write({f"a-1/{path}": content for path, content in entries.items()})
        good = archive.read_archive(data)
        kept = 0
        for index in range(len(data)):
            for bit in (1, 0x80):
                changed = bytearray(data)
                changed[index] ^= bit
                try:
                    found = archive.read_archive(bytes(changed))
                    contents.check({p.partition("/")[2]: d for p, d in found.items()})
                except Problem:
                    continue
                kept += 1
                assert found == good, index
        assert kept < 40  # only the bytes that hold the time


def test_every_changed_byte_of_a_real_archive_is_refused_or_means_nothing(project: Path) -> None:
    (project / "agentconv.toml").write_text(
        'name = "a"\nversion = "1"\nsources = ["agents/r*.md"]\n[targets.claude]\n', encoding="utf-8"
    )
    data = built(project).archives["a-1-claude.zip"]
    good = archive.read_archive(data)
    assert 4_500 < len(data) < 7_500
    kept = 0
    for index in range(len(data)):
        changed = bytearray(data)
        changed[index] ^= 1 + index % 255
        try:
            found = archive.read_archive(bytes(changed))
            contents.check({p.partition("/")[2]: d for p, d in found.items()})
        except Problem:
            continue
        kept += 1
        assert found == good, index
    assert kept == 0


def pythons() -> list[str]:
    """Newer Pythons at hand that run; a version manager may answer for ones that it does not have."""
    found = filter(None, (shutil.which(f"python3.{minor}") for minor in (12, 13, 14, 15)))
    return [
        p for p in found if subprocess.run([p, "-c", ""], capture_output=True, check=False).returncode == 0
    ]


SCRIPT = """
import hashlib, json, sys
from agentconv.bundle import archive
entries = {path: bytes.fromhex(data) for path, data in json.load(sys.stdin).items()}
for write in (archive.zip_bytes, archive.tar_bytes):
    for epoch in (0, 1700000000):
        data = write(entries, epoch)
        assert archive.read_archive(data) == entries
        print(hashlib.sha256(data).hexdigest())
"""


@pytest.mark.parametrize("python", pythons(), ids=lambda p: Path(p).name)
def test_newer_pythons_write_the_same_archives(python: str, project: Path) -> None:
    entries = {**built(project).entries, "long/" + "x" * 150: b"", "ünïcode.md": bytes(70_000)}
    data = json.dumps({path: content.hex() for path, content in entries.items()}).encode()
    source = str(Path(archive.__file__).parents[2])
    results = []
    for command in ([sys.executable], [python, "-I", "-S"]):
        code = f"import sys; sys.path.insert(0, {source!r})\n{SCRIPT}"
        done = subprocess.run([*command, "-c", code], input=data, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        results.append(done.stdout)
    assert results[0] == results[1]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_archives_are_refused_and_leave_nothing(name: str, tmp_path: Path) -> None:
    path = tmp_path / "bundle.zip"
    path.write_bytes(hostile(name))
    into = tmp_path / "into"
    into.mkdir()
    done = run("install", str(path), "-t", "claude", "--into", str(into), cwd=tmp_path)
    assert done.returncode == 1
    assert b"bundle.zip: error[" in done.stderr
    assert b"Traceback" not in done.stderr
    assert list(into.iterdir()) == []


def test_a_lying_size_is_refused() -> None:
    data = bytearray(planted(files={"a/x": b"12345678"}))
    at = data.find(b"PK\x01\x02")
    data[at + 24 : at + 28] = (1 << 30).to_bytes(4, "little")
    with pytest.raises(Problem):
        archive.read_archive(bytes(data))


MEASURE = """
import re, sys
from pathlib import Path
from agentconv.bundle import opening
from agentconv.errors import Problem
from tests.growth import calls

def refused():
    try:
        opening.open_bundle(Path(sys.argv[1]))
    except Problem as problem:
        print(problem.code)

count = calls(refused)
peak = re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())
print(count, int(peak[1]) // 1024)
"""


def empty_files(number: int) -> bytes:
    """A tar of so many files without content; their headers differ in a name of five digits and the sum of all bytes."""
    head = tarfile.TarInfo("a/00000").tobuf()
    zeros, total = sum(b"00000"), int(head[148:154], 8)
    names = (b"%05d" % index for index in range(number))
    heads = (b"a/%b%b%06o%b" % (n, head[7:148], total + sum(n) - zeros, head[154:]) for n in names)
    return b"".join(heads) + bytes(1024)


def bombs() -> dict[str, bytes]:
    """Archives that are cheap to send and dear to unpack."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        for index in range(60):
            file.writestr(f"a/{index}", bytes(16 << 20))
    full = {f"a/{i}": bytes(contents.MAX_FILE) for i in range(archive.MAX_BYTES // contents.MAX_FILE)}
    huge = tarfile.TarInfo("a/x")
    huge.size = 1 << 40
    return {
        "deflated": buffer.getvalue(),
        "gzip": subprocess.run(
            ["gzip", "-c"], input=bytes(200 << 20), capture_output=True, check=True
        ).stdout,
        "tar entries": archive._gzip(empty_files(70_000), 0),
        "tar size": archive._gzip(huge.tobuf() + bytes(1024), 0),
        "sparse": b"PK" + bytes(archive.MAX_ARCHIVE - 2),
        "over the cap": b"PK" + bytes(archive.MAX_ARCHIVE),
        "a full zip": archive.zip_bytes(full),
        "a full tar": archive.tar_bytes(full),
        **{name: hostile(name) for name in ("bomb", "many", "leads out", "tar link", "twice")},
    }


@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="the system does not say what memory was used"
)
def test_planted_archives_cost_calls_by_the_entry_and_200_mb_at_most(tmp_path: Path) -> None:
    for name, data in bombs().items():
        path = tmp_path / "bundle"
        path.write_bytes(data)
        done = subprocess.run(
            [sys.executable, "-c", MEASURE, path], capture_output=True, text=True, check=True, cwd=ROOT
        )
        *code, count, peak = done.stdout.split()
        assert code, f"{name} was taken"
        assert int(count) < 250 * archive.MAX_ENTRIES, (name, code, count)
        assert int(peak) < 200, (name, code, peak)


@pytest.mark.parametrize("path", ["a/x", "a/\u00e4", "a/" + "x" * 200])
@pytest.mark.parametrize(
    ("epoch", "moment"), [(0, (1980, 1, 1, 0, 0, 0)), (1_700_000_001, (2023, 11, 14, 22, 13, 21))]
)
def test_a_zip_is_as_the_standard_library_writes_it(
    path: str, epoch: int, moment: tuple[int, int, int, int, int, int]
) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as file:
        for name in ("a/0", path):
            info = zipfile.ZipInfo(name, moment)
            info.create_system, info.external_attr = 3, 0o100644 << 16
            file.writestr(info, b"text")
    assert archive.zip_bytes({path: b"text", "a/0": b"text"}, epoch) == buffer.getvalue()


@pytest.mark.parametrize("size", [0, 1, 65_534, 65_535, 65_536, 131_070, 200_000])
def test_what_a_stored_gzip_holds_is_cut_out_without_unpacking_it(size: int) -> None:
    data = bytes(i * 7 % 251 for i in range(size))
    plain = stored.Plain(archive._gzip(data, 0))
    assert plain.read() == data
    for start, end in ((0, size), (size // 2, size), (65_530, 65_540), (size, size + 9)):
        assert plain.cut(start, end) == data[start:end]
