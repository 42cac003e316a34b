"""Every query's way: to its plan where it has one, else back to graphql-core, with the reason counted."""

from collections.abc import Callable
from typing import Any

import strawberry
import structlog

from core.db.trouble import TROUBLE
from schema.context import RequestContext
from schema.gate.gate import Admitted
from schema.plan.latest import Latest
from schema.plan.mutation import KINDS
from schema.plan.operation import Operation, Plans
from schema.plan.reasons import Reason, Unplannable

PLANNED = "plan"
"""How a query is counted that a plan has answered; the others by their reason."""

SEEN, PLANS, TRUSTED_PLANS = 4_000, 2_000, 10_000
"""Documents remembered after their first request, and plans held: of trusted documents apart from all others."""

Counted = Callable[[str], None]

_log = structlog.get_logger("hotline.reads")


class Reads:
    """The plans of one process. `counted` is told of each query how it was answered.

    A document is planned when it is asked for the second time, so that strangers' one-off documents cost no plan, and
    what they do cost pushes out no plan of a trusted document.
    """

    def __init__(self, schema: strawberry.Schema, counted: Counted) -> None:
        self._schema, self._counted = schema, counted
        self._operations: Latest[Operation] = Latest(SEEN)
        self._trusted: dict[int, Operation] = {}
        self._plans, self._trusted_plans = Plans(PLANS), Plans(TRUSTED_PLANS)

    async def answer(self, admitted: Admitted, variables: dict[str, Any], context: object) -> bytes | None:
        """The answer's JSON; None where graphql-core is to answer, for instance whenever the answer has an error."""
        if admitted.kind not in KINDS or not isinstance(context, RequestContext):
            return None
        try:
            operation = self._operation(admitted)
            found = await operation.answer(variables, context)
        except Unplannable as unplannable:
            self._counted(unplannable.reason)
            return None
        except Exception as error:
            reason = Reason.DATABASE if isinstance(error, TROUBLE) else Reason.VALUE
            _log.info("answered by graphql-core", why=reason, error=type(error).__qualname__)
            self._counted(reason)
            return None
        self._counted(PLANNED)
        return found

    def known(self, admitted: Admitted) -> Operation | None:
        """The operation, if it may have a plan already; nothing is remembered or counted."""
        if admitted.kind not in KINDS:
            return None
        known = id(admitted.operation)
        found = self._trusted.get(known) if admitted.trusted else self._operations.get(known)
        return found if found is not None and found.node is admitted.operation and found.planned else None

    def _operation(self, admitted: Admitted) -> Operation:
        known = id(admitted.operation)
        if admitted.trusted:
            if known not in self._trusted:
                self._trusted[known] = self._made(admitted, self._trusted_plans)
            return self._trusted[known]
        found = self._operations.get(known)
        if found is not None and found.node is admitted.operation:
            return found
        self._operations.put(known, self._made(admitted, self._plans))
        raise Unplannable(Reason.NEW, admitted.name or "")

    def _made(self, admitted: Admitted, plans: Plans) -> Operation:
        return KINDS[admitted.kind](self._schema, admitted.document, admitted.operation, plans)
