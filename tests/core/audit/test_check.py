"""S6: whoever holds the database changes what happened, in every way there is; the signed heads find all of it."""

import os
import random
from collections.abc import Awaitable, Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from core.audit.check import Finding, check
from core.audit.heads import HeadSigner
from core.audit.record import Access, Act, recorded
from core.audit.sign import sign_head
from core.db.read import Read
from core.db.uow import unit_of_work
from core.events.append import digests_of
from core.events.chain import linked
from core.events.record import NewEvent
from core.events.sequence import step
from core.ids import new_id
from tests.core.events.writers import record, some_cases
from tests.support.office import START, Office

TAMPERINGS = 10_000 if os.environ.get("HOTLINE_TEST_LONG") else 500
SIGNER = HeadSigner(bytes(range(32)))
EACH, SIGNED = 4, 8
LAST = EACH * SIGNED
"""Events between two signed heads, and how many heads: the last is of the whole log."""


async def a_day(office: Office) -> list[str]:
    """A log of changes and of reveals, signed every so often; the lines that were taken elsewhere."""
    await office.pool.execute("truncate outbox, event_log, log_anchor, case_event, access_event, signed_head")
    await office.pool.execute("update sequencer set last_pos = 0, chain = ''")
    [case_id] = await some_cases(office, 1)
    lines = []
    for version in range(SIGNED):
        async with unit_of_work(office.pool, office.services) as uow:
            await record(
                uow, case_id, version + 2, 0, None, [NewEvent("noted", None, {"n": n}) for n in range(EACH - 1)]
            )
        async with unit_of_work(office.pool, office.services) as uow:
            seen = {"reporter.phone": (new_id(),)}
            await recorded(
                uow, [Access(act=Act.REVEAL, actors=(new_id(),), seen=seen, case_id=case_id, purpose="CONTACT")]
            )
        while await step(office.pool):
            pass
        office.clock.set(office.clock.now() + timedelta(seconds=60))
        head = await sign_head(office.pool, office.services, SIGNER)
        assert head is not None
        lines.append(head.text)
    return lines


async def relink(run: Any, first: int) -> None:
    """What a thorough forger does: make the chain fit again from `first` on."""

    rows = await run.fetch("select pos, event_id from event_log where pos >= $1 order by pos", first)
    chain = await run.fetchval("select chain from event_log where pos = $1", first - 1) or b""
    digests = await digests_of(Read(run), [row["event_id"] for row in rows])
    pos = first - 1
    for row in rows:
        pos += 1
        chain = linked(chain, pos, row["event_id"], digests[row["event_id"]])
        await run.execute("update event_log set chain = $2 where pos = $1", pos, chain)
    await run.execute("update sequencer set last_pos = $1, chain = $2", pos, chain)


async def edit(run: Any, chance: random.Random) -> int:
    pos = chance.randint(1, LAST)
    id_ = await run.fetchval("select event_id from event_log where pos = $1", pos)
    changed = await run.execute(
        "update case_event set body = body || $2 where id = $1", id_, f'{{"m": {chance.random()}}}'
    )
    if changed == "UPDATE 0":
        field = chance.choice(
            [
                "purpose = 'EMERGENCY'",
                "actors = '{}'",
                "seen = '{}'",
                "case_id = null",
                "occurred_at = now()",
                "act = 'READ'",
            ]
        )
        await run.execute(f"update access_event set {field} where id = $1", id_)
    return pos


async def delete(run: Any, chance: random.Random) -> int:
    """Of the event, or of its place in the log, the others closing up."""
    pos = chance.randint(1, LAST)
    id_ = await run.fetchval("select event_id from event_log where pos = $1", pos)
    if chance.random() < 0.5:
        await run.execute("delete from case_event where id = $1", id_)
        await run.execute("delete from access_event where id = $1", id_)
        return pos
    await run.execute("delete from event_log where pos = $1", pos)
    for later in range(pos + 1, LAST + 1):
        await run.execute("update event_log set pos = $1 - 1 where pos = $1", later)
    await run.execute("update sequencer set last_pos = last_pos - 1")
    return pos


async def swap(run: Any, chance: random.Random) -> int:
    first, second = sorted(chance.sample(range(1, LAST + 1), 2))
    one = await run.fetchval("select event_id from event_log where pos = $1", first)
    other = await run.fetchval("select event_id from event_log where pos = $1", second)
    await run.execute("update event_log set event_id = $2 where pos = $1", first, other)
    await run.execute("update event_log set event_id = $2 where pos = $1", second, one)
    return first


async def insert(run: Any, chance: random.Random) -> int:
    """An event that never was, between two others."""
    pos = chance.randint(1, LAST)
    for later in range(LAST, pos - 1, -1):
        await run.execute("update event_log set pos = $1 + 1 where pos = $1", later)
    id_ = new_id()
    await run.execute(
        "insert into access_event (id, act, actors, seen, occurred_at) values ($1, 'READ', '{x}', '{}', now())", id_
    )
    await run.execute("insert into event_log values ($1, $2, $3)", pos, id_, sha256(id_.bytes).digest())
    await run.execute("update sequencer set last_pos = last_pos + 1")
    return pos


async def rewind(run: Any, chance: random.Random) -> int:
    """The end is cut off, and the sequencer set back to where it was then: no link is wrong."""
    last = chance.randint(0, LAST - 1)
    await run.execute("delete from event_log where pos > $1", last)
    chain = await run.fetchval("select chain from event_log where pos = $1", last) or b""
    await run.execute("update sequencer set last_pos = $1, chain = $2", last, chain)
    return last + 1


Tampering = Callable[[Any, random.Random], Awaitable[int]]
PLAIN: tuple[Tampering, ...] = (edit, delete, swap, insert)


async def tampered(office: Office, lines: list[str], tampering: Tampering, chance: random.Random, forger: bool) -> None:
    """Change the log, look whether it is found where it was done, and put everything back."""

    async with office.pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        try:
            first = await tampering(connection, chance)
            gone = await connection.fetchval(
                "select count(*) from event_log l where not exists (select from case_event where id = l.event_id)"
                " and not exists (select from access_event where id = l.event_id)"
            )
            relinked = forger and not gone
            if relinked:
                await relink(connection, first)
            found = await check(Read(connection), lines, SIGNER.key)
        finally:
            await transaction.rollback()
    told = f"{tampering.__name__} at {first}, relinked {relinked}: {found}"
    assert found, told
    if relinked or tampering is rewind:
        # No link is wrong: that the log is another is seen by the heads, between two of which it begins.
        assert found[0].first is not None, told
        assert found[0].until is not None, told
        assert found[0].first <= first <= found[0].until, told
        assert found[0].until - found[0].first <= EACH, told
    else:
        assert found[0].first == first, told


async def test_every_tampering_is_found(office: Office) -> None:
    lines, chance = await a_day(office), random.Random(20261123)
    assert await check(office.read, lines, SIGNER.key) == []
    for number in range(TAMPERINGS):
        tampering = chance.choice((*PLAIN, rewind))
        await tampered(office, lines, tampering, chance, forger=tampering is not rewind and number % 2 == 1)
    assert await check(office.read, lines, SIGNER.key) == []


async def test_without_heads_a_rewound_log_looks_sound(office: Office) -> None:
    """Why heads are taken elsewhere."""
    lines = await a_day(office)
    await rewind(office.pool, random.Random(1))
    assert await check(office.read, [], SIGNER.key) == []
    assert [finding.what for finding in await check(office.read, lines, SIGNER.key)] == [
        "the log is shorter than it was"
    ]


async def test_events_numbered_since_the_last_head_are_no_fault(office: Office) -> None:
    lines = await a_day(office)
    async with unit_of_work(office.pool, office.services) as uow:
        await recorded(uow, [Access(act=Act.READ, actors=(new_id(),), seen={"case_file.title": (new_id(),)})])
    await step(office.pool)
    assert await check(office.read, lines, SIGNER.key) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda lines: lines[:2] + lines[3:], "heads 3 to 3 are missing"),
        (lambda lines: [*lines, lines[0].replace('"number":1', '"number":9')], "head 9 was not signed with this key"),
        (lambda lines: [*lines, "x"], f"line {SIGNED + 1} is no signed head: it is not JSON"),
        (
            lambda lines: [*lines, HeadSigner(bytes(32)).sign(None, 0, b"", START).text],
            "head 1 was not signed with this key",
        ),
        (lambda lines: [*lines, SIGNER.sign(None, 0, b"", START).text], "there are two heads 1"),
    ],
)
async def test_heads_that_are_wrong_are_told(
    office: Office, change: Callable[[list[str]], list[str]], told: str
) -> None:
    lines = await a_day(office)
    assert Finding(told) in await check(office.read, change(lines), SIGNER.key)
