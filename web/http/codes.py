"""What the transport can refuse, by code."""

from core.errors import ErrorCode, register

BAD_REQUEST = register(ErrorCode("BAD_REQUEST", "请求格式有误：{problem}。", "The request is malformed: {problem}."))
BATCHING_NOT_SUPPORTED = register(
    ErrorCode(
        "BATCHING_NOT_SUPPORTED",
        "不支持批量请求，请逐个发送操作。",
        "Batches are not supported; send the operations one by one.",
    )
)
PERSISTED_QUERY_NOT_FOUND = register(
    ErrorCode(
        "PERSISTED_QUERY_NOT_FOUND",
        "尚无此摘要的查询文本，请连同文本再发送一次。",
        "No document of this hash is known; send it once more with the document.",
    )
)
PERSISTED_QUERY_MISMATCH = register(
    ErrorCode(
        "PERSISTED_QUERY_MISMATCH",
        "所给摘要不是该查询文本的 SHA-256。",
        "The hash given is not the SHA-256 of the document.",
    )
)
DOCUMENT_NOT_KNOWN = register(
    ErrorCode("DOCUMENT_NOT_KNOWN", "没有此编号的受信查询。", "There is no trusted document of this id.")
)
DOCUMENT_NOT_TRUSTED = register(
    ErrorCode(
        "DOCUMENT_NOT_TRUSTED",
        "此处只执行受信查询清单中的查询。",
        "Only the documents of the trusted list are run here.",
    )
)
SUBSCRIPTION_NOT_SUPPORTED = register(
    ErrorCode(
        "SUBSCRIPTION_NOT_SUPPORTED",
        "订阅不能通过普通 HTTP 请求执行，请使用 WebSocket 或 SSE。",
        "A subscription cannot run over plain HTTP; use WebSocket or SSE.",
    )
)
UNAUTHENTICATED = register(ErrorCode("UNAUTHENTICATED", "请先登录。", "Sign in first."))
SIGN_IN_FAILED = register(
    ErrorCode("SIGN_IN_FAILED", "账号或口令不正确。", "The account or the password is not right.")
)
FORBIDDEN = register(ErrorCode("FORBIDDEN", "不允许此请求。", "This request is not allowed."))
CROSS_SITE_REQUEST = register(
    ErrorCode(
        "CROSS_SITE_REQUEST",
        "来自其他站点的 GET 请求须带请求头 graphql-require-preflight。",
        "A GET from another site needs the header graphql-require-preflight.",
    )
)
CROSS_SITE_WEBSOCKET = register(
    ErrorCode(
        "CROSS_SITE_WEBSOCKET",
        "不接受其他站点页面发起的 WebSocket；反向代理须原样转发 Host。",
        "No WebSocket for a page of another site; a reverse proxy must pass Host on as it is.",
    )
)
METHOD_NOT_ALLOWED = register(
    ErrorCode("METHOD_NOT_ALLOWED", "此处不支持该方法，可用：{allow}。", "Not this method here; use {allow}.")
)
MUTATION_BY_GET = register(
    ErrorCode(
        "MUTATION_BY_GET", "GET 只能执行查询，请用 POST 发送变更。", "GET runs queries only; send mutations by POST."
    )
)
NOT_ACCEPTABLE = register(
    ErrorCode("NOT_ACCEPTABLE", "只能返回以下类型：{offered}。", "Only these media types can be answered: {offered}.")
)
PAYLOAD_TOO_LARGE = register(
    ErrorCode("PAYLOAD_TOO_LARGE", "请求体超过 {limit} 字节。", "The body is larger than {limit} bytes.")
)
UNSUPPORTED_MEDIA_TYPE = register(
    ErrorCode(
        "UNSUPPORTED_MEDIA_TYPE",
        "请求体须为未压缩的 application/json（UTF-8）。",
        "The body must be application/json in UTF-8, not compressed.",
    )
)
RATE_LIMITED = register(ErrorCode("RATE_LIMITED", "请求过于频繁，请稍后重试。", "Too many requests; retry later."))
SERVICE_UNAVAILABLE = register(
    ErrorCode("SERVICE_UNAVAILABLE", "服务暂不可用，请稍后重试。", "The service is unavailable; retry later.")
)
DEADLINE_EXCEEDED = register(
    ErrorCode(
        "DEADLINE_EXCEEDED",
        "操作超过 {seconds} 秒，已取消；请缩小查询范围。",
        "The operation took longer than {seconds} s and was cancelled; ask for less.",
    )
)
PATH_NOT_FOUND = register(ErrorCode("PATH_NOT_FOUND", "没有此地址。", "There is nothing at this address."))
