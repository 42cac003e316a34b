"""Codes of streams from work queues."""

from core.errors import ErrorCode, register

SLOW_CONSUMER = register(
    ErrorCode(
        "SLOW_CONSUMER",
        "窗口已满，{seconds} 秒内没有确认，订阅已结束；事件没有丢失，请确认后重新订阅。",
        "The window was full for {seconds} seconds without an acknowledgement, which ends the stream; nothing is lost: "
        "acknowledge and subscribe again.",
    )
)
