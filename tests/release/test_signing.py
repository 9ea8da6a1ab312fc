"""Signing, with a client that stands in for the real one."""

import os
from pathlib import Path

from agentconv.release import provenance, signing
from tests.release import signer
from tests.release.projects import STEM, run


def test_a_signature_holds_the_provenance(project: Path, tmp_path: Path) -> None:
    signer.put(tmp_path / "fake")
    path = os.pathsep.join(filter(None, [str(tmp_path / "fake"), os.environ.get("PYTHONPATH")]))
    said = b"--sign needs an identity"
    for token, wanted in (("", said), ("offline", b"Sigstore cannot sign: OSError: no network")):
        done = run("build", "--sign", cwd=project, PYTHONPATH=path, **{signing.TOKEN: token})
        assert done.returncode == 1
        assert wanted in done.stderr
        assert not (project / "dist").exists()
    done = run("build", "--sign", cwd=project, PYTHONPATH=path, **{signing.TOKEN: "good"})
    assert done.returncode == 0, done.stderr
    signature = f"dist/{STEM}.sigstore.json"
    named = provenance.read((project / signature).read_bytes())
    assert named == provenance.read((project / "dist" / f"{STEM}.provenance.json").read_bytes())
    assert run("verify", "--provenance", signature, f"dist/{STEM}.zip", cwd=project).returncode == 0
    words = ["verify", "--provenance", signature, f"dist/{STEM}.zip", "--issuer", "https://issuer.example"]
    for identity, status in (("me@example.com", 0), ("you@example.com", 1)):
        done = run(*words, "--identity", identity, cwd=project, PYTHONPATH=path)
        assert done.returncode == status, done.stderr
        assert b"signature-unchecked" not in done.stderr
    assert b"error[sign-failed]: no good signature of 'you@example.com'" in done.stderr
    assert run("build", "--locked", cwd=project).returncode == 0


def test_without_the_client_signing_says_what_to_install(project: Path, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / "sigstore.py").write_text("raise ImportError('not here')\n", encoding="utf-8")
    path = os.pathsep.join(filter(None, [str(tmp_path / "none"), os.environ.get("PYTHONPATH")]))
    done = run("build", "--sign", cwd=project, PYTHONPATH=path)
    assert done.returncode == 1
    assert b"error[sign-failed]: --sign needs the package sigstore" in done.stderr
    assert b"pip install 'agentconv-core[sign]'" in done.stderr
    (project / "x.json").write_text("{}", encoding="utf-8")
    words = ["--provenance", "x.json", "--identity", "me", "--issuer", "i"]
    (project / "x.zip").write_bytes(b"PK")
    assert (
        b"--identity needs the package sigstore"
        in run("verify", "x.zip", *words, cwd=project, PYTHONPATH=path).stderr
    )
    assert not (project / "dist").exists()
