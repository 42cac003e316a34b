"""Enterprises (企业), and which one a case is about."""

from datetime import datetime
from typing import Annotated

import strawberry

from core.api import case_file
from plugins.enterprise_desk import codes
from plugins.enterprise_desk.errors import PLUGIN
from plugins.enterprise_desk.operations import Operation
from plugins.enterprise_desk.schema.matching import EnterpriseMeasureMatch, matching
from plugins.enterprise_desk.schema.places import OWN_PLACE
from plugins.enterprise_desk.tables import enterprise, identification, revision
from schema.api import Case, Code, Connection, District, Info, Node, data, field


@data.type(
    enterprise,
    code="enterprise",
    allow=Operation.ENTERPRISE_READ,
    visible=data.Scoped(OWN_PLACE),
    plugin=PLUGIN,
    gate=enterprise.c.gate,
    description="An enterprise of the register; one for each unified social credit code.\n企业档案",
)
class Enterprise(Node):
    """As it is now; `revisions` has what it was."""

    credit_code: str = data.column(
        enterprise.c.credit_code, description="Unified social credit code (GB 32100).\n统一社会信用代码"
    )
    version: int = data.column(enterprise.c.version, description="Version, raised by every change.\n版本号")
    name: str = data.column(enterprise.c.name, description="Name.\n企业名称")
    industry: Code = data.code(codes.INDUSTRY, enterprise.c.industry, description="Section of GB/T 4754.\n所属行业门类")
    size: Code = data.code(codes.SIZE, enterprise.c.size, description="Size.\n企业规模")
    district: District | None = data.one("District", on=enterprise.c.district, description="Where it is.\n所在区划")
    contact_name: str | None = data.sealed(
        "contact_name", table=enterprise, description="Whom to ask for, masked.\n联系人（脱敏）"
    )
    contact_phone: str | None = data.sealed(
        "contact_phone", table=enterprise, description="Number of the contact, masked.\n联系电话（脱敏）"
    )
    registered_at: datetime = data.column(enterprise.c.registered_at, description="When it was registered.\n建档时间")
    changed_at: datetime = data.column(enterprise.c.changed_at, description="When it was changed last.\n变更时间")
    revisions: list[Annotated["EnterpriseRevision", strawberry.lazy(__name__)]] = data.many(
        "EnterpriseRevision",
        by=revision.c.enterprise_id,
        order=(revision.c.version.desc(), revision.c.id),
        description="What each version said, the newest first.\n档案变更记录",
    )
    cases: Connection[Annotated["EnterpriseProfile", strawberry.lazy(__name__)]] = data.connection(
        "EnterpriseProfile",
        by=identification.c.enterprise_id,
        order=(identification.c.at, identification.c.id),
        descending=True,
        description="Its cases, the last identified first.\n涉企诉求",
    )

    @field("Measures that fit it today, best first, at most 20.\n匹配的惠企政策")
    async def measures(self, info: Info) -> list[EnterpriseMeasureMatch] | None:
        """Null for who may not see measures."""
        return await matching(info, self.row["industry"], self.row["size"], self.row["district"])


@data.type(
    revision,
    code="enterprise_revision",
    allow=Operation.ENTERPRISE_READ,
    visible=data.Through(Enterprise, on=revision.c.enterprise_id),
    plugin=PLUGIN,
    description="What one version of an enterprise's profile said.\n企业档案历史版本",
)
class EnterpriseRevision(Node):
    """Contacts are not kept."""

    version: int = data.column(revision.c.version, description="Which version.\n版本号")
    name: str = data.column(revision.c.name, description="Name.\n企业名称")
    industry: Code = data.code(codes.INDUSTRY, revision.c.industry, description="Section of GB/T 4754.\n所属行业门类")
    size: Code = data.code(codes.SIZE, revision.c.size, description="Size.\n企业规模")
    district: District | None = data.one("District", on=revision.c.district, description="Where it was.\n所在区划")
    at: datetime = data.column(revision.c.at, description="Since when.\n变更时间")


@data.type(
    identification,
    code="enterprise_profile",
    allow=Operation.PROFILE_READ,
    visible=data.Through(Case, on=identification.c.case_id),
    plugin=PLUGIN,
    description="The enterprise a case is about, as it was when the case was identified.\n工单所涉企业",
)
class EnterpriseProfile(Node):
    """Kept from whoever must not know the reporter, like the reporter. Of an anonymised case only industry and size are told."""

    credit_code: str | None = data.column(
        identification.c.credit_code, description="Unified social credit code; null once anonymised.\n统一社会信用代码"
    )
    name: str | None = data.column(identification.c.name, description="Name; null once anonymised.\n企业名称")
    industry: Code = data.code(
        codes.INDUSTRY, identification.c.industry, description="Section of GB/T 4754.\n所属行业门类"
    )
    size: Code = data.code(codes.SIZE, identification.c.size, description="Size.\n企业规模")
    district: District | None = data.one(
        "District", on=identification.c.district, description="Where it was.\n所在区划"
    )
    profile_version: int | None = data.column(
        identification.c.profile_version,
        description="Which version of the register it is; null once anonymised.\n档案版本",
    )
    origin: Code = data.code(codes.ORIGIN, identification.c.origin, description="How it was found.\n认定方式")
    identified_at: datetime = data.column(identification.c.at, description="When.\n认定时间")
    enterprise: Enterprise | None = data.one(
        "Enterprise",
        on=identification.c.enterprise_id,
        description="The enterprise as it is now, for who may read the register.\n企业档案",
    )
    case: Case | None = data.one("Case", on=identification.c.case_id, key=case_file.c.id, description="The case.\n工单")
