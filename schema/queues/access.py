"""Asking for a work queue by its name."""

from core.access.operations import Operation
from core.access.viewer import Viewer
from core.db.read import Row
from core.errors import Refused
from core.events.queue_access import queue_for
from core.plugin.errors import PLUGIN_DISABLED
from schema.context import RequestContext
from schema.data.switched import anywhere
from schema.gate.codes import BAD_USER_INPUT

LONGEST_NAME = 64
"""Of a consumer, as acknowledgements take it."""


async def readable(context: RequestContext, queue: str) -> Row:
    """The queue, if the viewer may read it now. Raises UNKNOWN_QUEUE, NotAllowed, PLUGIN_DISABLED for a plug-in's that is off."""
    row = await queue_for(context.read, context.viewer, queue, Operation.QUEUE_READ, ("queue",))
    plugin = None if row["unit_id"] else row["name"].partition(":")[0]
    if plugin is not None and not anywhere(context.viewer, plugin):
        raise Refused(PLUGIN_DISABLED, plugin=plugin)
    return row


def consumer_of(viewer: Viewer, named: str | None) -> str:
    """Under which name the viewer reads and acknowledges: the one given, else that of the account."""
    if named is not None and named.strip():
        return named.strip()
    return viewer.subject if len(viewer.subject) <= LONGEST_NAME else str(viewer.id)


def reading_as(viewer: Viewer, named: str | None) -> str:
    """The same for one who reads, whose deliveries are kept under it. Raises BAD_USER_INPUT for one that is too long."""
    name = consumer_of(viewer, named)
    if len(name) > LONGEST_NAME:
        raise Refused(BAD_USER_INPUT, field=("consumer",), detail=f"consumer has at most {LONGEST_NAME} characters")
    return name
