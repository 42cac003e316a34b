"""The plug-in's vocabularies, with the words of Art. 21."""

from collections.abc import Sequence

from core.api import CodeRow
from plugins.discipline_referral.states import Act

GROUND = "discipline_referral_ground"
CONSEQUENCE = "discipline_referral_consequence"
OUTCOME = "discipline_referral_outcome"
TRIGGER = "discipline_referral_trigger"
ACT = "discipline_referral_act"

_ROWS = {
    GROUND: (
        ("BUCK_PASSING", "推诿扯皮", "Passing the buck"),
        ("FALSIFICATION", "弄虚作假", "Falsification"),
        ("INACTION", "不作为", "Failure to act"),
        ("MISCONDUCT", "乱作为", "Acting beyond or against duty"),
        ("RUDENESS", "工作作风粗暴", "Rude conduct"),
        ("POOR_SERVICE", "服务质量差", "Poor service"),
    ),
    CONSEQUENCE: (
        ("ADVERSE_INFLUENCE", "造成不良影响", "Adverse influence"),
        ("SERIOUS_CONSEQUENCE", "造成严重后果", "Serious consequence"),
    ),
    OUTCOME: (
        ("FILED", "立案审查调查", "A case was filed"),
        ("SANCTIONED", "给予处分", "A sanction was imposed"),
        ("ADMONISHED", "批评教育、诫勉", "Admonished"),
        ("RECTIFICATION_ORDERED", "责令整改", "Rectification was ordered"),
        ("NOT_SUBSTANTIATED", "反映不实", "Not substantiated"),
        ("SHELVED", "暂存待查", "Kept for later"),
        ("NOT_COMPETENT", "不属管辖", "Not within the organ's competence"),
    ),
    TRIGGER: (
        ("BOUNCES_EXHAUSTED", "退单次数用尽", "Handed back as often as possible"),
        ("RETURNS_REJECTED", "退单屡被驳回", "Returns rejected repeatedly"),
        ("RED_CARD_IGNORED", "红牌后仍不办理", "Red card ignored"),
    ),
    ACT: (
        (Act.PROPOSE, "系统提示", "Proposed by the system"),
        (Act.SUGGEST, "提出线索", "Suggested"),
        (Act.TAKE_UP, "采纳提示", "Taken up"),
        (Act.REVIEW, "审核", "Reviewed"),
        (Act.APPROVE, "批准", "Approved"),
        (Act.REJECT, "不予移送", "Rejected"),
        (Act.WITHDRAW, "撤回", "Withdrawn"),
        (Act.COLLECT_EVIDENCE, "固定证据", "Evidence collected"),
        (Act.TRANSFER, "移送", "Transferred"),
        (Act.RECORD_RECEIPT, "签收", "Received"),
        (Act.RECORD_OUTCOME, "登记结果", "Outcome recorded"),
        (Act.ADD_OFFICER, "增加知情人员", "Officer added"),
        (Act.REMOVE_OFFICER, "移出知情人员", "Officer removed"),
        (Act.READ, "查看内容", "Content read"),
        (Act.EXPORT, "导出证据", "Evidence exported"),
    ),
}


def code_rows() -> Sequence[CodeRow]:
    """All of them, in the order people read them."""
    return [CodeRow(set_, str(code), zh, en) for set_, rows in _ROWS.items() for code, zh, en in rows]
