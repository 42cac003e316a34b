"""Sealed texts that ordinary reads have opened: noted in memory, and written down a moment later for all readers at once.

A case's title in a list is opened for whoever may read it, thousands of times a second: a statement for each would cost
more than the reading. What a process has noted and not written is lost if it is killed: see `core.audit.writing`.
"""

from collections.abc import Mapping, Set
from uuid import UUID

Seen = dict[str, set[UUID]]
"""Ids of rows by column (`case_file.title`)."""


class Sightings:
    """One per process: who has seen which rows of which column since the last writing."""

    def __init__(self) -> None:
        self._held: dict[frozenset[UUID], Seen] = {}
        self._alone: dict[UUID, Seen] = {}

    def saw(self, account: UUID, column: str, row_id: UUID) -> None:
        """Note that the text of a column was opened for an account."""
        seen = self._alone.get(account)
        if seen is None:
            seen = self._alone[account] = {}
        rows = seen.get(column)
        if rows is None:
            rows = seen[column] = set()
        rows.add(row_id)

    def saw_together(self, accounts: frozenset[UUID], seen: Mapping[str, Set[UUID]]) -> None:
        """Note what one answer shows to all of them."""
        held = self._held.setdefault(accounts, {})
        for column, rows in seen.items():
            held.setdefault(column, set()).update(rows)

    def take(self) -> dict[frozenset[UUID], Seen]:
        """What is to be written; nothing is held after it."""
        for account, seen in self._alone.items():
            self.saw_together(frozenset((account,)), seen)
        held, self._held, self._alone = self._held, {}, {}
        return held

    def give_back(self, taken: Mapping[frozenset[UUID], Seen]) -> None:
        """Hold again what could not be written."""
        for accounts, seen in taken.items():
            self.saw_together(accounts, seen)
