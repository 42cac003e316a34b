"""The desk's closed vocabulary in inputs; what is answered is a code with its label."""

from plugins.enterprise_desk.vocabulary import Size
from schema.api import described

described(
    Size,
    "EnterpriseSize",
    "How large an enterprise is.\n企业规模",
    {
        "MICRO": "Micro enterprise · 微型企业",
        "SMALL": "Small enterprise · 小型企业",
        "MEDIUM": "Medium enterprise · 中型企业",
        "LARGE": "Large enterprise · 大型企业",
    },
)
