"""Who asks, and what their grants open."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from uuid import UUID

from core.access.matrix import Cell, Matrix, Reach
from core.access.operations import registered
from core.access.policy import Scope
from core.access.session import Ended, Session
from core.access.withholding import Withholding
from core.cases.states import Secrecy

if TYPE_CHECKING:
    from core.audit.sightings import Sightings


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held at a place: the unit subtree and the district subtree it covers, and for how long.

    `clearance` is the highest secrecy level, 0 to 3; `valid_to` is the first instant at which it no longer holds.
    """

    role: str
    unit_path: str
    district_path: str
    clearance: int
    valid_from: datetime
    valid_to: datetime | None

    def holds(self, now: datetime) -> bool:
        """Whether it is in force at `now`."""
        return self.valid_from <= now and (self.valid_to is None or now < self.valid_to)


@dataclass(frozen=True, slots=True)
class Opening:
    """One grant that opens an operation, and how far the policy lets its role go."""

    grant: Grant
    cell: Cell

    def clearance(self, reach: Reach) -> int:
        """The level that counts: what the policy allows, but never more than the person is cleared for."""
        return min(reach.clearance, self.grant.clearance)


@dataclass(frozen=True, slots=True)
class Shape:
    """Everything about a viewer that decides the text of a statement; paths, ids and clearances are bound, not shaped.

    Two viewers with an equal shape get the same SQL for every operation. Compared by policy version, roles, and the plug-ins
    that withhold cases.
    """

    version: str
    roles: tuple[str, ...]
    withholding: tuple[Withholding, ...]


@dataclass(slots=True, eq=False)
class Standing:
    """What grants come to under one policy from one instant until another: as long as none of them begins or ends.

    Asked for with every request and the same for many. `holding` is the same object for equal grants in force; `openings`
    and `values` remember by operation what it opens, and what its row filter binds at a revision of the switches, with the
    names that are bound to the viewer's id.
    """

    grants: tuple[Grant, ...]
    matrix: Matrix
    since: datetime
    until: datetime | None
    shape: Shape
    holding: object
    inside: tuple[str, ...]
    clearance: int
    openings: dict[str, tuple[Opening, ...]] = field(default_factory=dict)
    values: dict[str, tuple[object, Mapping[str, object], tuple[str, ...]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Viewer:
    """A principal at one instant. Several grants are a union; a grant not in force at `now` counts for nothing.

    `subject` is the token's, with its issuer's prefix. `now` is the request's instant, in UTC. `service` tells that no
    person acts: such a principal must send along what a person would notice. `session` tells how it came in, None where no
    token did; `ended` which sessions of the account are over.
    """

    id: UUID
    subject: str
    grants: tuple[Grant, ...]
    matrix: Matrix
    now: datetime
    service: bool = False
    session: Session | None = field(default=None, compare=False)
    ended: tuple[Ended, ...] = field(default=(), compare=False)
    _standing: Standing | None = field(default=None, compare=False, repr=False)

    @property
    def standing(self) -> Standing:
        """What the grants come to now; a copy of the viewer at another instant keeps it as long as it is true."""
        found, now = self._standing, self.now
        if (
            found is not None
            and found.grants is self.grants
            and found.matrix is self.matrix
            and found.since <= now
            and (found.until is None or now < found.until)
        ):
            return found
        found = _standing_of(self)
        object.__setattr__(self, "_standing", found)
        return found

    def at(self, now: datetime, session: Session | None) -> "Viewer":
        """The same at another instant, come in by `session`."""
        given = (self.id, self.subject, self.grants, self.matrix)
        return Viewer(*given, now, self.service, session, self.ended, self._standing)

    @property
    def withheld_from(self) -> UUID:
        """From whom plug-ins withhold cases."""
        return self.id

    def may(self, operation: str) -> bool:
        """Whether any grant opens the operation, on whatever row."""
        return bool(self.openings(operation))

    def openings(self, operation: str) -> tuple[Opening, ...]:
        """The grants in force that open the operation, in the order of `grants`."""
        known = self.standing.openings
        found = known.get(operation)
        if not found:  # nothing is not remembered: an operation may be entered later
            found = tuple(self._open(operation))
            known[operation] = found
        return found

    def openings_at(self, operation: str, unit_path: str) -> tuple[Opening, ...]:
        """Those held exactly at `unit_path`: neither above nor below it."""
        return tuple(opening for opening in self.openings(operation) if opening.grant.unit_path == unit_path)

    def sees(self, sightings: "Sightings", column: str, row_id: UUID) -> None:
        """Note that a sealed text of `column` (`case_file.title`) is opened for the viewer."""
        sightings.saw(self.id, column, row_id)

    @property
    def inside(self) -> tuple[str, ...]:
        """The units the viewer is of, and all above them: what accuses one of these is kept from the viewer."""
        return self.standing.inside

    @property
    def shape(self) -> Shape:
        """The interned shape: equal ones are the same object."""
        return self.standing.shape

    @property
    def clearance(self) -> int:
        """The highest secrecy level, 0 to 3, of anything the grants in force open."""
        return self.standing.clearance

    def _open(self, operation: str) -> Iterator[Opening]:
        for grant in self.grants:
            cell = self.matrix.cell(grant.role, operation)
            if cell is not None and grant.holds(self.now):
                yield Opening(grant, cell)


def _standing_of(viewer: Viewer) -> Standing:
    held = tuple(grant for grant in viewer.grants if grant.holds(viewer.now))
    ends = [end for grant in viewer.grants for end in (grant.valid_from, grant.valid_to) if end is not None]
    highest = viewer.matrix.highest
    return Standing(
        viewer.grants,
        viewer.matrix,
        max((end for end in ends if end <= viewer.now), default=_EARLIEST),
        min((end for end in ends if end > viewer.now), default=None),
        _shape(viewer.matrix.version, tuple(grant.role for grant in held), viewer.matrix.withholding),
        _holding(held),
        _inside(held),
        max((min(grant.clearance, highest.get(grant.role, 0)) for grant in held), default=0),
    )


def _inside(held: tuple[Grant, ...]) -> tuple[str, ...]:
    every = [grant.unit_path.split("/")[1:] for grant in held]
    return tuple(sorted({"/" + "/".join(parts[:end]) for parts in every for end in range(1, len(parts) + 1)}))


@lru_cache(maxsize=4096)
def _holding(_held: tuple[Grant, ...]) -> object:
    return object()


@lru_cache(maxsize=4096)
def _shape(version: str, roles: tuple[str, ...], withholding: tuple[Withholding, ...]) -> Shape:
    return Shape(version, roles, withholding)


_SYSTEM_ROLE = ""
"""No policy can declare a role without a name, so none can give or take what the system may do."""


class _Everything(Mapping[tuple[str, str], Cell]):
    """The cells of the system: every operation of the vocabulary, also those entered later."""

    _cell = Cell((Reach(Scope.ALL, max(level.level for level in Secrecy)),))

    def __getitem__(self, key: tuple[str, str]) -> Cell:
        role, operation = key
        if role != _SYSTEM_ROLE or operation not in registered():
            raise KeyError(key)
        return self._cell

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return ((_SYSTEM_ROLE, operation) for operation in registered())

    def __len__(self) -> int:
        return len(registered())


_EARLIEST, _LATEST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)

SYSTEM = Viewer(
    id=UUID(int=0),
    subject="s:system",
    grants=(Grant(_SYSTEM_ROLE, "", "", _Everything._cell.clearance, _EARLIEST, None),),
    matrix=Matrix("system", frozenset({_SYSTEM_ROLE}), _Everything()),
    now=_LATEST,
)
"""Who acts when a timer does: may everything, and is nobody's account."""
