"""Acts that are on no case ask here whether the desk is on; acts on a case are asked by the core."""

from core.api import PLUGIN_DISABLED, Refused, Services
from plugins.enterprise_desk.errors import PLUGIN
from plugins.enterprise_desk.settings import EnterpriseDeskSettings


def is_on(services: Services, gate: str) -> bool:
    """Whether the desk is on in the district of that six-digit code."""
    return services.plugins.switches.on(PLUGIN, gate)


def demand_on(services: Services, gate: str) -> None:
    """Raises PLUGIN_DISABLED where it is not."""
    if not is_on(services, gate):
        raise Refused(PLUGIN_DISABLED, plugin=PLUGIN)


def settings_of(services: Services, gate: str) -> EnterpriseDeskSettings:
    """The desk's settings in that district."""
    return services.plugins.settings(EnterpriseDeskSettings, gate)
