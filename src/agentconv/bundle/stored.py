"""What an archive holds, cut out of its bytes only when it is asked for: there is no second copy."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping

from agentconv.errors import Problem

BLOCK = 65_535
"""Bytes of a full block of gzip's stored form."""
Places = Mapping[str, tuple[int, int]]
"""Path -> where its content starts and ends."""


class Stored(Mapping[str, bytes]):
    """The entries of an archive, each cut out of it when it is asked for: the archive is there only once."""

    def __init__(self, places: Places, cut: Callable[[int, int], bytes]) -> None:
        self._places, self._cut = places, cut

    def __getitem__(self, path: str) -> bytes:
        return self._cut(*self._places[path])

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def without_top(self) -> Stored:
        """The same without the first folder of each path."""
        return Stored({path.partition("/")[2]: at for path, at in self._places.items()}, self._cut)


class Plain(io.RawIOBase):
    """What a gzip in stored form holds, as a file; nothing is copied but what is read.

    Raises `Problem` for any other gzip. All blocks are full but the last, so each byte has its place.
    """

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self._data, self._at, self.size, last = data, 0, 0, 0
        wrong = Problem("not-canonical", "agentconv did not write this archive")
        if len(data) < 18 or data[:4] != b"\x1f\x8b\x08\x00" or data[8:10] != b"\0\xff":
            raise wrong
        at, view, crc = 10, memoryview(data), 0
        while not last:
            if at + 5 > len(data):
                raise wrong
            last, size, inverse = struct.unpack("<BHH", view[at : at + 5])
            lies = last > 1 or size ^ 0xFFFF != inverse or at + 5 + size > len(data)
            if lies or (size < BLOCK and not last):
                raise wrong
            crc = zlib.crc32(view[at + 5 : at + 5 + size], crc)
            self.size += size
            at += 5 + size
        if view[at:] != struct.pack("<II", crc, self.size & 0xFFFFFFFF):
            raise Problem("hash-mismatch", "the archive's check sum is wrong")

    def cut(self, start: int, end: int) -> bytes:
        """The bytes between two places."""
        parts = []
        while start < min(end, self.size):
            block, into = divmod(start, BLOCK)
            count = min(BLOCK - into, min(end, self.size) - start)
            at = 15 + block * (BLOCK + 5) + into
            parts.append(self._data[at : at + count])
            start += count
        return b"".join(parts)

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        end = self.size if size < 0 else self._at + size
        found = self.cut(self._at, end)
        self._at += len(found)
        return found

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place."""
        self._at = offset + (0, self._at, self.size)[whence]
        return self._at

    def tell(self) -> int:
        """Where the next bytes are read."""
        return self._at
