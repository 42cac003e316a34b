"""What can be granted at the desk."""

from collections.abc import Mapping

from core.api import Meaning

READ = "legal_desk/consultation.read"
TEXT = "legal_desk/consultation.content"
REFER = "legal_desk/refer"
ASSIGN = "legal_desk/assign"
TAKE = "legal_desk/take"
RELEASE = "legal_desk/release"
OVERSEE = "legal_desk/oversee"
RETURN = "legal_desk/return"
GIVE_OPINION = "legal_desk/giveOpinion"
SCREEN_AID = "legal_desk/screenAid"
NAME_PARTY = "legal_desk/nameParty"
CLOSE = "legal_desk/close"
CONFLICT_READ = "legal_desk/conflict.read"
DECLARE_CONFLICT = "legal_desk/declareConflict"
RECORD_CONFLICT = "legal_desk/recordConflict"
LIFT_CONFLICT = "legal_desk/liftConflict"
ROSTER_READ = "legal_desk/roster.read"
ROSTER_WRITE = "legal_desk/roster.write"
TEMPLATE_READ = "legal_desk/template.read"
TEMPLATE_WRITE = "legal_desk/template.write"
PANEL_READ = "legal_desk/panel.read"

CANCEL = "legal_desk/cancel"
"""The event of a consultation that ends with its case; nobody does it."""

OPERATIONS: Mapping[str, Meaning] = {
    READ: Meaning("查看法律咨询", "see consultations of the legal desk"),
    TEXT: Meaning("查看法律咨询内容", "read questions, opinions and advice of the legal desk"),
    REFER: Meaning("转法律服务专席", "refer a case to the legal desk"),
    ASSIGN: Meaning("分派法律咨询", "give consultations to lawyers"),
    TAKE: Meaning("承接法律咨询", "take consultations"),
    RELEASE: Meaning("交回法律咨询", "give a consultation back to the queue"),
    OVERSEE: Meaning("管理法律服务专席", "act in place of the lawyer who has a consultation"),
    RETURN: Meaning("退回普通办理", "send a case back to ordinary handling"),
    GIVE_OPINION: Meaning("出具法律意见", "give opinions"),
    SCREEN_AID: Meaning("法律援助筛查", "screen for legal aid"),
    NAME_PARTY: Meaning("登记当事人", "name the parties of a matter"),
    CLOSE: Meaning("办结法律咨询", "close consultations with advice"),
    CONFLICT_READ: Meaning("查看利益冲突登记", "see conflicts of interest"),
    DECLARE_CONFLICT: Meaning("申报利益冲突", "declare a conflict of interest of one's own"),
    RECORD_CONFLICT: Meaning("登记利益冲突", "record a lawyer's conflict of interest"),
    LIFT_CONFLICT: Meaning("解除利益冲突登记", "lift a conflict of interest"),
    ROSTER_READ: Meaning("查看律师排班", "see the roster"),
    ROSTER_WRITE: Meaning("维护律师排班", "maintain the roster"),
    TEMPLATE_READ: Meaning("查看法律意见模板", "see templates of opinions"),
    TEMPLATE_WRITE: Meaning("维护法律意见模板", "maintain templates of opinions"),
    PANEL_READ: Meaning("查看法律服务专席统计", "see the figures of the legal desk"),
}
