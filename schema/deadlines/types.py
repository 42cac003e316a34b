"""Deadlines: the clocks of a case and its assignments, and their arithmetic line by line."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from core.access.columns import columns_of_part
from core.deadlines.calendar import local
from core.deadlines.clocks import EXPLICIT, clock_state
from core.deadlines.explain import explain
from core.deadlines.model import clock
from core.deadlines.profile import Profile
from core.services import Services
from schema.codes.labels import Code
from schema.data import fields as data
from schema.relay.node import Node

if TYPE_CHECKING:
    from schema.assignments.types import Assignment
    from schema.cases.types import Case


@strawberry.type(description="One line of a deadline's arithmetic.\n时限计算步骤")
class ExplanationLine:
    """What was counted or left out, and when."""

    step: str = strawberry.field(description="Kind of step.\n步骤")
    at: datetime = strawberry.field(description="The instant it speaks of.\n时间")
    text: str = strawberry.field(description="In the language of the request.\n说明")


_NEEDS = (
    clock.c.rule, clock.c.started_at, clock.c.days, clock.c.minutes, clock.c.mode, clock.c.extensions, clock.c.pauses,
    clock.c.due_at, clock.c.held_until,
)  # fmt: skip


def explanation(*values: Any) -> list[ExplanationLine]:
    """The arithmetic of the clock as it stands now; an explicit one has none but its date."""
    *columns, now, services, language = values
    row = dict(zip((column.name for column in _NEEDS), columns, strict=True))
    if row["rule"] == EXPLICIT:
        text = "Due as promised" if language == "en" else "按承诺的时间到期"
        return [ExplanationLine(step="DUE", at=row["due_at"], text=text)]
    calendar = services.calendar(_profile(row, services))
    return [
        ExplanationLine(step=line.step.value, at=line.at, text=line.en if language == "en" else line.zh)
        for line in explain(clock_state(row), calendar, now, row["held_until"])
    ]


def _profile(row: Mapping[str, Any], services: Services) -> Profile:
    """Whose office hours count: of the rule's profile or, where a plug-in granted the time, of the city's when it began."""
    owner, at, version = row["rule"].split("/")[0].partition("@")
    if at:
        return services.profiles.version(owner, int(version))
    return services.profiles.current(services.default_profile, local(row["started_at"]).date())


@data.type(
    clock,
    code="deadline",
    allow="clock.read",
    visible=data.Scoped(columns_of_part(clock.c.case_id, clock.c.assignment_id)),
    description="A clock: granted, paused, extended, due, breached.\n时限",
)
class Deadline(Node):
    """Edits never reset a clock; a breach is written once."""

    kind: Code = data.code("clock_kind", clock.c.kind, description="What it measures.\n时限类型")
    state: str = data.column(clock.c.state, description="RUNNING, PAUSED, MET, LATE or CANCELLED.\n时限状态")
    mode: str = data.column(clock.c.mode, description="WORKING for office hours, CLOCK around the clock.\n计时方式")
    days: int | None = data.column(clock.c.days, description="Working days granted.\n工作日数")
    minutes: int | None = data.column(clock.c.minutes, description="Minutes granted.\n分钟数")
    rule: str = data.column(
        clock.c.rule, description="Which rule of which profile, or of which plug-in, granted it.\n依据规则"
    )
    started_at: datetime = data.column(clock.c.started_at, description="When it started.\n起算时间")
    due_at: datetime | None = data.column(clock.c.due_at, description="When it is due; null while paused.\n到期时间")
    provisional: bool = data.column(
        clock.c.provisional, description="Whether it rests on a year not yet published.\n是否暂定"
    )
    yellow_at: datetime | None = data.column(clock.c.yellow_at, description="When the yellow card shows.\n黄牌时间")
    warned_at: datetime | None = data.column(clock.c.warned_at, description="When it was shown.\n黄牌预警时间")
    breached_at: datetime | None = data.column(clock.c.breached_at, description="When it was breached.\n红牌超期时间")
    stopped_at: datetime | None = data.column(clock.c.stopped_at, description="When it stopped.\n停止时间")
    case: Annotated["Case", strawberry.lazy("schema.cases.types")] | None = data.one(
        "Case", on=clock.c.case_id, description="The case.\n工单"
    )
    assignment: Annotated["Assignment", strawberry.lazy("schema.assignments.types")] | None = data.one(
        "Assignment", on=clock.c.assignment_id, description="The assignment, if it is one's.\n承办任务"
    )
    explanation: list[ExplanationLine] = data.computed(
        explanation,
        needs=_NEEDS,
        ambient=(data.Ambient.NOW, data.Ambient.SERVICES, data.Ambient.LANGUAGE),
        description="The arithmetic, line by line.\n计算过程",
    )
