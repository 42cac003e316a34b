"""One side of the wall: a pool, with what stands before it for reads and for commands."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.db.kept import Kept
from core.db.lanes import Lanes

if TYPE_CHECKING:
    import asyncpg


@dataclass(frozen=True, slots=True)
class Side:
    """What requests of one clearance run on."""

    pool: "asyncpg.Pool[Any]"
    lanes: Lanes
    kept: Kept

    @classmethod
    def of(cls, pool: "asyncpg.Pool[Any]") -> "Side":
        """Over a pool."""
        return cls(pool, Lanes(pool), Kept(pool))
