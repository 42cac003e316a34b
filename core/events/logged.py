"""An event at its place in the log, as its followers are handed it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from core.db.read import Row
from core.events.cursors import LOG, cursor
from core.events.queues import case_event_of
from core.plugin.views import CaseEvent


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """An event at its position, and what rights are asked of: the case as it is now.

    `unit_paths` are those of all the case's parts, `part_path` that of the event's own part if it belongs to one; `owner`
    registered the case, `respondent_path` is the unit it accuses.
    """

    pos: int
    chain: bytes
    event: CaseEvent
    district: str
    district_path: str
    kind: str
    state: str
    secrecy: int
    owner: UUID
    unit_paths: tuple[str, ...]
    part_path: str | None
    respondent_path: str = ""

    @property
    def cursor(self) -> str:
        """The place after it in the log."""
        return cursor(LOG, self.pos, self.chain)


Batch = Sequence[LoggedEvent]


def logged(row: Row) -> LoggedEvent:
    """A row of `tail_statements.AFTER` that has an event."""
    return LoggedEvent(
        pos=row["pos"],
        chain=row["link"],
        event=case_event_of(row),
        district=row["district"],
        district_path=row["district_path"],
        kind=row["kind"],
        state=row["state"],
        secrecy=row["case_secrecy"],
        owner=row["registered_by"],
        unit_paths=tuple(row["unit_paths"]),
        part_path=row["part_path"],
        respondent_path=row["respondent_path"],
    )
