"""The partitions of the log: made ahead of the sequencer, so that it never waits for one."""

import re
from dataclasses import dataclass

from sqlalchemy import text

from core.db.read import Read

SIZE = 1_000_000
"""Positions of one partition, about a week of a city of five million people."""

_BOUNDS = text("""
    select c.relname as name, pg_get_expr(c.relpartbound, c.oid) as bounds
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'event_log'::regclass
""")
_FORM = re.compile(r"FOR VALUES FROM \('(\d+)'\) TO \('(\d+)'\)")


@dataclass(frozen=True, slots=True, order=True)
class Partition:
    """A table that holds the positions from `first` up to, but not including, `until`."""

    first: int
    until: int
    name: str


async def partitions(read: Read) -> list[Partition]:
    """Those there are, oldest first."""
    # One that is dropped at this moment is still listed, and has no bounds any more.
    found = [(row["name"], _FORM.fullmatch(row["bounds"] or "")) for row in await read.fetch(_BOUNDS)]
    return sorted(Partition(int(bounds[1]), int(bounds[2]), name) for name, bounds in found if bounds)


def enters_half(before: int, after: int) -> bool:
    """Whether the log grows into another half of a partition between these positions: when to look ahead."""
    return before // (SIZE // 2) != after // (SIZE // 2)


async def keep_ahead(run: Read, last_pos: int) -> None:
    """See to it that the log can grow by a whole partition; in a transaction that holds the sequencer's lock.

    A partition is made alone and then attached: that keeps neither readers nor writers of the log waiting.
    """
    until = max(one.until for one in await partitions(run))
    while until - last_pos <= SIZE:
        name = f"event_log_{until // SIZE}"
        await run.fetch(text(f"create table {name} (like event_log including all)"))
        await run.fetch(
            text(f"alter table event_log attach partition {name} for values from ({until}) to ({until + SIZE})")
        )
        until += SIZE
