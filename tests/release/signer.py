"""A package that stands for Sigstore's client, with its calls of version 4.5, since signing needs its servers."""

import textwrap
from pathlib import Path

FILES = {
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
"""Its files with their texts."""


def put(folder: Path) -> None:
    """Write the package below a folder that is to be on the path."""
    for name, text in FILES.items():
        place = folder / "sigstore" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(textwrap.dedent(text), encoding="utf-8")
