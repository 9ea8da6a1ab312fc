"""Archives to the byte: zip and tar.gz whose bytes depend on their entries alone, and careful reading.

Nothing is compressed: deflate's output differs between builds of zlib, stored bytes do not. Of 765 kB of
agents zlib 1.2.13 and zlib-ng 2.3.3 made other bytes at every level of the default strategy (241,355 and
243,551 at level 6, 2026-11-28). Only Huffman codes alone were equal, which save 38 % where matches save 68 %,
and which no release of either promises. Reading takes an archive only in the form that is written here, and
hands out bytes; nothing is ever extracted blindly.
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
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from agentconv.bundle.contents import MAX_FILE
from agentconv.bundle.stored import BLOCK, Plain, Stored
from agentconv.errors import Problem
from agentconv.folder.opening import read_bytes
from agentconv.model import names

MAX_BYTES = 128 << 20
"""Of all entries together: 4,000 agents of 8 kB for three targets, the largest known collection twice."""
MAX_ENTRIES = 32_768
"""Each costs time to look at; a zip can list 65,535 in its plain form."""
MAX_ARCHIVE = MAX_BYTES + (24 << 20)
"""Of an archive, with what the form adds to each entry."""
OLDEST = 315_532_800
"""1980-01-01 in seconds since 1970: the oldest time that a zip can hold."""
_FILE = 0o100644

Entries = Mapping[str, bytes]
"""Path, `/` between folders -> content."""


def zip_bytes(entries: Entries, epoch: int = 0) -> bytes:
    """A zip of stored entries in the order of their paths, all with one time and mode 0644."""
    return b"".join(_zip_parts(entries, epoch))


def _zip_parts(entries: Entries, epoch: int) -> Iterator[bytes]:
    """The same piece by piece, so that it can be compared without a second copy (APPNOTE.TXT 6.3.10, 4.3)."""
    year, month, day, hour, minute, second = time.gmtime(max(epoch, OLDEST))[:6]
    moment = (hour << 11 | minute << 5 | second >> 1, (year - 1980) << 9 | month << 5 | day)
    listed, at = [], 0
    for path in sorted(entries):
        data = entries[path]
        name = path.encode()
        flags = 0 if path.isascii() else 0x800
        facts = (flags, 0, *moment, zlib.crc32(data), len(data), len(data), len(name), 0)
        yield struct.pack("<4s5H3L2H", b"PK\3\4", 20, *facts) + name
        yield data
        # Version 20 made on Unix, also on Windows: else the bytes would say where they were made.
        more = (0, 0, 0, _FILE << 16, at)
        listed.append(struct.pack("<4s6H3L5H2L", b"PK\1\2", 3 << 8 | 20, 20, *facts, *more) + name)
        at += 30 + len(name) + len(data)
        del data  # before the next is cut out
    yield from listed
    size = sum(map(len, listed))
    yield struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, len(listed), len(listed), size, at, 0)


def tar_bytes(entries: Entries, epoch: int = 0) -> bytes:
    """A tar.gz (pax where ustar has no room) of the same, in gzip's stored form."""
    buffer = io.BytesIO()
    _write_tar(buffer, entries, epoch)
    return _gzip(buffer.getbuffer(), epoch)


def _write_tar(into: IO[bytes], entries: Entries, epoch: int) -> None:
    with tarfile.open(fileobj=into, mode="w", format=tarfile.PAX_FORMAT) as file:
        for path in sorted(entries):
            data = entries[path]
            info = tarfile.TarInfo(path)
            info.size, info.mtime, info.mode = len(data), max(epoch, 0), 0o644
            file.addfile(info, io.BytesIO(data))
            del data  # before the next is cut out


def _gzip(data: bytes | memoryview, epoch: int) -> bytes:
    """Gzip without compression (RFC 1951, 3.2.4), the same whatever library is installed."""
    parts: list[bytes | memoryview] = [
        struct.pack("<BBBBIBB", 0x1F, 0x8B, 8, 0, max(epoch, 0) & 0xFFFFFFFF, 0, 255)
    ]
    for start in range(0, len(data), BLOCK) or (0,):  # one empty block when there is nothing
        block = data[start : start + BLOCK]
        last = start + BLOCK >= len(data)
        parts += [struct.pack("<BHH", last, len(block), len(block) ^ 0xFFFF), block]
    parts.append(struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF))
    return b"".join(parts)


def read_archive(data: bytes) -> Stored:
    """The entries of an archive of ours. Raises `Problem` for anything that is not exactly one.

    Sizes and numbers are counted while reading, so a bomb or a lying header costs nothing.
    """
    check_size(len(data))
    # An archive is ours when writing its entries again gives the same bytes. That leaves no room for what one
    # reader sees and another does not: gaps, comments, a second header with another name, data after the end.
    try:
        if data[:2] == b"PK":
            entries = _read_zip(data)
            same = _same(_zip_parts(entries, _time_of(data)), data)
        else:
            plain = Plain(data)
            entries = _read_tar(plain)
            same = _same_tar(entries, _time_of(data), plain)
    except (ValueError, OverflowError, struct.error):
        same = False
    if not same:
        raise Problem("not-canonical", "the archive is not in the one form that agentconv writes")
    return entries


def check_size(size: int) -> None:
    """Raise `Problem` for an archive that is too large to be read."""
    if size > MAX_ARCHIVE:
        what = f"the archive has {size:,} bytes, and {MAX_ARCHIVE:,} are read"
        raise Problem("file-too-large", what)


def check_entries(entries: Entries) -> None:
    """Raise `Problem` for entries that cannot be read again: their paths, their number, their size."""
    _check_entries((path, len(data)) for path, data in entries.items())


def _same(parts: Iterable[bytes], data: bytes) -> bool:
    view, at = memoryview(data), 0
    for part in parts:
        if view[at : at + len(part)] != part:
            return False
        at += len(part)
    return at == len(data)


class _Comparing(io.RawIOBase):
    """A file that keeps nothing of what is written, but whether it is what it should be."""

    def __init__(self, wanted: Plain) -> None:
        super().__init__()
        self._wanted, self._at, self.same = wanted, 0, True

    def tell(self) -> int:
        """Where the next bytes are written."""
        return self._at

    def write(self, data: Any) -> int:
        """Compare the next bytes."""
        end = self._at + len(data)
        self.same = self.same and self._wanted.cut(self._at, end) == data
        self._at = end
        return len(data)


def _same_tar(entries: Entries, epoch: int, plain: Plain) -> bool:
    file = _Comparing(plain)
    _write_tar(file, entries, epoch)  # type: ignore[arg-type]
    return file.same and file.tell() == plain.size


def _time_of(data: bytes) -> int:
    """The one time that all entries of an archive of ours have."""
    if data[:2] != b"PK":
        return int(struct.unpack("<I", data[4:8])[0])
    clock, day = struct.unpack("<HH", data[10:14])  # MS-DOS: years from 1980, steps of two seconds
    parts = ((day >> 9) + 1980, day >> 5 & 15, day & 31, clock >> 11, clock >> 5 & 63, (clock & 31) * 2)
    return calendar.timegm((*parts, 0, 0, 0))


def _read_zip(data: bytes) -> Stored:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            infos = file.infolist()
            _check_entries([(i.filename, i.file_size) for i in infos])
            for info in infos:
                kind = stat.S_IFMT(info.external_attr >> 16)
                if info.compress_type != zipfile.ZIP_STORED or info.flag_bits & 1 or kind != stat.S_IFREG:
                    what = f"the entry {info.filename!r} is no plain stored file"
                    raise Problem("not-canonical", what)
            places = {}
            for info in infos:
                start = info.header_offset + 30 + len(info.filename.encode())
                places[info.filename] = start, start + info.file_size
            return Stored(places, lambda start, end: data[start:end])
    except (zipfile.BadZipFile, zlib.error, ValueError, EOFError, OSError, NotImplementedError) as error:
        raise Problem("syntax", f"not a whole zip archive: {error}") from None


def _read_tar(plain: Plain) -> Stored:
    places: dict[str, tuple[int, int]] = {}
    total = 0
    try:
        with tarfile.open(fileobj=plain, mode="r:") as file:
            found: list[tuple[str, int]] = []
            for info in file:
                found.append((info.name, info.size))
                total += info.size
                _check_entries(found[-1:])  # before it is read: a header may promise any size
                if not info.isreg() or info.issparse():
                    raise Problem("not-canonical", f"the entry {info.name!r} is no plain file")
                if len(found) > MAX_ENTRIES or total > MAX_BYTES:
                    break
                places[info.name] = info.offset_data, info.offset_data + info.size
            _check_entries(found)
    except (tarfile.TarError, ValueError, EOFError, OSError, RecursionError) as error:
        raise Problem("syntax", f"not a whole tar archive: {error}") from None
    return Stored(places, plain.cut)


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
        if size > MAX_FILE:
            raise Problem("file-too-large", f"the entry {path!r} has more than {MAX_FILE >> 20} MiB")


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
