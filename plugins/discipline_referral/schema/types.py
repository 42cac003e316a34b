"""Referrals (问题线索) and what stands beside them: there for named officers, and for nobody else at all."""

from datetime import datetime
from typing import Annotated

import strawberry

from plugins.discipline_referral.codes import ACT, CONSEQUENCE, GROUND, OUTCOME, TRIGGER
from plugins.discipline_referral.operations import PLUGIN, Operation
from plugins.discipline_referral.schema import vocabulary  # noqa: F401 - registers the enum the fields name
from plugins.discipline_referral.schema.reading import read
from plugins.discipline_referral.schema.visibility import NeedToKnow
from plugins.discipline_referral.sealed import BUNDLE, FACTS, NAME, NOTE, POSITION
from plugins.discipline_referral.states import Act, State
from plugins.discipline_referral.tables import audit, evidence, officer, person, referral, step
from schema.api import Account, Case, Code, Connection, Info, Node, Unit, data, field

_HERE = "plugins.discipline_referral.schema.types"


def hexadecimal(value: bytes) -> str:
    """As people compare it."""
    return value.hex()


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
    persons: list[Annotated["DisciplinePerson", strawberry.lazy(_HERE)]] = data.many(
        "DisciplinePerson",
        by=person.c.referral_id,
        order=(person.c.id,),
        description="Whom it accuses.\n被反映人",
    )
    officers: list[Annotated["DisciplineOfficer", strawberry.lazy(_HERE)]] = data.many(
        "DisciplineOfficer",
        by=officer.c.referral_id,
        order=(officer.c.added_at, officer.c.id),
        where=officer.c.removed_at.is_(None),
        description="Who needs to know.\n知情人员",
    )
    steps: list[Annotated["DisciplineStep", strawberry.lazy(_HERE)]] = data.many(
        "DisciplineStep",
        by=step.c.referral_id,
        order=(step.c.version,),
        description="What was done, one for each version.\n办理过程",
    )
    evidence: list[Annotated["DisciplineEvidence", strawberry.lazy(_HERE)]] = data.many(
        "DisciplineEvidence",
        by=evidence.c.referral_id,
        order=(evidence.c.at.desc(), evidence.c.id.desc()),
        description="Sealed bundles, the one that counts first.\n证据材料",
    )
    audit: Connection[Annotated["DisciplineAuditEntry", strawberry.lazy(_HERE)]] | None = data.connection(
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


@data.type(
    person,
    code="discipline_person",
    allow=Operation.READ,
    visible=data.Through(DisciplineReferral, on=person.c.referral_id),
    plugin=PLUGIN,
    description="A person a referral accuses.\n被反映人",
)
class DisciplinePerson(Node):
    """Sealed."""

    account: Account | None = data.one("Account", on=person.c.account_id, description="The person's own.\n本人账户")

    @field("Name; reading it is put on record.\n姓名（查看留痕）")
    async def name(self, info: Info) -> str | None:
        """Opened with the referral's key."""
        return await read(info, NAME, person, self.row["id"])

    @field("Position; reading it is put on record.\n职务（查看留痕）")
    async def position(self, info: Info) -> str | None:
        """Opened with the referral's key."""
        return await read(info, POSITION, person, self.row["id"])


@data.type(
    officer,
    code="discipline_officer",
    allow=Operation.READ,
    visible=data.Through(DisciplineReferral, on=officer.c.referral_id),
    plugin=PLUGIN,
    description="Somebody who needs to know of a referral.\n知情人员",
)
class DisciplineOfficer(Node):
    """Named by a person, or by the settings."""

    account: Account | None = data.one("Account", on=officer.c.account_id, description="Whose account.\n账户")
    added_at: datetime = data.column(officer.c.added_at, description="Since when.\n列名时间")


@data.type(
    step,
    code="discipline_step",
    allow=Operation.READ,
    visible=data.Through(DisciplineReferral, on=step.c.referral_id),
    plugin=PLUGIN,
    description="Something that was done to a referral.\n办理步骤",
)
class DisciplineStep(Node):
    """One for each version."""

    version: int = data.column(step.c.version, description="The version it made.\n版本号")
    act: Code = data.code(ACT, step.c.act, description="What was done.\n操作")
    state: State = data.enum(step.c.state, State, description="In which it left the referral.\n操作后状态")
    by: Account | None = data.one("Account", on=step.c.by, description="Who did it; null for the system.\n操作人")
    at: datetime = data.column(step.c.at, description="When.\n时间")

    @field("What was said of it; reading it is put on record.\n说明（查看留痕）")
    async def note(self, info: Info) -> str | None:
        """Reasons of rejections and withdrawals among them."""
        return await read(info, NOTE, step, self.row["id"])


@data.type(
    evidence,
    code="discipline_evidence",
    allow=Operation.READ,
    visible=data.Through(DisciplineReferral, on=evidence.c.referral_id),
    plugin=PLUGIN,
    description="Evidence as it was collected and sealed.\n证据材料",
)
class DisciplineEvidence(Node):
    """`hotline discipline_referral verify` checks it."""

    root: str = data.computed(
        hexadecimal, needs=(evidence.c.root,), description="SHA-256 of the manifest, in hexadecimal.\n清单哈希"
    )
    entries: int = data.column(evidence.c.entries, description="How many entries it has.\n条目数")
    by: Account | None = data.one("Account", on=evidence.c.by, description="Who collected it.\n固定人")
    at: datetime = data.column(evidence.c.at, description="When.\n固定时间")

    @field("The whole bundle as canonical JSON; reading it is put on record as an export.\n材料全文（导出留痕）")
    async def bundle(self, info: Info) -> str | None:
        """Entries, and the manifest with the hash of each."""
        return await read(info, BUNDLE, evidence, self.row["id"], Act.EXPORT)


@data.type(
    audit,
    code="discipline_audit",
    allow=Operation.AUDIT_READ,
    visible=data.Through(DisciplineReferral, on=audit.c.referral_id),
    plugin=PLUGIN,
    description="An entry of the audit: an act, or a reading.\n留痕记录",
)
class DisciplineAuditEntry(Node):
    """Linked to the entry before; `hotline discipline_referral verify-audit` recomputes the chain."""

    act: Code = data.code(ACT, audit.c.act, description="What was done or read.\n操作")
    version: int = data.column(audit.c.version, description="The referral's version then.\n版本号")
    actor: Account | None = data.one(
        "Account", on=audit.c.actor, description="Who; null for the system and the command line.\n操作人"
    )
    at: datetime = data.column(audit.c.at, description="When.\n时间")
    link: str = data.computed(
        hexadecimal, needs=(audit.c.chain,), description="SHA-256 of the chain up to here, in hexadecimal.\n链值"
    )


@data.extension(Case)
class DisciplineCaseFields:
    """Fields of cases."""

    discipline_referrals: list[DisciplineReferral] | None = data.many(
        "DisciplineReferral",
        by=referral.c.case_id,
        order=(referral.c.created_at, referral.c.id),
        description="Referrals from this case that you are named on; empty for everybody else.\n本人列名的问题线索",
    )
