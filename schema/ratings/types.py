"""Callbacks (回访) with their three separate answers, and findings on whether a demand is reasonable."""

from datetime import datetime

from core.access.columns import columns_through_case
from core.cases.states import Channel, Resolution, Satisfaction
from core.ratings.model import callback, finding
from schema.codes.labels import Code
from schema.data import fields as data
from schema.relay.node import Node


@data.type(
    callback,
    code="callback",
    allow="rating.read",
    visible=data.Scoped(columns_through_case(callback.c.case_id)),
    description="One attempt to call the reporter back (Art. 16).\n回访记录",
)
class Callback(Node):
    """Contact, resolution, result and process are kept apart; rounds are numbered, first and last both kept."""

    round: int = data.column(callback.c.round, description="Round of handling.\n办理轮次")
    attempt: int = data.column(callback.c.attempt, description="Attempt within the round.\n回访次数")
    channel: Channel = data.enum(callback.c.channel, Channel, description="How.\n回访渠道")
    reached: bool = data.column(callback.c.reached, description="Whether the reporter was reached.\n是否接通")
    rated: bool = data.column(callback.c.rated, description="Whether there is a rating.\n是否评价")
    not_rated_reason: Code | None = data.code(
        "not_rated_reason", callback.c.not_rated_reason, description="Why there is none.\n未评价原因"
    )
    contacted_by_unit: bool | None = data.column(
        callback.c.contacted_by_unit, description="Whether the unit had been in touch.\n承办单位是否联系"
    )
    resolved: Resolution | None = data.enum(
        callback.c.resolved, Resolution, description="Whether it is solved.\n是否解决"
    )
    result: Satisfaction | None = data.enum(
        callback.c.result, Satisfaction, description="Satisfaction with the result.\n对办理结果是否满意"
    )
    process: Satisfaction | None = data.enum(
        callback.c.process, Satisfaction, description="Satisfaction with the process.\n对办理过程是否满意"
    )
    comment: str | None = data.content(
        "comment", table=callback, allow="case.content", description="What the reporter added.\n评价意见"
    )
    at: datetime = data.column(callback.c.at, description="When.\n回访时间")


@data.type(
    finding,
    code="finding",
    allow="rating.read",
    visible=data.Scoped(columns_through_case(finding.c.case_id)),
    description="Whether a demand is reasonable (Art. 16).\n合理性认定",
)
class Finding(Node):
    """One that finds it unreasonable needs a second signer."""

    round: int = data.column(finding.c.round, description="Round of handling.\n办理轮次")
    reasonable: bool = data.column(finding.c.reasonable, description="Whether it is.\n是否合理")
    reason: str | None = data.content("reason", table=finding, description="Why.\n理由")
    at: datetime = data.column(finding.c.at, description="When found.\n认定时间")
    signed_at: datetime | None = data.column(finding.c.signed_at, description="When signed.\n复核时间")
