"""Which cases a retention clock has run out for, by the rules of their profiles as they are now."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, SmallInteger, Table, Text, bindparam, exists, func, or_, select
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.cases.model import case_file
from core.cases.states import Kind, Secrecy
from core.clock import SHANGHAI
from core.deadlines.model import clock
from core.deadlines.profile_files import ProfileBook, ProfileError
from core.events.arrays import columns_of, table_of
from core.events.model import case_event, event_log, outbox
from core.retention.footprint import THESE, traces
from core.retention.model import legal_hold
from core.retention.rule import RetentionRule, months_before


class RetentionClock(StrEnum):
    """What is done to a case when its clock has run out; each presumes the one before."""

    CLOSE = "CLOSE"
    ANONYMISE = "ANONYMISE"
    DELETE = "DELETE"


@dataclass(frozen=True, slots=True)
class Bound:
    """Cases of this sort that ended before `before` are due by the rule."""

    profile: str
    kind: Kind
    secrecy: Secrecy
    rule: RetentionRule
    months: int
    before: datetime


_GIVEN = table_of(profile=Text(), kind=Text(), secrecy=SmallInteger(), before=TIMESTAMP(timezone=True))
_master = case_file.alias("master")
_ENDED = func.coalesce(case_file.c.closed_at, _master.c.closed_at)
"""When the case ended; one that lives on in another ends with that."""
_NOW = bindparam("now", type_=TIMESTAMP(timezone=True))

_RUNNING = exists(select(clock.c.id).where(clock.c.case_id == case_file.c.id, clock.c.stopped_at.is_(None)))
_IN_FORCE = (legal_hold.c.lifted_at.is_(None), or_(legal_hold.c.until.is_(None), legal_hold.c.until > _NOW))
_HELD = exists(select(legal_hold.c.id).where(legal_hold.c.case_id == case_file.c.id, *_IN_FORCE))
HELD_OF_THESE = select(legal_hold.c.case_id).where(legal_hold.c.case_id == THESE, *_IN_FORCE)
_OF_CASE = case_event.c.case_id == case_file.c.id
_LOGGED = or_(
    exists(select(outbox.c.id).join(case_event, case_event.c.id == outbox.c.event_id).where(_OF_CASE)),
    exists(select(event_log.c.pos).join(case_event, case_event.c.id == event_log.c.event_id).where(_OF_CASE)),
)
"""Whether the log still needs the case's events, or has not numbered them yet."""

NUMBERED = (
    select(case_file, _ENDED.label("ended_at"), _HELD.label("held"), _RUNNING.label("running"))
    .select_from(case_file.outerjoin(_master, _master.c.id == case_file.c.master_id))
    .where(case_file.c.case_no == bindparam("number", type_=Text()))
    .with_for_update(of=case_file)
)
"""One case, when it ended, and what forbids that it is anonymised before its time."""


def bounds(profiles: ProfileBook, now: datetime, of: RetentionClock) -> Iterator[Bound]:
    """Every sort of case that has a rule in the version of its profile that holds now."""
    for name in profiles.names:
        try:
            rules = profiles.current(name, now.astimezone(SHANGHAI).date()).retention
        except ProfileError:  # it holds from a later day
            continue
        for kind in Kind if rules else ():
            for secrecy in Secrecy:
                rule = next(one for one in rules if one.holds(kind, secrecy))
                months = getattr(rule, of.lower())
                if months is not None:
                    yield Bound(name, kind, secrecy, rule, months.months, months_before(now, months.months))


def values(found: Sequence[Bound], now: datetime) -> dict[str, object]:
    """What `due` binds, besides what it is asked with."""
    rows = [
        {"profile": one.profile, "kind": one.kind.value, "secrecy": one.secrecy.level, "before": one.before}
        for one in found
    ]
    return {**columns_of(rows, ("profile", "kind", "secrecy", "before")), "now": now}


@lru_cache(maxsize=16)
def due(of: RetentionClock, tables: tuple[Table, ...]) -> Select[Any]:
    """The next cases after the bound `cursor`, at most `most`; each is locked, and one that somebody holds is left out.

    `tables` are those in which a case may have left something.
    """
    after = case_file.c.id > bindparam("cursor", type_=Uuid(as_uuid=True))
    return (
        _of(_is(of, tables), case_file)
        .where(after)
        .order_by(case_file.c.id)
        .limit(bindparam("most", type_=Integer()))
        .with_for_update(of=case_file, skip_locked=True)
    )


@lru_cache(maxsize=16)
def counted(of: RetentionClock, tables: tuple[Table, ...]) -> Select[Any]:
    """How many there are of each sort, and how many of them are held."""
    keys = (case_file.c.profile, case_file.c.kind, case_file.c.secrecy)
    counts = (func.count().label("n"), func.count().filter(_HELD).label("held"))
    return _of(_would(of, tables), *keys, *counts).group_by(*keys).order_by(*keys)


def _of(states: Sequence[ColumnElement[bool]], *columns: Any) -> Select[Any]:
    sort = (
        (_GIVEN.c.profile == case_file.c.profile)
        & (_GIVEN.c.kind == case_file.c.kind)
        & (_GIVEN.c.secrecy == case_file.c.secrecy)
    )
    return (
        select(*columns)
        .select_from(case_file.outerjoin(_master, _master.c.id == case_file.c.master_id).join(_GIVEN, sort))
        .where(_GIVEN.c.before > _ENDED, *states)
    )


def _is(of: RetentionClock, tables: tuple[Table, ...]) -> tuple[ColumnElement[bool], ...]:
    """What is done now."""
    match of:
        case RetentionClock.CLOSE:
            return case_file.c.frozen_at.is_(None), ~_RUNNING
        case RetentionClock.ANONYMISE:
            telling = or_(case_file.c.anonymised_at.is_(None), *_told_again(tables))
            return case_file.c.frozen_at.is_not(None), telling, ~_HELD
        case RetentionClock.DELETE:
            return case_file.c.anonymised_at.is_not(None), ~_LOGGED, ~_HELD


def _would(of: RetentionClock, tables: tuple[Table, ...]) -> tuple[ColumnElement[bool], ...]:
    """What a run of all three would come to, were nothing held."""
    match of:
        case RetentionClock.CLOSE:
            return _is(of, tables)
        case RetentionClock.ANONYMISE:
            return case_file.c.frozen_at.is_not(None) | ~_RUNNING, or_(
                case_file.c.anonymised_at.is_(None), *_told_again(tables)
            )
        case RetentionClock.DELETE:  # what is anonymised in the same run has an event the log needs
            return case_file.c.anonymised_at.is_not(None), ~or_(*_told_again(tables)), ~_LOGGED


def _told_again(tables: tuple[Table, ...]) -> Iterator[ColumnElement[bool]]:
    """What came to a case after it had been anonymised: a late file, or the words of a plug-in that was not loaded then."""
    for one in traces(tables):
        if one.personal and one.table is not case_file:
            yield exists(select(one.by).where(one.of(case_file.c.id), one.tells).correlate(case_file))
        elif one.personal:
            yield one.tells
