"""The one root field open to callers without an account."""

from typing import Annotated

import strawberry

from core.db.uow import unit_of_work
from core.reporters.access import case_by_access_code
from core.reporters.look import looked
from core.reporters.queries import own_case
from schema.context import Info
from schema.decorators import field
from schema.reporters.types import OwnCase

CaseNo = Annotated[str, strawberry.argument(description="Number of the case.\n工单编号")]
AccessCode = Annotated[str, strawberry.argument(description="The code told at registration.\n查询码")]


@strawberry.type
class ReporterQueries:
    """Root fields."""

    @field("One's own case; null for a wrong code and an absent number alike, five tries an hour.\n凭查询码查询工单")
    async def case_by_access_code(self, info: Info, case_no: CaseNo, access_code: AccessCode) -> OwnCase | None:
        """Writes, though a query: a try counts whatever comes of it, and a look is in the log before it is answered."""
        context = info.context
        async with unit_of_work(context.every_row, context.services) as uow:
            # An account forwards what others ask, so that both it and the address tell sources apart.
            source = f"{context.viewer.id} {context.source}"
            found = await case_by_access_code(uow, case_no, access_code, source)
            own = None if found is None else await own_case(uow, context.services.keys, found)
            if own is not None:
                await looked(uow, own, context.source, context.viewer.id if context.viewer.subject else None)
        return None if own is None else OwnCase.of(own)
