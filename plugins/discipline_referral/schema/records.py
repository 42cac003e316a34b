"""What stands beside a referral: whom it accuses, who needs to know, what was done, evidence, the audit."""

from datetime import datetime

from plugins.discipline_referral.codes import ACT
from plugins.discipline_referral.operations import PLUGIN, Operation
from plugins.discipline_referral.schema.reading import read
from plugins.discipline_referral.schema.types import DisciplineReferral
from plugins.discipline_referral.sealed import BUNDLE, NAME, NOTE, POSITION
from plugins.discipline_referral.states import Act, State
from plugins.discipline_referral.tables import audit, evidence, officer, person, step
from schema.api import Account, Code, Info, Node, data, field


def hexadecimal(value: bytes) -> str:
    """As people compare it."""
    return value.hex()


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
