"""changeUtilityOutage: what is known better by now, above all when the supply will be back."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.api import NotFound, Outcome, Refused, Row, UnitOfWork, Viewer, check
from plugins.utility_queues.codes import CAUSE
from plugins.utility_queues.commands.publish_outage import record
from plugins.utility_queues.companies import acting_for
from plugins.utility_queues.errors import NOTICE_ENDED, PERIOD_REVERSED
from plugins.utility_queues.inputs import ChangeOutage
from plugins.utility_queues.operations import Operation
from plugins.utility_queues.subject import refuse_moved
from plugins.utility_queues.tables import outage
from plugins.utility_queues.vocabulary import NoticeChange, NoticeState

_NOTICE = select(outage).where(outage.c.id == bindparam("id", type_=Uuid(as_uuid=True))).with_for_update()


async def change_outage(uow: UnitOfWork, actor: Viewer, input: ChangeOutage) -> Outcome:
    """What is not given stays as it is. Raises NOTICE_ENDED."""
    found = await open_notice(uow, actor, input.outage_id, input.expected_version)
    given = {
        "cause": input.cause and await check.known_code(uow, CAUSE, input.cause, "cause"),
        "note": check.optional_text(input.note, "note"),
        "starts_at": input.starts_at,
        "expected_at": input.expected_at,
    }
    values = {name: value for name, value in given.items() if value is not None}
    now = {**found, **values}
    if now["expected_at"] is not None and now["expected_at"] <= now["starts_at"]:
        raise Refused(PERIOD_REVERSED, field=("input", "expectedAt"))
    return await changed(uow, actor, found, NoticeChange.CHANGED, values)


async def open_notice(uow: UnitOfWork, actor: Viewer, outage_id: UUID, expected: int | None) -> Row:
    """The notice, kept from others until the end of the transaction. Raises NotFound, NotAllowed, Stale, NOTICE_ENDED."""
    found = await uow.fetch_one(_NOTICE, id=outage_id)
    if found is None:
        raise NotFound(field=("input", "outageId"))
    await acting_for(uow, actor, Operation.PUBLISH_OUTAGE, found["unit_id"], "input", "outageId")
    refuse_moved(found["version"], expected)
    if found["state"] != NoticeState.PUBLISHED:
        raise Refused(NOTICE_ENDED, field=("input", "outageId"))
    return found


async def changed(
    uow: UnitOfWork, actor: Viewer, found: Row, kind: NoticeChange, values: Mapping[str, object]
) -> Outcome:
    """Write the notice's next version, and keep what it changed."""
    row = {**found, **values, "version": found["version"] + 1}
    fields: dict[str, object] = {name: [_told(found[name]), _told(value)] for name, value in values.items()}
    await uow.update(outage, {"id": row["id"]}, {**values, "version": row["version"]})
    await record(uow, actor, row, kind, fields)
    return Outcome(row["id"], row["id"], row["version"])


def _told(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
