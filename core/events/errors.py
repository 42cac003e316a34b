"""Refusal codes of work queues."""

from core.errors import ErrorCode, register

UNKNOWN_QUEUE = register(
    ErrorCode(
        "UNKNOWN_QUEUE", "没有您可以使用的该名称的工作队列。", "There is no work queue of this name that you may use."
    )
)
CURSOR_NOT_OURS = register(
    ErrorCode(
        "CURSOR_NOT_OURS",
        "该游标不是此队列给出的，请原样传回收到的游标。",
        "The cursor was not given by this queue; send back one exactly as you received it.",
    )
)
CURSOR_FORKED = register(
    ErrorCode(
        "CURSOR_FORKED",
        "该游标不在本系统现有的历史上（切换或恢复之后），请重新订阅并按事件编号去重。",
        "The cursor is not on this history, after a fail-over or a restore; subscribe again and de-duplicate by event id.",
    )
)
QUEUE_RANGE = register(
    ErrorCode(
        "QUEUE_RANGE",
        "队列现有的位置为 {first} 至 {last}，请填写其中的范围。",
        "The queue holds positions {first} to {last}; ask for a range within them.",
    )
)
NOT_PARKED = register(
    ErrorCode("NOT_PARKED", "该事件没有被搁置在此队列中。", "This event is not parked in this queue.")
)
QUEUE_EXISTS = register(
    ErrorCode("QUEUE_EXISTS", "工作队列“{queue}”已存在。", "The work queue {queue} exists already.")
)
QUEUE_NAME = register(
    ErrorCode(
        "QUEUE_NAME",
        "队列名须为“插件:名称”，由小写字母、数字、下划线和连字符组成。",
        "Name the queue <plug-in>:<name>, of small letters, digits, low lines and dashes.",
    )
)
QUEUE_THRESHOLDS = register(
    ErrorCode(
        "QUEUE_THRESHOLDS",
        "预警秒数和件数须为正数且小于告警秒数和件数。",
        "What warns must be positive and less than what calls the duty desk, in seconds and in entries.",
    )
)
QUEUE_RETRY_AFTER = register(
    ErrorCode(
        "QUEUE_RETRY_AFTER",
        "再次投递的间隔为 1 至 {most} 秒；所填为 {given}。",
        "An event can be wanted again after 1 to {most} seconds; {given} were given.",
    )
)
