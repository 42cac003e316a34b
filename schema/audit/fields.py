"""What can be revealed as a GraphQL enum."""

from core.audit.reveal import ReporterField
from schema.enums import described

RevealedField = described(
    ReporterField,
    "RevealedField",
    "What is wanted of a reporter.\n查看的信息项",
    {
        "NAME": "The name · 姓名",
        "PHONE": "The telephone number · 电话",
        "IDENTITY_NO": "The identity number · 身份证号",
        "ADDRESS": "The address · 地址",
        "EMAIL": "The mail address · 邮箱",
    },
)
