"""Every way of searching goes through an index, at 20,000 cases."""

from collections.abc import AsyncIterator
from datetime import date

import pytest
from sqlalchemy import select

from core.accounts.model import account
from core.db.statement import prepare
from core.ids import case_number
from core.search.queries import ways
from core.units.model import unit
from tests.support.office import Office

CASES = 20_000
TITLES = (
    "小区路灯不亮",
    "供暖温度不达标",
    "道路坑洼积水",
    "夜间噪声扰民",
    "物业乱收费",
    "公交线路调整",
    "学校周边摊点",
    "自来水发黄",
)
_CASES = """
    INSERT INTO case_file (id, case_no, version, state, kind, channel, external_no, urgency, district, district_path,
        gate, secrecy, public_safety, enterprise, case_key, title_grams, agency_path, registered_by, registered_at,
        profile, profile_version, round, bounces, dispatches, final_ruling, objected, callback_attempts,
        last_event_type, last_event_at)
    SELECT gen_random_uuid(), 'N' || n, 1, 'IN_PROGRESS', 'HELP_REQUEST', 'WECHAT', 'WX-' || n, 'NORMAL', '370902',
        '/370900/370902', '370902', n % 3, false, false, '', $1::int[] || n, '/ta', $2,
        timestamptz '2026-01-01' + n * interval '1 minute', 'taian', 2, 1, 0, 0, false, false, 0, 'registerCase', now()
    FROM generate_series(1, $3::int) n WHERE n % $4 = $5
"""
_REPORTERS = """
    INSERT INTO reporter (id, case_id, identity_mode, phone_index, identity_no_index, access_code_index)
    SELECT gen_random_uuid(), id, 'REAL_NAME', decode(md5('p' || case_no), 'hex'), decode(md5('i' || case_no), 'hex'), ''
    FROM case_file
"""
_ASSIGNMENTS = """
    INSERT INTO assignment (id, case_id, version, unit_id, unit_path, role, round, state, dispatcher_path,
        dispatched_by, dispatched_at, proposal, basis, deemed_accepted, extensions, extended_days)
    SELECT gen_random_uuid(), case_file.id, 1, unit.id, unit.path, 'LEAD', 1, 'ACCEPTED', '/ta',
        registered_by, registered_at, '{}', '', false, 0, 0
    FROM case_file CROSS JOIN unit WHERE unit.id = $1
"""
NUMBER = case_number(date(2026, 11, 22), 1)
BY_EXTERNAL_NO = "uq_case_file_channel_external_no"


@pytest.fixture
async def crowded(office: Office) -> AsyncIterator[Office]:
    """Twenty thousand cases with eight titles, all at one unit, whose telephone numbers all differ."""
    owner = await office.read.fetch_value(select(account.c.id).limit(1))
    housing = await office.read.fetch_value(select(unit.c.id).where(unit.c.code == "ta-housing"))
    async with office.pool.acquire() as connection:
        for number, title in enumerate(TITLES):
            grams = office.services.indexes.title_bigrams(title)
            await connection.execute(_CASES, grams, owner, CASES, len(TITLES), number)
        await connection.execute(_REPORTERS)
        await connection.execute(_ASSIGNMENTS, housing)
        await connection.execute("VACUUM ANALYZE case_file, reporter, assignment")  # as autovacuum does
        yield office


async def _plans(office: Office, role: str, text: str) -> list[str]:
    plans = []
    async with office.pool.acquire() as connection:
        for way in ways(text, office.services.indexes):
            prepared = prepare(way.statement(office.viewer(role), 100))
            plans.append(await connection.fetch(f"EXPLAIN {prepared.sql}", *prepared.bind({})))
    return ["\n".join(line[0] for line in plan) for plan in plans]


async def test_no_way_reads_a_whole_table(crowded: Office) -> None:
    through = {
        NUMBER: ["uq_case_file_case_no"],
        "WX-77": [BY_EXTERNAL_NO, "ix_case_file_title_grams"],
        "13853812345": [BY_EXTERNAL_NO, "ix_reporter_phone_index"],
        "370902199001011234": [BY_EXTERNAL_NO, "ix_reporter_identity_no_index"],
        "路灯不亮": [BY_EXTERNAL_NO, "ix_case_file_title_grams"],
    }
    for role in ("operator", "county_officer", "unit_liaison"):
        for text, indexes in through.items():
            plans = await _plans(crowded, role, text)
            assert len(plans) == len(indexes), (role, text)
            for plan, index in zip(plans, indexes, strict=True):
                assert index in plan, (role, text, plan)
                assert "Seq Scan" not in plan, (role, text, plan)


async def test_what_was_registered_last_is_in_the_index_and_in_no_list_beside_it(office: Office) -> None:
    options = await office.pool.fetchval("select reloptions from pg_class where relname = 'ix_case_file_title_grams'")
    assert options == ["fastupdate=off"]
