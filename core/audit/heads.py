"""The head of the log, signed: how long it was at an instant, and the link that holds everything before.

One line of JSON with sorted keys. The Ed25519 signature is over the same JSON without it. Each line holds the SHA-256 of the
line before, so that none can be left out, put in or exchanged.
"""

import base64
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_NAMES = {"number": int, "pos": int, "chain": str, "at": str, "previous": str, "key": str, "signature": str}


class NoHead(ValueError):
    """A text that is no signed head; the message says why."""


@dataclass(frozen=True, slots=True)
class SignedHead:
    """`chain` and `previous` are hexadecimal digits, empty before the first; `key` is the signing key's public half."""

    number: int
    pos: int
    chain: str
    at: str
    previous: str
    key: str
    signature: str = ""

    @property
    def text(self) -> str:
        """The line, without its end."""
        return orjson.dumps(asdict(self), option=orjson.OPT_SORT_KEYS).decode()

    @property
    def digest(self) -> str:
        """What the next one holds of it."""
        return sha256(self.text.encode()).hexdigest()

    @property
    def signed(self) -> bytes:
        """What the signature is over."""
        content = asdict(self)
        del content["signature"]
        return orjson.dumps(content, option=orjson.OPT_SORT_KEYS)

    def genuine(self, key: str) -> bool:
        """Whether it was signed with the key whose public half is given, and not altered since."""
        if self.key != key:
            return False
        try:
            public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key, validate=True))
            public.verify(base64.b64decode(self.signature, validate=True), self.signed)
        except (InvalidSignature, ValueError):
            return False
        return True


class HeadSigner:
    """The signing key, made of 32 secret bytes; `key` is its public half as base64, to be kept where it is checked."""

    def __init__(self, secret: bytes) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(secret)
        raw = self._private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.key = base64.b64encode(raw).decode()

    def sign(self, before: SignedHead | None, pos: int, chain: bytes, at: datetime) -> SignedHead:
        """The head that follows `before`."""
        head = SignedHead(
            number=before.number + 1 if before else 1,
            pos=pos,
            chain=chain.hex(),
            at=at.astimezone(UTC).isoformat(timespec="milliseconds"),
            previous=before.digest if before else "",
            key=self.key,
        )
        return replace(head, signature=base64.b64encode(self._private.sign(head.signed)).decode())


def read_head(text: str) -> SignedHead:
    """What `SignedHead.text` wrote. Raises NoHead; whether it is genuine is another question."""
    try:
        given = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise NoHead("it is not JSON") from None
    if not isinstance(given, dict) or given.keys() != _NAMES.keys():
        raise NoHead("it has not exactly the fields of a signed head")
    if any(type(given[name]) is not kind for name, kind in _NAMES.items()):
        raise NoHead("a field has another type")
    return SignedHead(**given)
