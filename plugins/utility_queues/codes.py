"""Codes the plug-in brings, with the names people read."""

from core.api import CodeRow
from plugins.utility_queues.operations import Operation

CAUSE = "utility_queues_cause"

_CAUSES = (
    ("FAULT", "设施故障", "Fault of the network"),
    ("MAINTENANCE", "计划检修", "Planned maintenance"),
    ("CONSTRUCTION", "工程施工", "Works"),
    ("THIRD_PARTY", "外力破坏", "Damage by a third party"),
    ("WEATHER", "天气原因", "Weather"),
    ("SHORTAGE", "供应不足", "Shortage of supply"),
    ("OTHER", "其他", "Other"),
)
_EVENTS = (
    (Operation.REQUEST_EXTENSION.value, "申请延长办理时间", "Ask for more time on a ticket"),
    (Operation.APPROVE_EXTENSION.value, "同意延长办理时间", "Grant more time on a ticket"),
    (Operation.REJECT_EXTENSION.value, "驳回延长办理时间", "Refuse more time on a ticket"),
    (Operation.MATCH_OUTAGE.value, "关联停供通知", "An outage explains the case"),
)

CODES = tuple(CodeRow(set_, *row) for set_, rows in ((CAUSE, _CAUSES), ("event_type", _EVENTS)) for row in rows)
