"""A cursor leads back to where it was given, and to nowhere else: not in another queue, nor on another history."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from core.errors import Refused
from core.events.cursors import LOG, Fork, Place, Reason, acknowledged, cursor, place
from core.events.errors import CURSOR_NOT_OURS
from tests.core.events.queueing import HOUSING, acked, numbered, there, told
from tests.core.events.writers import some_cases
from tests.support.office import Office

names = st.from_regex(r"[a-z]{1,8}:[a-z0-9-]{1,12}", fullmatch=True)
chains = st.binary(min_size=32, max_size=32)
REWIND = """
delete from queue_entry where qpos > {0}; delete from event_log where pos > {0};
delete from outbox; delete from case_event where not exists (select from event_log where event_id = id);
update queue_state set head = {0}, chain = (select chain from queue_entry where qpos = {0});
update sequencer set last_pos = {0}, chain = (select chain from event_log where pos = {0});
"""
"""What a standby lacks that had not received the last commits: log and queue run in step here."""


class Nothing:
    """A database that is never asked."""


async def refused(queue: str, text: str) -> None:
    with pytest.raises(Refused) as refusal:
        await place(Nothing(), queue, text, field=("after",))  # type: ignore[arg-type]
    assert (refusal.value.code, refusal.value.field) == (CURSOR_NOT_OURS, ("after",))


@given(names, st.integers(0, 2**63 - 1), chains, names)
async def test_a_cursor_of_one_queue_is_none_of_another(queue: str, qpos: int, chain: bytes, other: str) -> None:
    if queue != other:
        await refused(other, cursor(queue, qpos, chain))


@given(names, st.integers(0, 2**63 - 1), chains, st.data())
async def test_a_cursor_that_was_cut_or_lengthened_is_refused(
    queue: str, qpos: int, chain: bytes, data: st.DataObject
) -> None:
    text = cursor(queue, qpos, chain)
    at = data.draw(st.integers(0, len(text) - 1))
    for wrong in (text[:at], text + "A", text + "=", text[:at] + "!" + text[at:], text[:at] + "é" + text[at + 1 :]):
        await refused(queue, wrong)


@given(st.text(max_size=80))
async def test_no_text_is_taken_for_a_cursor_by_chance(text: str) -> None:
    await refused(HOUSING, text)


async def test_a_negative_place_is_refused() -> None:
    raw = bytes(8) + (-1).to_bytes(8, "big", signed=True) + HOUSING.encode()
    await refused(HOUSING, base64.urlsafe_b64encode(raw).decode().rstrip("="))


async def test_every_cursor_leads_to_its_place(queued: Office) -> None:
    await told(queued, await some_cases(queued, 3), 4)

    for entry in await there(queued):
        assert await place(queued.read, HOUSING, entry.cursor) == Place(HOUSING, entry.qpos)


async def test_the_beginning_is_a_place_of_every_queue(queued: Office) -> None:
    assert await place(queued.read, HOUSING, cursor(HOUSING, 0, b"")) == Place(HOUSING, 0)
    assert await place(queued.read, LOG, cursor(LOG, 0, b"")) == Place(LOG, 0)


async def test_a_chain_that_differs_in_one_bit_is_a_fork(queued: Office) -> None:
    await told(queued, await some_cases(queued, 1), 3)
    entry = (await there(queued))[1]

    for bit in range(64):
        other = (int.from_bytes(entry.chain[:8], "big") ^ (1 << bit)).to_bytes(8, "big")
        found = await place(queued.read, HOUSING, cursor(HOUSING, entry.qpos, other))
        assert found == Fork(HOUSING, 0, Reason.NOT_ON_THIS_HISTORY)


async def test_a_place_beyond_the_head_is_a_fork_that_leads_back_to_what_was_acknowledged(queued: Office) -> None:
    cases = await some_cases(queued, 2)
    await told(queued, cases, 5)
    before = await there(queued)
    await acked(queued, before[3].cursor, consumer="system")
    await acked(queued, before[1].cursor, consumer="warehouse")
    await queued.pool.execute(REWIND.format(6))

    with capture_logs() as logged:
        found = [await place(queued.read, HOUSING, before[8].cursor, consumer=who) for who in ("system", "new", None)]

    assert [one.from_qpos for one in found if isinstance(one, Fork)] == [4, 0, 2]
    assert {line["event"] for line in logged} == {"a reader comes from another history"}


async def test_positions_that_are_used_again_for_other_events_are_noticed(queued: Office) -> None:
    """A fail-over to a standby that lacked the last ten events: a number would skip the ten that take their places."""
    cases = await some_cases(queued, 4)
    await told(queued, cases, 5)
    before = await there(queued)
    await acked(queued, before[9].cursor)
    await queued.pool.execute(REWIND.format(10))
    await told(queued, cases, 5, first=102)
    after = await there(queued)
    by_number = [entry for entry in after if entry.qpos > 20]

    found = await place(queued.read, HOUSING, before[19].cursor, consumer="system")

    assert len(after) == 30
    assert len(by_number) == 10, "a plain number misses the ten that are new at 11 to 20"
    assert found == Fork(HOUSING, 10, Reason.NOT_ON_THIS_HISTORY)
    again = await there(queued, after=found.from_qpos)
    known = {entry.event.id for entry in before}
    assert len([entry for entry in again if entry.event.id not in known]) == 20
    assert await place(queued.read, HOUSING, before[9].cursor) == Place(HOUSING, 10), "what both have leads on"


async def test_a_place_before_what_is_kept_has_expired(queued: Office) -> None:
    await told(queued, await some_cases(queued, 1), 6)
    before = await there(queued)
    await queued.pool.execute("delete from queue_entry where qpos < 4")

    assert await place(queued.read, HOUSING, before[1].cursor) == Fork(HOUSING, 4, Reason.EXPIRED)
    assert await place(queued.read, HOUSING, cursor(HOUSING, 0, b"")) == Fork(HOUSING, 4, Reason.EXPIRED)
    assert await place(queued.read, HOUSING, before[3].cursor) == Place(HOUSING, 4)


async def test_the_log_has_cursors_too(queued: Office) -> None:
    await told(queued, await some_cases(queued, 1), 4)
    third, last = await queued.pool.fetch("select pos, chain from event_log where pos in (3, 4) order by pos")

    assert await place(queued.read, LOG, cursor(LOG, 3, third["chain"])) == Place(LOG, 3)
    await queued.pool.execute(REWIND.format(3))
    assert await place(queued.read, LOG, cursor(LOG, 4, last["chain"])) == Fork(LOG, 0, Reason.NOT_ON_THIS_HISTORY)
    await queued.pool.execute("insert into log_anchor select pos, chain, now(), now() from event_log where pos = 3")
    await queued.pool.execute("delete from event_log")
    assert await place(queued.read, LOG, cursor(LOG, 3, third["chain"])) == Place(LOG, 3)
    assert await place(queued.read, LOG, cursor(LOG, 1, third["chain"])) == Fork(LOG, 3, Reason.EXPIRED)


async def test_a_consumer_without_a_cursor_goes_on_after_what_it_acknowledged(queued: Office) -> None:
    await told(queued, await some_cases(queued, 1), 3)
    assert await acknowledged(queued.read, HOUSING, "system") == Place(HOUSING, 0)
    await acked(queued, (await there(queued))[1].cursor)
    await numbered(queued)

    assert await acknowledged(queued.read, HOUSING, "system") == Place(HOUSING, 2)
    assert await acknowledged(queued.read, HOUSING, "another") == Place(HOUSING, 0)
