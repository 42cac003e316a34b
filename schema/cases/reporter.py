"""Who reported (诉求人)."""

from core.cases.model import reporter
from schema.cases.types import Case
from schema.data import fields as data
from schema.relay.node import Node


@data.type(
    reporter,
    code="reporter",
    allow="reporter.read",
    visible=data.Through(Case, on=reporter.c.case_id),
    description="Who reported, every personal field masked.\n诉求人",
)
class Reporter(Node):
    """Handling units never see the reporter of a confidential case."""

    identity_mode: str = data.column(reporter.c.identity_mode, description="REAL_NAME or ANONYMOUS.\n实名或匿名")
    name: str | None = data.sealed("name", table=reporter, description="Masked name.\n姓名（脱敏）")
    phone: str | None = data.sealed("phone", table=reporter, description="Masked number.\n电话（脱敏）")
    identity_no: str | None = data.sealed(
        "identity_no", table=reporter, description="Masked identity number.\n身份证号（脱敏）"
    )
    address: str | None = data.sealed("address", table=reporter, description="Masked address.\n地址（脱敏）")
    email: str | None = data.sealed("email", table=reporter, description="Masked mail address.\n邮箱（脱敏）")
    company: str | None = data.content("company", table=reporter, description="Enterprise asking.\n企业名称")
