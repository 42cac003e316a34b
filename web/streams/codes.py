"""What a connection that stays open can refuse or end with, by code."""

from core.errors import ErrorCode, register

TOO_MANY_SUBSCRIPTIONS = register(
    ErrorCode(
        "TOO_MANY_SUBSCRIPTIONS",
        "一个连接最多同时有 {limit} 个订阅，请先结束其中之一或另开连接。",
        "One connection carries at most {limit} subscriptions; end one, or open another connection.",
    )
)
TOO_MANY_OPERATIONS = register(
    ErrorCode(
        "TOO_MANY_OPERATIONS",
        "一个连接最多同时执行 {limit} 个查询或变更，请等待其完成。",
        "One connection runs at most {limit} queries and mutations at a time; wait for one to end.",
    )
)
TOO_MANY_CONNECTIONS = register(
    ErrorCode(
        "TOO_MANY_CONNECTIONS",
        "同一账户最多同时打开 {limit} 个连接，请先关闭其中之一。",
        "One account keeps at most {limit} connections open; close one first.",
    )
)
STREAM_NOT_FOUND = register(
    ErrorCode(
        "STREAM_NOT_FOUND",
        "没有此事件流，请先用 PUT 预约再打开。",
        "There is no such event stream; reserve one by PUT and open it.",
    )
)
STREAM_ALREADY_OPEN = register(
    ErrorCode("STREAM_ALREADY_OPEN", "该事件流已经打开。", "The event stream is open already; reserve another by PUT.")
)
OPERATION_EXISTS = register(
    ErrorCode(
        "OPERATION_EXISTS",
        "此编号的操作正在该事件流上执行。",
        "An operation of this id runs on the event stream; choose another id.",
    )
)
