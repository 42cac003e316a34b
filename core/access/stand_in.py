"""A viewer who stands for all who hold the same, and notices when it matters who exactly asks."""

from dataclasses import dataclass, fields
from typing import Any

from core.access.viewer import Viewer

_WHO = frozenset({"id", "subject"})


@dataclass(slots=True, eq=False)
class Witness:
    """`asked` once anything wanted to know which account it is: its answer then counts for that account alone."""

    asked: bool = False


class StandIn(Viewer):
    """One of them. Whatever reads its `id` or `subject`, to bind, compare, copy or tell it, is noticed by the witness."""

    __slots__ = ("witness",)
    witness: Witness

    def __getattribute__(self, name: str) -> Any:
        if name in _WHO:
            object.__getattribute__(self, "witness").asked = True
        return object.__getattribute__(self, name)


def stand_in(viewer: Viewer, witness: Witness) -> StandIn:
    """The same viewer, watched."""
    found = StandIn(**{one.name: getattr(viewer, one.name) for one in fields(viewer)})
    object.__setattr__(found, "witness", witness)
    return found
