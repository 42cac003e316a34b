"""The desk's closed vocabularies as GraphQL enums."""

from plugins.legal_desk.states import AidResult, ConsultationState, PartyKind, Source
from schema.api import described

described(
    ConsultationState,
    "LegalConsultationState",
    "Where a consultation stands.\n法律咨询状态",
    {
        "WAITING": "In the queue · 待接",
        "ASSIGNED": "A lawyer has it · 办理中",
        "CLOSED": "Closed with advice · 已办结",
        "RETURNED": "Sent back to ordinary handling · 已退回",
        "CANCELLED": "Ended with its case · 随工单结束",
    },
)
described(
    Source,
    "LegalConsultationSource",
    "How a case came to the desk.\n转入方式",
    {"REFERRED": "By a person · 人工转入", "AUTOMATIC": "By its category · 自动转入"},
)
described(
    AidResult,
    "LegalAidResult",
    "What a screening for legal aid found.\n法律援助筛查结论",
    {
        "ELIGIBLE": "A matter for legal aid · 符合条件",
        "NOT_ELIGIBLE": "No matter for legal aid · 不符合条件",
        "REFER_TO_CENTRE": "The centre has to say · 转介法律援助机构",
    },
)
described(
    PartyKind,
    "LegalPartyKind",
    "By what a party is known again.\n当事人识别方式",
    {
        "PHONE": "Telephone number · 电话",
        "IDENTITY_NO": "Identity number · 身份证号",
        "NAME": "Name of a person · 姓名",
        "COMPANY": "Name of a company · 单位名称",
    },
)
