"""What can be granted, with its meaning in Chinese and English."""

from core.api import Meaning

REQUEST = "dialect_desk/request"
INTERPRET = "dialect_desk/interpret"
REQUEST_READ = "dialect_desk/request.read"

OPERATIONS = {
    REQUEST: Meaning("申请方言服务", "ask for somebody who speaks the caller's language"),
    INTERPRET: Meaning("提供方言服务", "take a request, and say that the caller was heard"),
    REQUEST_READ: Meaning("查看方言服务申请", "see the requests"),
}
ASKED_FOR = {
    "dialectRequests": REQUEST_READ,
    "requestDialect": REQUEST,
    "takeDialectRequest": INTERPRET,
    "finishDialectRequest": INTERPRET,
}
"""What the root fields ask for."""
