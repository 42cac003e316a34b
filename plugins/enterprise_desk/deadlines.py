"""The contact within two hours and the handling within fifteen working days that "2115" promises enterprises.

Where the policy profile is stricter for a reason of its own, it keeps the word: essential utilities (Art. 18) and urgent
cases, and consultations, which it answers within days.
"""

from core.api import Budget, CaseView, ClockKind, DeadlineGrant, Kind, Urgency
from plugins.enterprise_desk.settings import EnterpriseDeskSettings


def grant(case: CaseView, kind: str, settings: EnterpriseDeskSettings) -> DeadlineGrant | None:
    """The desk's budget for a clock of this kind; None leaves it to the next, at last to the profile."""
    if not case.enterprise or case.utility is not None:
        return None
    if kind == ClockKind.FIRST_CONTACT and case.urgency is Urgency.NORMAL:
        return _granted(Budget(minutes=settings.contact_minutes, mode=settings.contact_mode), kind)
    if kind == ClockKind.HANDLING and case.kind is not Kind.CONSULTATION:
        return _granted(Budget(days=settings.handling_days), kind)
    return None


def _granted(budget: Budget, kind: str) -> DeadlineGrant:
    return DeadlineGrant(budget, f"enterprise_desk/{kind}/2115")
