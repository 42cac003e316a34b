"""endUtilityOutage: the supply is back, or a planned cut is called off."""

from core.api import Outcome, Refused, UnitOfWork, Viewer
from plugins.utility_queues.commands.change_outage import changed, open_notice
from plugins.utility_queues.errors import PERIOD_REVERSED, RESTORED_IN_FUTURE
from plugins.utility_queues.inputs import EndOutage
from plugins.utility_queues.vocabulary import NoticeChange, NoticeState


async def end_outage(uow: UnitOfWork, actor: Viewer, input: EndOutage) -> Outcome:
    """New cases are gathered no longer; the master is handled to its end like any case. Raises RESTORED_IN_FUTURE.

    A notice that ends before it starts was called off.
    """
    found = await open_notice(uow, actor, input.outage_id, input.expected_version)
    if input.restored_at > uow.now:
        raise Refused(RESTORED_IN_FUTURE, field=("input", "restoredAt"))
    if input.restored_at < found["starts_at"] <= uow.now:
        raise Refused(PERIOD_REVERSED, field=("input", "restoredAt"))
    values = {"restored_at": input.restored_at, "state": NoticeState.ENDED.value}
    return await changed(uow, actor, found, NoticeChange.ENDED, values)
