"""Invariants that need the calendar: what a clock says of its instants is what the arithmetic gives."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.db.read import Read
from core.deadlines import clocks
from core.deadlines.calendar import Calendar
from core.deadlines.profile import Profile
from core.deadlines.profile_files import ProfileBook
from core.deadlines.workdays import WorkDays
from core.doctor.invariant import Finding, Rule
from core.errors import DomainError
from core.office import read_profiles, read_workdays

DUE = Rule(
    "clock.due",
    "Art. 15(2)",
    "按规则重新计算到期时间。",
    "Reckon the due time again from start, budget, extensions, pauses, calendar and what an import had to keep.",
)
YELLOW = Rule("clock.yellow", "Art. 15(2)", "按规则重新计算预警时间。", "Reckon the yellow card again.")
PROVISIONAL = Rule(
    "clock.provisional",
    "Art. 15(2)",
    "按日历重新标记是否为暂定期限。",
    "Mark the due time provisional if it rests on a year not yet published, and only then.",
)
RECKONABLE = Rule(
    "clock.reckonable",
    "Art. 15(2)",
    "从备份恢复该时限的延期、暂停和规则。",
    "Restore the clock's extensions, pauses and rule: they contradict each other.",
)
RECKONED = (DUE, YELLOW, PROVISIONAL, RECKONABLE)

_CLOCKS = """
    select k.*, c.profile, c.profile_version from clock k join case_file c on c.id = k.case_id
    where k.rule <> 'explicit' and num_nonnulls(k.days, k.minutes) = 1
      and exists (select from policy_profile p where p.name = c.profile and p.version = c.profile_version)
"""
_YEARS = "select year, imported_at from calendar_year"
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class _Reckoner:
    """The calendar and profiles of one snapshot."""

    workdays: WorkDays
    profiles: ProfileBook
    imported: Mapping[int, datetime]
    calendars: dict[tuple[str, int], Calendar]

    def findings(self, row: Mapping[str, Any]) -> list[Finding]:
        profile = self.profiles.version(row["profile"], row["profile_version"])
        try:
            told = clocks.reckon(row, profile, self._calendar(profile))
        except (DomainError, ValueError, LookupError, TypeError) as error:
            return [Finding(RECKONABLE, str(row["id"]), f"{row['kind']} cannot be reckoned: {type(error).__name__}")]
        wrong = [rule for rule, differs in _RULES.items() if differs(self, row, told)]
        return [Finding(rule, str(row["id"]), f"{row['kind']} {row['state']} under {row['rule']}") for rule in wrong]

    def due_differs(self, row: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
        if not self._promised(row):
            return True
        # A running clock without a due time is `clock.running`'s finding.
        missing = row["state"] == "RUNNING" and row["due_at"] is None
        return row["due_at"] != told["due_at"] and not missing and not _ended_standing(row)

    def yellow_differs(self, row: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
        return row["stopped_at"] is None and row["yellow_at"] != told["yellow_at"]

    def provisional_differs(self, row: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
        return row["stopped_at"] is None and bool(row["provisional"]) != told["provisional"]

    def _promised(self, row: Mapping[str, Any]) -> bool:
        """Whether what is kept from moving earlier, if anything is, was so by a calendar import while the clock ran."""
        kept = row["held_until"]
        return kept is None or any(row["started_at"] < at < kept for at in self.imported.values())

    def _calendar(self, profile: Profile) -> Calendar:
        key = (profile.name, profile.version)
        if key not in self.calendars:
            self.calendars[key] = Calendar(self.workdays, profile.office.hours)
        return self.calendars[key]


_RULES: dict[Rule, Callable[[_Reckoner, Mapping[str, Any], Mapping[str, Any]], bool]] = {
    DUE: _Reckoner.due_differs,
    YELLOW: _Reckoner.yellow_differs,
    PROVISIONAL: _Reckoner.provisional_differs,
}


async def reckon_all(connection: Any) -> AsyncIterator[Finding]:
    """Every clock with a budget, row by row through a cursor of the connection's transaction: memory stays bounded."""
    read = Read(connection)
    years = {row["year"]: row["imported_at"] for row in await connection.fetch(_YEARS)}
    try:
        profiles = await read_profiles(read)
    except DomainError as error:
        yield Finding(RECKONABLE, "policy_profile", f"a profile cannot be read: {type(error).__name__}")
        return
    reckoner = _Reckoner(await read_workdays(read), profiles, years, {})
    async for row in connection.cursor(_CLOCKS, prefetch=_AT_ONCE):
        for finding in reckoner.findings(row):
            yield finding


def _ended_standing(row: Mapping[str, Any]) -> bool:
    """A clock that ended provisionally, or while it stood, keeps the due time it had then, or none."""
    if row["stopped_at"] is None:
        return False
    ends = (datetime.fromisoformat(pause["until"]) for pause in row["pauses"] if pause["until"])
    return bool(row["provisional"]) or row["stopped_at"] in ends
