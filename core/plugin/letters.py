"""What plug-ins have not done yet: how far they lag behind the log, and the effects they gave up."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, Text, any_, bindparam, func, literal_column, select, update
from sqlalchemy.dialects.postgresql import ARRAY

from core.db.read import Read, Row
from core.db.uow import UnitOfWork
from core.events.model import case_event, event_log, sequencer
from core.plugin.model import plugin_cursor, plugin_effect
from core.plugin.reader_statements import DEAD, WAITING

_HEAD = select(sequencer.c.last_pos).where(sequencer.c.name == literal_column("'main'")).scalar_subquery()
_NEXT_AT = (
    select(case_event.c.recorded_at)
    .join(event_log, event_log.c.event_id == case_event.c.id)
    .where(event_log.c.pos == plugin_cursor.c.pos + 1)
    .scalar_subquery()
)
_WAITING = plugin_effect.c.state == literal_column(f"'{WAITING}'")
_DEAD = plugin_effect.c.state == literal_column(f"'{DEAD}'")
_LAGS = (
    select(
        plugin_cursor.c.plugin,
        (_HEAD - plugin_cursor.c.pos).label("rows"),
        func.coalesce(func.extract("epoch", func.now() - _NEXT_AT), 0).label("seconds"),
        func.count().filter(_WAITING).label("waiting"),
        func.count().filter(_DEAD).label("dead"),
    )
    .outerjoin(plugin_effect, plugin_effect.c.plugin == plugin_cursor.c.plugin)
    .where(plugin_cursor.c.plugin == any_(bindparam("plugins", type_=ARRAY(Text()))))
    .group_by(plugin_cursor.c.plugin, plugin_cursor.c.pos)
    .order_by(plugin_cursor.c.plugin)
)
_OF = plugin_effect.c.plugin == bindparam("plugin", type_=Text())
_LETTERS = (
    select(plugin_effect, case_event.c.type, case_event.c.case_version)
    .join(case_event, case_event.c.id == plugin_effect.c.event_id)
    .where(_OF, _DEAD)
    .order_by(plugin_effect.c.pos)
)
_AGAIN = (
    update(plugin_effect)
    .where(_OF, _DEAD, plugin_effect.c.pos == any_(bindparam("positions", type_=ARRAY(BigInteger()))))
    .values(state=WAITING, attempts=0, next_at=bindparam("now", type_=plugin_effect.c.next_at.type))
)


@dataclass(frozen=True, slots=True)
class Lag:
    """How a plug-in stands: positions of the log not yet read, seconds since the first of them was written, effects that
    wait for another try or behind one, and dead letters."""

    plugin: str
    rows: int
    seconds: float
    waiting: int
    dead: int


async def lags(read: Read, plugins: Sequence[str]) -> list[Lag]:
    """Of these plug-ins, by name; one that has never been started is left out."""
    rows = await read.fetch(_LAGS, plugins=list(plugins))
    return [Lag(row["plugin"], row["rows"], float(row["seconds"]), row["waiting"], row["dead"]) for row in rows]


async def dead_letters(read: Read, plugin: str) -> Sequence[Row]:
    """The effects a plug-in gave up, in the order of the log, with the event's type and the case's version then."""
    return await read.fetch(_LETTERS, plugin=plugin)


async def replay(uow: UnitOfWork, plugin: str, positions: Sequence[int]) -> int:
    """Have dead letters tried again from the start; how many there were."""
    return await uow.execute(_AGAIN, plugin=plugin, positions=list(positions), now=uow.now)
