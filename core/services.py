"""What every command may ask besides the database: the time, the calendar, the profiles, the keys."""

from dataclasses import dataclass
from uuid import UUID

from core.clock import Clock
from core.deadlines.calendar import Calendar
from core.deadlines.profile import Profile
from core.deadlines.profile_files import ProfileBook
from core.deadlines.workdays import WorkDays
from core.sealing.blind_index import IndexKeys
from core.sealing.keychain import KeyChain


@dataclass
class Services:
    """One per process. `workdays` and `profiles` are replaced whole when an operator imports new ones."""

    clock: Clock
    workdays: WorkDays
    profiles: ProfileBook
    keys: KeyChain
    indexes: IndexKeys
    default_profile: str = "taian"
    replay_id: UUID | None = None

    def calendar(self, profile: Profile) -> Calendar:
        """Working time by that profile's office hours."""
        return Calendar(self.workdays, profile.office.hours)
