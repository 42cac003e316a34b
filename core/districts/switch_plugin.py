"""Switching a plug-in on or off in one district."""

from dataclasses import dataclass

from sqlalchemy import text

from core.access.operations import Operation
from core.access.predicate import Target, allows
from core.access.viewer import Viewer
from core.cases import check
from core.cases.outcome import Outcome
from core.db.uow import UnitOfWork
from core.districts.errors import PLUGIN_LOCKED, PLUGIN_UNCHANGED, UNKNOWN_DISTRICT, UNKNOWN_PLUGIN
from core.districts.queries import districts_of, read_paths, read_switched
from core.districts.told import one_at_a_time, tell
from core.errors import NotAllowed, Refused
from core.ids import new_id
from core.plugin.loaded import Loaded
from core.plugin.model import plugin_switch

_NUMBER = text("select max(number) from plugin_switch")


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDistrictPlugin:
    """`district` has six digits, `reason` is kept with the switch."""

    district: str
    plugin: str
    enabled: bool
    reason: str


async def set_district_plugin(uow: UnitOfWork, actor: Viewer, input: SetDistrictPlugin) -> Outcome:
    """Switch it, once the plug-in has made ready or tidied up there. Whoever calls takes the switches after the commit.

    Refused for what is not loaded, no district, fixed by plugins.toml, or so already; or by the plug-in itself.
    """
    loaded = _loaded(uow, input.plugin)
    await one_at_a_time(uow)
    paths = await read_paths(uow)
    if input.district not in paths:
        raise Refused(UNKNOWN_DISTRICT, field=("input", "district"), district=input.district[: check.CODE])
    if not allows(actor, Operation.PLUGIN_WRITE, Target(paths[input.district], (), None, 0)):
        raise NotAllowed(Operation.PLUGIN_WRITE)
    if loaded.locked:
        raise Refused(PLUGIN_LOCKED, field=("input", "plugin"), plugin=input.plugin)
    reason = check.text(input.reason, "reason")
    if (input.district in districts_of(loaded, paths, await read_switched(uow))) == input.enabled:
        raise Refused(PLUGIN_UNCHANGED, field=("input", "enabled"), plugin=input.plugin, district=input.district)
    await tell(uow, input.plugin, input.district, enabled=input.enabled)
    return await _keep(uow, actor, input, reason)


def _loaded(uow: UnitOfWork, plugin: str) -> Loaded:
    for one in uow.services.plugins.loaded:
        if one.manifest.name == plugin:
            return one
    raise Refused(UNKNOWN_PLUGIN, field=("input", "plugin"), plugin=plugin[: check.CODE])


async def _keep(uow: UnitOfWork, actor: Viewer, input: SetDistrictPlugin, reason: str) -> Outcome:
    id_ = new_id()
    row = {
        "id": id_, "district": input.district, "plugin": input.plugin, "enabled": input.enabled,
        "reason": reason, "by": actor.id, "at": uow.now,
    }  # fmt: skip
    await uow.insert(plugin_switch, [row])
    return Outcome(id_, id_, await uow.fetch_value(_NUMBER))
