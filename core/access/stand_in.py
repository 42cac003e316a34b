"""A viewer who stands for all who hold the same, and notices when it matters who exactly asks."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from typing import Any
from uuid import UUID

from core.access.viewer import Viewer
from core.access.withholding import NOBODY
from core.audit.sightings import Seen, Sightings

_WHO = frozenset({"id", "subject"})


@dataclass(slots=True, eq=False)
class Witness:
    """`asked` once anything wanted to know which account it is: its answer then counts for that account alone.

    Of `cases`, and the cases of `events`, it was read what is withheld from nobody: whether that is so for an account is to
    be asked apart, see `core.access.apart`. `seen` are the sealed texts that were opened: whoever is told them has seen them.
    """

    asked: bool = False
    cases: set[UUID] = field(default_factory=set)
    events: set[UUID] = field(default_factory=set)
    seen: Seen = field(default_factory=dict)
    _reading: bool = False

    @contextmanager
    def reading(self) -> Iterator[None]:
        """What is bound in the block reads only cases that are noted here."""
        self._reading = True
        try:
            yield
        finally:
            self._reading = False

    def forget(self) -> None:
        """What is read from now on is another answer."""
        self.cases, self.events = set(), set()

    def take_seen(self) -> Seen:
        """What was opened since the last time."""
        seen, self.seen = self.seen, {}
        return seen


class StandIn(Viewer):
    """One of them. Whatever reads its `id` or `subject`, to bind, compare, copy or tell it, is noticed by the witness."""

    __slots__ = ("witness",)
    witness: Witness

    def __getattribute__(self, name: str) -> Any:
        if name in _WHO:
            object.__getattribute__(self, "witness").asked = True
        return object.__getattribute__(self, name)

    @property
    def withheld_from(self) -> UUID:
        """See Viewer: nobody, where it is noted what is read."""
        return NOBODY if self.witness._reading else self.id

    def sees(self, _sightings: Sightings, column: str, row_id: UUID) -> None:
        """See Viewer: the witness keeps it for those who are told."""
        self.witness.seen.setdefault(column, set()).add(row_id)


def stand_in(viewer: Viewer, witness: Witness) -> StandIn:
    """The same viewer, watched."""
    found = StandIn(**{one.name: getattr(viewer, one.name) for one in fields(viewer)})
    object.__setattr__(found, "witness", witness)
    return found
