"""Tokens as issuers and attackers make them."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

from joserfc import jwt
from joserfc.jwk import Key, OKPKey
from joserfc.jwt import Claims

from web.auth.issuers import Issuer
from web.auth.tokens import AUDIENCE, SignatureRegistry

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
KEY = OKPKey.generate_key("Ed25519", auto_kid=True)
CLAIMS: Claims = {
    "iss": "https://id.example.cn", "aud": AUDIENCE, "sub": "li", "iat": SECONDS, "nbf": SECONDS, "exp": SECONDS + 600
}  # fmt: skip


def issuer(*keys: Key, algorithms: tuple[str, ...] = ("EdDSA",)) -> Issuer:
    """An issuer of these keys' public parts, or of KEY."""
    public = {str(key.kid): type(key).import_key(key.as_dict(private=False)) for key in keys or (KEY,)}
    return Issuer(CLAIMS["iss"], public, algorithms, "e:")


def token(key: Key = KEY, alg: str = "EdDSA", *, header: dict[str, Any] | None = None, **claims: object) -> str:
    """A token signed by `key`; a claim or header given as None is left out."""
    named = {"alg": alg, "kid": key.kid, **(header or {})}
    kept = {name: value for name, value in {**CLAIMS, **claims}.items() if value is not None}
    return jwt.encode(
        {name: value for name, value in named.items() if value is not None},
        kept,
        key,
        registry=SignatureRegistry([alg]),
    )


def unsigned() -> str:
    """A token that says it needs no signature."""
    return f"{part({'alg': 'none', 'kid': KEY.kid})}.{part(CLAIMS)}."


def signed_with_public_key(secret: bytes) -> str:
    """A token of HS256 whose secret is what everybody knows."""
    text = f"{part({'alg': 'HS256', 'kid': KEY.kid})}.{part(CLAIMS)}"
    return f"{text}.{encoded(hmac.new(secret, text.encode(), hashlib.sha256).digest())}"


def part(content: object) -> str:
    """One part of a token."""
    return encoded(json.dumps(content).encode())


def encoded(content: bytes) -> str:
    """Base64 as tokens write it."""
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
