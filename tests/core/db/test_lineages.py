"""Migrations go up, down and up again, and leave nothing the models do not say; a plug-in's are its own."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from core.db.base import metadata
from core.db.lineages import Lineage, core_lineage, current, differences, downgrade, plugin_lineages, upgrade
from core.plugin.purge import purge
from tests.core.plugin.making import listed, load
from tests.support import tiny


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


async def test_a_text_that_was_sealed_is_its_mask_after_the_way_down(empty_database: str) -> None:
    await upgrade(empty_database)
    connection = await asyncpg.connect(empty_database)
    try:
        async with connection.transaction():
            await connection.execute("set local session_replication_role = replica")  # of a case that need not be there
            await connection.execute(
                "insert into case_correction (id, case_id, changes, reason_sealed, reason_mask, by, at)"
                " values (gen_random_uuid(), gen_random_uuid(), '{}', 'sealed', '****', gen_random_uuid(), now())"
            )
        await downgrade(empty_database, core_lineage(), "0007")
        assert await connection.fetchval("select reason from case_correction") == "****"
        await upgrade(empty_database)
        row = await connection.fetchrow("select reason, reason_sealed from case_correction")
        assert row is not None
        assert tuple(row) == ("****", None)
    finally:
        await connection.close()


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


async def test_none_is_hindered_by_another_that_begins_in_the_same_instant(empty_database: str) -> None:
    await upgrade(empty_database)
    for _ in range(10):
        connection = await asyncpg.connect(empty_database)
        await connection.execute("drop table migration_lock")
        await connection.close()

        await asyncio.gather(*(upgrade(empty_database) for _ in range(4)))


@pytest.fixture
def notes(tmp_path: Path) -> Iterator[Lineage]:
    """The lineage of a plug-in whose package lies outside the checkout, where a blank or a percent sign is possible."""
    module = tiny.imported(tiny.write_plugin(tmp_path / "50% of it"))
    (lineage,) = plugin_lineages(load(listed(tiny.NAME), module))
    yield lineage
    metadata.remove(module.note)


async def test_a_plug_ins_tables_are_its_own_lineages(empty_database: str, notes: Lineage) -> None:
    await upgrade(empty_database, (core_lineage(), notes))

    assert await current(empty_database, notes) == notes.head() == "0001"
    assert {"tiny_note", "alembic_version_tiny"} <= await tables(empty_database)
    assert await differences(empty_database, notes) == []
    assert await differences(empty_database, core_lineage()) == []


async def test_the_core_goes_on_without_a_plug_in_and_the_plug_in_finds_its_rows(
    empty_database: str, notes: Lineage
) -> None:
    await upgrade(empty_database, (core_lineage(), notes))
    await run(empty_database, "insert into tiny_note values (gen_random_uuid(), 'kept')")

    await upgrade(empty_database)
    assert await differences(empty_database, core_lineage()) == []

    await upgrade(empty_database, (core_lineage(), notes))
    assert await run(empty_database, "select text from tiny_note") == "kept"


async def test_a_plug_in_goes_down_and_up_and_leaves_the_core_alone(empty_database: str, notes: Lineage) -> None:
    await upgrade(empty_database, (core_lineage(), notes))

    await downgrade(empty_database, notes)
    assert await current(empty_database, core_lineage()) == core_lineage().head()
    assert "tiny_note" not in await tables(empty_database)

    await upgrade(empty_database, (core_lineage(), notes))
    assert await differences(empty_database, notes) == []


async def test_a_plug_ins_column_without_a_migration_is_the_plug_ins_difference(
    empty_database: str, notes: Lineage
) -> None:
    await upgrade(empty_database, (core_lineage(), notes))
    await run(empty_database, "alter table tiny_note drop column text")

    assert [what for what, *_ in await differences(empty_database, notes)] == ["add_column"]
    assert await differences(empty_database, core_lineage()) == []


async def test_a_purged_plug_in_leaves_its_switches_and_nothing_else(empty_database: str, notes: Lineage) -> None:
    await upgrade(empty_database, (core_lineage(), notes))
    await run(empty_database, "insert into plugin_cursor (plugin, pos) values ('tiny', 7), ('other', 7)")
    await run(empty_database, "insert into plugin_district values ('tiny', '370902')")
    await run(
        empty_database,
        "insert into plugin_switch (id, district, plugin, enabled, reason, by, at) "
        "values (gen_random_uuid(), '370902', 'tiny', true, '', gen_random_uuid(), now())",
    )

    await purge(empty_database, "tiny", notes.folder.parent)

    assert "tiny_note" not in await tables(empty_database)
    assert await run(empty_database, "select string_agg(plugin, ',') from plugin_cursor") == "other"
    assert await run(empty_database, "select count(*) from plugin_district") == 0
    assert await run(empty_database, "select count(*) from plugin_switch") == 1


async def run(dsn: str, statement: str) -> object:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()
