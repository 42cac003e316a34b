"""Whatever people wrote about a case, wherever it went: after its time none of it is left, neither plain nor sealed.

Cases go random ways through every verb; all they are given is marked. HOTLINE_TEST_LONG=1: forty of them (an account reveals
fifty a day); else three.
"""

import os
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest

from core.audit.reveal import ReporterField, Reveal, reveal
from core.cases import check
from core.cases.verbs import Verb as V
from core.counters.count import step as count
from core.events.sequence import step as number
from core.events.verify import verify
from tests.core.attachments.files import PNG, complete_file, read_file
from tests.core.cases.scenes import open_drive
from tests.core.cases.test_random_walks import Walk
from tests.core.retention.old import everything, ran, store, wait
from tests.secrecy.test_plain import MARK, holding
from tests.support.office import START, Office

WALKS, STEPS = (40, 60) if os.environ.get("HOTLINE_TEST_LONG") else (3, 40)
FILE = PNG + MARK.encode()
CLOSED = """
    with ended as (update case_file set state = 'CLOSED', outcome = 'ANSWERED', closed_at = $1)
    update clock set state = 'CANCELLED', stopped_at = $1 where stopped_at is null
"""
"""Wherever the way led, it is over."""
HIDING = """
    select table_name, column_name from information_schema.columns where table_schema = 'public'
    and column_name ~ '_(sealed|index|index_next)$' and table_name <> 'access_event'
"""
"""Columns that tell something to who has the key; the log's notes have keys of their own, which are among them."""


async def test_nothing_anybody_wrote_is_left_of_any_case(
    shared_office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given cases that went through everything, with a file and a reveal each
    kept, files = check.bounded, store(tmp_path)

    def marked(value: str, *path: str, limit: int) -> str:
        return kept(value, *path, limit=limit) + MARK

    monkeypatch.setattr(check, "bounded", marked)
    async with open_drive(shared_office) as drive:
        office, done = drive.desk.office, set[V]()
        for seed in range(WALKS):
            drive.desk.turn_to(START)
            attached = await complete_file(office, files, FILE)
            case_id = (await drive.desk.act(V.REGISTER_CASE, attachments=(attached,))).case_id
            assert await read_file(office, files, attached) == FILE
            await office.run(reveal, "operator", Reveal(case_id, ReporterField.PHONE, "CALL_BACK", "两次未接通"))
            walk = Walk(Random(seed), drive.desk, case_id, await drive.desk.new_material())
            for _ in range(STEPS):
                await walk.go_on()
            done |= set(walk.done)
        assert len(done) > (30 if WALKS > 3 else 10)
        hidden = await _hidden(office)
        assert len({name for name, _ in hidden} & {"reporter.phone_sealed", "log_note.key_sealed"}) == 2
        assert len(hidden) > 50
        assert not any(MARK.encode() in one for one in _files(tmp_path))

        # When their time is over
        await office.pool.execute(CLOSED, office.clock.now())
        cases = await office.pool.fetchval("select count(*) from case_file")
        wait(office, days=1200)
        assert await ran(office, files) == (cases, cases, 0)

        # Then no word is in any table or file, no ciphertext, no index, and the log still holds
        while await number(office.pool) or await count(office.pool, office.services):
            pass
        assert await holding(office.pool) <= {"catalogue_entry.basis"}
        left = await everything(office)
        assert [name for name, value in hidden if value in left] == []
        assert _files(tmp_path) == []
        assert await verify(office.read) is None
        assert await _titles(office) == []


async def _hidden(office: Office) -> list[tuple[str, str]]:
    """Every value of those columns, as PostgreSQL prints it."""
    found = []
    for table, column in await office.pool.fetch(HIDING):
        rows: list[Any] = await office.pool.fetch(
            f'select encode("{column}", \'hex\') from "{table}" where "{column}" is not null'
        )
        found += [(f"{table}.{column}", str(row[0])) for row in rows]
    return found


def _files(folder: Path) -> list[bytes]:
    return [one.read_bytes() for one in folder.rglob("*") if one.is_file()]


async def _titles(office: Office) -> list[UUID]:
    rows = await office.pool.fetch("select id from case_file where title_grams <> '{}'")
    return [row["id"] for row in rows]
