"""What must hold in the end, whatever has happened: in the database, and at a company that follows its queue."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from core.db.connection import open_pool
from core.db.read import Read
from core.doctor.examine import examine
from core.events.verify import verify, verify_queues
from tests.clients.delivering import QUEUE, Place, until
from tests.faults.load import Acknowledged

_KNOWN = "select external_no, case_no, version from case_file"
_VERSIONS = "select sum(version) from case_file"
_LOGGED_VERSIONS = "select count(distinct (case_id, case_version)) from event_log join case_event on id = event_id"
_POSITIONS = "select count(*) as count, coalesce(min(pos), 1) as first, coalesce(max(pos), 0) as last from event_log"
_EVENTS = "select count(*) from case_event"
_DOUBLED = "select count(*) - count(distinct event_id) from event_log"
_WAITING = "select count(*) from outbox"
_PARKED = "select count(*) from queue_parked where state <> 'FAILED'"
_QUEUED = """
select qpos, event_id::text as id, case_id::text as case_id, case_version, seq
from queue_entry join case_event on case_event.id = event_id where queue = $1 order by qpos
"""
_DISORDER = """
select count(*) from (
  select case_version, seq, lag(case_version) over w as version_before, lag(seq) over w as seq_before
  from event_log join case_event on case_event.id = event_id
  window w as (partition by case_id order by pos)
) x where version_before is not null and (case_version, seq) not in ((version_before + 1, 0), (version_before, seq_before + 1))
"""


async def queued(pool: Any, queue: str = QUEUE) -> list[Any]:
    """The queue as it stands in the database."""
    found: list[Any] = await pool.fetch(_QUEUED, queue)
    return found


async def at_rest(dsn: str) -> list[Any]:
    """The queue once every event that was committed has its place."""
    pool = await open_pool(dsn, size=1)
    try:
        while await pool.fetchval(_WAITING):
            pass
        return await queued(pool)
    finally:
        await pool.close()


async def nothing_lost(dsn: str, told: Sequence[Acknowledged]) -> None:
    """Every acknowledged version is there, and every event once in the log, in the order of its case; all is sound."""
    pool = await open_pool(dsn, size=2)
    try:
        rows = await pool.fetch(_KNOWN)
        known = {(row["external_no"], row["case_no"]): row["version"] for row in rows}
        lost = [one for one in told if known.get((one.external_no, one.case_no), 0) < one.version]
        assert lost == [], lost
        assert len({row["external_no"] for row in rows}) == len(rows), "a key made two cases"
        assert await pool.fetchval(_PARKED) == 0, "no event was handed out so often in vain that it was set aside"
        await log_sound(pool)
        await doctored(pool)
        assert await pool.fetchval(_LOGGED_VERSIONS) == await pool.fetchval(_VERSIONS)
    finally:
        await pool.close()


async def doctored(pool: Any) -> None:
    """`hotline doctor` finds nothing."""
    found = [(one.rule.name, one.subject, one.note) for one in await examine(pool)]
    assert found == [], found


async def log_sound(pool: Any) -> None:
    """The log has every event once and no gap, no case out of order; its chain and the queues' hold."""
    span, count = await pool.fetchrow(_POSITIONS), await pool.fetchval(_EVENTS)
    assert (span["first"], span["last"], span["count"]) == (1, count, count), (dict(span), count)
    assert await pool.fetchval(_WAITING) == 0
    assert await pool.fetchval(_DOUBLED) == 0
    assert await pool.fetchval(_DISORDER) == 0
    assert await verify(Read(pool)) is None
    assert await verify_queues(Read(pool)) == {}


def everything_arrived(place: Place, entries: Sequence[Any]) -> dict[str, int]:
    """The company has every place of the queue, each event new once, those of a case in order; how many came again."""
    until(lambda: _last(place) >= len(entries), "the client has caught up", 90)
    until(lambda: place.acked() == len(entries), "all of it is acknowledged", 60)
    lines = place.lines
    assert [one["qpos"] for one in entries] == list(range(1, len(entries) + 1))
    assert [line for line in lines if "fromQpos" in line] == [], "history is the same"
    assert [line["qpos"] for line in lines if line["event"] is None] == [], "none of it was kept from the company"
    taken = [line["event"]["id"] for line in lines if line["new"]]
    assert Counter(taken) == Counter(one["id"] for one in entries), "each once"
    assert taken == [one["id"] for one in entries], "in the queue's order"
    assert sorted({int(line["qpos"]) for line in lines}) == list(range(1, len(entries) + 1))
    assert inversions(lines) == []
    return {"queued": len(entries), "again": len(lines) - len(taken)}


def inversions(lines: Sequence[dict[str, Any]]) -> list[str]:
    """New events of a case that came after a later version's."""
    seen: dict[str, int] = {}
    wrong = []
    for event in (line["event"] for line in lines if line.get("new")):
        if event["caseVersion"] < seen.get(event["subject"], 0):
            wrong.append(event["id"])
        seen[event["subject"]] = event["caseVersion"]
    return wrong


def _last(place: Place) -> int:
    return max((int(line["qpos"]) for line in place.lines if "qpos" in line), default=0)
