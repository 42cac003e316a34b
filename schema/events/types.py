"""The timeline of a case."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry.scalars import JSON

from core.access.columns import columns_of_part
from core.events.model import case_event
from schema.codes.labels import Code
from schema.data import fields as data
from schema.relay.node import Node

if TYPE_CHECKING:
    from schema.accounts.types import Account


@data.type(
    case_event,
    code="case_event",
    allow="event.read",
    visible=data.Scoped(columns_of_part(case_event.c.case_id, case_event.c.assignment_id)),
    description="Something that happened to a case.\n办理过程",
)
class CaseEvent(Node):
    """Events hold ids, codes and field names, never personal data or free text."""

    type: Code = data.code("event_type", case_event.c.type, description="What happened.\n事件")
    case_version: int = data.column(case_event.c.case_version, description="Version it made.\n工单版本号")
    actor: Annotated["Account", strawberry.lazy("schema.accounts.types")] | None = data.one(
        "Account", on=case_event.c.actor, description="Who did it; null for the system.\n操作者（系统动作为空）"
    )
    body: JSON = data.column(case_event.c.body, description="Ids, codes and field names.\n事件内容")
    occurred_at: datetime = data.column(case_event.c.occurred_at, description="When it happened.\n发生时间")
    recorded_at: datetime = data.column(case_event.c.recorded_at, description="When it was written.\n记录时间")
