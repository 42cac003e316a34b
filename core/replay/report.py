"""What the importer tells at the end."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from core.cases.model import case_file
from core.db.read import Read
from core.replay.deeds import Deeds, Tally, deeds
from core.replay.ours import OURS
from core.replay.rules import Rules
from core.replay.shares import Share, by_clocks, share, shares, timed_by_plugins
from core.replay.source import Source
from core.services import Services

_STATES = (
    select(case_file.c.state, func.count().label("cases"))
    .where(*OURS)
    .group_by(case_file.c.state)
    .order_by(case_file.c.state)
)


@dataclass(frozen=True, slots=True)
class Report:
    """The file against the database: the same however often the import was interrupted, but for what plug-ins were asked.

    `shares` are reckoned from the file by the profiles alone. `profile` is the one the cases are registered under; among
    the cases it times, `expected` is its share and must equal `clocks`, that of the database's clocks. `timed` are the
    clocks of the others by the plug-in that granted their budgets.
    """

    rows: int
    rejected: Mapping[str, int]
    states: Mapping[str, int]
    shares: Mapping[str, Share]
    profile: str
    expected: Share
    clocks: Share
    timed: Mapping[str, Share]
    plugins: tuple[Deeds, ...]

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
        return self.expected == self.clocks


async def report(
    read: Read, services: Services, rules: Rules, source: Source, present: datetime, since: Tally
) -> Report:
    """Reckon the report; `present` decides which unanswered messages are past due, `since` was tallied before the replay."""
    channel, numbers = rules.case.channel.value, [one.source_id for one in source.messages]
    rows = await read.fetch(_STATES, channel=channel, external_nos=numbers)
    timed = await timed_by_plugins(read, channel, numbers)
    own = [one for one in source.messages if one.source_id not in timed]
    return Report(
        rows=source.rows,
        rejected=dict(sorted(Counter(one.reason.name for one in source.rejects).items())),
        states={row["state"]: row["cases"] for row in rows},
        shares=shares(source.messages, rules, services, present),
        profile=services.default_profile,
        expected=share(services.default_profile, own, rules, services, present),
        clocks=await by_clocks(read, channel, [one.source_id for one in own]),
        timed={name: await by_clocks(read, channel, _of(name, timed)) for name in sorted(set(timed.values()))},
        plugins=await deeds(read, services.plugins, channel, numbers, since),
    )


def _of(plugin: str, timed: Mapping[str, str]) -> list[str]:
    return [number for number, by in timed.items() if by == plugin]
