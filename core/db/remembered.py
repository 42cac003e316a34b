"""Rows of tables that hardly ever change, as a process remembers them for a moment: codes, categories, districts."""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from sqlalchemy import SelectBase

from core.db.read import Read
from core.db.together import Ask, Key, Row

SECONDS = 5.0
"""As long as a change may need to reach the other processes, which look for changes as often."""

_MOST = 10_000


@dataclass(slots=True)
class Remembered:
    """One per process. What was not there is asked for again each time."""

    clock: Callable[[], float] = monotonic
    _rows: dict[Key, tuple[float, Row]] = field(default_factory=dict)

    async def one(self, read: Read, statement: SelectBase, **values: object) -> Row | None:
        """The row, at most five seconds old; None if there is none."""
        key = Ask(statement, values).key
        until, row = self._rows.get(key, (0.0, None))
        if row is None or until <= self.clock():
            row = await read.fetch_one(statement, **values)
            self._keep(key, row)
        return row

    def _keep(self, key: Key, row: Row | None) -> None:
        if len(self._rows) >= _MOST:
            self._rows.clear()
        self._rows.pop(key, None)
        if row is not None:
            self._rows[key] = self.clock() + SECONDS, row
