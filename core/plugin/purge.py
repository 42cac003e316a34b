"""Removing what a plug-in kept. Its switches, codes and events stay: they tell what happened."""

from pathlib import Path

import asyncpg
from sqlalchemy import Text, bindparam, delete

from core.db.lineages import Lineage, downgrade
from core.db.read import Read
from core.plugin.model import plugin_cursor, plugin_district, plugin_effect

_FORGET = tuple(
    delete(table).where(table.c.plugin == bindparam("plugin", type_=Text()))
    for table in (plugin_effect, plugin_cursor, plugin_district)
)


async def purge(dsn: str, plugin: str, folder: Path) -> None:
    """Drop the tables of the plug-in whose package is in `folder`, and forget how far it has read the log."""
    await downgrade(dsn, Lineage(plugin, folder / "migrations", ()))
    connection = await asyncpg.connect(dsn)
    try:
        for statement in _FORGET:
            await Read(connection).fetch(statement, plugin=plugin)
    finally:
        await connection.close()
