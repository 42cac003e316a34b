"""An event in the shape that integrations expect."""

from datetime import datetime

import strawberry
from strawberry.scalars import JSON

from core.plugin.views import CaseEvent
from schema.relay.ids import encode

SPEC_VERSION = "1.0"
SOURCE = "/cases"
CONTENT = "application/json"


@strawberry.type(description="An event as CloudEvents 1.0 shapes one.\n事件（CloudEvents 1.0）")
class CloudEvent:
    """Ids, codes and field names only; what they stand for is asked of the case, with the viewer's rights."""

    id: strawberry.ID = strawberry.field(
        description="The event's own id, the same however often it is delivered: keep it to recognise a repeat.\n"
        "事件标识（用于去重）"
    )
    source: str = strawberry.field(description="Where events come from.\n事件来源")
    spec_version: str = strawberry.field(description="Version of CloudEvents.\n规范版本")
    type: str = strawberry.field(description="The verb, or what followed from one or from an instant.\n事件类型")
    subject: str = strawberry.field(description="The row id of the case, as `data` writes ids.\n工单内部标识")
    time: datetime = strawberry.field(description="When it happened.\n发生时间")
    data_content_type: str = strawberry.field(description="Media type of `data`.\n数据类型")
    data: JSON = strawberry.field(description="Ids, codes and field names.\n事件内容")
    case_version: int = strawberry.field(description="The version of the case that it made.\n工单版本号")
    assignment_id: strawberry.ID | None = strawberry.field(
        description="The assignment, if it is about one unit's part.\n承办任务标识"
    )
    traceparent: str | None = strawberry.field(
        description="The trace of the request that made it (W3C Trace Context, the CloudEvents extension of that name); null for "
        "what a reporter said, for cases that are kept closer, and where there was none.\n链路追踪标识（可为空）"
    )

    @classmethod
    def of(cls, event: CaseEvent) -> "CloudEvent":
        """The same for callers."""
        part = event.assignment_id
        return cls(
            id=strawberry.ID(str(event.id)),
            source=SOURCE,
            spec_version=SPEC_VERSION,
            type=event.type,
            subject=str(event.case_id),
            time=event.occurred_at,
            data_content_type=CONTENT,
            data=JSON(dict(event.body)),
            case_version=event.case_version,
            assignment_id=None if part is None else strawberry.ID(encode("assignment", part)),
            traceparent=event.traceparent,
        )
