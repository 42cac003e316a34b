"""overrideUtilityDuty: somebody else is on duty for a time, or nobody."""

from core.api import Outcome, Refused, UnitOfWork, Viewer, check, new_id
from plugins.utility_queues.commands.set_roster import locked_roster, raised, refuse_out_of_range
from plugins.utility_queues.companies import acting_for, demand_staff
from plugins.utility_queues.errors import PERIOD_REVERSED
from plugins.utility_queues.inputs import OverrideDuty
from plugins.utility_queues.operations import Operation
from plugins.utility_queues.tables import duty_override


async def override_duty(uow: UnitOfWork, actor: Viewer, input: OverrideDuty) -> Outcome:
    """A later override of the same time holds over an earlier one."""
    of = await acting_for(uow, actor, Operation.ROSTER_WRITE, input.company_id)
    refuse_out_of_range("line", input.line)
    if input.starts_at >= input.ends_at:
        raise Refused(PERIOD_REVERSED, field=("input", "endsAt"))
    reason = check.text(input.reason, "reason")
    accounts = [] if input.account_id is None else [input.account_id]
    await demand_staff(uow, of, accounts, uow.now, "input", "accountId")
    kept = await locked_roster(uow, of, input.expected_version)
    values = {
        "line": input.line,
        "starts_at": input.starts_at,
        "ends_at": input.ends_at,
        "account_id": input.account_id,
    }
    row = {"id": new_id(), "roster_id": kept["id"], **values, "reason": reason, "by": actor.id, "at": uow.now}
    await uow.insert(duty_override, [row])
    return await raised(uow, kept)
