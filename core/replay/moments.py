"""Times as the file writes them."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from core.clock import SHANGHAI
from core.replay.rules import fixed_rules

_WRITTEN = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}:\d{2})(Z|[+-]\d{2}:\d{2})?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Window:
    """Which times a message may have: from a local date of the calendar to the present instant."""

    first: date
    present: datetime

    def holds(self, moment: datetime) -> bool:
        """Whether the message may have it."""
        return moment <= self.present and moment.astimezone(SHANGHAI).date() >= self.first


def moment(text: str) -> datetime | None:
    """The instant, or None for what is not written as a time; without an offset it is Asia/Shanghai's."""
    written = _WRITTEN.fullmatch(text)
    if written is None:
        return None
    day, clock, offset = written.groups()
    try:
        found = datetime.fromisoformat(f"{day}T{clock or fixed_rules().time.date_alone.isoformat()}{offset or ''}")
        return (found if found.tzinfo else found.replace(tzinfo=SHANGHAI)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
