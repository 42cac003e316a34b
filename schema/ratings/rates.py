"""The rates of a unit in a period, each with the very rows behind its numbers."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

import strawberry
from sqlalchemy import ColumnElement, select

from core.assignments.model import assignment
from core.cases.model import case_file
from core.ratings.definitions import Exclusion, Part, RateName, Subject, subject_of
from core.ratings.rates import Rate, rate_rows
from schema.assignments.types import Assignment
from schema.cases.types import Case
from schema.context import Info
from schema.decorators import field
from schema.enums import described
from schema.relay.connections import Connection
from schema.relay.pages import page
from schema.relay.windows import After, Before, First, Last, Order, Window, given

described(
    RateName,
    "RateName",
    "What is measured; FIRST counts a case's first rating alone, LAST the one it ended with.\n评价指标",
    {
        "CONTACT": "First contact in time · 及时联系率",
        "RESOLUTION": "Problem solved · 解决率",
        "RESOLUTION_FIRST": "Problem solved, first rating · 首次解决率",
        "RESOLUTION_LAST": "Problem solved, last rating · 最终解决率",
        "SATISFACTION": "Content with the result · 满意率",
        "SATISFACTION_FIRST": "Content with the result, first rating · 首次满意率",
        "SATISFACTION_LAST": "Content with the result, last rating · 最终满意率",
        "PROCESS": "Content with the process · 过程满意率",
        "PROCESS_FIRST": "Content with the process, first rating · 首次过程满意率",
        "PROCESS_LAST": "Content with the process, last rating · 最终过程满意率",
        "ON_TIME": "Handled in time · 按时办结率",
        "RETURN": "Handed back · 退单率",
        "REDO": "Handled again · 重办率",
    },
)
described(
    Part,
    "RatePart",
    "Which side of the fraction; the numerator lies within the denominator.\n分子或分母",
    {"NUMERATOR": "What counts · 分子", "DENOMINATOR": "Out of which · 分母"},
)
described(
    Exclusion,
    "RateExclusionReason",
    "Why a row is left out.\n剔除原因",
    {
        "UNREACHABLE": "The reporter could not be reached · 无法接通",
        "NOT_RATED": "Reached, but not rated · 未评价",
        "IMPORT": "Imported without a rating · 历史导入",
        "WITHDRAWN": "Taken back by the caller · 撤单",
        "MERGED": "Lives on in its master · 并单",
        "TERMINATED": "Ended by the city agency · 终止办理",
        "CANCELLED": "Handed back, or taken away · 已撤销",
    },
)
CASES = Order((case_file.c.registered_at, case_file.c.id), descending=True)
ASSIGNMENTS = Order((assignment.c.dispatched_at, assignment.c.id), descending=True)


@strawberry.type(description="How many rows were left out, and why.\n剔除情况")
class RateExclusion:
    """By name, and counted."""

    reason: Exclusion = strawberry.field(description="Why.\n剔除原因")
    count: int = strawberry.field(description="How many.\n数量")


@strawberry.input(
    one_of=True, description="Which rows of a rate: a side of the fraction, or what was left out.\n指标明细范围"
)
class RateRows:
    """Exactly one of them."""

    part: Part | None = strawberry.field(default=strawberry.UNSET, description="A side.\n分子或分母")
    excluded: Exclusion | None = strawberry.field(default=strawberry.UNSET, description="What was left out.\n剔除原因")

    def chosen(self) -> Part | Exclusion:
        """The one that was given."""
        found = given(self.part) or given(self.excluded)
        assert found is not None
        return found


Of = Annotated[RateRows, strawberry.argument(description="Which rows.\n明细范围")]


@strawberry.type(description="One rate of a unit in a period.\n评价指标结果")
class UnitRate:
    """Recomputable from the rows it names, and from what was kept of deleted cases."""

    rate: strawberry.Private[Rate]
    place: strawberry.Private[dict[str, Any]]

    @field("What is measured.\n指标")
    def name(self) -> RateName:
        """See RateName."""
        return self.rate.name

    @field("Rows that count.\n分子")
    def numerator(self) -> int:
        """Within the denominator."""
        return self.rate.numerator

    @field("Rows it is counted out of.\n分母")
    def denominator(self) -> int:
        """Without what was left out."""
        return self.rate.denominator

    @field(
        "Of the denominator, those of cases that have been deleted: counted by months, no longer listed.\n已删除工单数"
    )
    def deleted(self) -> int:
        """A round of a deleted case counts as closed when its month began."""
        return self.rate.deleted

    @field("The share with four decimals; null when nothing is counted.\n比率")
    def value(self) -> Decimal | None:
        """Numerator by denominator."""
        return self.rate.value

    @field("What was left out, by name.\n剔除情况")
    def excluded(self) -> list[RateExclusion]:
        """At most one per reason."""
        return [RateExclusion(reason=reason, count=count) for reason, count in self.rate.excluded.items()]

    @field("The cases behind a number; null for a rate of assignments.\n工单明细")
    async def cases(
        self,
        info: Info,
        of: Of,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[Case] | None:
        """Those the viewer may see."""
        if subject_of(self.rate.name) is not Subject.CASE:
            return None
        window, bound = Window.of(first, after, last, before), (self.rate.name, of.chosen(), tuple(self.place.items()))
        where = [self._among(case_file.c.id, of)]
        return await page(info, Case, CASES, window, where=where, values=self.place, bound_to=bound)

    @field("The assignments behind a number; null for a rate of cases.\n承办任务明细")
    async def assignments(
        self,
        info: Info,
        of: Of,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[Assignment] | None:
        """Those the viewer may see."""
        if subject_of(self.rate.name) is not Subject.ASSIGNMENT:
            return None
        window, bound = Window.of(first, after, last, before), (self.rate.name, of.chosen(), tuple(self.place.items()))
        where = [self._among(assignment.c.id, of)]
        return await page(info, Assignment, ASSIGNMENTS, window, where=where, values=self.place, bound_to=bound)

    def _among(self, column: ColumnElement[Any], of: RateRows) -> ColumnElement[bool]:
        rows = rate_rows(self.rate.name, of.chosen()).subquery()
        return column.in_(select(rows.c.id))


Since = Annotated[datetime, strawberry.argument(description="Rounds closed at or after.\n办结时间起（含）")]
Until = Annotated[datetime, strawberry.argument(description="Rounds closed before.\n办结时间止（不含）")]
