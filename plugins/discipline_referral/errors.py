"""What the plug-in refuses with. Whoever may not see a referral is told NOT_FOUND, as for one that does not exist."""

from core.api import ErrorCode
from plugins.discipline_referral.operations import PLUGIN

_ARTICLE = "21"

STATE = ErrorCode(
    "DISCIPLINE_REFERRAL_STATE",
    "线索当前状态为“{state}”，不能执行“{verb}”。",
    "The referral is {state}; {verb} is not possible then.",
    _ARTICLE,
    PLUGIN,
)
OWN_PROPOSAL = ErrorCode(
    "DISCIPLINE_REFERRAL_OWN_PROPOSAL",
    "不得审核、批准或否决本人提出的线索。",
    "Nobody reviews, approves or rejects a referral of his own.",
    _ARTICLE,
    PLUGIN,
)
OWN_REVIEW = ErrorCode(
    "DISCIPLINE_REFERRAL_OWN_REVIEW",
    "不得批准本人审核的线索。",
    "Nobody approves a referral that he has reviewed.",
    _ARTICLE,
    PLUGIN,
)
NOT_THE_PROPOSER = ErrorCode(
    "DISCIPLINE_REFERRAL_NOT_THE_PROPOSER",
    "只有提出人可以撤回线索。",
    "Only whoever proposed a referral withdraws it.",
    _ARTICLE,
    PLUGIN,
)
CONFLICT = ErrorCode(
    "DISCIPLINE_REFERRAL_CONFLICT",
    "与被反映单位或人员存在利害关系，应当回避。",
    "A conflict of interest with the accused unit or person excludes this account.",
    _ARTICLE,
    PLUGIN,
)
NOT_INVOLVED = ErrorCode(
    "DISCIPLINE_REFERRAL_NOT_INVOLVED",
    "该单位未承办此工单。",
    "The unit has had no part in handling the case.",
    _ARTICLE,
    PLUGIN,
)
NO_ORGAN = ErrorCode(
    "DISCIPLINE_REFERRAL_NO_ORGAN",
    "未配置该单位的同级纪检监察机关。",
    "No discipline organ of the unit's level is configured.",
    _ARTICLE,
    PLUGIN,
)
NO_GROUND = ErrorCode(
    "DISCIPLINE_REFERRAL_NO_GROUND",
    "至少应当选择一种情形。",
    "At least one ground is needed.",
    _ARTICLE,
    PLUGIN,
)
NO_EVIDENCE = ErrorCode(
    "DISCIPLINE_REFERRAL_NO_EVIDENCE",
    "移送前应当先固定证据材料。",
    "Evidence must be collected before the transfer.",
    _ARTICLE,
    PLUGIN,
)
EVIDENCE_DIFFERS = ErrorCode(
    "DISCIPLINE_REFERRAL_EVIDENCE_DIFFERS",
    "证据材料与清单不符：{differences}。",
    "The evidence is not what was sealed: {differences}.",
    _ARTICLE,
    PLUGIN,
)
AUDIT_BROKEN = ErrorCode(
    "DISCIPLINE_REFERRAL_AUDIT_BROKEN",
    "留痕链在第 {position} 位断裂。",
    "The audit's chain is broken at position {position}.",
    _ARTICLE,
    PLUGIN,
)
ALREADY_NAMED = ErrorCode(
    "DISCIPLINE_REFERRAL_ALREADY_NAMED",
    "该人员已在知情名单内。",
    "The account is named already.",
    _ARTICLE,
    PLUGIN,
)
LAST_OFFICER = ErrorCode(
    "DISCIPLINE_REFERRAL_LAST_OFFICER",
    "不能移出最后一名知情人员。",
    "The last officer who could see the referral cannot be removed.",
    _ARTICLE,
    PLUGIN,
)

ERRORS = (
    STATE, OWN_PROPOSAL, OWN_REVIEW, NOT_THE_PROPOSER, CONFLICT, NOT_INVOLVED, NO_ORGAN, NO_GROUND, NO_EVIDENCE,
    EVIDENCE_DIFFERS, AUDIT_BROKEN, ALREADY_NAMED, LAST_OFFICER,
)  # fmt: skip
