"""The district a root field is asked about."""

from sqlalchemy import ColumnElement, Text, bindparam, exists, select

from core.api import PLUGIN_DISABLED, NotFound, Refused, Row, district, within
from plugins.utility_queues.tables import outage, outage_area
from plugins.utility_queues.vocabulary import PLUGIN
from schema.api import Info

_PLACE = select(district.c.code, district.c.path, district.c.gate).where(district.c.code == bindparam("code"))


async def place(info: Info, code: str) -> Row:
    """The district or township. Raises NotFound, or PLUGIN_DISABLED where the plug-in is off."""
    row = await info.context.read.fetch_one(_PLACE, code=code)
    if row is None:
        raise NotFound(field=("district",))
    if not info.context.services.plugins.switches.on(PLUGIN, row["gate"]):
        raise Refused(PLUGIN_DISABLED, field=("district",), plugin=PLUGIN)
    return row


def touches(path: str) -> ColumnElement[bool]:
    """The notices some area of which is the place, lies in it, or holds it."""
    root: ColumnElement[str] = bindparam("touched", path, Text(), unique=True)
    near = within(outage_area.c.district_path, root) | within(root, outage_area.c.district_path)
    return exists(select(outage_area.c.id).where(outage_area.c.outage_id == outage.c.id, near).correlate(outage))
