"""publishUtilityOutage: the supply is cut, or will be; what it explains is gathered from now on."""

from collections.abc import Sequence
from typing import Any

from core.api import PLUGIN_DISABLED, Outcome, Refused, Row, UnitOfWork, Viewer, check, new_id
from plugins.utility_queues.areas import covers
from plugins.utility_queues.codes import CAUSE
from plugins.utility_queues.companies import Company, acting_for
from plugins.utility_queues.errors import NOT_A_COMPANY, OUTSIDE_SERVICE_AREA, PERIOD_REVERSED
from plugins.utility_queues.gathering import note_waiting
from plugins.utility_queues.inputs import PublishOutage
from plugins.utility_queues.operations import Operation
from plugins.utility_queues.settings import UtilityQueuesSettings
from plugins.utility_queues.tables import outage, outage_area, outage_change
from plugins.utility_queues.vocabulary import PLUGIN, NoticeChange, NoticeState

MOST = 50
"""Places of a notice."""
GRID = 64


async def publish_outage(uow: UnitOfWork, actor: Viewer, input: PublishOutage) -> Outcome:
    """Within the company's service area only. Raises OUTSIDE_SERVICE_AREA."""
    of = await acting_for(uow, actor, Operation.PUBLISH_OUTAGE, input.company_id)
    if input.utility not in of.utilities:
        raise Refused(NOT_A_COMPANY, field=("input", "utility"))
    if input.expected_at is not None and input.expected_at <= input.starts_at:
        raise Refused(PERIOD_REVERSED, field=("input", "expectedAt"))
    places = await _places(uow, of, input)
    row = await _row(uow, actor, of, input, gate=min(place["gate"] for place in places))
    await uow.insert(outage, [row])
    await uow.insert(outage_area, [place | {"id": new_id(), "outage_id": row["id"]} for place in places])
    await record(uow, actor, row, NoticeChange.PUBLISHED, {})
    await note_waiting(uow, row["id"])
    return Outcome(row["id"], row["id"], 1)


async def record(
    uow: UnitOfWork, actor: Viewer, row: Row | dict[str, Any], kind: NoticeChange, fields: dict[str, object]
) -> None:
    """Keep what happened to the notice, as of the version the row has."""
    values = {"id": new_id(), "outage_id": row["id"], "version": row["version"], "kind": kind.value, "fields": fields}
    await uow.insert(outage_change, [{**values, "by": actor.id, "at": uow.now}])


async def _row(uow: UnitOfWork, actor: Viewer, of: Company, input: PublishOutage, *, gate: str) -> dict[str, Any]:
    settings = uow.services.plugins.settings(UtilityQueuesSettings, gate)
    return {
        "id": new_id(), "version": 1, **of.columns, "gate": gate, "utility": input.utility.value,
        "categories": list(settings.outage_categories.get(input.utility, ())),
        "cause": await check.known_code(uow, CAUSE, input.cause, "cause"), "planned": input.planned,
        "note": check.optional_text(input.note, "note"), "state": NoticeState.PUBLISHED.value,
        "starts_at": input.starts_at, "expected_at": input.expected_at, "restored_at": None, "master_id": None,
        "by": actor.id, "at": uow.now,
    }  # fmt: skip


async def _places(uow: UnitOfWork, of: Company, input: PublishOutage) -> Sequence[dict[str, Any]]:
    if not input.places:
        raise Refused(check.REQUIRED, field=("input", "places"))
    found = []
    for at, place in enumerate(input.places):
        row = await check.known_district(uow, place.district, "places")
        if not uow.services.plugins.switches.on(PLUGIN, row["gate"]):
            raise Refused(PLUGIN_DISABLED, field=("input", "places", str(at)), plugin=PLUGIN)
        if not await covers(uow, of.id, input.utility, row["path"], uow.now):
            raise Refused(OUTSIDE_SERVICE_AREA, field=("input", "places", str(at)), district=place.district)
        grid = check.optional_text(place.grid_code, "places", str(at), "gridCode", limit=GRID)
        found.append({"district": row["code"], "district_path": row["path"], "gate": row["gate"], "grid_code": grid})
    return found
