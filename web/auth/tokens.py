"""From a bearer token to the subject it speaks for: signature, issuer, audience and times checked."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Network, IPv6Network
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import ExpiredTokenError, InvalidKeyIdError, JoseError, UnsupportedAlgorithmError
from joserfc.jwk import Key
from joserfc.jws import JWSRegistry
from joserfc.jwt import JWTClaimsRegistry

from core.access.session import Session
from web.auth.issuers import SKEW, Issuer

AUDIENCE = "hotline"

_LONGEST = 8192
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_END_OF_TIME = 253_402_300_799
"""The last second a datetime can tell; tokens that say they last longer are no fault."""


class TokenRefused(Exception):
    """The token is not accepted; `reason` is a fixed phrase that tells nothing of its content."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TokenExpired(TokenRefused):
    """The token was good once."""

    def __init__(self) -> None:
        super().__init__("the token has expired")


class UnknownKey(TokenRefused):
    """The issuer is known, and its key is not; it may have a new one. `issuer` is its name."""

    def __init__(self, issuer: str) -> None:
        super().__init__("the issuer has no such key")
        self.issuer = issuer


class SignatureRegistry(JWSRegistry):
    """Exactly the algorithms named: the library's own choice and its warning about the older name EdDSA do not count."""

    def __init__(self, algorithms: Sequence[str]) -> None:
        super().__init__(algorithms=algorithms, strict_check_header=False)

    def get_alg(self, name: str) -> Any:
        """See JWSRegistry."""
        if name not in (self.allowed or ()):
            raise UnsupportedAlgorithmError
        return self.algorithms[name]


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whom a token speaks for, with its issuer's prefix, and the first instant at which it is refused.

    `sources` are the only addresses it may come from, None for any.
    """

    subject: str
    expires: datetime
    session: Session
    sources: tuple[IPv4Network | IPv6Network, ...] | None = None


def bearer_of(token: str, issuers: Mapping[str, Issuer], now: datetime, audience: str = AUDIENCE) -> Bearer:
    """What the token says. Raises TokenRefused.

    `now` is the database's time, `audience` whom it must be meant for. The issuer named in the unverified text only chooses
    the keys; all it says is checked.
    """
    if len(token) > _LONGEST:
        raise TokenRefused("the token is too long")
    try:
        named = issuer_named(token)
        issuer = issuers.get(named)
        if issuer is None:
            raise TokenRefused("the issuer is not accepted here")
        return _checked(token, issuer, now, audience)
    except ExpiredTokenError:
        raise TokenExpired from None
    except InvalidKeyIdError:
        raise UnknownKey(named) from None
    except UnsupportedAlgorithmError:
        raise TokenRefused("the algorithm is not accepted") from None
    except (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        # Whatever the library trips over in a stranger's text is a refusal and no fault.
        raise TokenRefused("the token is not valid") from None


def issuer_named(token: str) -> str:
    """The issuer that the unverified text names. Raises TokenRefused, or whatever the library trips over."""
    payload = json.loads(jws.extract_compact(token.encode("ascii")).payload)
    named = payload["iss"]
    if not isinstance(named, str) or not _can_be_stored(named):
        raise TokenRefused("the issuer is not accepted here")
    return named


def _checked(token: str, issuer: Issuer, now: datetime, audience: str) -> Bearer:
    def key(found: Any) -> Key:
        kid = found.headers().get("kid")
        if kid not in issuer.keys:
            raise InvalidKeyIdError
        return issuer.keys[kid]

    claims = jwt.decode(token, key, registry=SignatureRegistry(issuer.algorithms)).claims
    JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=SKEW,
        iss={"essential": True, "value": issuer.name},
        aud={"essential": True, "value": audience},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
    ).validate(claims)
    if issuer.longest is not None and not claims["exp"] - claims["iat"] <= issuer.longest:
        raise TokenRefused(f"the token lasts longer than {issuer.longest // 60} minutes")
    subject = issuer.prefix + str(claims["sub"])
    if not _can_be_stored(subject):
        raise TokenRefused("the token is not valid")
    return Bearer(subject, _instant(claims["exp"] + SKEW), _session(claims, issuer))


def _can_be_stored(name: str) -> bool:
    """JSON has names that no text of PostgreSQL can hold: to ask for one would be a fault."""
    return not any(one == "\0" or "\ud800" <= one <= "\udfff" for one in name)


def _session(claims: Mapping[str, Any], issuer: Issuer) -> Session:
    names = frozenset(one for one in (claims.get("jti"), claims.get("sid")) if isinstance(one, str) and one)
    since, acr = claims.get("auth_time"), claims.get("acr")
    strong = isinstance(acr, str) and acr in issuer.strong and type(since) in {int, float}
    return Session(
        _instant(claims["iat"] - issuer.skew), names, _instant(min(since, claims["iat"])) if strong else None
    )


def _instant(seconds: float) -> datetime:
    return _EPOCH + timedelta(seconds=max(0, min(seconds, _END_OF_TIME)))
