"""Reading: statements whose rows answer a question."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ClauseElement

from core.db.statement import Prepared, prepare
from core.db.together import Ask, together

Row = Mapping[str, Any]


class Read:
    """Statements on one connection or, outside a transaction, on the pool."""

    def __init__(self, runner: Any) -> None:
        self._run = runner

    async def fetch(self, statement: ClauseElement, **values: object) -> Sequence[Row]:
        """All rows."""
        prepared = prepare(statement)
        known = await self._ready(prepared, statement, values)
        if known is not None:
            return known
        rows: Sequence[Row] = await self._run.fetch(prepared.sql, *prepared.bind(values))
        return rows

    async def fetch_one(self, statement: ClauseElement, **values: object) -> Row | None:
        """The first row, or None."""
        prepared = prepare(statement)
        known = await self._ready(prepared, statement, values)
        if known is not None:
            return known[0] if known else None
        row: Row | None = await self._run.fetchrow(prepared.sql, *prepared.bind(values))
        return row

    async def fetch_value(self, statement: ClauseElement, **values: object) -> Any:
        """The first column of the first row, or None."""
        prepared = prepare(statement)
        known = await self._ready(prepared, statement, values)
        if known is not None:
            return next(iter(known[0].values())) if known else None
        return await self._run.fetchval(prepared.sql, *prepared.bind(values))

    async def fetch_together(self, *asks: Ask) -> list[list[Row]]:
        """All rows of several reads, in one round trip and as of one moment."""
        asked = together(asks)
        return asked.answers(await self._run.fetchrow(asked.sql, *asked.arguments))

    async def _ready(
        self, _prepared: Prepared, _statement: ClauseElement, _values: Mapping[str, object], /
    ) -> Sequence[Row] | None:
        """Before a statement is run; its rows if they are known already."""
        return None
