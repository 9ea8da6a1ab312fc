"""Archives that no build writes."""

import functools
import io
import stat
import tarfile
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from agentconv.bundle import archive


def planted(**more: Any) -> bytes:
    """A zip with something in it that no bundle has."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, data in more.get("files", {"a/x": b"1"}).items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system, info.external_attr = 3, more.get("mode", 0o100644) << 16
            info.compress_type = more.get("method", zipfile.ZIP_STORED)
            file.writestr(info, data)
        for name, data in more.get("again", {}).items():
            with pytest.warns(UserWarning, match="Duplicate"):
                file.writestr(name, data)
    return buffer.getvalue()


def tarred(info: tarfile.TarInfo) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as file:
        file.addfile(info, io.BytesIO(b"x" * info.size))
    return archive._gzip(buffer.getvalue(), 0)


def link(kind: bytes) -> tarfile.TarInfo:
    info = tarfile.TarInfo("a/x")
    info.type, info.linkname = kind, "/etc/passwd"
    return info


MAKERS: dict[str, Callable[[], bytes]] = {
    "leads out": lambda: planted(files={"a/../../x": b"1"}),
    "absolute": lambda: planted(files={"/etc/x": b"1"}),
    "drive": lambda: planted(files={"C:/x": b"1"}),
    "backslash": lambda: planted(files={"a\\..\\x": b"1"}),
    "link": lambda: planted(mode=stat.S_IFLNK | 0o777),
    "twice": lambda: planted(again={"a/x": b"2"}),
    "by case": lambda: planted(files={"a/x": b"1", "a/X": b"2"}),
    "bomb": lambda: planted(files={"a/x": bytes(200 << 20)}, method=zipfile.ZIP_DEFLATED),
    "many": lambda: planted(files={f"a/{i}": b"" for i in range(5_000)}),
    "device name": lambda: planted(files={"a/NUL": b"1"}),
    "half": lambda: planted()[:-10],
    "no archive": lambda: b"hello",
    "empty": lambda: b"",
    "tar link": lambda: tarred(link(tarfile.SYMTYPE)),
    "tar hard link": lambda: tarred(link(tarfile.LNKTYPE)),
    "tar device": lambda: tarred(link(tarfile.CHRTYPE)),
    "tar pipe": lambda: tarred(link(tarfile.FIFOTYPE)),
    "tar leads out": lambda: tarred(tarfile.TarInfo("../x")),
    "gzip half": lambda: archive.tar_bytes({"a/x": b"1"})[:-3],
}
HOSTILE = tuple(MAKERS)
"""The names of archives that are to be refused."""


@functools.cache
def hostile(name: str) -> bytes:
    """One of them."""
    return MAKERS[name]()
