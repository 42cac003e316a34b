"""Refusal codes of uploads and downloads."""

from core.errors import ErrorCode, register

ATTACHMENT_SIZE = register(
    ErrorCode(
        "ATTACHMENT_SIZE",
        "此类文件的大小应为 1 到 {limit} 字节。",
        "A file of this kind has 1 to {limit} bytes.",
    )
)
KIND_MISMATCH = register(
    ErrorCode(
        "KIND_MISMATCH",
        "类型 {declared} 属于 {belongs}，与所选附件种类不符。",
        "The type {declared} is of the kind {belongs}, not the one chosen.",
    )
)
UPLOAD_NOT_FOUND = register(
    ErrorCode(
        "UPLOAD_NOT_FOUND",
        "上传地址无效，请重新申请上传。",
        "There is no such upload address; create a new upload.",
    )
)
UPLOAD_EXPIRED = register(
    ErrorCode(
        "UPLOAD_EXPIRED",
        "上传地址已过期，请重新申请上传。",
        "The upload address has expired; create a new upload.",
    )
)
UPLOAD_USED = register(
    ErrorCode(
        "UPLOAD_USED",
        "上传地址只能使用一次，已使用或正在使用。",
        "The upload address works once and has been used, or is being used.",
    )
)
UPLOAD_MISSING = register(
    ErrorCode(
        "UPLOAD_MISSING",
        "文件尚未上传，请先向上传地址发送文件。",
        "The file has not been uploaded yet; send it to the upload address first.",
    )
)
UPLOAD_DAMAGED = register(
    ErrorCode(
        "UPLOAD_DAMAGED",
        "收到的文件与所报的大小或校验值不符，请重新上传。",
        "What arrived differs in size or SHA-256 from what was sent; upload it again.",
    )
)
BAD_SHA256 = register(
    ErrorCode(
        "BAD_SHA256",
        "校验值应为 SHA-256 的 64 位十六进制数。",
        "Write the SHA-256 digest as 64 hexadecimal digits.",
    )
)
