"""Who asks, and what their grants open."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from uuid import UUID

from core.access.matrix import Cell, Matrix, Reach
from core.access.operations import registered
from core.access.policy import Scope
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


@dataclass(frozen=True, slots=True)
class Viewer:
    """A principal at one instant. Several grants are a union; a grant not in force at `now` counts for nothing.

    `subject` is the token's, with its issuer's prefix. `now` is the request's instant, in UTC. `service` tells that no
    person acts: such a principal must send along what a person would notice.
    """

    id: UUID
    subject: str
    grants: tuple[Grant, ...]
    matrix: Matrix
    now: datetime
    service: bool = False

    @property
    def withheld_from(self) -> UUID:
        """From whom plug-ins withhold cases."""
        return self.id

    def may(self, operation: str) -> bool:
        """Whether any grant opens the operation, on whatever row."""
        return any(True for _ in self._open(operation))

    def openings(self, operation: str) -> tuple[Opening, ...]:
        """The grants in force that open the operation, in the order of `grants`."""
        return tuple(self._open(operation))

    def openings_at(self, operation: str, unit_path: str) -> tuple[Opening, ...]:
        """Those held exactly at `unit_path`: neither above nor below it."""
        return tuple(opening for opening in self._open(operation) if opening.grant.unit_path == unit_path)

    def sees(self, sightings: "Sightings", column: str, row_id: UUID) -> None:
        """Note that a sealed text of `column` (`case_file.title`) is opened for the viewer."""
        sightings.saw(self.id, column, row_id)

    @property
    def inside(self) -> tuple[str, ...]:
        """The units the viewer is of, and all above them: what accuses one of these is kept from the viewer."""
        return _inside(tuple([grant.unit_path for grant in self.grants if grant.holds(self.now)]))

    @property
    def shape(self) -> Shape:
        """The interned shape: equal ones are the same object."""
        roles = tuple(grant.role for grant in self.grants if grant.holds(self.now))
        return _shape(self.matrix.version, roles, self.matrix.withholding)

    @property
    def clearance(self) -> int:
        """The highest secrecy level, 0 to 3, of anything the grants in force open."""
        highest = self.matrix.highest
        return max(
            (min(one.clearance, highest.get(one.role, 0)) for one in self.grants if one.holds(self.now)), default=0
        )

    def _open(self, operation: str) -> Iterator[Opening]:
        for grant in self.grants:
            cell = self.matrix.cell(grant.role, operation)
            if cell is not None and grant.holds(self.now):
                yield Opening(grant, cell)


@lru_cache(maxsize=65_536)
def _inside(paths: tuple[str, ...]) -> tuple[str, ...]:
    every = (path.split("/")[1:] for path in paths)
    return tuple(sorted({"/" + "/".join(parts[:end]) for parts in every for end in range(1, len(parts) + 1)}))


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
