"""What is wrong with a bundle is named, by its own lists and by its provenance."""

import base64
import json
import shutil
from pathlib import Path

import pytest

from agentconv.release import provenance
from tests.release.projects import STEM, run


def test_verify_says_which_file_is_wrong(project: Path) -> None:
    assert run("build", cwd=project).returncode == 0
    folder = project / "dist" / "acme-agents-1.4.0"
    assert b"good: acme-agents 1.4.0: 3 agents" in run("verify", str(folder), cwd=project).stdout
    (folder / "LICENSE").write_text("mine\n", encoding="utf-8")
    assert b"error[hash-mismatch]: 'LICENSE'" in run("verify", str(folder), cwd=project).stderr
    (folder / "LICENSE").write_text("MIT\n", encoding="utf-8")
    (folder / "extra.md").write_text("x", encoding="utf-8")
    assert b"error[unlisted]: 'extra.md'" in run("verify", str(folder), cwd=project).stderr
    (folder / "extra.md").unlink()
    (folder / "CHANGELOG.md").symlink_to("LICENSE")
    assert b"error[not-a-file]" in run("verify", str(folder), cwd=project).stderr


def wrapped(data: bytes, *, bundle: bool) -> bytes:
    envelope = {
        "payload": base64.b64encode(data).decode(),
        "payloadType": provenance.PAYLOAD,
        "signatures": [],
    }
    return json.dumps({"dsseEnvelope": envelope} if bundle else envelope).encode()


@pytest.mark.parametrize("form", ["plain", "envelope", "bundle"])
def test_verify_holds_archives_against_the_provenance(form: str, project: Path) -> None:
    assert run("build", cwd=project, SOURCE_DATE_EPOCH="1700000000").returncode == 0
    dist = project / "dist"
    file = dist / f"{STEM}.provenance.json"
    if form != "plain":
        file.write_bytes(wrapped(file.read_bytes(), bundle=form == "bundle"))
    archives = [str(p) for p in sorted(dist.glob("*.*")) if p.suffix in (".zip", ".gz")]
    assert len(archives) == 8
    done = run("verify", "--provenance", str(file), *archives, cwd=project)
    assert (done.returncode, done.stdout.count(b": good: ")) == (0, 8)
    (dist / f"{STEM}.zip").write_bytes((dist / f"{STEM}-claude.zip").read_bytes())
    shutil.copy(dist / f"{STEM}-openai.zip", dist / "other.zip")
    done = run(
        "verify", "--provenance", str(file), f"dist/{STEM}.zip", "dist/other.zip", f"dist/{STEM}", cwd=project
    )
    assert done.returncode == 1
    assert done.stdout == b""
    assert done.stderr.count(b"error[provenance-mismatch]") == 3
    assert b"has another SHA-256" in done.stderr
