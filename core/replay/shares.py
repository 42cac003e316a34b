"""The share answered on time under each policy profile, reckoned from the file; and by the database's own clocks."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, literal_column, select

from core.cases.model import case_file
from core.clock import SHANGHAI
from core.db.read import Read
from core.deadlines import arithmetic
from core.deadlines.kinds import ClockKind
from core.deadlines.model import clock
from core.deadlines.rule import Facts
from core.deadlines.state import ClockState
from core.replay.ours import OURS
from core.replay.rules import Rules
from core.replay.source import Message
from core.services import Services


@dataclass(frozen=True, slots=True)
class Share:
    """Messages by what became of their handling clock, started at dispatch and stopped by the reply.

    `met` answered in time, `late` answered too late, `overdue` not answered and past due, `running` not yet due.
    """

    met: int = 0
    late: int = 0
    overdue: int = 0
    running: int = 0

    @property
    def answered(self) -> int:
        """The denominator of the share among the answered."""
        return self.met + self.late

    @property
    def due(self) -> int:
        """The denominator of the share among all that were answered or are past due."""
        return self.answered + self.overdue


def shares(messages: Sequence[Message], rules: Rules, services: Services, present: datetime) -> Mapping[str, Share]:
    """By profile name; each message under the version that was valid on the local day of its submission."""
    return {name: share(name, messages, rules, services, present) for name in services.profiles.names}


def share(profile: str, messages: Sequence[Message], rules: Rules, services: Services, present: datetime) -> Share:
    """The same under one profile."""
    return Share(**Counter(_outcome(one, profile, rules, services, present) for one in messages))


def _outcome(message: Message, name: str, rules: Rules, services: Services, present: datetime) -> str:
    """Which field of Share counts the message. No category of the importer is an essential utility."""
    profile = services.profiles.current(name, message.submitted_at.astimezone(SHANGHAI).date())
    facts = Facts(
        urgency=rules.case.urgency,
        kind=rules.kind.of(message.title),
        channel=rules.case.channel,
        utility=False,
        enterprise=rules.case.enterprise,
    )
    budget, _rule = profile.budget(ClockKind.HANDLING, facts)
    due = arithmetic.due(ClockState(start=message.submitted_at, budget=budget), services.calendar(profile))
    if message.replied_at is not None:
        return "late" if due.is_breached_at(message.replied_at) else "met"
    return "overdue" if due.is_breached_at(present) else "running"


_HANDLING = clock.c.kind == ClockKind.HANDLING.value
_BY_CLOCKS = (
    select(
        func.count().filter(clock.c.state == "MET").label("met"),
        func.count().filter(clock.c.state == "LATE").label("late"),
        func.count().filter(clock.c.stopped_at.is_(None) & clock.c.breached_at.is_not(None)).label("overdue"),
        func.count().filter(clock.c.stopped_at.is_(None) & clock.c.breached_at.is_(None)).label("running"),
    )
    .join(case_file, case_file.c.id == clock.c.case_id)
    .where(*OURS, _HANDLING)
)
_TIMED = (
    select(case_file.c.external_no, func.split_part(clock.c.rule, "/", 1).label("plugin"))
    .join(case_file, case_file.c.id == clock.c.case_id)
    .where(*OURS, _HANDLING, ~func.starts_with(clock.c.rule, func.concat(case_file.c.profile, literal_column("'@'"))))
)


async def by_clocks(read: Read, channel: str, external_nos: Sequence[str]) -> Share:
    """The same from the clocks of the cases."""
    row: Any = await read.fetch_one(_BY_CLOCKS, channel=channel, external_nos=list(external_nos))
    return Share(**dict(row))


async def timed_by_plugins(read: Read, channel: str, external_nos: Sequence[str]) -> Mapping[str, str]:
    """By external number, the plug-in that granted the handling clock its budget, where it was not the case's profile."""
    rows = await read.fetch(_TIMED, channel=channel, external_nos=list(external_nos))
    return {row["external_no"]: row["plugin"] for row in rows}
