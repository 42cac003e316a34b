"""Which login answers whom."""

from pathlib import Path

import asyncpg
import pytest

from core.access.viewer import SYSTEM
from core.db.grants import APP, SEALED
from core.db.wall import login_as, raise_wall
from core.settings import Settings
from tests.support.office import Office
from web.host import opened
from web.problems import Halt
from web.wall import behind, sides

ELSEWHERE = "postgresql://owner:secret@db.example.cn:5432/hotline"
LOW, HIGH = "postgresql://hotline_app:a@db/hotline", "postgresql://hotline_sealed:b@db/hotline"


def settings(**given: str) -> Settings:
    return Settings.model_validate({"database_url": ELSEWHERE, **given})


def test_another_login_is_the_same_address_without_a_password() -> None:
    assert login_as(ELSEWHERE, APP) == "postgresql://hotline_app@db.example.cn:5432/hotline"
    assert (
        login_as("postgresql://hotline@/x?host=%2Frun&port=1", APP) == "postgresql://hotline_app@/x?host=%2Frun&port=1"
    )


def test_behind_a_pooler_each_side_has_its_own_login() -> None:
    pooler = "postgresql://hotline:p@bouncer:6432/hotline?application_name=x"

    assert behind(pooler, HIGH, LOW) == (
        "postgresql://hotline_sealed:b@bouncer:6432/hotline?application_name=x",
        "postgresql://hotline_app:a@bouncer:6432/hotline?application_name=x",
    )
    assert behind(pooler, ELSEWHERE, None) == (pooler, None)
    assert behind(None, HIGH, LOW) == (HIGH, LOW)


async def test_a_database_of_ones_own_has_a_wall_if_both_logins_are_named(own_database: str) -> None:
    connection = await asyncpg.connect(own_database)
    await connection.execute("delete from migration_lock where name like 'wall %'")
    await connection.close()

    assert await sides(settings(), own_database) == (own_database, None)
    for one in ("database_app_url", "database_sealed_url"):
        with pytest.raises(Halt, match="stand for the two sides of one wall"):
            await sides(settings(**{one: LOW}), own_database)
    both = settings(database_app_url=LOW, database_sealed_url=HIGH)
    with pytest.raises(Halt, match="The database's roles are not as its tables need them"):
        await sides(both, own_database)

    await raise_wall(own_database)

    assert await sides(both, own_database) == (HIGH, LOW)


async def test_the_private_database_has_its_wall_at_once_and_each_request_its_side(
    own_database: str, own_office: Office, tmp_path: Path
) -> None:
    async with opened(Settings.model_validate({"var": tmp_path, "pool_size": 2}), own_database) as host:
        assert host.low_pool is not None
        low, high = own_office.viewer("auditor"), own_office.viewer("operator")
        for viewer, user in ((low, APP), (high, SEALED), (SYSTEM, SEALED)):
            side = host.side(viewer)
            assert await side.pool.fetchval("select current_user") == user
            assert [tuple(row) for row in await side.lanes.fetch("select current_user::text", ())] == [(user,)]
            async with side.kept.acquire() as connection:
                assert await connection.fetchval("select current_user") == user
