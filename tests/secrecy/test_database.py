"""S3 in PostgreSQL's own hands: its log, what it shows of statements that run, and what it tells whoever listens.

The log is made as talkative as it can be, with every statement, every parameter and whole rows in errors. The words of cases
are ciphertext or keyed digests before they come there, so that it has none to tell.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pytest

from core.audit.reveal import ReporterField, Reveal, reveal
from core.codes.registry import load_codes
from core.db.private import Cluster
from core.events.postgres_bus import BELL_CHANNEL, LOG_CHANNEL
from core.sealing.columns import declared
from schema.compose import build_schema
from tests.core.exports.desk import asks, made, registered, requested, store
from tests.schema.conftest import Api
from tests.secrecy.test_canaries import Canary, heard, pages, settle, sing
from tests.support.database import connection
from tests.support.office import Office, open_office

CASES = (0, 3)
"""One is dispatched, one a discipline referral's."""
TALKATIVE = {
    "log_statement": "all",
    "log_error_verbosity": "verbose",
    "log_min_error_statement": "error",
    "log_parameter_max_length": "-1",
    "log_parameter_max_length_on_error": "-1",
}

RUNNING = """select application_name, query from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'"""


@pytest.fixture
async def office(own_database: str) -> AsyncIterator[Office]:
    """On a database that logs all it can."""
    name = urlsplit(own_database).path.lstrip("/")
    async with connection(own_database) as administrator:
        for setting, value in TALKATIVE.items():
            await administrator.execute(f"alter database \"{name}\" set {setting} = '{value}'")
    async with open_office(own_database) as opened:
        yield opened


def written(cluster: Cluster, since: int) -> str:
    """What the server's log has since then; bytes stand in it as hexadecimal digits."""
    with cluster.log.open("rb") as file:
        file.seek(since)
        return file.read().decode("utf-8", "replace")


def found(text: str, canaries: list[Canary]) -> set[Canary]:
    """Those that can be read in it, as letters or as bytes."""
    return heard(text, canaries) | {one for one in canaries if one.word.encode().hex() in text}


async def lived(office: Office, folder: Path) -> list[Canary]:
    """Cases with canaries: registered, corrected, held, dispatched, read, revealed and taken out."""
    canaries = [canary for number in CASES for canary in await sing(office, number)]
    ordinary = await registered(office, title="路灯不亮")
    await office.run(reveal, "operator", Reveal(ordinary, ReporterField.PHONE, "CONTACT", note=canaries[0].word))
    await settle(office)
    api = Api(build_schema(), office, await load_codes(office.read))
    for role in ("city_lead", "discipline_inspector"):
        assert heard(await pages(api, role), canaries)
    await requested(office, "city_lead", asks())
    await made(office, store(folder))
    return canaries


async def refused_rows(pool: Any) -> list[str]:
    """A row of each table that holds something sealed is refused by a constraint: what the database says of it."""
    said = []
    there = {
        row["tablename"] for row in await pool.fetch("select tablename from pg_tables where schemaname = 'public'")
    }
    for table in sorted({one.table for one in declared()} & there):
        if await pool.fetchval(f"select exists (select from {table})"):
            with pytest.raises(asyncpg.CheckViolationError) as refused:
                await pool.execute(
                    f"do $$ begin alter table {table} add constraint canary check (false) not valid; "
                    f"insert into {table} select * from {table} limit 1; end $$"
                )
            said.append(str(refused.value))
    return said


async def test_no_word_of_a_case_is_in_what_the_database_logs_shows_or_tells(
    cluster: Cluster, office: Office, tmp_path: Path
) -> None:
    told: list[str] = []
    since = cluster.log.stat().st_size
    async with connection(office.dsn) as listener:
        for channel in (LOG_CHANNEL, BELL_CHANNEL):
            await listener.add_listener(channel, lambda *given: told.append(str(given[2:])))
        canaries = await lived(office, tmp_path)
        shown = await listener.fetch(RUNNING)
    refused = await refused_rows(office.pool)

    log = written(cluster, since)
    assert log.lower().count("parameters: $1") > 50, "it logs what is bound"
    assert log.count("Failing row contains") >= len(refused) > 4, "and whole rows"
    assert all("Failing row contains" in one for one in refused)
    assert told, "the log's new end"
    assert {row["application_name"] for row in shown} == {"hotline"}
    assert any("case_file" in row["query"] for row in shown)
    for text in (log, str(refused), str(told), str([row["query"] for row in shown])):
        assert not found(text, canaries)


async def test_what_is_looked_for_is_bound_as_it_was_typed_and_so_it_is_found_there(
    cluster: Cluster, office: Office
) -> None:
    """It may be another channel's number, which is kept as it came: docs/security.md says what to set."""
    words = [Canary(word, "title", 2, dispatched=False) for word in ("金丝雀title00000雀", "金丝雀title00001雀")]
    api = Api(build_schema(), office, await load_codes(office.read))
    since = cluster.log.stat().st_size

    await api.data("query($word: String!) { search(text: $word) { title } }", word=words[0].word)
    await office.pool.fetchval("select $1::bytea", words[1].word.encode())

    assert found(written(cluster, since), words) == set(words)
