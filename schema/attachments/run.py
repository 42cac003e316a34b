"""Mutations on attachments: no case is read, so there is no version, and doing one again does no harm, so there is no key."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from core.access.viewer import Viewer
from core.db.uow import UnitOfWork, unit_of_work
from core.errors import Refused
from schema.context import Info
from schema.errors import UserError, user_error
from schema.patience import bounded

I = TypeVar("I")  # noqa: E741 - the input
R = TypeVar("R")


async def run(
    info: Info, command: Callable[[UnitOfWork, Viewer, I], Awaitable[R]], given: Callable[[], I]
) -> R | list[UserError]:
    """What the command answers in a transaction of its own, or why it was refused; `given` makes its input."""
    context = info.context
    try:
        with bounded():
            async with unit_of_work(context.pool, context.services) as uow:
                return await command(uow, context.viewer, given())
    except Refused as refused:
        return [user_error(refused, context.codes, context.language)]
