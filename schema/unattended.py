"""What a service account must send along: nobody sits there to notice that a call was doubled or came too late."""

from core.errors import ErrorCode, Refused, register
from schema.context import RequestContext
from schema.inputs import Idempotent, Versioned
from schema.relay.windows import given

IDEMPOTENCY_KEY_REQUIRED = register(
    ErrorCode(
        "IDEMPOTENCY_KEY_REQUIRED",
        "服务账户提交变更时必须提供幂等键。",
        "A service account must send an idempotency key.",
    )
)
EXPECTED_VERSION_REQUIRED = register(
    ErrorCode(
        "EXPECTED_VERSION_REQUIRED",
        "服务账户修改对象时必须提供所见版本号。",
        "A service account must send the version it has read.",
    )
)


def demand(context: RequestContext, input: object) -> None:
    """Raises IDEMPOTENCY_KEY_REQUIRED or EXPECTED_VERSION_REQUIRED if a service account left one out."""
    if not context.viewer.service:
        return
    if isinstance(input, Idempotent) and given(input.idempotency_key) is None and context.idempotency_key is None:
        raise Refused(IDEMPOTENCY_KEY_REQUIRED, field=("input", "idempotencyKey"))
    if isinstance(input, Versioned) and given(input.expected_version) is None:
        raise Refused(EXPECTED_VERSION_REQUIRED, field=("input", "expectedVersion"))
