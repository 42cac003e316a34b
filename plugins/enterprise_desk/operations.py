"""What can be granted at the desk."""

from enum import StrEnum
from typing import Final

from core.api import Meaning


class Operation(StrEnum):
    """An act on a case is also the type of its event."""

    ENTERPRISE_READ = "enterprise_desk/enterprise.read"
    ENTERPRISE_WRITE = "enterprise_desk/enterprise.write"
    PROFILE_READ = "enterprise_desk/profile.read"
    IDENTIFY = "enterprise_desk/identify"
    FEEDBACK_READ = "enterprise_desk/feedback.read"
    RECORD_FEEDBACK = "enterprise_desk/recordFeedback"
    FEEDBACK_START = "enterprise_desk/feedback.start"
    FEEDBACK_MEET = "enterprise_desk/feedback.meet"
    MEASURE_READ = "enterprise_desk/measure.read"
    MEASURE_WRITE = "enterprise_desk/measure.write"
    COORDINATION_READ = "enterprise_desk/coordination.read"
    COORDINATION_OPEN = "enterprise_desk/coordination.open"
    COORDINATION_LEAD = "enterprise_desk/coordination.lead"
    COORDINATION_ANSWER = "enterprise_desk/coordination.answer"
    COORDINATION_CONCLUDE = "enterprise_desk/coordination.conclude"
    FOLLOW_UP_READ = "enterprise_desk/followUp.read"
    FOLLOW_UP_RECORD = "enterprise_desk/followUp.record"
    FOLLOW_UP_OVERDUE = "enterprise_desk/followUp.overdue"
    STATISTICS_READ = "enterprise_desk/statistics.read"


O = Operation  # noqa: E741 - the table below is read across

MEANINGS: Final[dict[str, Meaning]] = {
    O.ENTERPRISE_READ: Meaning("查看企业档案", "see the register of enterprises"),
    O.ENTERPRISE_WRITE: Meaning("维护企业档案", "maintain the register of enterprises"),
    O.PROFILE_READ: Meaning("查看工单所涉企业", "see which enterprise a case is about"),
    O.IDENTIFY: Meaning("认定工单所涉企业", "identify the enterprise a case is about"),
    O.FEEDBACK_READ: Meaning("查看对企业的反馈", "see what the enterprise was told"),
    O.RECORD_FEEDBACK: Meaning("记录对企业的反馈", "record what the enterprise was told"),
    O.FEEDBACK_START: Meaning("启动企业反馈时限", "start the clock of the feedback to the enterprise"),
    O.FEEDBACK_MEET: Meaning("结束企业反馈时限", "end the clock of the feedback to the enterprise"),
    O.MEASURE_READ: Meaning("查看惠企政策", "see measures for enterprises"),
    O.MEASURE_WRITE: Meaning("维护惠企政策", "maintain measures for enterprises"),
    O.COORDINATION_READ: Meaning("查看跨部门协调", "see coordinations across departments"),
    O.COORDINATION_OPEN: Meaning("发起跨部门协调", "open a coordination across departments"),
    O.COORDINATION_LEAD: Meaning("牵头跨部门协调", "lead a coordination across departments"),
    O.COORDINATION_ANSWER: Meaning("参与跨部门协调", "take part in a coordination across departments"),
    O.COORDINATION_CONCLUDE: Meaning("办结跨部门协调", "conclude a coordination across departments"),
    O.FOLLOW_UP_READ: Meaning("查看企业回访", "see follow-up visits to enterprises"),
    O.FOLLOW_UP_RECORD: Meaning("记录企业回访", "record a follow-up visit to an enterprise"),
    O.FOLLOW_UP_OVERDUE: Meaning("提示企业回访逾期", "raise an overdue follow-up visit"),
    O.STATISTICS_READ: Meaning("查看涉企诉求统计", "see the statistics of enterprises' cases"),
}
