"""The second wall: what the policy would let nobody see, the database does not show the lower role either."""

from collections.abc import AsyncIterator
from dataclasses import replace
from random import Random
from typing import Any

import asyncpg
import pytest
from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, MetaData, Table
from sqlalchemy.dialects.postgresql import UUID

from core.cases.commands.register_case import register_case
from core.cases.inputs.intake import RegisterCase, ReporterDetails
from core.cases.states import Channel, Kind, Secrecy
from core.cases.verbs import Verb
from core.codes.registry import load_codes
from core.db.base import NEED_TO_KNOW, sealed
from core.db.connection import open_pool
from core.db.wall import APP, SEALED, WallRefused, kept_by, login_as, raise_wall, stands, statements
from core.tables import CORE
from schema.compose import build_schema
from tests.core.cases.scenes import open_drive
from tests.core.cases.test_random_walks import Walk
from tests.schema.conftest import Api
from tests.secrecy.test_canaries import BLIND, arguments, dispatch, documents, settle, sing, told
from tests.support.office import START, Office

SECRET = 4
WALKS, STEPS = 4, 40
OUT_OF_REACH = {
    "api_key", "derivation_key", "head_sink", "key_rotation", "month_key", "password", "password_attempt", "retention_run",
    "service_client", "signed_head", "used_assertion",
}  # fmt: skip


@pytest.fixture
async def low(office: Office) -> AsyncIterator[Office]:
    """The same office, as hotline_app."""
    await raise_wall(office.dsn)
    pool = await open_pool(login_as(office.dsn, APP), size=2)
    yield replace(office, pool=pool)
    await pool.close()


@pytest.fixture
async def high(office: Office, low: Office) -> AsyncIterator[Office]:
    """The same office, as hotline_sealed."""
    del low
    pool = await open_pool(login_as(office.dsn, SEALED), size=2)
    yield replace(office, pool=pool)
    await pool.close()


async def ordinary(office: Office, role: str = "operator", secrecy: Secrecy = Secrecy.PRIVACY) -> Any:
    details = ReporterDetails(name="王建国", phone="13805380001")
    case = RegisterCase(
        channel=Channel.PHONE, kind=Kind.COMPLAINT, title="路灯", content="不亮", district="370902", place="岱宗大街",
        secrecy=secrecy, reporter=details,
    )  # fmt: skip
    return await office.run(register_case, role, case)


async def counts(office: Office) -> dict[str, int]:
    return {name: await office.pool.fetchval(f'select count(*) from "{name}"') for name in walled()}


def walled() -> list[str]:
    core = {table.name for table in CORE}
    return sorted(name for name in kept_by() if name in core)


async def test_rows_kept_above_privacy_do_not_exist_for_the_lower_role(
    office: Office, low: Office, high: Office
) -> None:
    await dispatch(office, (await ordinary(office)).case_id)
    await settle(office)
    before = await counts(low)
    assert before == await counts(office)

    for number in range(SECRET):
        await sing(office, number)
    await settle(office)

    assert await counts(low) == before
    assert await counts(high) == await counts(office)
    grown = {name for name, count in (await counts(high)).items() if count > before[name]}
    assert grown >= {
        "case_file",
        "reporter",
        "assignment",
        "clock",
        "timer",
        "case_event",
        "case_correction",
        "counter",
    }


async def test_it_cannot_be_written_past_the_wall(office: Office, low: Office, high: Office) -> None:
    secret = (await ordinary(office, secrecy=Secrecy.REPORTER_CONFIDENTIAL)).case_id

    assert await low.pool.execute("update case_file set version = version + 1 where id = $1", secret) == "UPDATE 0"
    assert await low.pool.execute("delete from reporter where case_id = $1", secret) == "DELETE 0"
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="violates row-level security policy"):
        await ordinary(low, secrecy=Secrecy.REPORTER_CONFIDENTIAL)
    for statement in (
        "select from access_event",
        "select name_sealed from liaison_officer",
        "select * from liaison_officer",
        "set role hotline_sealed",
        "alter table case_file disable row level security",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await low.pool.execute(statement)
    assert (await ordinary(high, secrecy=Secrecy.REPORTER_CONFIDENTIAL)).version == 1


async def test_what_is_not_secret_is_worked_on_through_the_lower_role_as_ever(office: Office, low: Office) -> None:
    done = await ordinary(low)
    await dispatch(low, done.case_id)

    assert await office.pool.fetchval("select state from case_file where id = $1", done.case_id) == "IN_PROGRESS"


async def test_keys_passwords_and_the_proof_of_the_log_are_out_of_reach(low: Office, high: Office) -> None:
    hidden = sorted(one.name for one in CORE if one.info.get(NEED_TO_KNOW) == "hidden")

    assert set(hidden) == OUT_OF_REACH
    for name in hidden:
        assert await high.pool.fetch(f"select * from {name} limit 1") is not None
        for statement in ("select from {}", "delete from {}", "insert into {} default values"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError, match=f"permission denied for table {name}"):
                await low.pool.execute(statement.format(name))


async def test_a_table_that_is_added_later_is_out_of_reach_until_the_wall_is_raised_again(
    office: Office, low: Office
) -> None:
    made = "create table later_note (case_id uuid references case_file, text_sealed bytea)"
    await office.pool.execute(made)
    try:
        for statement in ("select from later_note", "insert into later_note default values", "drop table later_note"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await low.pool.execute(statement)
    finally:
        await office.pool.execute("drop table later_note")


def test_what_is_added_later_is_kept_by_what_it_refers_to_and_what_is_sealed_in_it() -> None:
    tables = MetaData()
    for one in CORE:
        one.to_metadata(tables)
    note = (Column("id", Integer), Column("case_id", UUID(as_uuid=True), ForeignKey("case_file.id"), nullable=False))
    Table("later_note", tables, *note, *sealed("text"))
    Table("later_book", tables, Column("id", Integer), *sealed("owner"), Column("owner_index", LargeBinary))
    raised = [one for together in statements(tables) for one in together]

    assert (
        kept_by(tables)["later_note"]
        == "exists (select from case_file above where above.id = later_note.case_id offset 0)"
    )
    assert 'alter table "later_note" enable row level security' in raised
    assert 'grant select ("id", "owner_mask") on "later_book" to hotline_app' in raised


async def test_the_life_cycle_runs_through_the_lower_role(office: Office, low: Office) -> None:
    done: set[Verb] = set()
    async with open_drive(office) as drive:
        drive.desk.office = low
        for seed in range(WALKS):
            drive.desk.turn_to(START)
            case_id = (await drive.desk.act(Verb.REGISTER_CASE)).case_id
            walk = Walk(Random(seed), drive.desk, case_id, await drive.desk.new_material())
            for _ in range(STEPS):
                await walk.go_on()
            done |= set(walk.done)

    assert len(done) > 20


async def test_whoever_is_cleared_for_no_more_is_answered_alike_on_either_side(office: Office, low: Office) -> None:
    codes, schema = await load_codes(office.read), build_schema()
    await dispatch(office, (await ordinary(office)).case_id)
    for number in range(SECRET):
        await sing(office, number)
    await settle(office)
    without, behind = Api(schema, office, codes), Api(schema, low, codes)
    asked = documents(without, await arguments(office, "金丝雀title00000雀"))
    cleared = {role for role in BLIND if office.viewer(role).clearance <= 1}

    assert cleared >= {"auditor", "administrator", "developer", "reporter", "knowledge_editor"}
    for role in sorted(cleared):
        assert await told(behind, role, asked) == await told(without, role, asked), role


async def test_the_wall_is_raised_once_and_again_when_it_was_damaged(office: Office, low: Office) -> None:
    assert await stands(office.dsn)
    assert not await raise_wall(office.dsn)

    for damage in (
        "delete from migration_lock where name like 'wall %'",
        "drop policy app_rows on reporter",
        "revoke all on case_file from hotline_app",
    ):
        await office.pool.execute(damage)
        assert not await stands(office.dsn)
        assert await raise_wall(office.dsn)
        assert await stands(office.dsn)
    assert await low.pool.fetchval("select count(*) from case_file") == 0


async def test_a_login_that_may_not_make_roles_is_told_so(office: Office) -> None:
    await office.pool.execute("create role passer_by")
    try:
        with pytest.raises(WallRefused, match="may not make the roles hotline_app and hotline_sealed"):
            await raise_wall(f"{office.dsn}&role=passer_by")
    finally:
        await office.pool.execute("drop role passer_by")


async def test_the_plans_of_the_higher_side_are_those_without_a_wall(office: Office, high: Office) -> None:
    statement = "select id from case_file where title_grams @> array[1, 2] and state = 'RECEIVED' order by id limit 5"
    plans = [[row[0] for row in await one.pool.fetch(f"explain (costs off) {statement}")] for one in (office, high)]

    assert plans[0] == plans[1]


def test_the_wall_is_read_off_the_tables() -> None:
    kept = kept_by()

    assert kept["case_file"] == "secrecy <= 1"
    assert kept["reporter"] == "exists (select from case_file above where above.id = reporter.case_id offset 0)"
    assert kept["feedback"] == "exists (select from assignment above where above.id = feedback.assignment_id offset 0)"
    assert kept["attachment"].startswith("(attachment.case_id is null or exists")
    assert not kept.keys() & {"unit", "account", "outbox", "month_key", "category"}
