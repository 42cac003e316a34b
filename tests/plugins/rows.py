"""Rows of any table of a plug-in, made from the table alone: what must be filled is filled, and leads where it must."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    Numeric,
    Table,
    Text,
    Time,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from core.db.uow import UnitOfWork
from core.ids import new_id
from schema.data.declarations import EnumField
from schema.data.types import declared_types

NOW = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
_BY_TYPE: tuple[tuple[type, Any], ...] = (
    (Boolean, False), (DateTime, NOW), (Date, date(2026, 11, 16)), (Time, time(9)), (LargeBinary, b"1"), (ARRAY, []),
    (JSONB, {}), (JSON, {}),
)  # fmt: skip


@dataclass
class Rows:
    """Rows that lie in one district: `references` are the ids of core rows there, by table; `number` tells places apart."""

    uow: UnitOfWork
    number: int
    district: str
    path: str
    account: UUID
    references: dict[str, Any]
    made: dict[str, Any] = field(default_factory=dict)

    async def of(self, table: Table) -> Any:
        """The key of this place's row of the table, made when it is first asked for."""
        if table.name not in self.made:
            (key,) = table.primary_key.columns
            row = {column.name: await self._value(column) for column in table.c if self._filled(column)}
            self.made[table.name] = row[key.name]
            await self.uow.insert(table, [row])
        return self.made[table.name]

    def _filled(self, column: Column[Any]) -> bool:
        if column.computed is not None or column.identity is not None or column.server_default is not None:
            return False
        return not column.nullable or column.name in ("case_id", "gate", "district")

    async def _value(self, column: Column[Any]) -> Any:
        named = {"gate": self.district, "district": self.district, "district_path": self.path}
        if column.name in named:
            return named[column.name]
        if column.primary_key and isinstance(column.type, Uuid):
            return new_id()
        if column.foreign_keys:
            (key,) = column.foreign_keys
            table = key.column.table
            return self.references[table.name] if table.name in self.references else await self.of(table)
        return self._plain(column)

    def _plain(self, column: Column[Any]) -> Any:
        enum = next((one for one in _enums(column)), None)
        if enum is not None:
            member = next(iter(enum))
            return 0 if isinstance(column.type, Integer) else member.value
        if isinstance(column.type, Uuid):
            return self.account
        if isinstance(column.type, Integer | Numeric | Float):
            return self.number
        for type_, value in _BY_TYPE:
            if isinstance(column.type, type_):
                return value
        assert isinstance(column.type, Text) or column.type.python_type is str, column
        return str(self.number)


def _enums(column: Column[Any]) -> list[Any]:
    declared = (one for one in declared_types() if one.table is column.table)
    fields = (field for one in declared for field in one.fields.values())
    return [field.enum for field in fields if isinstance(field, EnumField) and field.column is column]
