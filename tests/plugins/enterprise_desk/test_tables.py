"""The desk's tables and the migration that makes them."""

import pytest
from sqlalchemy import Table

from core.db.lineages import core_lineage, current, differences, downgrade, plugin_lineages, upgrade
from plugins.enterprise_desk.tables import TABLES
from tests.support.plugged import Plugged

LONGEST = 63
"""Bytes of a name in PostgreSQL; a longer one is cut."""


def test_every_table_is_the_desk_s() -> None:
    assert [table.name for table in TABLES if not table.name.startswith("enterprise_desk_")] == []


def test_no_name_is_cut() -> None:
    names = [str(one.name) for table in TABLES for one in (*table.constraints, *table.indexes) if one.name]

    assert [name for name in names if len(name) > LONGEST] == []


async def test_the_migration_makes_exactly_these(plugged: Plugged, empty_database: str) -> None:
    (own,) = plugin_lineages(plugged.plugins)
    await upgrade(empty_database, (core_lineage(), own))

    assert await differences(empty_database, own) == []


async def test_it_goes_up_down_and_up(plugged: Plugged, empty_database: str) -> None:
    (own,) = plugin_lineages(plugged.plugins)
    await upgrade(empty_database, (core_lineage(), own))
    await downgrade(empty_database, own)
    assert await current(empty_database, own) is None

    await upgrade(empty_database, (own,))

    assert await current(empty_database, own) == "0002"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_reference_to_a_case_is_indexed(table: Table) -> None:
    leading = {next(iter(index.columns)).name for index in table.indexes}
    leading |= {next(iter(one.columns)).name for one in table.constraints if one.columns}  # type: ignore[attr-defined]

    assert "case_id" not in table.c or "case_id" in leading
