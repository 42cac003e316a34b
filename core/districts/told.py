"""Telling a plug-in where it is on, so that it can make ready and tidy up: at a switch, and at a start after the file changed."""

from sqlalchemy import Text, bindparam, delete, select, text

from core.db.uow import UnitOfWork
from core.errors import Refused
from core.plugin.errors import PLUGIN_FAILED, HookFailed
from core.plugin.model import plugin_district

_LOCK = text("lock table plugin_switch in share row exclusive mode")
_TOLD = select(plugin_district.c.district).where(plugin_district.c.plugin == bindparam("plugin", type_=Text()))
_FORGET = delete(plugin_district).where(
    plugin_district.c.plugin == bindparam("plugin", type_=Text()),
    plugin_district.c.district == bindparam("district", type_=plugin_district.c.district.type),
)


async def one_at_a_time(uow: UnitOfWork) -> None:
    """Let two switches, or a switch and a start, wait for one another. Everybody may read the switches meanwhile."""
    await uow.fetch(_LOCK)


async def tell(uow: UnitOfWork, plugin: str, district: str, *, enabled: bool) -> None:
    """Let one plug-in make ready or tidy up. Raises what it refuses with, PLUGIN_FAILED when it fails."""
    hook = "district_enabled" if enabled else "district_disabled"
    try:
        await uow.services.plugins.run.call(plugin, hook, district=district, uow=uow)
    except HookFailed:
        raise Refused(PLUGIN_FAILED, plugin=plugin) from None
    if enabled:
        await uow.insert_new(plugin_district, {"plugin": plugin, "district": district})
    else:
        await uow.execute(_FORGET, plugin=plugin, district=district)


async def tell_changes(uow: UnitOfWork, plugin: str) -> None:
    """Tell one plug-in of every district that changed since it was last told. Raises as `tell` does."""
    await one_at_a_time(uow)
    now = set(uow.services.plugins.switches.districts(plugin))
    told = {row["district"] for row in await uow.fetch(_TOLD, plugin=plugin)}
    for district in sorted(now ^ told):
        await tell(uow, plugin, district, enabled=district in now)
