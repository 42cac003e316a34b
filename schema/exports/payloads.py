"""What mutations on exports answer."""

from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import UUID

import strawberry

from core.access.viewer import Viewer
from core.cases.outcome import Outcome
from core.db.uow import UnitOfWork
from core.exports.queries import export_of
from schema.context import Info
from schema.errors import UserError
from schema.exports.types import CODE, Export
from schema.inputs import CommandInput, Idempotent
from schema.mutation import run
from schema.relay.ids import expect


@strawberry.type
class ExportPayload:
    """Inherited by payloads of mutations on exports."""

    export: Export | None = strawberry.field(description="The export as it is now; null when refused.\n数据导出")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused; empty when done.\n业务拒绝原因")


@strawberry.input
class DecideExportInput(Idempotent):
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
    input: CommandInput[I],
) -> P:
    """Run the command; the payload tells the export as it is then, or why it was refused."""

    async def decided(uow: UnitOfWork, viewer: Viewer, given: I) -> Outcome:
        export = await command(uow, viewer, given)
        return Outcome(export, export, 1)

    done = await run(info, decided, input)
    if isinstance(done, list):
        return payload(export=None, user_errors=done)
    row = await export_of(info.context.read, info.context.viewer, done.object_id)
    return payload(export=Export(row=row) if row else None, user_errors=[])
