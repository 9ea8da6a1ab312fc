"""Signing a release with Sigstore, and asking who did: one signature over its provenance.

The provenance names every archive. Facts: the package `sigstore` 4.5 (2026-11-20). Its client is an optional
extra, and signs only online: it needs an identity (OpenID Connect), a certificate of Fulcio for it, and an
entry in the log Rekor. Checking a signature needs Sigstore's roots, which the client fetches and keeps.
"""

from __future__ import annotations

import os

from agentconv.errors import Problem

ENDING = ".sigstore.json"
TOKEN = "SIGSTORE_IDENTITY_TOKEN"
"""The variable that gives an identity token where the environment offers none by itself."""


def sign(statement: bytes) -> bytes:
    """A Sigstore bundle (JSON) with a signed DSSE envelope around an in-toto statement.

    Raises `Problem` that says why it cannot be signed.
    """
    try:
        from sigstore.dsse import Statement
        from sigstore.models import ClientTrustConfig
        from sigstore.oidc import IdentityToken, detect_credential
        from sigstore.sign import SigningContext
    except ImportError as error:
        hint = "pip install 'agentconv-core[sign]'"
        raise Problem("sign-failed", f"--sign needs the package sigstore: {error}", hint) from None
    try:
        token = os.environ.get(TOKEN) or detect_credential()
        if not token:
            hint = f"sign in CI (GitHub Actions: `permissions: id-token: write`), or set {TOKEN}"
            raise Problem("sign-failed", "--sign needs an identity, and there is none", hint)
        context = SigningContext.from_trust_config(ClientTrustConfig.production())
        with context.signer(IdentityToken(token)) as signer:
            return str(signer.sign_dsse(Statement(statement)).to_json()).encode()
    except Problem:
        raise
    except Exception as error:  # the client raises its own, requests' and TUF's errors, without a common base
        what = f"{type(error).__name__}: {error}".rstrip(": ").partition("\n")[0]
        hint = "signing needs the network: Sigstore's Fulcio, Rekor and TUF repository"
        raise Problem("sign-failed", f"Sigstore cannot sign: {what}", hint) from None


def verified(bundle: bytes, identity: str, issuer: str | None) -> bytes:
    """The statement in a Sigstore bundle, once its signature is good and that of an identity.

    Raises `Problem` that says why it is not, or why nobody can tell.
    """
    try:
        from sigstore.models import Bundle
        from sigstore.verify import Verifier
        from sigstore.verify.policy import Identity
    except ImportError as error:
        hint = "pip install 'agentconv-core[sign]'"
        raise Problem("sign-failed", f"--identity needs the package sigstore: {error}", hint) from None
    try:
        found = Bundle.from_json(bundle)
        policy = Identity(identity=identity, issuer=issuer)
        _, statement = Verifier.production().verify_dsse(found, policy)
    except Exception as error:  # as above: no common base
        what = f"{type(error).__name__}: {error}".rstrip(": ").partition("\n")[0]
        raise Problem("sign-failed", f"no good signature of {identity!r}: {what}") from None
    return bytes(statement)
