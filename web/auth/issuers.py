"""Whose tokens are accepted: an issuer's name, its public keys, and the algorithms it may use."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from joserfc.errors import InvalidKeyTypeError, JoseError
from joserfc.jwk import JWKRegistry, Key

from core.access.load import Bounds
from web.problems import Halt

EXTERNAL_ALGORITHMS = ("EdDSA", "Ed25519", "ES256", "PS256", "RS256")
"""Signatures with a key pair only: neither `none` nor a secret that the public key could be taken for."""

EXTERNAL_PREFIX = "e:"
DEMONSTRATION_PREFIX = "d:"
_SECRET_PARTS = ("d", "k", "p", "q", "dp", "dq", "qi")
_SMALLEST_RSA = 2048
STRONG = frozenset({"phr", "phrh"})
"""Values of `acr` that OpenID's EAP profile has registered: proofs that cannot be fished, by a key in software or hardware."""

LONGEST_SECONDS = 900
SKEW = 30


@dataclass(frozen=True, slots=True)
class Issuer:
    """`name` is the `iss` of its tokens; `keys` are by `kid`; `prefix` before a token's `sub` makes an account's subject.

    Prefixes keep issuers apart: none can speak for another's accounts. `strong` are the values of `acr` that count as a strong
    sign-in; `district` is the code of the only one in which its accounts may do anything; `longest` is how many seconds a
    token may last, None for however long; `skew` is by how many its clock may be before or behind the database's.
    """

    name: str
    keys: Mapping[str, Key]
    algorithms: tuple[str, ...]
    prefix: str
    strong: frozenset[str] = frozenset()
    district: str | None = None
    longest: int | None = LONGEST_SECONDS
    skew: int = SKEW


def external_issuer(name: str, file: Path, strong: frozenset[str] = STRONG) -> Issuer:
    """The configured issuer with the public keys of its JWK set. Raises Halt naming the key and the mend."""
    try:
        given = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        told = error.strerror if isinstance(error, OSError) else "it is not JSON in UTF-8"
        raise Halt(f"HOTLINE_ISSUER_KEYS: {file} cannot be read: {told}.", 'Name a JWK set: {"keys": […]}.') from None
    keys = public_keys(given, f"HOTLINE_ISSUER_KEYS: {file}")
    return Issuer(name, keys, EXTERNAL_ALGORITHMS, EXTERNAL_PREFIX, strong)


def bounds_of(issuers: Mapping[str, Issuer]) -> Bounds:
    """The districts that issuers are confined to, by their prefixes."""
    return {one.prefix: one.district for one in issuers.values() if one.district is not None}


def public_keys(given: Any, source: str) -> dict[str, Key]:
    """The keys of a JWK set that can be used, by `kid`. Raises Halt naming `source`, the key and the mend."""
    listed = given.get("keys") if isinstance(given, dict) else None
    if not isinstance(listed, list):
        raise _refused(source, "keys", "is not there", 'write {"keys": […]}')
    keys: dict[str, Key] = {}
    for number, one in enumerate(listed):
        key = _public_key(one, f"keys[{number}]", source)
        if key is not None:
            _enter(keys, key, f"keys[{number}]", source)
    if not keys:
        raise _refused(source, "keys", "holds no key that can be used", "add one of OKP (Ed25519), EC (P-256) or RSA")
    return keys


def _public_key(one: Any, place: str, source: str) -> Key | None:
    """The key; None for a type this version does not know (RFC 7517, section 5)."""
    if not isinstance(one, dict):
        raise _refused(source, place, "is no object", "write a JWK")
    if any(part in one for part in _SECRET_PARTS):
        raise _refused(source, place, "holds a secret key", "publish the public part only")
    try:
        return JWKRegistry.import_key(one)
    except InvalidKeyTypeError:
        return None
    except (JoseError, ValueError, TypeError, KeyError):
        raise _refused(source, place, "is malformed", "export it again from the issuer") from None


def _enter(keys: dict[str, Key], key: Key, place: str, source: str) -> None:
    if not isinstance(key.kid, str):
        raise _refused(source, place, "has no kid", "give it the kid that the tokens name")
    if key.kid in keys:
        raise _refused(source, place, f"repeats the kid {key.kid}", "keep one of them")
    if key.key_type == "RSA" and key.public_key.key_size < _SMALLEST_RSA:  # type: ignore[union-attr]
        raise _refused(source, place, f"is an RSA key of less than {_SMALLEST_RSA} bits", "use a longer one")
    keys[key.kid] = key


def _refused(source: str, place: str, what: str, mend: str) -> Halt:
    return Halt(f"{source}: {place} {what}.", f"{mend[0].upper()}{mend[1:]}.")
