"""Why something is not exported, or not handed out."""

from core.errors import ErrorCode, register

EXPORT_KEY_INVALID = register(
    ErrorCode(
        "EXPORT_KEY_INVALID",
        "公钥无效，应为 base64 编码的 32 字节 X25519 公钥。",
        "The public key is none: write the 32 bytes of an X25519 key in base64, as `hotline export key` prints it.",
    )
)
EXPORT_EMPTY = register(ErrorCode("EXPORT_EMPTY", "没有可导出的工单。", "There is no case to export.", "28"))
EXPORT_TOO_LARGE = register(
    ErrorCode(
        "EXPORT_TOO_LARGE",
        "一次最多导出 {limit} 件工单，请缩小范围。",
        "An export has at most {limit} cases: ask for fewer.",
        "28",
    )
)
EXPORT_NEEDS_ANOTHER = register(
    ErrorCode("EXPORT_NEEDS_ANOTHER", "导出须由另一人审批。", "Somebody else must decide on the export.", "28")
)
EXPORT_DECIDED = register(
    ErrorCode("EXPORT_DECIDED", "该导出申请已处理。", "The export has been decided on already.", "28")
)
EXPORT_BEYOND_REACH = register(
    ErrorCode(
        "EXPORT_BEYOND_REACH",
        "其中部分工单超出您的审批范围。",
        "Some of its cases lie beyond what you may approve.",
        "28",
    )
)
EXPORT_NOT_READY = register(
    ErrorCode("EXPORT_NOT_READY", "导出文件尚未生成，请稍后再取。", "The file is not made yet; come again in a moment.")
)
EXPORT_GONE = register(
    ErrorCode(
        "EXPORT_GONE", "导出文件已失效，请重新申请。", "The file is no longer handed out; ask for a new one.", "28"
    )
)
EXPORT_OUTDATED = register(
    ErrorCode(
        "EXPORT_OUTDATED",
        "您的查看范围或工单已变化，该导出文件不再提供，请重新申请。",
        "What you may see has changed since it was made: ask for a new one.",
        "28",
    )
)
