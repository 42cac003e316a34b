"""What can be granted; every one of them only for referrals on which its holder is named."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from core.api import Meaning

PLUGIN = "discipline_referral"


class Operation(StrEnum):
    """The plug-in's operations, as the policy file names them."""

    READ = "discipline_referral/referral.read"
    AUDIT_READ = "discipline_referral/audit.read"
    SUGGEST = "discipline_referral/suggest"
    REVIEW = "discipline_referral/review"
    APPROVE = "discipline_referral/approve"
    REJECT = "discipline_referral/reject"
    WITHDRAW = "discipline_referral/withdraw"
    COLLECT_EVIDENCE = "discipline_referral/collectEvidence"
    TRANSFER = "discipline_referral/transfer"
    RECORD_RECEIPT = "discipline_referral/recordReceipt"
    RECORD_OUTCOME = "discipline_referral/recordOutcome"
    NAME_OFFICERS = "discipline_referral/nameOfficers"


MEANINGS: Mapping[str, Meaning] = MappingProxyType(
    {
        Operation.READ: Meaning("查看本人列名的问题线索", "read the referrals one is named on"),
        Operation.AUDIT_READ: Meaning("查看线索留痕", "read who did and saw what of them"),
        Operation.SUGGEST: Meaning("提出问题线索", "suggest a referral, or take up one the system proposes"),
        Operation.REVIEW: Meaning("审核问题线索", "review a suggestion"),
        Operation.APPROVE: Meaning("批准移送", "approve a referral"),
        Operation.REJECT: Meaning("不予移送", "reject a suggestion"),
        Operation.WITHDRAW: Meaning("撤回问题线索", "withdraw one's own suggestion"),
        Operation.COLLECT_EVIDENCE: Meaning("固定证据材料", "collect and seal the evidence"),
        Operation.TRANSFER: Meaning("移送纪检监察机关", "transfer a referral to the discipline organ"),
        Operation.RECORD_RECEIPT: Meaning("登记签收", "record the organ's receipt"),
        Operation.RECORD_OUTCOME: Meaning("登记处理结果", "record the organ's outcome"),
        Operation.NAME_OFFICERS: Meaning("增减知情人员", "add and remove named officers"),
    }
)
