"""What can be granted, each below the plug-in's prefix."""

from collections.abc import Mapping
from enum import StrEnum

from core.api import Meaning


class Operation(StrEnum):
    """The names policy lines use. `REQUEST_EXTENSION`, its two answers and `MATCH_OUTAGE` are types of case events as well."""

    AREA_READ = "utility_queues/area.read"
    AREA_WRITE = "utility_queues/area.write"
    ROSTER_READ = "utility_queues/roster.read"
    ROSTER_WRITE = "utility_queues/roster.write"
    TICKET_READ = "utility_queues/ticket.read"
    WORK_TICKET = "utility_queues/workTicket"
    REQUEST_EXTENSION = "utility_queues/requestExtension"
    APPROVE_EXTENSION = "utility_queues/approveExtension"
    REJECT_EXTENSION = "utility_queues/rejectExtension"
    OUTAGE_READ = "utility_queues/outage.read"
    PUBLISH_OUTAGE = "utility_queues/publishOutage"
    MATCH_OUTAGE = "utility_queues/matchOutage"
    PANEL_READ = "utility_queues/panel.read"


OPERATIONS: Mapping[str, Meaning] = {
    Operation.AREA_READ.value: Meaning("查看服务范围", "see which company serves which place"),
    Operation.AREA_WRITE.value: Meaning("维护服务范围", "maintain service areas"),
    Operation.ROSTER_READ.value: Meaning("查看值班表", "see duty rosters"),
    Operation.ROSTER_WRITE.value: Meaning("维护值班表", "maintain a company's duty roster"),
    Operation.TICKET_READ.value: Meaning("查看企业工单队列", "see the tickets of a company"),
    Operation.WORK_TICKET.value: Meaning("领取并处理企业工单", "claim, acknowledge and answer tickets"),
    Operation.REQUEST_EXTENSION.value: Meaning("申请延长办理时间", "ask for more time on a ticket"),
    Operation.APPROVE_EXTENSION.value: Meaning("同意延长办理时间", "grant more time on a ticket"),
    Operation.REJECT_EXTENSION.value: Meaning("驳回延长办理时间", "refuse more time on a ticket"),
    Operation.OUTAGE_READ.value: Meaning("查看停供通知", "see outage notices"),
    Operation.PUBLISH_OUTAGE.value: Meaning("发布停供通知", "publish, change and end outage notices"),
    Operation.MATCH_OUTAGE.value: Meaning(
        "关联停供通知（系统）", "note the outage that explains a case, as the system does"
    ),
    Operation.PANEL_READ.value: Meaning("查看公用事业看板", "see the panel of the utilities"),
}
