"""What every command may ask besides the database: the time, the calendar, the profiles, the keys."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from core.audit.sightings import Sightings
from core.clock import Clock
from core.deadlines.calendar import Calendar
from core.deadlines.profile import Profile
from core.deadlines.profile_files import ProfileBook
from core.deadlines.workdays import WorkDays
from core.events.bus import Bus, LocalBus
from core.events.routing import QueueBook
from core.sealing.blind_index import IndexKeys
from core.sealing.keychain import KeyChain

if TYPE_CHECKING:
    from core.cases.numbers import CaseNumbers
    from core.db.habits import Habits
    from core.db.remembered import Remembered
    from core.events.tail import Tail
    from core.plugin.host import PluginHost


def _core_alone() -> "PluginHost":
    # The plug-in host speaks of cases, and cases of services.
    from core.plugin.host import core_alone  # noqa: PLC0415

    return core_alone()


def _nothing_remembered() -> "Remembered":
    # It reads, and who reads knows services.
    from core.db.remembered import Remembered  # noqa: PLC0415

    return Remembered()


def _no_habits() -> "Habits":
    from core.db.habits import Habits  # noqa: PLC0415

    return Habits()


def _no_numbers() -> "CaseNumbers":
    from core.cases.numbers import CaseNumbers  # noqa: PLC0415

    return CaseNumbers()


@dataclass
class Services:
    """One per process. `workdays`, `profiles` and `queues` are replaced whole when an operator changes them.

    `tails` follow the log, each as the pool shows it that is its key; one is made by whoever follows first. `reveals` is how
    many fields one account may have revealed in a day.
    """

    clock: Clock
    workdays: WorkDays
    profiles: ProfileBook
    keys: KeyChain
    indexes: IndexKeys
    default_profile: str = "taian"
    replay_id: UUID | None = None
    plugins: "PluginHost" = field(default_factory=_core_alone)
    bus: Bus = field(default_factory=LocalBus)
    queues: QueueBook = field(default_factory=QueueBook)
    remembered: "Remembered" = field(default_factory=_nothing_remembered)
    habits: "Habits" = field(default_factory=_no_habits)
    numbers: "CaseNumbers" = field(default_factory=_no_numbers)
    tails: "dict[Any, Tail]" = field(default_factory=dict)
    sightings: Sightings = field(default_factory=Sightings)
    reveals: int = 50

    def calendar(self, profile: Profile) -> Calendar:
        """Working time by that profile's office hours."""
        return Calendar(self.workdays, profile.office.hours)
