"""How far each plug-in has read the event log, and what of it is still to be done: the statements of its reader."""

from typing import Any

from sqlalchemy import BigInteger, Select, Text, any_, bindparam, delete, exists, literal_column, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.cases.model import case_file
from core.deadlines.model import clock, timer
from core.events.model import case_event, event_log, sequencer
from core.plugin.model import plugin_cursor, plugin_effect

WAITING, DEAD = "WAITING", "DEAD"

_PLUGIN = bindparam("plugin", type_=Text())
_POS = bindparam("pos", type_=BigInteger())
_NOW = bindparam("now", type_=plugin_effect.c.next_at.type)
_HEAD = select(sequencer.c.last_pos).where(sequencer.c.name == literal_column("'main'")).scalar_subquery()
_HERE = case_file.c.gate == any_(bindparam("districts", type_=ARRAY(Text())))
_WAITING = plugin_effect.c.state == literal_column(f"'{WAITING}'")
_THIS = (plugin_effect.c.plugin == _PLUGIN, plugin_effect.c.pos == _POS)

_BEGIN = insert(plugin_cursor).values(plugin=_PLUGIN, pos=_HEAD)
BEGIN = _BEGIN.on_conflict_do_nothing()
"""A plug-in that is new here begins at the log's head."""
PASS_ALL = _BEGIN.on_conflict_do_update(index_elements=["plugin"], set_={"pos": _BEGIN.excluded.pos})
"""One that does not listen has read everything."""

CLAIM = (
    select(plugin_cursor.c.pos, plugin_cursor.c.minute_at, _HEAD.label("head"))
    .where(plugin_cursor.c.plugin == _PLUGIN)
    .with_for_update(skip_locked=True, of=plugin_cursor)
)
"""The plug-in's cursor, for one process until its transaction ends; no row while another has it."""

ADVANCE = update(plugin_cursor).where(plugin_cursor.c.plugin == _PLUGIN).values(pos=_POS)
TICK = update(plugin_cursor).where(plugin_cursor.c.plugin == _PLUGIN).values(minute_at=_NOW)


def _events(*columns: Any) -> Select[Any]:
    joined = select(*case_event.c, case_file.c.gate, *columns)
    return joined.join_from(case_event, case_file, case_file.c.id == case_event.c.case_id).where(_HERE)


_REPLAY = (
    select(timer.c.replay_id)
    .join(clock, clock.c.id == timer.c.clock_id)
    .where(clock.c.case_id == case_event.c.case_id, timer.c.replay_id.is_not(None))
    .limit(1)
    .scalar_subquery()
)
"""The replay of old messages that brings the event's case in, as long as it is under way; it marks the case's timers."""
_OURS = _REPLAY.is_not_distinct_from(bindparam("replay_id", type_=Uuid(as_uuid=True)))

_HAS_WAITING = exists().where(
    plugin_effect.c.plugin == _PLUGIN, plugin_effect.c.case_id == case_event.c.case_id, _WAITING
)

NEXT = (
    _events(event_log.c.pos, _OURS.label("ours"), _HAS_WAITING.label("waits"))
    .join(event_log, event_log.c.event_id == case_event.c.id)
    .where(
        event_log.c.pos > bindparam("after", type_=BigInteger()),
        event_log.c.pos <= bindparam("until", type_=BigInteger()),
        case_event.c.type == any_(bindparam("types", type_=ARRAY(Text()))),
    )
    .order_by(event_log.c.pos)
    .limit(bindparam("most", type_=BigInteger()))
)
"""The first events of a stretch of the log that the plug-in listens to, in districts where it is on.

One is `ours` if its case belongs to this reader's replay or, for a reader of the present, to none: each has a time of its own.
It `waits` if an earlier one of its case does.
"""

_earlier = plugin_effect.alias("earlier")
_BEHIND = (
    select(_earlier.c.pos)
    .where(
        _earlier.c.plugin == plugin_effect.c.plugin,
        _earlier.c.case_id == plugin_effect.c.case_id,
        _earlier.c.state == literal_column(f"'{WAITING}'"),
        _earlier.c.pos < plugin_effect.c.pos,
    )
    .exists()
)
DUE = (
    _events(plugin_effect.c.pos, plugin_effect.c.attempts)
    .join(plugin_effect, plugin_effect.c.event_id == case_event.c.id)
    .where(plugin_effect.c.plugin == _PLUGIN, _WAITING, plugin_effect.c.next_at <= _NOW, ~_BEHIND, _OURS)
    .order_by(plugin_effect.c.pos)
    .limit(1)
)
"""The first effect of ours whose pause is over, and that is the earliest of its case."""

LOOK = select((plugin_cursor.c.pos < _HEAD) | exists(DUE.correlate(None))).where(plugin_cursor.c.plugin == _PLUGIN)
"""Whether there may be something to do; asked without a lock, so that an idle reader writes nothing."""

CHECK_NOW = text("set constraints all immediate")
"""Lest a deferred constraint fails at the commit, where it would be nobody's."""

IS_WAITING = select(plugin_effect.c.attempts).where(*_THIS, _WAITING)
DONE = delete(plugin_effect).where(*_THIS)

_COLUMNS = ("plugin", "pos", "event_id", "case_id", "state", "attempts", "fault", "next_at", "failed_at")
_KEEP = insert(plugin_effect).values({name: bindparam(name, type_=plugin_effect.c[name].type) for name in _COLUMNS})
KEEP = _KEEP.on_conflict_do_update(
    index_elements=["plugin", "pos"],
    set_={name: _KEEP.excluded[name] for name in ("state", "attempts", "fault", "next_at", "failed_at")},
)
"""An effect that is still to be done."""
