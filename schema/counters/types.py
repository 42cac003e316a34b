"""How many there are of each sort, as the counters have it."""

from datetime import datetime

import strawberry

from core.cases.states import AssignmentState, CaseState
from core.counters.queries import as_of
from core.counters.sorts import SUM
from schema import enums  # noqa: F401 - registers the enums the fields name
from schema.context import Info
from schema.data import fields as data
from schema.decorators import field

_AS_OF = "Every change up to then is counted; null until all has been counted once.\n统计截至时间"


@strawberry.type(description="How many cases of a district are in a state.\n某区划某状态的工单数")
class CaseCount(data.Record):
    """A district's own cases, not those of the places below it."""

    district_code: str = data.column(SUM.c.code, description="Code of the district.\n区划代码")
    state: CaseState = data.enum(SUM.c.state, CaseState, description="The state.\n状态")
    count: int = data.column(SUM.c.n, description="How many.\n数量")


@strawberry.type(description="How many cases there are of each sort, in the districts you oversee.\n工单计数")
class CaseCounts:
    """Sums that are kept while cases move on, and late by a moment. What is kept as DISCIPLINE is counted nowhere."""

    counts: list[CaseCount] = strawberry.field(description="By district and state; none for zero.\n按区划和状态的计数")

    @field(_AS_OF)
    async def as_of(self, info: Info) -> datetime | None:
        """See the counters' queries."""
        return await as_of(info.context.read, info.context.now)


@strawberry.type(description="How many assignments of a unit are in a state.\n某单位某状态的承办任务数")
class AssignmentCount(data.Record):
    """A unit's own assignments, not those of the units below it."""

    unit_code: str = data.column(SUM.c.code, description="Code of the unit.\n单位编码")
    state: AssignmentState = data.enum(SUM.c.state, AssignmentState, description="The state.\n状态")
    count: int = data.column(SUM.c.n, description="How many.\n数量")


@strawberry.type(description="How many assignments there are of each sort, in the units you answer for.\n承办任务计数")
class AssignmentCounts:
    """As `CaseCounts`, by unit."""

    counts: list[AssignmentCount] = strawberry.field(
        description="By unit and state; none for zero.\n按单位和状态的计数"
    )

    @field(_AS_OF)
    async def as_of(self, info: Info) -> datetime | None:
        """See the counters' queries."""
        return await as_of(info.context.read, info.context.now)
