"""Referrals (问题线索): there for named officers, and for nobody else at all."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from plugins.discipline_referral.codes import CONSEQUENCE, GROUND, OUTCOME, TRIGGER
from plugins.discipline_referral.operations import PLUGIN, Operation
from plugins.discipline_referral.schema import vocabulary  # noqa: F401 - registers the enum the fields name
from plugins.discipline_referral.schema.reading import read
from plugins.discipline_referral.schema.visibility import NeedToKnow
from plugins.discipline_referral.sealed import FACTS
from plugins.discipline_referral.states import State
from plugins.discipline_referral.tables import audit, evidence, officer, person, referral, step
from schema.api import Account, Case, Code, Connection, Info, Node, Unit, data, field

if TYPE_CHECKING:
    from plugins.discipline_referral.schema.records import (
        DisciplineAuditEntry,
        DisciplineEvidence,
        DisciplineOfficer,
        DisciplinePerson,
        DisciplineStep,
    )

_RECORDS = "plugins.discipline_referral.schema.records"


@data.type(
    referral,
    code="discipline_referral",
    allow=Operation.READ,
    visible=NeedToKnow(),
    plugin=PLUGIN,
    gate=referral.c.gate,
    description="A lead about a unit's conduct, on its way to the discipline organ of its level (Art. 21).\n问题线索",
)
class DisciplineReferral(Node):
    """Whoever is not named, or has a conflict of interest, cannot tell that it exists."""

    version: int = data.column(referral.c.version, description="Version, raised by every act.\n版本号")
    state: State = data.enum(referral.c.state, State, description="Where it stands.\n状态")
    case: Case | None = data.one("Case", on=referral.c.case_id, description="The case it is about.\n所涉工单")
    unit: Unit | None = data.one("Unit", on=referral.c.unit_id, description="The accused unit.\n被反映单位")
    organ: str = data.column(referral.c.organ, description="Code of the organ of the unit's level.\n同级机关代码")
    organ_name: str = data.column(referral.c.organ_name, description="Its name.\n同级纪检监察机关")
    grounds: list[Code] = data.code(GROUND, referral.c.grounds, description="Grounds of Art. 21.\n情形")
    consequence: Code | None = data.code(
        CONSEQUENCE, referral.c.consequence, description="What came of it; null while only proposed.\n后果"
    )
    trigger: Code | None = data.code(TRIGGER, referral.c.trigger, description="Why the system proposed it.\n提示依据")
    proposed_by: Account | None = data.one(
        "Account", on=referral.c.proposed_by, description="Who proposed it; null while only the system did.\n提出人"
    )
    reviewed_by: Account | None = data.one("Account", on=referral.c.reviewed_by, description="Who reviewed.\n审核人")
    approved_by: Account | None = data.one("Account", on=referral.c.approved_by, description="Who approved.\n批准人")
    receipt_no: str | None = data.column(referral.c.receipt_no, description="The organ's own number.\n签收编号")
    outcome: Code | None = data.code(OUTCOME, referral.c.outcome, description="What the organ decided.\n处理结果")
    created_at: datetime = data.column(referral.c.created_at, description="When it was made.\n提出时间")
    transferred_at: datetime | None = data.column(
        referral.c.transferred_at, description="When it was transferred.\n移送时间"
    )
    received_at: datetime | None = data.column(referral.c.received_at, description="When it was received.\n签收时间")
    concluded_at: datetime | None = data.column(
        referral.c.concluded_at, description="When the outcome was recorded.\n办结时间"
    )
    persons: list[Annotated["DisciplinePerson", strawberry.lazy(_RECORDS)]] = data.many(
        "DisciplinePerson",
        by=person.c.referral_id,
        order=(person.c.id,),
        description="Whom it accuses.\n被反映人",
    )
    officers: list[Annotated["DisciplineOfficer", strawberry.lazy(_RECORDS)]] = data.many(
        "DisciplineOfficer",
        by=officer.c.referral_id,
        order=(officer.c.added_at, officer.c.id),
        where=officer.c.removed_at.is_(None),
        description="Who needs to know.\n知情人员",
    )
    steps: list[Annotated["DisciplineStep", strawberry.lazy(_RECORDS)]] = data.many(
        "DisciplineStep",
        by=step.c.referral_id,
        order=(step.c.version,),
        description="What was done, one for each version.\n办理过程",
    )
    evidence: list[Annotated["DisciplineEvidence", strawberry.lazy(_RECORDS)]] = data.many(
        "DisciplineEvidence",
        by=evidence.c.referral_id,
        order=(evidence.c.at.desc(), evidence.c.id.desc()),
        description="Sealed bundles, the one that counts first.\n证据材料",
    )
    audit: Connection[Annotated["DisciplineAuditEntry", strawberry.lazy(_RECORDS)]] | None = data.connection(
        "DisciplineAuditEntry",
        by=audit.c.referral_id,
        order=(audit.c.pos, audit.c.id),
        allow=Operation.AUDIT_READ,
        description="Who did and who read what.\n留痕",
    )

    @field("What was found; reading it is put on record.\n线索事实（查看留痕）")
    async def facts(self, info: Info) -> str | None:
        """Null while only the system proposes."""
        return await read(info, FACTS, referral, self.row["id"])


@data.extension(Case)
class DisciplineCaseFields:
    """Fields of cases."""

    discipline_referrals: list[DisciplineReferral] | None = data.many(
        "DisciplineReferral",
        by=referral.c.case_id,
        order=(referral.c.created_at, referral.c.id),
        description="Referrals from this case that you are named on; empty for everybody else.\n本人列名的问题线索",
    )
