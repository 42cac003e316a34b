"""Who asks: from the Authorization header to a viewer with the grants the database has."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from hashlib import sha256
from time import monotonic

import structlog
from starlette.requests import Request

from core.access.load import load_viewer
from core.access.matrix import Matrix
from core.access.viewer import Viewer
from core.clock import Clock
from core.db.uow import Read
from web.auth.anonymous import anonymous
from web.auth.issuers import Issuer
from web.auth.tokens import Bearer, TokenExpired, TokenRefused, bearer_of
from web.http.codes import FORBIDDEN, UNAUTHENTICATED
from web.http.refusals import Refusal

REMEMBERED_SECONDS = 1.0
_REMEMBERED = 10_000
_log = structlog.get_logger("hotline.auth")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who asks, and the first instant at which the token counts for nothing; None for somebody without one."""

    viewer: Viewer
    expires: datetime | None


class Unauthenticated(Refusal):
    """401: the token is not accepted; whether it was good once, `expired` tells."""

    def __init__(self, reason: str, *, expired: bool = False) -> None:
        told = f'Bearer error="invalid_token", error_description="{reason}"'
        super().__init__(UNAUTHENTICATED, 401, {"www-authenticate": told})
        self.expired = expired


class Authenticator:
    """Answers the viewer of a request, or why it is refused.

    Accounts and grants are remembered for a second at most and per policy version, so that whoever is switched off is
    out a second later. `issuers` and `matrix` give those in force.
    """

    def __init__(
        self, read: Read, clock: Clock, issuers: Callable[[], Mapping[str, Issuer]], matrix: Callable[[], Matrix]
    ) -> None:
        self._read, self._clock, self._issuers, self._matrix = read, clock, issuers, matrix
        self._known: dict[tuple[str, str], tuple[float, Viewer | None]] = {}
        self._tokens: dict[bytes, tuple[Bearer, Mapping[str, Issuer]]] = {}
        self._under_way: dict[tuple[str, str], asyncio.Task[Viewer | None]] = {}

    async def __call__(self, request: Request) -> Viewer | Refusal:
        """The viewer; without any Authorization header the anonymous one. 401 for a bad token, 403 without account."""
        signed = await self.signed_in(request.headers.getlist("authorization"))
        return signed if isinstance(signed, Refusal) else signed.viewer

    def at_hand(self, given: str) -> Viewer | None:
        """The viewer of an Authorization header whose token was checked and whose account was read lately; else None."""
        now = self._clock.now()
        bearer = self._checked(given, now)
        if bearer is None:
            return None
        until, viewer = self._known.get((bearer.subject, self._matrix().version), (0.0, None))
        return None if viewer is None or until <= monotonic() else viewer.at(now)

    async def read_anew(self, given: str) -> Viewer | None:
        """The same where the account must be read first; None for who is to be refused, or whose token was not checked."""
        bearer = self._checked(given, self._clock.now())
        viewer = None if bearer is None else await self._viewer(bearer.subject)
        return None if viewer is None else viewer.at(self._clock.now())

    def _checked(self, given: str, now: datetime) -> Bearer | None:
        bearer, issuers = self._tokens.get(_digest(given), (None, None))
        return None if bearer is None or issuers is not self._issuers() or now >= bearer.expires else bearer

    async def signed_in(self, given: Sequence[str]) -> SignedIn | Refusal:
        """The same for the values of an Authorization header, wherever they stood, with the end of the token."""
        now = self._clock.now()
        if not given:
            return SignedIn(anonymous(self._matrix(), now), None)
        scheme, _, token = given[0].partition(" ")
        if len(given) > 1 or scheme.lower() != "bearer":
            return Unauthenticated("give one Authorization header of the scheme Bearer")
        try:
            bearer = bearer_of(token.strip(), self._issuers(), now)
            self._remember(given[0], bearer)
        except TokenRefused as refused:
            _log.info("token refused", reason=refused.reason)
            return Unauthenticated(refused.reason, expired=isinstance(refused, TokenExpired))
        return await self.known(bearer.subject, bearer.expires)

    def _remember(self, given: str, bearer: Bearer) -> None:
        """A signature that was good stays good while the issuers are the same; the token's end is asked each time."""
        if len(self._tokens) >= _REMEMBERED:
            self._tokens.clear()
        self._tokens[_digest(given)] = bearer, self._issuers()

    async def known(self, subject: str, expires: datetime | None) -> SignedIn | Refusal:
        """The account of a subject whose token has been checked. 403 if there is none any more."""
        viewer = await self._viewer(subject)
        now = self._clock.now()
        return Refusal(FORBIDDEN, 403) if viewer is None else SignedIn(replace(viewer, now=now), expires)

    async def _viewer(self, subject: str) -> Viewer | None:
        matrix = self._matrix()
        key = (subject, matrix.version)
        until, viewer = self._known.get(key, (0.0, None))
        if until > monotonic():
            return viewer
        reading = self._under_way.get(key)
        if reading is None:
            reading = self._under_way[key] = asyncio.create_task(self._load(subject, matrix))
            reading.add_done_callback(partial(self._loaded, key))
        return await asyncio.shield(reading)  # who leaves takes nobody along

    async def _load(self, subject: str, matrix: Matrix) -> Viewer | None:
        """Read the account, once for all who ask for it meanwhile."""
        asked = monotonic()
        viewer = await load_viewer(self._read, subject, matrix, self._clock.now())
        if viewer is not None:
            _ = viewer.standing  # reckoned once for all requests of the second
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        self._known[subject, matrix.version] = (asked + REMEMBERED_SECONDS, viewer)
        return viewer

    def _loaded(self, key: tuple[str, str], reading: "asyncio.Task[Viewer | None]") -> None:
        self._under_way.pop(key, None)
        if not reading.cancelled():
            reading.exception()  # whoever still waits is told


def _digest(given: str) -> bytes:
    """What a header is remembered by: never the token itself."""
    return sha256(given.encode("latin-1", "replace")).digest()
