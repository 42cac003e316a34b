"""Why something about keeping a case is refused."""

from core.errors import ErrorCode, register

HELD_ALREADY = register(
    ErrorCode("HELD_ALREADY", "该工单已处于保全状态。", "The case is held already; lift that hold first.", "28")
)
NOT_HELD = register(ErrorCode("NOT_HELD", "该工单未处于保全状态。", "No hold is in force on the case.", "28"))
HOLD_IN_THE_PAST = register(
    ErrorCode("HOLD_IN_THE_PAST", "保全截止时间必须晚于现在。", "A hold must end later than now.", "28")
)
ALREADY_ANONYMISED = register(
    ErrorCode(
        "ALREADY_ANONYMISED",
        "该工单已去标识化，无可保全的内容。",
        "The case has been anonymised: there is nothing left to hold.",
        "28",
    )
)
