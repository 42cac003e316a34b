"""What of the log a viewer may know of: first by what the log says, then by the rows as they are now."""

from collections.abc import Sequence

from core.access.operations import Operation
from core.access.predicate import Target, allows
from core.access.viewer import Viewer
from core.events.logged import LoggedEvent
from schema.context import RequestContext
from schema.data.types import declared_of
from schema.events.types import CaseEvent


async def visible(
    context: RequestContext, logged: Sequence[LoggedEvent], operation: str = Operation.EVENT_READ
) -> list[LoggedEvent]:
    """Those the viewer may know of now, in their order; the database is asked only if the policy lets any pass."""
    likely = [one for one in logged if passes(context.viewer, one, operation)]
    if not likely:
        return []
    seen = await context.loaders.one(declared_of(CaseEvent)).load_many([one.event.id for one in likely])
    return [one for one, row in zip(likely, seen, strict=True) if row is not None]


def passes(viewer: Viewer, logged: LoggedEvent, operation: str = Operation.EVENT_READ) -> bool:
    """Whether the policy opens the event, as the case was when the log was read; plug-ins may still keep it back."""
    units = logged.unit_paths if logged.part_path is None else (logged.part_path,)
    return allows(
        viewer, operation, Target(logged.district_path, units, logged.owner, logged.secrecy, logged.respondent_path)
    )
