"""What a service account must send along: nobody sits there to notice that a call was doubled or came too late."""

from sqlalchemy import UUID, bindparam, select

from core.accounts.model import account
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

_IS_SERVICE = select(account.c.kind == "SERVICE").where(account.c.id == bindparam("id", type_=UUID()))


async def demand(context: RequestContext, input: object) -> None:
    """Raises IDEMPOTENCY_KEY_REQUIRED or EXPECTED_VERSION_REQUIRED if a service account left one out.

    The account is looked up only when something is missing, so that whoever sends all of it pays nothing.
    """
    missing = _missing(context, input)
    if missing and await context.read.fetch_value(_IS_SERVICE, id=context.viewer.id):
        raise missing


def _missing(context: RequestContext, input: object) -> Refused | None:
    if isinstance(input, Idempotent) and given(input.idempotency_key) is None and context.idempotency_key is None:
        return Refused(IDEMPOTENCY_KEY_REQUIRED, field=("input", "idempotencyKey"))
    if isinstance(input, Versioned) and given(input.expected_version) is None:
        return Refused(EXPECTED_VERSION_REQUIRED, field=("input", "expectedVersion"))
    return None
