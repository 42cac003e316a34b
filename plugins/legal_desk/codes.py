"""The desk's vocabularies. The grounds of legal aid are those of the 法律援助法 in force since 2022-01-01."""

from collections.abc import Iterator, Mapping

from core.api import CodeRow

Labels = tuple[str, str]

_SETS: Mapping[str, Mapping[str, Labels]] = {
    "clock_kind": {"LEGAL_CONSULTATION": ("法律咨询", "Legal consultation")},
    "event_type": {
        "legal_desk/refer": ("转法律服务专席", "Refer to the legal desk"),
        "legal_desk/assign": ("分派法律咨询", "Give a consultation to a lawyer"),
        "legal_desk/take": ("承接法律咨询", "Take a consultation"),
        "legal_desk/release": ("交回法律咨询", "Give a consultation back"),
        "legal_desk/waiting": ("重新待接", "Waiting again"),
        "legal_desk/return": ("退回普通办理", "Send back to ordinary handling"),
        "legal_desk/giveOpinion": ("出具法律意见", "Give an opinion"),
        "legal_desk/screenAid": ("法律援助筛查", "Screen for legal aid"),
        "legal_desk/nameParty": ("登记当事人", "Name a party"),
        "legal_desk/close": ("办结法律咨询", "Close a consultation"),
        "legal_desk/cancel": ("法律咨询随工单结束", "Consultation ended with its case"),
        "legal_desk/resume": ("法律咨询恢复", "Consultation resumed"),
        "legal_desk/declareConflict": ("申报利益冲突", "Declare a conflict of interest"),
        "legal_desk/recordConflict": ("登记利益冲突", "Record a conflict of interest"),
    },
    "legal_desk_reason": {
        "LEGAL_QUESTION": ("涉及法律问题", "A question of law"),
        "DISPUTE": ("民事纠纷", "A dispute between citizens"),
        "AGAINST_AUTHORITY": ("对行政行为有异议", "A decision of an authority is contested"),
        "LEGAL_AID_ASKED": ("申请法律援助", "Legal aid is asked for"),
        "CITIZEN_ASKED": ("诉求人要求律师解答", "The reporter asks for a lawyer"),
        "CATEGORY": ("按诉求类别自动转入", "By the category of the case"),
    },
    "legal_desk_matter": {
        "LABOUR": ("劳动人事", "Labour"),
        "FAMILY": ("婚姻家庭继承", "Marriage, family and inheritance"),
        "PROPERTY": ("物业与房产", "Housing and property management"),
        "CONTRACT": ("合同与债权债务", "Contracts and debts"),
        "CONSUMER": ("消费者权益", "Consumers"),
        "TORT": ("人身与财产损害", "Injury and damage"),
        "LAND": ("土地与征收", "Land and expropriation"),
        "ADMINISTRATIVE": ("行政争议", "Administrative disputes"),
        "CRIMINAL": ("刑事", "Criminal law"),
        "OTHER": ("其他", "Other"),
        "UNSORTED": ("未分类", "Not sorted yet"),
    },
    "legal_desk_release_reason": {
        "SHIFT_END": ("下岗交班", "End of the shift"),
        "OTHER_FIELD": ("非本人专业领域", "Another field of law"),
        "WORKLOAD": ("工作量", "Too much to do"),
        "CONFLICT": ("利益冲突", "Conflict of interest"),
    },
    "legal_desk_return_reason": {
        "NO_LEGAL_QUESTION": ("不涉及法律问题", "No question of law"),
        "UNIT_COMPETENT": ("应由承办单位处理", "For a unit to handle"),
        "FACTS_FIRST": ("须先查明事实", "Facts have to be established first"),
        "CITIZEN_DECLINED": ("诉求人不需要法律咨询", "The reporter does not want advice"),
        "UNREACHABLE": ("无法联系诉求人", "The reporter cannot be reached"),
    },
    "legal_desk_outcome": {
        "ADVISED": ("已解答", "Advised"),
        "LEGAL_AID": ("引导申请法律援助", "Shown the way to legal aid"),
        "MEDIATION": ("引导调解", "Shown the way to mediation"),
        "STATUTORY_CHANNEL": ("告知法定途径", "Told the statutory channel"),
    },
    "legal_desk_side": {
        "OPPONENT": ("对方当事人", "The other side"),
        "THIRD_PARTY": ("第三人", "A third party"),
        "OWN_SIDE": ("诉求人一方", "The reporter's side"),
    },
    "legal_desk_conflict_ground": {
        "PARTY_OR_KIN": ("本人或近亲属为当事人", "Party, or close relative of one"),
        "REPRESENTED": ("曾经或正在代理当事人", "Has represented a party"),
        "EMPLOYED": ("与当事人有任职或顾问关系", "Employed by a party, or its counsel"),
        "ADJUDICATED": ("曾参与本案裁判、仲裁或调解", "Has judged, arbitrated or mediated the matter"),
        "OTHER_INTEREST": ("其他利害关系", "Another interest"),
    },
    "legal_desk_aid_matter": {
        "STATE_COMPENSATION": ("请求国家赔偿", "State compensation"),
        "SOCIAL_INSURANCE": ("请求社会保险待遇或者社会救助", "Social insurance or social relief"),
        "PENSION_OR_RELIEF": ("请求发给抚恤金", "Pensions for the disabled or bereaved"),
        "MAINTENANCE": ("请求给付赡养费、抚养费、扶养费", "Maintenance"),
        "LABOUR_RELATION": ("请求确认劳动关系或者支付劳动报酬", "Labour relation or pay"),
        "CIVIL_CAPACITY": ("请求认定公民无民事行为能力或者限制民事行为能力", "Declaration of incapacity"),
        "INJURY": (
            "请求工伤、交通、食品药品、医疗事故人身损害赔偿",
            "Injury at work, in traffic, by food, drugs or treatment",
        ),
        "ENVIRONMENT": ("请求环境污染、生态破坏损害赔偿", "Damage by pollution"),
        "HEROES_HONOUR": ("英雄烈士近亲属维护其人格权益", "The honour of heroes and martyrs"),
        "RIGHTEOUS_ACT": ("因见义勇为行为主张相关民事权益", "Rights from a righteous act"),
        "RETRIAL_ACQUITTAL": ("再审改判无罪请求国家赔偿", "State compensation after an acquittal on retrial"),
        "VIOLENCE_VICTIM": (
            "遭受虐待、遗弃或者家庭暴力的受害人主张权益",
            "Victims of abuse, desertion or violence at home",
        ),
        "CRIMINAL_DEFENCE": ("刑事案件辩护与代理", "Defence in criminal cases"),
        "OTHER": ("其他事项", "Another matter"),
    },
    "legal_desk_aid_means": {
        "NO_FIXED_INCOME": (
            "无固定生活来源的未成年人、老年人、残疾人等",
            "Minor, old or disabled without fixed income",
        ),
        "RELIEF_RECIPIENT": ("社会救助、司法救助或者优抚对象", "Recipient of relief or preferential treatment"),
        "MIGRANT_WORKER": ("进城务工人员", "Migrant worker"),
        "HARDSHIP_DECLARED": ("如实说明经济困难", "Hardship declared"),
        "ABOVE_STANDARD": ("高于当地经济困难标准", "Above the local standard of hardship"),
        "UNKNOWN": ("情况不明", "Not known"),
    },
    "legal_desk_aid_ground": {
        "OUTSIDE_PLACE": ("应向有管辖权的法律援助机构申请", "The centre of another place is competent"),
        "AUTHORITY_NOTIFIES": (
            "刑事案件由办案机关通知法律援助机构",
            "In criminal cases the authority notifies the centre",
        ),
        "MATTER_NOT_COVERED": ("不属于法律援助事项范围", "Not a matter for legal aid"),
        "MATTER_COVERED": (
            "属于法律援助法第三十一条、第三十二条事项",
            "A matter of art. 31 or 32 of the Legal Aid Law",
        ),
        "MATTER_COVERED_LOCALLY": ("属于本省补充的法律援助事项", "A matter the province has added"),
        "MEANS_NOT_ASKED": ("不受经济困难条件限制（第三十二条）", "Whatever the means (art. 32)"),
        "MEANS_NOT_CHECKED": ("免予核查经济困难状况（第四十二条）", "Means are not checked (art. 42)"),
        "MEANS_DECLARED": (
            "已说明经济困难，由法律援助机构核查（第四十一条）",
            "Hardship declared, the centre verifies (art. 41)",
        ),
        "MEANS_ABOVE_STANDARD": ("不符合经济困难标准（第三十四条）", "Above the standard of hardship (art. 34)"),
        "MEANS_UNKNOWN": ("经济状况不明，由法律援助机构核查", "Means not known: for the centre to verify"),
    },
}


def rows() -> Iterator[CodeRow]:
    """All codes, in the order they are shown."""
    for set_, codes in _SETS.items():
        yield from (CodeRow(set_, code, zh, en) for code, (zh, en) in codes.items())
