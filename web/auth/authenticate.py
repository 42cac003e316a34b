"""Who asks: from the Authorization header to a viewer with the grants the database has."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from hashlib import sha256
from ipaddress import ip_address
from time import monotonic

import structlog
from starlette.requests import Request

from core.access.load import load_viewer
from core.access.matrix import Matrix
from core.access.session import Session, is_over
from core.access.viewer import Viewer
from core.clock import Clock
from core.db.read import Read
from web.auth.anonymous import anonymous
from web.auth.api_keys import bearer_of_key, is_key
from web.auth.issuers import Issuer, bounds_of
from web.auth.tokens import Bearer, TokenExpired, TokenRefused, UnknownKey, bearer_of
from web.http.codes import FORBIDDEN, UNAUTHENTICATED
from web.http.refusals import Refusal
from web.http.source import host_of

REMEMBERED_SECONDS = 1.0
_REMEMBERED = 10_000
_log = structlog.get_logger("hotline.auth")
Newer = Callable[[str], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who asks, and the first instant at which the token counts for nothing; None for somebody without one."""

    viewer: Viewer
    expires: datetime | None

    @property
    def session(self) -> Session | None:
        """How they came in."""
        return self.viewer.session


class Unauthenticated(Refusal):
    """401: the token is not accepted; whether it was good once, `expired` or `ended` tells."""

    def __init__(self, reason: str, *, expired: bool = False, ended: bool = False) -> None:
        told = f'Bearer error="invalid_token", error_description="{reason}"'
        super().__init__(UNAUTHENTICATED, 401, {"www-authenticate": told})
        self.expired, self.ended = expired, ended


class Authenticator:
    """Answers the viewer of a request, or why it is refused.

    Accounts, grants and ended sessions are remembered for a second at most and per policy version, so that whoever is
    switched off is out a second later. `issuers` and `matrix` give those in force, `newer` says whether an issuer's keys
    have changed.
    """

    def __init__(
        self,
        read: Read,
        clock: Clock,
        issuers: Callable[[], Mapping[str, Issuer]],
        matrix: Callable[[], Matrix],
        newer: Newer | None = None,
    ) -> None:
        self._newer = newer
        self._read, self._clock, self._issuers, self._matrix = read, clock, issuers, matrix
        self._known: dict[tuple[str, str], tuple[float, Viewer | None]] = {}
        self._tokens: dict[bytes, tuple[Bearer, Mapping[str, Issuer]]] = {}
        self._under_way: dict[tuple[str, str], tuple[float, asyncio.Task[Viewer | None]]] = {}

    async def __call__(self, request: Request) -> Viewer | Refusal:
        """The viewer; without any Authorization header the anonymous one. 401 for a bad token, 403 without account."""
        signed = await self.signed_in(request.headers.getlist("authorization"), host_of(request))
        return signed if isinstance(signed, Refusal) else signed.viewer

    def at_hand(self, given: str, host: str) -> Viewer | None:
        """The viewer of an Authorization header whose token was checked and whose account was read lately; else None.

        Whoever is refused for whatever reason is not at hand. `host` is where the request comes from.
        """
        now = self._clock.now()
        bearer = self._checked(given, host, now)
        if bearer is None:
            return None
        until, viewer = self._known.get((bearer.subject, self._matrix().version), (0.0, None))
        return None if viewer is None or until <= monotonic() else _come_in(viewer, bearer.session, now)

    async def read_anew(self, given: str, host: str) -> Viewer | None:
        """The same where the account must be read first; None for who is to be refused, or whose token was not checked."""
        bearer = self._checked(given, host, self._clock.now())
        viewer = None if bearer is None else await self._viewer(bearer.subject)
        return None if bearer is None or viewer is None else _come_in(viewer, bearer.session, self._clock.now())

    def _checked(self, given: str, host: str, now: datetime) -> Bearer | None:
        bearer, issuers = self._tokens.get(_digest(given), (None, None))
        if bearer is None or issuers is not self._issuers() or now >= bearer.expires or not _may_come(bearer, host):
            return None
        return bearer

    async def signed_in(self, given: Sequence[str], host: str) -> SignedIn | Refusal:
        """The same for the values of an Authorization header, wherever they stood, with the end of the token.

        `host` is the address they come from, as the transport tells it.
        """
        now = self._clock.now()
        if not given:
            return SignedIn(anonymous(self._matrix(), now), None)
        scheme, _, token = given[0].partition(" ")
        if len(given) > 1 or scheme.lower() != "bearer":
            return Unauthenticated("give one Authorization header of the scheme Bearer")
        try:
            bearer = await self._bearer(token.strip(), now)
            if not _may_come(bearer, host):
                raise TokenRefused("the key is not accepted from this address")
            self._remember(given[0], bearer)
        except TokenRefused as refused:
            _log.info("token refused", why=refused.reason)
            return Unauthenticated(refused.reason, expired=isinstance(refused, TokenExpired))
        return await self.known(bearer.subject, bearer.expires, bearer.session)

    async def _bearer(self, token: str, now: datetime) -> Bearer:
        """What the token says; its issuer is asked for its newer keys where it has signed with one that is not known."""
        if is_key(token):
            return await bearer_of_key(self._read, token, now)
        try:
            return bearer_of(token, self._issuers(), now)
        except UnknownKey as unknown:
            if self._newer is None or not await self._newer(unknown.issuer):
                raise
            return bearer_of(token, self._issuers(), now)

    def _remember(self, given: str, bearer: Bearer) -> None:
        """A signature that was good stays good while the issuers are the same; the token's end is asked each time."""
        if len(self._tokens) >= _REMEMBERED:
            self._tokens.clear()
        self._tokens[_digest(given)] = bearer, self._issuers()

    async def known(self, subject: str, expires: datetime, session: Session) -> SignedIn | Refusal:
        """The account of a subject whose token has been checked. 403 if there is none any more, 401 for an ended session."""
        viewer = await self._viewer(subject)
        if viewer is None:
            return Refusal(FORBIDDEN, 403)
        if is_over(session, viewer.ended):
            return Unauthenticated("the session was ended", ended=True)
        return SignedIn(replace(viewer, now=self._clock.now(), session=session), expires)

    async def _viewer(self, subject: str) -> Viewer | None:
        matrix = self._matrix()
        key = (subject, matrix.version)
        until, viewer = self._known.get(key, (0.0, None))
        if until > monotonic():
            return viewer
        begun, reading = self._under_way.get(key, (0.0, None))
        if reading is None or begun + REMEMBERED_SECONDS <= monotonic():  # what it saw may be over by now
            reading = asyncio.create_task(self._load(subject, matrix))
            self._under_way[key] = monotonic(), reading
            reading.add_done_callback(partial(self._loaded, key))
        return await asyncio.shield(reading)  # who leaves takes nobody along

    async def _load(self, subject: str, matrix: Matrix) -> Viewer | None:
        """Read the account, once for all who ask for it meanwhile."""
        asked, bounds = monotonic(), bounds_of(self._issuers())
        viewer = await load_viewer(self._read, subject, matrix, self._clock.now(), bounds)
        if viewer is not None:
            _ = viewer.standing  # reckoned once for all requests of the second
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        self._known[subject, matrix.version] = (asked + REMEMBERED_SECONDS, viewer)
        return viewer

    def _loaded(self, key: tuple[str, str], reading: "asyncio.Task[Viewer | None]") -> None:
        if self._under_way.get(key, (0.0, None))[1] is reading:
            del self._under_way[key]
        if not reading.cancelled():
            reading.exception()  # whoever still waits is told


def _come_in(viewer: Viewer, session: Session, now: datetime) -> Viewer | None:
    """By a session that is not over."""
    return None if viewer.ended and is_over(session, viewer.ended) else viewer.at(now, session)


def _digest(given: str) -> bytes:
    """What a header is remembered by: never the token itself."""
    return sha256(given.encode("latin-1", "replace")).digest()


def _may_come(bearer: Bearer, host: str) -> bool:
    """Whether a token may come from there. An address that cannot be told is none of those that are listed."""
    if bearer.sources is None:
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return any(address in one for one in bearer.sources)
