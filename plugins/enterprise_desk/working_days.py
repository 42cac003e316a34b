"""Terms of the desk that are no clocks of the core, reckoned by the same calendar."""

from datetime import datetime

from core.api import SHANGHAI, UnitOfWork


def due_after(uow: UnitOfWork, profile: str, version: int, days: int) -> datetime:
    """The close of office of the n-th working day after today, by the case's profile; today does not count."""
    calendar = uow.services.calendar(uow.services.profiles.version(profile, version))
    return calendar.close_of(calendar.workdays.add(uow.now.astimezone(SHANGHAI).date(), days))
