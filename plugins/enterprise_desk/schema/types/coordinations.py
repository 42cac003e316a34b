"""Coordinations across departments (跨部门协调)."""

from datetime import datetime
from typing import Annotated

import strawberry

from plugins.enterprise_desk import codes
from plugins.enterprise_desk.errors import PLUGIN
from plugins.enterprise_desk.operations import Operation
from plugins.enterprise_desk.schema.places import OF_PARTICIPANTS
from plugins.enterprise_desk.tables import coordination, opinion, participant, task
from schema.api import Code, Node, Unit, data


@data.type(
    coordination,
    code="enterprise_coordination",
    allow=Operation.COORDINATION_READ,
    visible=data.Scoped(OF_PARTICIPANTS),
    plugin=PLUGIN,
    description="Departments confer on a case; one of them leads.\n跨部门协调",
)
class EnterpriseCoordination(Node):
    """While it is open, the case is not closed."""

    version: int = data.column(coordination.c.version, description="Version, raised by every act.\n版本号")
    state: Code = data.code(codes.COORDINATION_STATE, coordination.c.state, description="Where it stands.\n协调状态")
    lead: Unit | None = data.one("Unit", on=coordination.c.lead_unit_id, description="Who leads.\n牵头单位")
    matter: str | None = data.content("matter", table=coordination, description="What is to be settled.\n协调事项")
    due_at: datetime = data.column(coordination.c.due_at, description="By when.\n协调期限")
    opened_at: datetime = data.column(coordination.c.opened_at, description="Since when.\n发起时间")
    outcome: Code | None = data.code(codes.CONCLUSION, coordination.c.outcome, description="How it ended.\n办结方式")
    conclusion: str | None = data.content("conclusion", table=coordination, description="What was settled.\n协调结论")
    ended_at: datetime | None = data.column(coordination.c.ended_at, description="When it ended.\n结束时间")
    participants: list[Annotated["EnterpriseParticipant", strawberry.lazy(__name__)]] = data.many(
        "EnterpriseParticipant",
        by=participant.c.coordination_id,
        order=(participant.c.leads.desc(), participant.c.id),
        description="Who takes part, the lead first.\n参与单位",
    )
    tasks: list[Annotated["EnterpriseTask", strawberry.lazy(__name__)]] = data.many(
        "EnterpriseTask",
        by=task.c.coordination_id,
        order=(task.c.given_at, task.c.id),
        description="What the lead asks of whom.\n协调任务",
    )
    opinions: list[Annotated["EnterpriseOpinion", strawberry.lazy(__name__)]] = data.many(
        "EnterpriseOpinion",
        by=opinion.c.coordination_id,
        order=(opinion.c.at, opinion.c.id),
        description="Where the units stand, the first first.\n协调意见",
    )


@data.type(
    participant,
    code="enterprise_participant",
    allow=Operation.COORDINATION_READ,
    visible=data.Through(EnterpriseCoordination, on=participant.c.coordination_id),
    plugin=PLUGIN,
    description="A unit that takes part in a coordination.\n协调参与单位",
)
class EnterpriseParticipant(Node):
    """Each unit once."""

    unit: Unit | None = data.one("Unit", on=participant.c.unit_id, description="The unit.\n单位")
    leads: bool = data.column(participant.c.leads, description="Whether it leads.\n是否牵头")


@data.type(
    task,
    code="enterprise_task",
    allow=Operation.COORDINATION_READ,
    visible=data.Through(EnterpriseCoordination, on=task.c.coordination_id),
    plugin=PLUGIN,
    description="A task within a coordination.\n协调任务",
)
class EnterpriseTask(Node):
    """A coordination is concluded when none waits."""

    unit: Unit | None = data.one("Unit", on=task.c.unit_id, description="Whose it is.\n承担单位")
    content: str | None = data.content("content", table=task, description="What is to be done.\n任务内容")
    due_at: datetime | None = data.column(task.c.due_at, description="By when.\n完成期限")
    given_at: datetime = data.column(task.c.given_at, description="Since when.\n布置时间")
    outcome: Code | None = data.code(codes.TASK_OUTCOME, task.c.outcome, description="What came of it.\n完成情况")
    result: str | None = data.content("result", table=task, description="In words.\n完成说明")
    done_at: datetime | None = data.column(task.c.done_at, description="When.\n完成时间")


@data.type(
    opinion,
    code="enterprise_opinion",
    allow=Operation.COORDINATION_READ,
    visible=data.Through(EnterpriseCoordination, on=opinion.c.coordination_id),
    plugin=PLUGIN,
    description="Where a unit stands in a coordination.\n协调意见",
)
class EnterpriseOpinion(Node):
    """A later one of the same unit replaces the former in effect; both are kept."""

    unit: Unit | None = data.one("Unit", on=opinion.c.unit_id, description="Whose it is.\n单位")
    position: Code = data.code(codes.POSITION, opinion.c.position, description="For or against.\n意见")
    words: str | None = data.content("opinion", table=opinion, description="In words.\n意见内容")
    at: datetime = data.column(opinion.c.at, description="When.\n时间")
