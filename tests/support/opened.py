"""What was sealed for a row of a case, opened as its readers would have it."""

from typing import Any
from uuid import UUID

from core.sealing.fields import FieldRef, open_
from core.services import Services


async def opened(pool: Any, services: Services, column: str, row_id: UUID) -> str | None:
    """The text of `table.column`; of a table that has a `case_id`."""
    table, name = column.split(".")
    row = await pool.fetchrow(
        f"select c.case_key, r.{name}_sealed as kept from {table} r join case_file c on c.id = r.case_id where r.id = $1",
        row_id,
    )
    key = await services.keys.case_key(row["case_key"])
    return None if row["kept"] is None else open_(key, FieldRef(column, row_id), row["kept"])
