"""Signing, with a client that stands in for the real one."""

import os
import textwrap
from pathlib import Path

from agentconv.release import provenance, signing
from tests.release.projects import STEM, run

FAKE = {
    "__init__.py": "",
    "dsse.py": "class Statement:\n    def __init__(self, data):\n        self.data = data\n",
    "verify/__init__.py": """
        import base64, json
        class Verifier:
            @classmethod
            def production(cls):
                return cls()
            def verify_dsse(self, bundle, policy):
                if policy.wanted != ("me@example.com", "https://issuer.example"):
                    raise ValueError("certificate's SANs do not match")
                return "application/vnd.in-toto+json", base64.b64decode(bundle["dsseEnvelope"]["payload"])
    """,
    "verify/policy.py": """
        class Identity:
            def __init__(self, *, identity, issuer=None):
                self.wanted = identity, issuer
    """,
    "models.py": "import json\nclass Bundle:\n    from_json = staticmethod(json.loads)\nclass ClientTrustConfig:\n    @classmethod\n    def production(cls):\n        return cls()\n",
    "oidc.py": """
        class IdentityToken(str):
            pass
        def detect_credential():
            return None
    """,
    "sign.py": """
        import base64, contextlib, json
        class Signed:
            def __init__(self, text):
                self.text = text
            def to_json(self):
                return self.text
        class Signer:
            def sign_dsse(self, statement):
                payload = base64.b64encode(statement.data).decode()
                facts = {"payload": payload, "payloadType": "application/vnd.in-toto+json", "signatures": []}
                return Signed(json.dumps({"dsseEnvelope": facts}))
        class SigningContext:
            @classmethod
            def from_trust_config(cls, config):
                return cls()
            @contextlib.contextmanager
            def signer(self, token):
                if token == "offline":
                    raise OSError("no network")
                yield Signer()
    """,
}
"""A stand-in for the client with the calls of sigstore 4.5, since signing needs its servers."""


def test_a_signature_holds_the_provenance(project: Path, tmp_path: Path) -> None:
    for name, text in FAKE.items():
        place = tmp_path / "fake" / "sigstore" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(textwrap.dedent(text), encoding="utf-8")
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
