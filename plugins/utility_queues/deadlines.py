"""How long a company has: at night and on holidays as at any other time (Art. 18)."""

from core.api import Budget, CaseView, ClockKind, DeadlineGrant, Mode, Services, Urgency
from plugins.utility_queues.settings import UtilityQueuesSettings
from plugins.utility_queues.vocabulary import PLUGIN


def grant(case: CaseView, kind: str, services: Services) -> DeadlineGrant | None:
    """Acceptance and handling of a utility's case run on elapsed minutes; everything else is the profile's.

    Where life is in danger the profile's acceptance, which is shorter still, is left alone.
    """
    if case.utility is None or kind not in (ClockKind.ACCEPTANCE, ClockKind.HANDLING):
        return None
    if kind == ClockKind.ACCEPTANCE and case.urgency is Urgency.LIFE_DANGER:
        return None
    settings = services.plugins.settings(UtilityQueuesSettings, case.gate)
    minutes = settings.acceptance_minutes if kind == ClockKind.ACCEPTANCE else settings.handling_minutes
    return DeadlineGrant(Budget(minutes=minutes, mode=Mode.CLOCK), f"{PLUGIN}/{kind}/{case.utility.lower()}")
