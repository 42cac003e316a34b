"""What a deployment may set, and a district otherwise than the rest."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from core.api import Settings
from plugins.utility_queues.vocabulary import Utility

_OUTAGES = {
    Utility.WATER: ("160101",),
    Utility.POWER: ("160201",),
    Utility.GAS: ("160301",),
    Utility.HEAT: ("160401", "160402"),
}

Minutes = Annotated[int, Field(ge=1, le=60 * 24 * 30)]


def _outage_categories() -> dict[Utility, tuple[str, ...]]:
    return dict(_OUTAGES)


class UtilityQueuesSettings(Settings):
    """Times in minutes unless named otherwise; the clocks run at night and on holidays too (Art. 18)."""

    acceptance_minutes: Minutes = 30
    """天津市 令39号及实施细则: 30 minutes on any day for water, power, gas and heat."""
    handling_minutes: Minutes = 24 * 60
    """北京市 服务与管理规范 (draft): utilities report back within 24 hours."""
    lease_seconds: Annotated[int, Field(ge=10, le=24 * 3600)] = 300
    """How long a claimed ticket is held unless the claim is renewed."""
    next_on_duty_minutes: Minutes = 10
    """After which an unclaimed ticket goes to the next on duty."""
    hotline_minutes: Minutes = 20
    """After which it goes to the hotline as well."""
    roster_days: Annotated[int, Field(ge=1, le=60)] = 7
    """How far ahead a duty roster must leave no gap."""
    outage_lead_minutes: Minutes = 120
    """How long before a notice's stated start calls may already be about it."""
    gathered_at_once: Annotated[int, Field(ge=1, le=200)] = 50
    """Open cases that a notice takes up when it is published, and then every minute."""
    outage_categories: dict[Utility, tuple[str, ...]] = Field(default_factory=_outage_categories)
    """What an outage explains, by utility: bills and installations are not gathered, and where a utility has no category
    for faults alone, nothing is until a deployment names some."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.hotline_minutes < self.next_on_duty_minutes:
            raise ValueError("hotline_minutes: give at least next_on_duty_minutes, for the hotline comes last")
        return self
