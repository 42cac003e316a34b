"""What an enterprise was told, and the visits after the case was closed (企业反馈、企业回访)."""

from datetime import datetime

from core.api import case_file
from plugins.enterprise_desk import codes
from plugins.enterprise_desk.errors import PLUGIN
from plugins.enterprise_desk.operations import Operation
from plugins.enterprise_desk.schema.places import BY_WHO_TOLD
from plugins.enterprise_desk.tables import feedback, follow_up
from schema.api import Case, Code, Node, data


def is_overdue(due_at: datetime, recorded_at: datetime | None, dropped_at: datetime | None, now: datetime) -> bool:
    """Whether the visit should have been made by now and was not."""
    return recorded_at is None and dropped_at is None and now > due_at


@data.type(
    feedback,
    code="enterprise_feedback",
    allow=Operation.FEEDBACK_READ,
    visible=data.Scoped(BY_WHO_TOLD),
    plugin=PLUGIN,
    description="What the enterprise was told on how its case stands.\n向企业反馈",
)
class EnterpriseFeedback(Node):
    """The first one of a round meets the clock."""

    method: Code = data.code("contact_method", feedback.c.method, description="How.\n反馈方式")
    told: str | None = data.content("told", table=feedback, description="What.\n反馈内容")
    at: datetime = data.column(feedback.c.at, description="When.\n反馈时间")


@data.type(
    follow_up,
    code="enterprise_follow_up",
    allow=Operation.FOLLOW_UP_READ,
    visible=data.Through(Case, on=follow_up.c.case_id),
    plugin=PLUGIN,
    description="A visit after an enterprise's case was closed.\n企业回访走访",
)
class EnterpriseFollowUp(Node):
    """One for each closing."""

    case: Case | None = data.one("Case", on=follow_up.c.case_id, key=case_file.c.id, description="The case.\n工单")
    round: int = data.column(follow_up.c.round, description="Which round was closed.\n办理轮次")
    closed_at: datetime = data.column(follow_up.c.closed_at, description="When it was.\n办结时间")
    due_at: datetime = data.column(follow_up.c.due_at, description="By when to visit.\n回访期限")
    overdue: bool = data.computed(
        is_overdue,
        needs=(follow_up.c.due_at, follow_up.c.recorded_at, follow_up.c.dropped_at),
        ambient=(data.Ambient.NOW,),
        description="Whether it is overdue now.\n是否逾期",
    )
    raised_at: datetime | None = data.column(
        follow_up.c.raised_at, description="When its being overdue was raised.\n逾期提示时间"
    )
    visited_at: datetime | None = data.column(follow_up.c.visited_at, description="When it was made.\n回访时间")
    method: Code | None = data.code(codes.VISIT_METHOD, follow_up.c.method, description="How.\n回访方式")
    result: Code | None = data.code(codes.VISIT_RESULT, follow_up.c.result, description="What it found.\n回访结果")
    note: str | None = data.content("note", table=follow_up, description="In words.\n回访记录")
    dropped_at: datetime | None = data.column(
        follow_up.c.dropped_at, description="When the case was opened anew, before the visit.\n取消时间"
    )
