"""Where plug-ins are on: what plugins.toml says, and what was switched since."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on

from core.db.read import Read
from core.districts.model import district
from core.plugin.loaded import Loaded
from core.plugin.model import plugin_switch

if TYPE_CHECKING:
    from core.plugin.host import PluginHost

ALL = "*"

_PATHS = select(district.c.code, district.c.path).where(district.c.code == district.c.gate)
_NEWEST = (
    select(plugin_switch.c.plugin, plugin_switch.c.district, plugin_switch.c.enabled)
    .ext(distinct_on(plugin_switch.c.district, plugin_switch.c.plugin))
    .order_by(plugin_switch.c.district, plugin_switch.c.plugin, plugin_switch.c.number.desc())
)
_LAST = select(func.max(plugin_switch.c.number))

Switched = Mapping[tuple[str, str], bool]
"""(plug-in, district) -> whether it was last switched on there."""


async def read_paths(read: Read) -> dict[str, str]:
    """The districts that can be switched (six digits), with their paths."""
    return {row["code"]: row["path"] for row in await read.fetch(_PATHS)}


async def read_switched(read: Read) -> Switched:
    """The newest word on each district and plug-in."""
    return {(row["plugin"], row["district"]): row["enabled"] for row in await read.fetch(_NEWEST)}


async def last_switch(read: Read) -> int:
    """The number of the newest switch, 0 before the first: another number means that something was switched."""
    return await read.fetch_value(_LAST) or 0


async def take_switches(read: Read, host: "PluginHost") -> None:
    """Let this process follow the tables. Called at the start, after a switch, and whenever one was made elsewhere."""
    paths, switched = await read_paths(read), await read_switched(read)
    on = {loaded.manifest.name: districts_of(loaded, paths, switched) for loaded in host.loaded}
    host.switches.replace(on, paths)


def districts_of(loaded: Loaded, paths: Mapping[str, str], switched: Switched) -> list[str]:
    """Where a plug-in is on. Of a locked one plugins.toml alone decides."""
    return [code for code in paths if _on(loaded, code, {} if loaded.locked else switched)]


def _on(loaded: Loaded, code: str, switched: Switched) -> bool:
    by_file = ALL in loaded.defaults or code in loaded.defaults
    return switched.get((loaded.manifest.name, code), by_file)
