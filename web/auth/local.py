"""The hotline as an issuer: tokens for services that proved who they are, and for whoever broke the glass."""

import hmac
from base64 import urlsafe_b64encode
from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jwt
from joserfc.jwk import OKPKey

from web.auth.issuers import LONGEST_SECONDS, Issuer
from web.auth.tokens import AUDIENCE, SignatureRegistry

NAME: Final = "hotline-tokens"
"""Its `iss`, and whom assertions at the token endpoint must be meant for."""

KEY_PAIR: Final = "key-pair"
"""The `acr` of a service that has signed with its own key: the strongest proof that it has."""

_ALGORITHMS = ("EdDSA",)


def local_issuer(signing_key: bytes) -> Issuer:
    """The issuer whose tokens `issue` makes; every process of the deployment has the same. They name accounts in full."""
    key = _key(signing_key)
    public = OKPKey.import_key(key.as_dict(private=False))
    return Issuer(NAME, {str(key.kid): public}, _ALGORITHMS, "", frozenset((KEY_PAIR,)), skew=0)


def issue(signing_key: bytes, subject: str, now: datetime, **claims: object) -> str:
    """A token of a quarter of an hour for an account; `claims` tell how it was proved that it is theirs."""
    key, issued = _key(signing_key), int(now.timestamp())
    told = {
        "iss": NAME, "aud": AUDIENCE, "sub": subject, "iat": issued, "nbf": issued, "exp": issued + LONGEST_SECONDS,
        "jti": token_urlsafe(16), "auth_time": issued, **claims,
    }  # fmt: skip
    return jwt.encode({"alg": _ALGORITHMS[0], "kid": str(key.kid)}, told, key, registry=SignatureRegistry(_ALGORITHMS))


def _key(signing_key: bytes) -> OKPKey:
    seed = hmac.new(signing_key, b"sign tokens", sha256).digest()
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    return OKPKey.import_key(
        {"kty": "OKP", "crv": "Ed25519", "d": _told(seed), "x": _told(public)}, {"kid": _told(public)}
    )


def _told(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")
