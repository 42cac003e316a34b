"""What mutations on exports answer. They have no idempotency key: a second request is a second file."""

from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import UUID

import strawberry

from core.access.viewer import Viewer
from core.db.uow import UnitOfWork
from core.exports.queries import export_of
from schema.attachments.run import run
from schema.context import Info
from schema.errors import UserError
from schema.exports.types import CODE, Export
from schema.relay.ids import expect


@strawberry.type
class ExportPayload:
    """Inherited by payloads of mutations on exports."""

    export: Export | None = strawberry.field(description="The export as it is now; null when refused.\n数据导出")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused; empty when done.\n业务拒绝原因")


@strawberry.input
class DecideExportInput:
    """Inherited by inputs of whoever decides."""

    export_id: strawberry.ID = strawberry.field(description="The export.\n数据导出标识")

    def command(self) -> UUID:
        """Its row id. Raises NotFound for an id that is none of an export."""
        return expect(self.export_id, CODE, "input", "exportId")


I = TypeVar("I")  # noqa: E741 - the input
P = TypeVar("P", bound=ExportPayload)


async def answer(
    payload: type[P],
    info: Info,
    command: Callable[[UnitOfWork, Viewer, I], Awaitable[UUID]],
    given: Callable[[], I],
) -> P:
    """Run the command; the payload tells the export as it is then, or why it was refused."""
    done = await run(info, command, given)
    if isinstance(done, list):
        return payload(export=None, user_errors=done)
    row = await export_of(info.context.read, info.context.viewer, done)
    return payload(export=Export(row=row) if row else None, user_errors=[])
