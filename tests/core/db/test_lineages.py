"""Migrations go up, down and up again, and leave nothing the models do not say."""

import asyncio

import asyncpg

from core.db.lineages import core_lineage, current, differences, downgrade, upgrade


async def tables(dsn: str) -> set[str]:
    connection = await asyncpg.connect(dsn)
    try:
        rows = await connection.fetch("select tablename from pg_tables where schemaname = 'public'")
    finally:
        await connection.close()
    return {row["tablename"] for row in rows}


async def test_up_down_up_leaves_the_models_tables_and_nothing_else(empty_database: str) -> None:
    lineage = core_lineage()

    await upgrade(empty_database)
    assert await current(empty_database, lineage) == lineage.head()
    assert await differences(empty_database, lineage) == []

    await downgrade(empty_database, lineage)
    assert await current(empty_database, lineage) is None
    assert await tables(empty_database) == {"alembic_version", "migration_lock"}

    await upgrade(empty_database)
    assert await differences(empty_database, lineage) == []
    assert {table.name for table in lineage.tables} <= await tables(empty_database)


async def test_a_model_without_a_migration_is_found(empty_database: str) -> None:
    await upgrade(empty_database)
    connection = await asyncpg.connect(empty_database)
    await connection.execute("alter table case_file drop column grid_code")
    await connection.close()

    found = await differences(empty_database, core_lineage())

    assert [(what, column.name) for what, _, _, column in found] == [("add_column", "grid_code")]


async def test_upgrades_of_one_database_wait_for_one_another(empty_database: str) -> None:
    await asyncio.gather(*(upgrade(empty_database) for _ in range(3)))

    assert await differences(empty_database, core_lineage()) == []
