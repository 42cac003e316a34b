"""Which hosts this process may ask besides public ones."""

from core.outgoing import Outgoing
from core.settings import Settings


def outgoing_of(settings: Settings) -> Outgoing:
    """Calls to other hosts as the settings allow them."""
    return Outgoing([one.strip() for one in (settings.own_hosts or "").split(",") if one.strip()])
