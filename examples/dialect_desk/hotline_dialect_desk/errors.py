"""What dialect_desk refuses, in two languages that say the same."""

from core.api import ErrorCode

ALREADY_REQUESTED = ErrorCode(
    "DIALECT_DESK_ALREADY_REQUESTED",
    "该工单已申请方言服务。",
    "Somebody has been asked for already.",
    plugin="dialect_desk",
)
UNKNOWN_LANGUAGE = ErrorCode(
    "DIALECT_DESK_UNKNOWN_LANGUAGE",
    "没有语言代码“{language}”，请从代码表中选择。",
    "There is no language {language}; take one of the code set.",
    plugin="dialect_desk",
)
NO_REQUEST = ErrorCode(
    "DIALECT_DESK_NO_REQUEST",
    "该工单没有可处理的方言服务申请。",
    "The case has no request that waits for this.",
    plugin="dialect_desk",
)
NOT_YOURS = ErrorCode(
    "DIALECT_DESK_NOT_YOURS",
    "该申请由他人接听。",
    "Somebody else has taken the request.",
    plugin="dialect_desk",
)
NOT_HEARD = ErrorCode(
    "DIALECT_DESK_NOT_HEARD",
    "方言服务尚未完成，不能直接答复。",
    "The caller has not been heard in their language yet.",
    plugin="dialect_desk",
)

ERRORS = (ALREADY_REQUESTED, UNKNOWN_LANGUAGE, NO_REQUEST, NOT_YOURS, NOT_HEARD)
