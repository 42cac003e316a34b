"""What the importer tells at the end."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Text, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from core.cases.model import case_file
from core.db.uow import Read
from core.replay.rules import Rules
from core.replay.shares import Share, by_clocks, shares
from core.replay.source import Source
from core.services import Services

_STATES = (
    select(case_file.c.state, func.count().label("cases"))
    .where(
        case_file.c.channel == bindparam("channel"),
        case_file.c.external_no == any_(bindparam("external_nos", type_=ARRAY(Text()))),
    )
    .group_by(case_file.c.state)
    .order_by(case_file.c.state)
)


@dataclass(frozen=True, slots=True)
class Report:
    """The file against the database: the same however often the import was interrupted.

    `profile` is the one the cases are registered under; its share must equal `clocks`, that of the database's clocks.
    """

    rows: int
    rejected: Mapping[str, int]
    states: Mapping[str, int]
    shares: Mapping[str, Share]
    profile: str
    clocks: Share

    @property
    def cases(self) -> int:
        """How many of the rows are cases."""
        return sum(self.states.values())

    @property
    def lost(self) -> int:
        """Rows that are neither a case nor rejected; 0, or the import is not whole."""
        return self.rows - sum(self.rejected.values()) - self.cases

    @property
    def agrees(self) -> bool:
        """Whether the database's clocks say what the file says."""
        return self.shares[self.profile] == self.clocks


async def report(read: Read, services: Services, rules: Rules, source: Source, present: datetime) -> Report:
    """Reckon the report; `present` decides which unanswered messages are past due."""
    channel, numbers = rules.case.channel.value, [one.source_id for one in source.messages]
    rows = await read.fetch(_STATES, channel=channel, external_nos=numbers)
    return Report(
        rows=source.rows,
        rejected=dict(sorted(Counter(one.reason.name for one in source.rejects).items())),
        states={row["state"]: row["cases"] for row in rows},
        shares=shares(source.messages, rules, services, present),
        profile=services.default_profile,
        clocks=await by_clocks(read, channel, numbers),
    )
