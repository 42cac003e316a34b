"""Who is behind an open stream while it lasts: the viewer of now, and the end of the right to listen."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from enum import Enum
from functools import lru_cache
from uuid import UUID

from core.access.load import UNBOUNDED, Bounds, load_viewers, state_of
from core.access.matrix import Matrix
from core.access.session import is_over
from core.access.viewer import Grant, Shape, Viewer
from core.clock import Clock
from core.db.read import Read
from web.auth.anonymous import NOBODY
from web.auth.authenticate import SignedIn

LOOK_SECONDS = 1.0
_LATEST = datetime.max.replace(tzinfo=UTC)


class Change(Enum):
    """What may happen to whoever listens."""

    EXPIRED = "the token has expired"
    ENDED = "the session was ended"
    GONE = "the account is switched off"
    WITHDRAWN = "a grant is withdrawn or has ended"


Told = Callable[[Change], None]
_Held = frozenset[tuple[object, ...]]


class LiveViewer:
    """One stream's viewer."""

    def __init__(self, signed: SignedIn, clock: Clock, matrix: Callable[[], Matrix], told: Told) -> None:
        self._viewer, self._clock, self._matrix, self._told = signed.viewer, clock, matrix, told
        self.expires = signed.expires
        self._held = _held(signed.viewer, clock.now())
        self._told_apart: tuple[Viewer, Matrix, tuple[object, object]] | None = None

    @property
    def now(self) -> Viewer:
        """The viewer with the grants last read, the policy in force, and the present instant."""
        return replace(self._viewer, matrix=self._matrix(), now=self._clock.now())

    @property
    def account(self) -> UUID:
        """Whose stream it is."""
        return self._viewer.id

    @property
    def audience(self) -> object:
        """The same object for all streams that see the same, as long as nothing depends on who exactly looks: the same
        grants in force, and the same policy."""
        return self._audiences()[0]

    @property
    def own_audience(self) -> object:
        """The same object for those of them that are of one account."""
        return self._audiences()[1]

    def _audiences(self) -> tuple[object, object]:
        viewer, matrix = self._viewer, self._matrix()
        found = self._told_apart
        if found is None or found[0] is not viewer or found[1] is not matrix:
            now = self._clock.now()
            held = tuple((_what(one), one.valid_to) if one.holds(now) else one for one in viewer.grants)
            shape = replace(viewer, matrix=matrix, now=now).shape
            queues = viewer.session.queues if viewer.session else None
            audience = _audience(viewer.service, held, shape, queues)
            found = self._told_apart = viewer, matrix, (audience, _own_audience(viewer.id, audience))
        return found[2]

    @property
    def subject(self) -> str | None:
        """Whose grants may change; None for somebody without an account."""
        return None if self._viewer.id == NOBODY else self._viewer.subject

    def due(self, now: datetime) -> datetime:
        """When something comes to its end, or begins, though nobody changes it."""
        instants = [self.expires, *(one for grant in self._viewer.grants for one in (grant.valid_from, grant.valid_to))]
        return min((one for one in instants if one is not None and one > now), default=_LATEST)

    def take(self, found: Viewer | None, now: datetime) -> bool:
        """Go on as `found`, the account as it is, None if there is none any more; tell what has ended.

        Whether the viewer is another than before.
        """
        before = self._viewer
        self._take(found, now)
        return self._viewer is not before

    def _take(self, found: Viewer | None, now: datetime) -> None:
        if self.expires is not None and now >= self.expires:
            self._told(Change.EXPIRED)
        elif self.subject is None:
            return
        elif found is None:
            self._told(Change.GONE)
        elif is_over(self._viewer.session, found.ended):
            self._told(Change.ENDED)
        else:
            held = _held(found, now)
            lost = self._held - held
            if (found.grants, held) != (self._viewer.grants, self._held):
                self._viewer = replace(found, session=self._viewer.session)
            self._held = held
            if lost:
                self._told(Change.WITHDRAWN)


class LiveViewers:
    """All streams' viewers of this process; `look` is called every second and asks for all of them in one statement.

    `bounds` are the districts that issuers are confined to.
    """

    def __init__(
        self, read: Read, clock: Clock, matrix: Callable[[], Matrix], bounds: Callable[[], Bounds] = lambda: UNBOUNDED
    ) -> None:
        self._read, self._clock, self._matrix, self._bounds = read, clock, matrix, bounds
        self._open: set[LiveViewer] = set()
        self._changes, self._policy = 0, matrix()
        self._begun = 0
        self._seen: object = None
        self._due = _LATEST

    @property
    def changes(self) -> int:
        """How often anybody's grants, or the policy, have changed: what was asked of them before is to be asked anew."""
        if self._policy is not self._matrix():
            self._policy = self._matrix()
            self._changes += 1
        return self._changes

    @contextmanager
    def follow(self, signed: SignedIn, told: Told) -> Iterator[LiveViewer]:
        """The viewer of a stream for the block; `told` hears of each change once."""
        live = LiveViewer(signed, self._clock, self._matrix, told)
        self._open.add(live)
        self._begun += 1
        try:
            yield live
        finally:
            self._open.discard(live)

    async def look(self) -> None:
        """Read the accounts again, and tell the streams whose viewers have lost something.

        Thousands of accounts are not read each second for nothing: one that the database says are as they were have lost
        nothing until a token, or a grant by its term, comes to its end.
        """
        looked_at, now = tuple(self._open), self._clock.now()
        subjects = frozenset(live.subject for live in looked_at if live.subject is not None)
        # Who has begun meanwhile may have been read before the last change that is seen here: the next look asks again.
        seen = (self._begun, subjects, await state_of(self._read, subjects)) if subjects else None
        if seen == self._seen and now < self._due:
            return
        self._seen = seen
        try:
            found = await self._found(subjects, now)
        except BaseException:
            self._seen = None
            raise
        for live in looked_at:
            if live in self._open and live.take(found.get(live.subject or ""), now):
                self._changes += 1
        self._due = min((live.due(now) for live in self._open), default=_LATEST)

    async def _found(self, subjects: frozenset[str], now: datetime) -> dict[str, Viewer]:
        return await load_viewers(self._read, subjects, self._matrix(), now, self._bounds()) if subjects else {}


@lru_cache(4096)
def _audience(_service: bool, _held: tuple[object, ...], _shape: Shape, _queues: frozenset[str] | None) -> object:
    return object()


@lru_cache(16384)
def _own_audience(_id: UUID, _audience: object) -> object:
    return object()


def _held(viewer: Viewer, now: datetime) -> _Held:
    """The grants in force, whatever their term: one that is prolonged or limited is still the same."""
    return frozenset(_what(grant) for grant in viewer.grants if grant.holds(now))


def _what(grant: Grant) -> tuple[object, ...]:
    return grant.role, grant.unit_path, grant.district_path, grant.clearance
