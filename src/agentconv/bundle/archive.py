"""Archives to the byte: zip and tar.gz whose bytes depend on their entries alone, and careful reading.

Nothing is compressed: deflate's output differs between builds of zlib, stored bytes do not. Reading takes
an archive only in the form that is written here, and hands out bytes; nothing is ever extracted blindly.
"""

from __future__ import annotations

import calendar
import io
import stat
import struct
import tarfile
import time
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from agentconv.errors import Problem
from agentconv.folder.opening import read_bytes
from agentconv.model import names

MAX_BYTES = 64 << 20
MAX_ENTRIES = 4_096
OLDEST = 315_532_800
"""1980-01-01 in seconds since 1970: the oldest time that a zip can hold."""
_FILE = 0o100644
_BLOCK = 65_535

Entries = Mapping[str, bytes]
"""Path, `/` between folders -> content."""


def zip_bytes(entries: Entries, epoch: int = 0) -> bytes:
    """A zip of stored entries in the order of their paths, all with one time and mode 0644."""
    moment = time.gmtime(max(epoch, OLDEST))[:6]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as file:
        for path, data in sorted(entries.items()):
            info = zipfile.ZipInfo(path, moment)
            info.create_system = 3  # Unix, also on Windows: else the bytes would say where they were made
            info.external_attr = _FILE << 16
            file.writestr(info, data)
    return buffer.getvalue()


def tar_bytes(entries: Entries, epoch: int = 0) -> bytes:
    """A tar.gz (pax where ustar has no room) of the same, in gzip's stored form."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as file:
        for path, data in sorted(entries.items()):
            info = tarfile.TarInfo(path)
            info.size, info.mtime, info.mode = len(data), max(epoch, 0), 0o644
            file.addfile(info, io.BytesIO(data))
    return _gzip(buffer.getvalue(), epoch)


def _gzip(data: bytes, epoch: int) -> bytes:
    """Gzip without compression (RFC 1951, 3.2.4), the same whatever library is installed."""
    parts = [struct.pack("<BBBBIBB", 0x1F, 0x8B, 8, 0, max(epoch, 0) & 0xFFFFFFFF, 0, 255)]
    for start in range(0, len(data), _BLOCK) or (0,):  # one empty block when there is nothing
        block = data[start : start + _BLOCK]
        last = start + _BLOCK >= len(data)
        parts += [struct.pack("<BHH", last, len(block), len(block) ^ 0xFFFF), block]
    parts.append(struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF))
    return b"".join(parts)


def read_archive(data: bytes) -> dict[str, bytes]:
    """The entries of an archive of ours. Raises `Problem` for anything that is not exactly one.

    Sizes and numbers are counted while reading, so a bomb or a lying header costs nothing.
    """
    if len(data) > MAX_BYTES:
        raise Problem("file-too-large", f"the archive is over {MAX_BYTES >> 20} MiB")
    entries = _read_zip(data) if data[:2] == b"PK" else _read_tar(data)
    # An archive is ours when writing its entries again gives the same bytes. That leaves no room for what one
    # reader sees and another does not: gaps, comments, a second header with another name, data after the end.
    again = zip_bytes if data[:2] == b"PK" else tar_bytes
    try:
        same = again(entries, _time_of(data)) == data
    except (ValueError, OverflowError, struct.error):
        same = False
    if not same:
        raise Problem("not-canonical", "the archive is not in the one form that agentconv writes")
    return entries


def _time_of(data: bytes) -> int:
    """The one time that all entries of an archive of ours have."""
    if data[:2] != b"PK":
        return int(struct.unpack("<I", data[4:8])[0])
    clock, day = struct.unpack("<HH", data[10:14])  # MS-DOS: years from 1980, steps of two seconds
    parts = ((day >> 9) + 1980, day >> 5 & 15, day & 31, clock >> 11, clock >> 5 & 63, (clock & 31) * 2)
    return calendar.timegm((*parts, 0, 0, 0))


def _read_zip(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            infos = file.infolist()
            _check_entries([(i.filename, i.file_size) for i in infos])
            for info in infos:
                kind = stat.S_IFMT(info.external_attr >> 16)
                if info.compress_type != zipfile.ZIP_STORED or info.flag_bits & 1 or kind != stat.S_IFREG:
                    what = f"the entry {info.filename!r} is no plain stored file"
                    raise Problem("not-canonical", what)
            return {info.filename: file.read(info) for info in infos}
    except (zipfile.BadZipFile, zlib.error, ValueError, EOFError, OSError, NotImplementedError) as error:
        raise Problem("syntax", f"not a whole zip archive: {error}") from None


def _read_tar(data: bytes) -> dict[str, bytes]:
    plain = _gunzip(data)
    entries: dict[str, bytes] = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(plain), mode="r:") as file:
            found: list[tuple[str, int]] = []
            for info in file:
                found.append((info.name, info.size))
                _check_entries(found[-1:])  # before it is read: a header may promise any size
                if not info.isreg():
                    what = f"the entry {info.name!r} is no plain file"
                    raise Problem("not-canonical", what)
                if len(found) > MAX_ENTRIES:
                    break
                content = file.extractfile(info)
                entries[info.name] = content.read() if content else b""
            _check_entries(found)
    except (tarfile.TarError, ValueError, EOFError, OSError, RecursionError) as error:
        raise Problem("syntax", f"not a whole tar archive: {error}") from None
    return entries


def _gunzip(data: bytes) -> bytes:
    """The content of gzip in stored form."""
    wrong = Problem("not-canonical", "no archive that agentconv wrote")
    if len(data) < 18 or data[:4] != b"\x1f\x8b\x08\x00":
        raise wrong
    parts, at, last = [], 10, 0
    while not last:
        if at + 5 > len(data):
            raise wrong
        last, size, inverse = struct.unpack("<BHH", data[at : at + 5])
        if last > 1 or size ^ 0xFFFF != inverse or at + 5 + size > len(data):
            raise wrong
        parts.append(data[at + 5 : at + 5 + size])
        at += 5 + size
    plain = b"".join(parts)
    if data[at:] != struct.pack("<II", zlib.crc32(plain), len(plain) & 0xFFFFFFFF):
        raise Problem("hash-mismatch", "the archive's check sum is wrong")
    return plain


def _check_entries(found: Iterable[tuple[str, int]]) -> None:
    """Raise `Problem` for paths that lead out or meet, and for too many or too large entries."""
    seen: set[str] = set()
    folders: set[str] = set()
    total = 0
    for index, (path, size) in enumerate(found):
        if why := names.unsafe_path(path):
            raise Problem("unsafe-path", f"the entry {path!r} is not safe: {why}")
        folded = names.folded(path)
        if folded in seen or folded in folders:
            raise Problem("path-collision", f"the entry {path!r} is there twice")
        seen.add(folded)
        while (folded := folded.rpartition("/")[0]) and folded not in folders:
            if folded in seen:
                raise Problem("path-collision", f"the entry {path!r} lies below a file")
            folders.add(folded)
        total += size
        if index >= MAX_ENTRIES or total > MAX_BYTES or size < 0:
            what = f"more than {MAX_ENTRIES:,} entries or {MAX_BYTES >> 20} MiB"
            raise Problem("file-too-large", what)


def read_folder(root: Path) -> dict[str, bytes]:
    """The files below a folder, by path. Raises `Problem` for links, devices and what is too large."""
    found: list[tuple[str, Path, int]] = []
    stack = [root]
    while stack:
        for entry in sorted(stack.pop().iterdir()):
            status = entry.lstat()
            path = entry.relative_to(root).as_posix()
            if stat.S_ISDIR(status.st_mode):
                stack.append(entry)
            elif stat.S_ISREG(status.st_mode):
                found.append((path, entry, status.st_size))
            else:
                raise Problem("not-a-file", f"{path!r} is a link or a device")
            if len(found) > MAX_ENTRIES:
                break
    _check_entries((path, size) for path, _, size in found)
    return {path: read_bytes(entry, root, direct=True, limit=MAX_BYTES) for path, entry, _ in found}
