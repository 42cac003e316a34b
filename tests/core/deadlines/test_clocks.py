"""Clock rows: what each change writes, and that no change takes back what was promised or breached."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.cases.states import Channel, Kind, Urgency
from core.deadlines import clocks
from core.deadlines.calendar import Calendar
from core.deadlines.kinds import ClockKind
from core.deadlines.profile import Profile
from core.deadlines.profile_files import bundled_profiles
from core.deadlines.rule import Facts
from core.deadlines.workdays import WorkDays
from tests.core.deadlines.oracle import at, prove

CASE = UUID(int=1)
START, CARD, DUE = at("2026-11-16 10:00"), at("2026-11-20 18:00"), at("2026-11-23 18:00")
MOMENT = timedelta(seconds=1)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def profile() -> Profile:
    return bundled_profiles().version("taian", 2)


@pytest.fixture(scope="module")
def office(workdays: WorkDays, profile: Profile) -> Calendar:
    return Calendar(workdays, profile.office.hours)


def facts(**changes: Any) -> Facts:
    plain = {
        "urgency": Urgency.NORMAL, "kind": Kind.HELP_REQUEST, "channel": Channel.PHONE, "utility": False,
        "enterprise": False,
    }  # fmt: skip
    return Facts(**(plain | changes))


def granted(kind: str, facts: Facts, started_at: datetime, profile: Profile, office: Calendar) -> clocks.ClockRow:
    """A running clock with what the profile grants."""
    budget, rule = profile.budget(kind, facts)
    return clocks.budgeted(kind, budget, rule, started_at, profile=profile, calendar=office, case_id=CASE)


@pytest.fixture
def handling(profile: Profile, office: Calendar) -> clocks.ClockRow:
    return granted(ClockKind.HANDLING, facts(), START, profile, office)


def test_a_granted_clock_runs_by_the_profiles_rule(handling: clocks.ClockRow) -> None:
    expected = {
        "case_id": CASE, "assignment_id": None, "kind": "HANDLING", "state": "RUNNING", "mode": "WORKING", "days": 5,
        "minutes": None, "extensions": [], "pauses": [], "started_at": START, "due_at": DUE, "yellow_at": CARD,
        "provisional": False, "warned_at": None, "breached_at": None, "stopped_at": None,
    }  # fmt: skip
    assert {name: handling[name] for name in expected} == expected
    assert handling["rule"].startswith("taian@2")


def test_a_window_shows_no_card(profile: Profile, office: Calendar) -> None:
    row = granted("RETURN_WINDOW", facts(), START, profile, office)

    assert (row["due_at"], row["yellow_at"]) == (at("2026-11-18 18:00"), None)


def test_a_promise_is_due_when_somebody_said_so(profile: Profile, office: Calendar) -> None:
    row = clocks.promised("COMMITMENT", START, at("2027-03-01 12:00"), case_id=CASE)

    assert (row["rule"], row["days"], row["minutes"]) == ("explicit", None, None)
    expected = {"due_at": at("2027-03-01 12:00"), "yellow_at": None, "provisional": False}
    assert clocks.reckon(row, profile, office) == expected


def test_a_due_time_in_an_unpublished_year_is_provisional(profile: Profile, office: Calendar) -> None:
    start = at("2026-12-14 10:00")
    row = granted("HANDLING", facts(enterprise=True), start, profile, office)

    assert (row["due_at"], row["provisional"]) == (at("2027-01-05 18:00"), True)


def test_a_pause_holds_the_clock_until_it_runs_on(
    handling: clocks.ClockRow, profile: Profile, office: Calendar
) -> None:
    since, until = at("2026-11-18 10:00"), at("2026-11-20 10:00")
    standing = handling | clocks.paused(handling, since, "LONG_TERM")
    assert standing["state"] == "PAUSED"
    assert clocks.reckon(standing, profile, office)["due_at"] is None

    again = standing | clocks.resumed(standing, until)

    assert (again["state"], again["stopped_at"]) == ("RUNNING", None)
    assert again["pauses"] == [{"since": since.isoformat(), "until": until.isoformat(), "reason": "LONG_TERM"}]
    assert clocks.reckon(again, profile, office)["due_at"] == at("2026-11-25 18:00")


def test_a_restored_clock_stood_while_it_was_cancelled(
    handling: clocks.ClockRow, profile: Profile, office: Calendar
) -> None:
    gone = handling | clocks.cancelled(handling, at("2026-11-18 10:00"))
    assert gone["state"] == "CANCELLED"

    back = gone | clocks.restored(gone, at("2026-11-19 10:00"), "MERGED")

    assert (back["state"], back["stopped_at"]) == ("RUNNING", None)
    assert clocks.reckon(back, profile, office)["due_at"] == at("2026-11-24 18:00")


def test_what_an_import_left_as_promised_outlives_a_pause_and_yields_to_a_longer_extension(
    handling: clocks.ClockRow, profile: Profile, office: Calendar
) -> None:
    held = handling | {"held_until": DUE + DAY}
    told = {"due_at": DUE + DAY, "yellow_at": DUE, "provisional": False}
    assert clocks.reckon(held, profile, office) == told

    paused = held | clocks.paused(held, START + DAY, "LONG_TERM")
    assert clocks.reckon(paused, profile, office)["due_at"] is None
    again = paused | clocks.resumed(paused, START + DAY + MOMENT)
    assert clocks.reckon(again, profile, office) == told

    longer = again | clocks.extended(again, 3, START + 2 * DAY, office)
    assert clocks.reckon(longer, profile, office)["due_at"] == at("2026-11-26 18:00")


def test_an_extension_lengthens_the_budget(handling: clocks.ClockRow, profile: Profile, office: Calendar) -> None:
    longer = handling | clocks.extended(handling, 3, START + DAY, office)

    assert longer["extensions"] == [{"amount": 3, "at": (START + DAY).isoformat()}]
    assert clocks.reckon(longer, profile, office)["due_at"] == at("2026-11-26 18:00")


@pytest.mark.parametrize(
    ("late", "state", "breached_at"),
    [(-MOMENT, "MET", None), (timedelta(), "MET", None), (MOMENT, "LATE", DUE)],
)
def test_the_due_instant_itself_is_in_time(
    handling: clocks.ClockRow, late: timedelta, state: str, breached_at: Any
) -> None:
    change = clocks.stopped(handling, DUE + late)

    assert (change["state"], change["stopped_at"], change["breached_at"]) == (state, DUE + late, breached_at)


def test_a_window_that_closes_late_is_no_breach(handling: clocks.ClockRow) -> None:
    window = handling | {"kind": "RETURN_WINDOW"}

    assert clocks.stopped(window, DUE + MOMENT)["breached_at"] is None
    assert clocks.cancelled(window, DUE + MOMENT)["breached_at"] is None


def test_what_was_breached_stays_late_though_more_time_was_given_since(
    handling: clocks.ClockRow, profile: Profile, office: Calendar
) -> None:
    breached = handling | {"breached_at": DUE}
    longer = breached | clocks.extended(breached, 3, DUE + DAY, office)
    longer |= clocks.reckon(longer, profile, office)

    change = clocks.stopped(longer, DUE + DAY)

    assert longer["due_at"] > DUE + DAY
    assert (change["state"], change["breached_at"]) == ("LATE", DUE)


def test_stopping_ends_an_open_pause(handling: clocks.ClockRow) -> None:
    standing = handling | clocks.paused(handling, START + DAY, "LONG_TERM")

    for change in (clocks.stopped(standing, START + 2 * DAY), clocks.cancelled(standing, START + 2 * DAY)):
        assert change["pauses"][-1]["until"] == (START + 2 * DAY).isoformat()


@given(written=st.none() | st.just(DUE), minutes=st.integers(-20_000, 20_000))
@prove(100)
def test_a_breach_is_written_once_and_never_taken_back(written: Any, minutes: int) -> None:
    instant = DUE + timedelta(minutes=minutes)
    row = {"kind": "HANDLING", "due_at": DUE + DAY if written else DUE, "breached_at": written, "pauses": []}

    expected = written or (DUE if instant > DUE else None)

    assert clocks.breach(row, instant) == expected
    assert clocks.stopped(row, instant)["breached_at"] == expected
    assert clocks.cancelled(row, instant)["breached_at"] == expected
