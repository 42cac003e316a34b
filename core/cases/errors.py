"""Refusal codes of the life cycle."""

from core.errors import ErrorCode, register

CASE_FROZEN = register(
    ErrorCode(
        "CASE_FROZEN",
        "该工单已期满归档，不能再变更；请另行登记。",
        "The case was closed to changes when its time had run out; register a new one.",
        "28",
    )
)
NOT_IN_STATE = register(
    ErrorCode(
        "NOT_IN_STATE",
        "当前状态为“{state}”，不能执行“{verb}”。",
        "{verb} is not possible in the state {state}.",
    )
)
INFORMATION_PERIOD_RUNNING = register(
    ErrorCode(
        "INFORMATION_PERIOD_RUNNING",
        "补充信息期限至 {until} 届满，届满前不能分类处置。",
        "The reporter has until {until} to supply what is missing; the case cannot be diverted before.",
        "10",
    )
)
ALREADY_OBJECTED = register(
    ErrorCode("ALREADY_OBJECTED", "分类处置只能异议一次。", "A diversion can be objected to once.", "13")
)
BOUNCES_EXHAUSTED = register(
    ErrorCode(
        "BOUNCES_EXHAUSTED",
        "退单已达 {limit} 次，应提请研判。",
        "The case has been returned {limit} times: ask for an adjudication instead.",
        "14(3)",
    )
)
CITY_AGENCY_ONLY = register(
    ErrorCode("CITY_AGENCY_ONLY", "只有市热线工作机构可以办理。", "Only the city hotline agency may do this.", "15, 16")
)
SECOND_SIGNER_REQUIRED = register(
    ErrorCode(
        "SECOND_SIGNER_REQUIRED",
        "研判销号须由另一人复核签署。",
        "The finding must be signed by a second person.",
        "16",
    )
)
OWN_APPLICATION = register(
    ErrorCode("OWN_APPLICATION", "申请人不得审核本人的申请。", "Nobody decides on an application of their own.", "15")
)
PUBLIC_SAFETY = register(
    ErrorCode("PUBLIC_SAFETY", "涉及公共安全的诉求不能撤单。", "A case of public safety cannot be withdrawn.", "10")
)
RETURN_WINDOW_CLOSED = register(
    ErrorCode(
        "RETURN_WINDOW_CLOSED",
        "退单期限已于 {due} 届满，视为接收。",
        "The window for returns closed at {due}; the assignment counts as accepted.",
        "14, 19(1)",
    )
)
RULING_IS_FINAL = register(
    ErrorCode("RULING_IS_FINAL", "经裁定派单的工单不得再退单。", "After a ruling no return is possible.", "14(3)")
)
NOT_DISPATCHING_LEVEL = register(
    ErrorCode(
        "NOT_DISPATCHING_LEVEL",
        "应由派单的一级热线工作机构办理。",
        "Only the level that dispatched the assignment decides this.",
        "15(4)",
    )
)
TOO_LATE_FOR_EXTENSION = register(
    ErrorCode(
        "TOO_LATE_FOR_EXTENSION",
        "办理期限已于 {due} 届满，不能再申请延期。",
        "The handling was due at {due}; an extension must be asked for before.",
        "15(4)",
    )
)
EXTENSIONS_EXHAUSTED = register(
    ErrorCode(
        "EXTENSIONS_EXHAUSTED",
        "延期最多 {times} 次、合计 {days}。",
        "At most {times} extensions and {days} in all are possible.",
        "15(4)",
    )
)
EXTENSION_PENDING = register(
    ErrorCode("EXTENSION_PENDING", "已有延期申请待审核。", "An extension is already being decided on.", "15(4)")
)
NO_PENDING_EXTENSION = register(
    ErrorCode("NO_PENDING_EXTENSION", "没有待审核的延期申请。", "No extension is asked for.", "15(4)")
)
NOT_LONG_CYCLE = register(
    ErrorCode(
        "NOT_LONG_CYCLE", "该类别不是长周期事项，不能挂账。", "Only a long-cycle category can be shelved.", "15(4)"
    )
)
CONTACT_NOT_LOGGED = register(
    ErrorCode("CONTACT_NOT_LOGGED", "反馈前应当先联系诉求人。", "Contact the reporter before reporting back.", "15(1)")
)
CHILD_STILL_LIVE = register(
    ErrorCode(
        "CHILD_STILL_LIVE",
        "下派的任务尚未办结。",
        "Work that was passed down is not finished yet.",
        "7(1)",
    )
)
FEEDBACK_INCOMPLETE = register(
    ErrorCode(
        "FEEDBACK_INCOMPLETE",
        "尚有牵头或并行单位未反馈。",
        "Not every unit the case waits for has reported back.",
        "15(3)",
    )
)
HANDLER_CANNOT_REVIEW = register(
    ErrorCode("HANDLER_CANNOT_REVIEW", "审核人不得是反馈人本人。", "The handler cannot review the feedback.", "15(3)")
)
NOT_ANSWERING_UNIT = register(
    ErrorCode(
        "NOT_ANSWERING_UNIT",
        "只有牵头或并行承办单位可以申请终止办理。",
        "Only a lead or parallel unit may ask for termination.",
        "15(5), 15(6)",
    )
)
NO_OPEN_COMMITMENT = register(ErrorCode("NO_OPEN_COMMITMENT", "没有未兑现的承诺。", "No commitment is open.", "20"))
