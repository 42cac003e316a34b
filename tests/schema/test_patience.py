"""Whoever waits too long for what another transaction holds is told to come again, and has written nothing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from core.db.connection import LIMITS, open_pool
from schema.compose import build_schema
from tests.schema.conftest import Api
from tests.support.database import connection

CALL = {"channel": "PHONE", "kind": "HELP_REQUEST", "title": "路灯不亮", "content": "路灯不亮", "district": "370902"}
MUTATION = "mutation ($input: %sInput!) { %s(input: $input) { case { id version } userErrors { code } } }"
KEY = """insert into idempotency (principal, key, fingerprint, case_id, object_id, version, created_at)
select id::text, 'key-1', '', id, id, 1, now() from account where subject = 'd:operator'"""
LATER = {"case": None, "userErrors": [{"code": "RETRY_LATER"}]}


@pytest.fixture
async def hasty(api: Api, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Api]:
    """Waits a fifth of a second for a lock instead of three."""
    monkeypatch.setitem(LIMITS, "lock_timeout", "200ms")
    before, api.office.pool = api.office.pool, await open_pool(api.office.dsn, size=2)
    yield Api(build_schema(), api.office, api.codes)
    await api.office.pool.close()
    api.office.pool = before


@asynccontextmanager
async def held(api: Api, statement: str) -> AsyncIterator[None]:
    """What the statement locks or writes, another transaction keeps to itself for the block, and leaves as it was."""
    async with connection(api.office.dsn) as other:
        transaction = other.transaction()
        await transaction.start()
        await other.execute(statement)
        yield
        await transaction.rollback()


async def asked(api: Api, verb: str, **given: Any) -> Any:
    answer = await api.data(MUTATION % (verb[0].upper() + verb[1:], verb), input={**given, "idempotencyKey": "key-1"})
    return answer[verb]


async def test_a_key_that_another_call_has_in_hand_is_waited_for_so_long(hasty: Api) -> None:
    async with held(hasty, KEY):
        assert await asked(hasty, "registerCase", **CALL) == LATER
    assert await hasty.office.pool.fetchval("select count(*) from case_file") == 0

    assert (await asked(hasty, "registerCase", **CALL))["case"]["version"] == 1


async def test_a_case_that_another_call_has_in_hand_is_waited_for_so_long(hasty: Api) -> None:
    made = await hasty.data(MUTATION % ("RegisterCase", "registerCase"), input=CALL)
    case_id = made["registerCase"]["case"]["id"]
    async with held(hasty, "select from case_file for update"):
        assert await asked(hasty, "acceptCase", caseId=case_id, category="990000") == LATER

    assert (await asked(hasty, "acceptCase", caseId=case_id, category="990000"))["case"]["version"] == 2


@pytest.fixture
async def standby(api: Api, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Api]:
    """Its connections take no writes, as those to a standby."""
    monkeypatch.setitem(LIMITS, "default_transaction_read_only", "on")
    before, api.office.pool = api.office.pool, await open_pool(api.office.dsn, size=2)
    yield Api(build_schema(), api.office, api.codes)
    await api.office.pool.close()
    api.office.pool = before


async def test_a_standby_that_is_not_promoted_yet_is_waited_for(standby: Api) -> None:
    assert await asked(standby, "registerCase", **CALL) == LATER
