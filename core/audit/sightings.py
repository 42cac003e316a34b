"""Sealed texts that ordinary reads have opened: noted in memory, and written down a moment later for all readers at once.

A case's title in a list is opened for whoever may read it, thousands of times a second: a statement for each would cost
more than the reading. What a process has noted and not written is lost if it is killed: see `core.audit.writing`.
"""

from uuid import UUID

Seen = dict[str, set[UUID]]
"""Ids of rows by column."""


class Sightings:
    """One per process: who has seen which rows of which column since the last writing."""

    def __init__(self) -> None:
        self._held: dict[UUID, Seen] = {}

    def saw(self, actor: UUID, column: str, row_id: UUID) -> None:
        """Note that the text of `column` (`case_file.title`) was opened for an account."""
        seen = self._held.get(actor)
        if seen is None:
            seen = self._held[actor] = {}
        rows = seen.get(column)
        if rows is None:
            rows = seen[column] = set()
        rows.add(row_id)

    def take(self) -> dict[UUID, Seen]:
        """What is to be written; nothing is held after it."""
        held, self._held = self._held, {}
        return held

    def give_back(self, taken: dict[UUID, Seen]) -> None:
        """Hold again what could not be written."""
        for actor, seen in taken.items():
            for column, rows in seen.items():
                self._held.setdefault(actor, {}).setdefault(column, set()).update(rows)
