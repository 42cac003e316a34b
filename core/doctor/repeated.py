"""What a repeated call is answered with, wherever it is kept: in a table of the core or of a plug-in."""

# ruff: noqa: S608 - tables are named here or, quoted, by the database.

from typing import Any

from core.doctor.invariant import Invariant, Rule
from core.tables import CORE

REPEATED = Rule(
    "idempotency.object",
    "a repeated call is answered with what the first one made",
    "删除该重复键记录。",
    "Delete the key: what it answers with does not exist.",
)
_OBJECTS = (
    "case_file", "assignment", "attachment", "commitment", "catalogue_entry", "unit", "account", "role_grant",
    "liaison_officer", "work_queue",
)  # fmt: skip
# Also those of a plug-in that is not loaded now: its rows are kept, and so are the answers its callers were given.
_OF_PLUGINS = """
    select quote_ident(t.table_name) from information_schema.tables t
    join information_schema.columns c using (table_schema, table_name)
    where t.table_schema = current_schema() and t.table_type = 'BASE TABLE' and t.table_name <> all($1)
      and c.column_name = 'id' and c.data_type = 'uuid'
    order by t.table_name
"""


async def repeated(connection: Any) -> Invariant:
    """The rule over the tables that this database has; `connection` is asyncpg's."""
    rows = await connection.fetch(_OF_PLUGINS, [table.name for table in CORE])
    known = " union all ".join(f"select id from {name}" for name in (*_OBJECTS, *(name for (name,) in rows)))
    return Invariant(
        REPEATED.name,
        REPEATED.why,
        REPEATED.zh,
        REPEATED.en,
        f"""
    select i.object_id::text, 'answered with an object that does not exist' from idempotency i
    where not exists (select from ({known}) known where known.id = i.object_id)
    """,
    )
