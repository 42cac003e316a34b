"""What is read of plug-ins in batches: who switched them last, how far they are behind; and how they say they are."""

from collections.abc import Sequence

from sqlalchemy import ARRAY, Text, any_, bindparam, select
from sqlalchemy.dialects.postgresql import distinct_on

from core.db.read import Row
from core.plugin.answers import Health
from core.plugin.errors import HookFailed
from core.plugin.letters import Lag, lags
from core.plugin.model import plugin_switch
from schema.context import RequestContext

_NEWEST = (
    select(plugin_switch)
    .ext(distinct_on(plugin_switch.c.plugin))
    .where(plugin_switch.c.plugin == any_(bindparam("plugins", type_=ARRAY(Text))))
    .order_by(plugin_switch.c.plugin, plugin_switch.c.number.desc())
)
_NEWEST_IN = _NEWEST.where(plugin_switch.c.district == bindparam("district", type_=Text()))


async def switch_of(context: RequestContext, plugin: str, district: str | None) -> Row | None:
    """The newest switch of the plug-in, in that district or in any; None before the first."""

    async def load(plugins: list[str]) -> Sequence[Row | None]:
        if district is None:
            rows = await context.read.fetch(_NEWEST, plugins=plugins)
        else:
            rows = await context.read.fetch(_NEWEST_IN, plugins=plugins, district=district)
        found = {row["plugin"]: row for row in rows}
        return [found.get(one) for one in plugins]

    return await context.loaders.of(("plugin switch", district), load).load(plugin)


async def lag_of(context: RequestContext, plugin: str) -> Lag | None:
    """How far the plug-in is behind; None if it never ran."""

    async def load(plugins: list[str]) -> Sequence[Lag | None]:
        found = {lag.plugin: lag for lag in await lags(context.read, plugins)}
        return [found.get(one) for one in plugins]

    return await context.loaders.of("plugin lag", load).load(plugin)


async def health_of(context: RequestContext, plugin: str) -> Health:
    """What the plug-in says of itself; one that fails to say has failed, one that says nothing is well."""
    run = context.services.plugins.run
    try:
        said: Health | None = await run.call(plugin, "health", read=context.read, services=context.services)
    except HookFailed as failed:
        return Health("failed", f"{failed.kind}: {failed.fault}")
    return said or Health("ok")
