"""The demonstration's own issuer: a key in `var`, tokens for the demonstration accounts, trusted by `serve --demo` alone."""

import json
import os
import stat
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from web.auth.issuers import DEMONSTRATION_PREFIX, STRONG, Issuer
from web.auth.tokens import AUDIENCE, SignatureRegistry
from web.problems import Halt

NAME = "hotline-demonstration"
LIFETIME = timedelta(hours=12)
_ALGORITHMS = ("EdDSA",)


def key_file(var: Path) -> Path:
    """Where the key lies."""
    return var / "keys" / "issuer.json"


def demonstration_key(var: Path) -> OKPKey:
    """The private key in `var/keys/issuer.json`, made on first use. Raises Halt if it is open to others or malformed."""
    file = key_file(var)
    try:
        if not file.exists():
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write_once(file)
        with file.open("rb") as opened:
            mode = stat.S_IMODE(os.fstat(opened.fileno()).st_mode)
            text = opened.read()
    except OSError as error:
        raise Halt(f"The issuer's key {file} cannot be used: {error.strerror}.", "Make it readable for you.") from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise Halt(f"The issuer's key {file} is open to others (mode {mode:04o}).", f"Run `chmod 600 {file}`.")
    return _read(text, file)


def demonstration_issuer(key: OKPKey) -> Issuer:
    """The issuer whose tokens `mint` makes."""
    public = OKPKey.import_key(key.as_dict(private=False))
    return Issuer(NAME, {str(key.kid): public}, _ALGORITHMS, DEMONSTRATION_PREFIX, STRONG, longest=None, skew=0)


def mint(key: OKPKey, subject: str, now: datetime, lifetime: timedelta = LIFETIME) -> str:
    """A token for the account `subject` (with its prefix), as if it had just signed in with a second factor."""
    issued = int(now.timestamp())
    claims: dict[str, object] = {
        "iss": NAME, "aud": AUDIENCE, "sub": subject.removeprefix(DEMONSTRATION_PREFIX),
        "iat": issued, "nbf": issued, "exp": issued + int(lifetime.total_seconds()),
        "acr": max(STRONG), "auth_time": issued,
    }  # fmt: skip
    header = {"alg": _ALGORITHMS[0], "kid": str(key.kid)}
    return jwt.encode(header, claims, key, registry=SignatureRegistry(_ALGORITHMS))


def _write_once(file: Path) -> None:
    key = OKPKey.generate_key("Ed25519", auto_kid=True)
    with NamedTemporaryFile(dir=file.parent) as draft:  # born with mode 0600
        draft.write(json.dumps(key.as_dict(private=True)).encode() + b"\n")
        draft.flush()
        os.fsync(draft.fileno())
        try:
            os.link(draft.name, file)  # unlike a rename, never replaces a key another process has just made
        except FileExistsError:
            return


def _read(text: bytes, file: Path) -> OKPKey:
    try:
        key = OKPKey.import_key(json.loads(text))
        usable = key.is_private and key.curve_name == "Ed25519" and isinstance(key.kid, str)
    except (JoseError, ValueError, TypeError, KeyError):
        usable = False
    if not usable:
        raise Halt(f"The issuer's key {file} is malformed.", "Remove it: a new one is made, and old tokens end.")
    return key
