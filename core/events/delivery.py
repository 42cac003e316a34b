"""Handing out an entry to a consumer that has come back: one that it never gets past is taken out of its way.

A consumer that falls over on an event cannot report that it failed; it comes back and is handed the same one first. What it
was handed five times, without acknowledging anything meanwhile, is therefore parked with its case, as if it had been
reported. A consumer that is down as a whole comes back as often, with any entry: at most three are parked for it until it
acknowledges something, and the rest is for the queue's alarm. When it is the hotline that goes down and up, every consumer
comes back again and again within seconds: that counts as one delivery.
"""

from datetime import timedelta

from core.db.uow import UnitOfWork
from core.events import delivery_statements as sql
from core.events.cursors import acknowledged

DELIVERIES = 5
"""An entry that was handed out as often is not handed out again."""
APART = timedelta(seconds=10)
"""Deliveries of an entry count once within this time."""
IN_A_ROW = 3
"""Entries that are parked for a consumer which acknowledges nothing."""


async def handed(uow: UnitOfWork, queue: str, consumer: str, after: int) -> int:
    """Count that a consumer begins after a place, parking what it does not get past.

    How often it has now been handed, as the first one, the entry that it begins with; 0 if none waits for it.
    """
    acked = (await acknowledged(uow, queue, consumer)).qpos
    told = {"queue": queue, "consumer": consumer, "at": uow.now, "since": uow.now - APART}
    while (entry := await uow.fetch_one(sql.FIRST_READY, queue=queue, after=max(after, acked))) is not None:
        count = await uow.fetch_one(sql.HAND, **told, event_id=entry["event_id"], acked=acked)
        assert count is not None, "an insert that updates has a row"
        times = int(count["deliveries"])
        if times <= DELIVERIES or count["parked"] >= IN_A_ROW:
            return times
        reason = f"NOT_ACKNOWLEDGED: handed {DELIVERIES} times to {consumer}, which came back without it"
        await uow.execute(sql.GIVE_UP, queue=queue, at=uow.now, **entry, attempts=DELIVERIES, reason=reason)
        await uow.execute(sql.COUNT_PARKED, queue=queue, consumer=consumer)
    return 0
