"""The desk's settings for a case or a district, and whether it is on there."""

from core.api import PLUGIN_DISABLED, Refused, Services
from plugins.legal_desk.begin import NAME
from plugins.legal_desk.settings import LegalDeskSettings


def rules(services: Services, gate: str) -> LegalDeskSettings:
    """The settings with the overrides of the district (six digits)."""
    return services.plugins.settings(LegalDeskSettings, gate)


def refuse_off(services: Services, gate: str) -> None:
    """Raises PLUGIN_DISABLED where the desk is off."""
    if not services.plugins.switches.on(NAME, gate):
        raise Refused(PLUGIN_DISABLED, plugin=NAME)
