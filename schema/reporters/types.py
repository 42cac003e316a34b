"""A reporter's view of their own case: no account, no row filter, nothing of the hotline's inner work."""

from datetime import datetime

import strawberry

from core.cases.states import CaseState, Kind
from core.reporters import queries
from schema import enums  # noqa: F401 - registers the enums the fields name


@strawberry.type(description="What the reporter was told.\n答复")
class CaseAnswer:
    """An approved reply, or what was said on the spot."""

    at: datetime = strawberry.field(description="When it was approved or told.\n答复时间")
    text: str = strawberry.field(description="The answer.\n答复内容")


@strawberry.type(description="A case as its reporter may see it; personal fields are masked.\n诉求人查询的工单")
class OwnCase:
    """Found by number and access code alone."""

    case_no: str = strawberry.field(description="Case number.\n工单编号")
    state: CaseState = strawberry.field(description="Where the case stands.\n工单状态")
    kind: Kind = strawberry.field(description="What was wanted.\n诉求类型")
    registered_at: datetime = strawberry.field(description="When it was registered.\n登记时间")
    accepted_at: datetime | None = strawberry.field(description="When it was accepted.\n受理时间")
    due_at: datetime | None = strawberry.field(description="What is due next.\n最近到期时间")
    closed_at: datetime | None = strawberry.field(description="When it ended.\n办结时间")
    name: str | None = strawberry.field(description="Masked name.\n姓名（脱敏）")
    phone: str | None = strawberry.field(description="Masked number.\n电话（脱敏）")
    identity_no: str | None = strawberry.field(description="Masked identity number.\n身份证号（脱敏）")
    address: str | None = strawberry.field(description="Masked address.\n地址（脱敏）")
    email: str | None = strawberry.field(description="Masked mail address.\n邮箱（脱敏）")
    answers: list[CaseAnswer] = strawberry.field(description="What was answered, oldest first.\n答复")

    @classmethod
    def of(cls, found: queries.OwnCase) -> "OwnCase":
        """The core's view as it travels."""
        return cls(
            case_no=found.case_no,
            state=found.state,
            kind=found.kind,
            registered_at=found.registered_at,
            accepted_at=found.accepted_at,
            due_at=found.due_at,
            closed_at=found.closed_at,
            name=found.name,
            phone=found.phone,
            identity_no=found.identity_no,
            address=found.address,
            email=found.email,
            answers=[CaseAnswer(at=one.at, text=one.text) for one in found.answers],
        )
