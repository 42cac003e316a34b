"""What the gate and the executor can refuse, by code.

`detail` is graphql-core's own English sentence about the caller's document; `what`, `found` and `limit` are a word of
`limits.py` and two numbers. None of them can hold anything the caller did not send.
"""

from core.errors import ErrorCode, register

GRAPHQL_PARSE_FAILED = register(
    ErrorCode("GRAPHQL_PARSE_FAILED", "查询文本无法解析：{detail}", "The document cannot be parsed: {detail}")
)
GRAPHQL_VALIDATION_FAILED = register(
    ErrorCode(
        "GRAPHQL_VALIDATION_FAILED",
        "查询不符合接口定义：{detail}",
        "The document does not fit the schema: {detail}",
    )
)
BAD_USER_INPUT = register(
    ErrorCode("BAD_USER_INPUT", "输入值不合要求：{detail}", "An input value is not acceptable: {detail}")
)
NUL_CHARACTER = register(
    ErrorCode(
        "NUL_CHARACTER",
        "{place} 含有空字符（U+0000），请删除后重试。",
        "{place} holds the character U+0000; remove it and send it again.",
    )
)
OPERATION_TOO_LARGE = register(
    ErrorCode(
        "OPERATION_TOO_LARGE",
        "查询过大：{what} 为 {found}，上限为 {limit}，请拆分查询。",
        "The operation is too large: {what} {found}, at most {limit}; split it.",
    )
)
OPERATION_NAME_REQUIRED = register(
    ErrorCode(
        "OPERATION_NAME_REQUIRED",
        "文本含有多个操作，请用 operationName 指定其一。",
        "The document holds several operations; name one by operationName.",
    )
)
OPERATION_NOT_FOUND = register(
    ErrorCode(
        "OPERATION_NOT_FOUND",
        "文本中没有所指定的操作，请检查 operationName。",
        "The document holds no such operation; check operationName.",
    )
)
INTROSPECTION_REFUSED = register(
    ErrorCode(
        "INTROSPECTION_REFUSED",
        "内省查询仅对已登录的开发者开放。",
        "Introspection is open to signed-in developers only.",
    )
)
INTERNAL_SERVER_ERROR = register(
    ErrorCode(
        "INTERNAL_SERVER_ERROR",
        "服务内部错误，请将编号 {error_id} 告知运维人员。",
        "Something failed inside the service; tell its operators the number {error_id}.",
    )
)
