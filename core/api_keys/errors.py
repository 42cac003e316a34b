"""Why a key is not made or found."""

from core.errors import ErrorCode, register

NOT_A_SERVICE = register(
    ErrorCode(
        "NOT_A_SERVICE",
        "“{subject}”不是系统账号（SERVICE），个人应通过单点登录。",
        "{subject} is no service; people sign in at their issuer.",
    )
)
TWO_KEYS_ACTIVE = register(
    ErrorCode(
        "TWO_KEYS_ACTIVE",
        "“{subject}”已有两个有效密钥，请先吊销一个。",
        "{subject} has two active keys; revoke one of them first.",
    )
)
BAD_SOURCE = register(
    ErrorCode(
        "BAD_SOURCE", "“{source}”不是 IP 地址或网段。", "{source} is no IP address or network, such as 192.0.2.0/24."
    )
)
BAD_LIFETIME = register(
    ErrorCode("BAD_LIFETIME", "有效期应为 1 至 {longest} 天。", "A key lasts from 1 to {longest} days.")
)
UNKNOWN_KEY = register(ErrorCode("UNKNOWN_KEY", "没有密钥“{name}”。", "There is no key {name}."))
