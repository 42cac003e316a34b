"""Why a field is not revealed."""

from core.errors import ErrorCode, register

NOTHING_TO_REVEAL = register(
    ErrorCode("NOTHING_TO_REVEAL", "该诉求人没有登记这项信息。", "The reporter has left nothing of that.")
)
REVEALS_USED_UP = register(
    ErrorCode(
        "REVEALS_USED_UP",
        "今日查看明文次数已达上限（{limit} 次），次日零时恢复。",
        "This account has had {limit} fields revealed today; the next day begins at midnight in Tai'an.",
        "28",
    )
)
