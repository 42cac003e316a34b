"""The contact and the handling that "2115" promises: what is granted, and when it is due by the golden calendar."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from core.api import (
    Budget,
    CaseState,
    CaseView,
    Channel,
    ClockKind,
    CorrectCase,
    Kind,
    Mode,
    Urgency,
    correct_case,
    new_id,
)
from core.cases.verbs import Verb
from plugins.enterprise_desk.deadlines import grant
from plugins.enterprise_desk.settings import EnterpriseDeskSettings
from tests.plugins.enterprise_desk.desk import EnterpriseDesk
from tests.support.office import START

SHANGHAI = ZoneInfo("Asia/Shanghai")
SETTINGS = EnterpriseDeskSettings()
CASE = CaseView(
    id=new_id(), case_no="TA20261116000001X", version=3, state=CaseState.PENDING_DISPATCH, kind=Kind.COMPLAINT,
    channel=Channel.PHONE, urgency=Urgency.NORMAL, category="0102", district="370902",
    district_path="/370900/370902", gate="370902", secrecy=0, enterprise=True, utility=None, public_safety=False,
    round=1, bounces=0, registered_by=new_id(), registered_at=START, profile="taian", profile_version=2,
)  # fmt: skip


def at(month: int, day: int, hour: int, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


class TestGrant:
    def test_of_the_first_contact_is_two_hours_of_the_clock(self) -> None:
        found = grant(CASE, ClockKind.FIRST_CONTACT, SETTINGS)

        assert found is not None
        assert (found.budget, found.rule) == (
            Budget(minutes=120, mode=Mode.CLOCK),
            "enterprise_desk/FIRST_CONTACT/2115",
        )

    def test_of_the_handling_is_fifteen_working_days(self) -> None:
        found = grant(CASE, ClockKind.HANDLING, SETTINGS)

        assert found is not None
        assert (found.budget, found.rule) == (Budget(days=15), "enterprise_desk/HANDLING/2115")

    @pytest.mark.parametrize(
        "kind", [one for one in ClockKind if one not in (ClockKind.FIRST_CONTACT, ClockKind.HANDLING)]
    )
    def test_leaves_every_other_clock_to_the_profile(self, kind: ClockKind) -> None:
        assert grant(CASE, kind, SETTINGS) is None

    @pytest.mark.parametrize(
        "case",
        [replace(CASE, enterprise=False), replace(CASE, utility="WATER")],
        ids=["no enterprise", "essential utility"],
    )
    @pytest.mark.parametrize("kind", [ClockKind.FIRST_CONTACT, ClockKind.HANDLING])
    def test_leaves_these_cases_to_the_profile(self, case: CaseView, kind: ClockKind) -> None:
        assert grant(case, kind, SETTINGS) is None

    def test_leaves_an_urgent_contact_to_the_profile(self) -> None:
        assert grant(replace(CASE, urgency=Urgency.URGENT), ClockKind.FIRST_CONTACT, SETTINGS) is None

    def test_leaves_the_answer_to_a_question_to_the_profile(self) -> None:
        assert grant(replace(CASE, kind=Kind.CONSULTATION), ClockKind.HANDLING, SETTINGS) is None


GOLDEN = [
    (at(11, 20, 17, 55), at(11, 20, 19, 55), at(12, 11, 18)),
    (at(9, 30, 10), at(9, 30, 12), at(10, 27, 18)),
    (at(9, 18, 10), at(9, 18, 12), at(10, 15, 18)),
    (at(2, 13, 10), at(2, 13, 12), at(3, 12, 18)),
]
"""Dispatched; contact due; handling due: over a week-end, National Day with its make-up days, a make-up Sunday with
Mid-Autumn and National Day behind it, and the Spring Festival of 2026 with its make-up days."""


@pytest.mark.parametrize(("dispatched", "contact", "handling"), GOLDEN, ids=lambda value: f"{value:%m-%d %H:%M}")
async def test_are_due_by_the_golden_calendar(
    desk: EnterpriseDesk, dispatched: datetime, contact: datetime, handling: datetime
) -> None:
    desk.turn_to(before(dispatched))
    case_id = await desk.case()
    await desk.dispatched(case_id)

    assert await due(desk, case_id) == (contact, handling)


async def test_of_the_end_of_the_year_is_provisional(desk: EnterpriseDesk) -> None:
    desk.turn_to(before(at(12, 14, 10)))
    case_id = await desk.case()
    await desk.dispatched(case_id)

    row = await desk.clock(case_id, ClockKind.HANDLING)

    assert row is not None
    assert (row["due_at"], row["provisional"]) == (at(1, 5, 18, year=2027), True)


async def test_a_category_corrected_later_keeps_the_promise(desk: EnterpriseDesk) -> None:
    case_id = await desk.case()
    await desk.dispatched(case_id)
    await desk.own(correct_case, CorrectCase(case_id=case_id, category="0101", reason="类别有误"), "dispatcher")

    row = await desk.clock(case_id, ClockKind.HANDLING)
    assert row is not None
    assert (row["days"], row["rule"]) == (15, "enterprise_desk/HANDLING/2115")


class TestWorkingHours:
    @pytest.fixture
    def plugins_toml(self) -> str:
        return (
            'api = 1\n[plugins.enterprise_desk]\ndistricts = "*"\n'
            '[plugins.enterprise_desk.district.370902]\ncontact_mode = "WORKING"\nhandling_days = 10\n'
        )

    async def test_of_a_district_that_counts_them(self, desk: EnterpriseDesk) -> None:
        desk.turn_to(before(at(11, 20, 17, 55)))
        case_id = await desk.case()
        await desk.dispatched(case_id)

        assert await due(desk, case_id) == (at(11, 23, 10, 55), at(12, 4, 18))

    async def test_are_not_the_other_districts(self, desk: EnterpriseDesk) -> None:
        desk.turn_to(before(at(11, 20, 17, 55)))
        case_id = await desk.case(district="370911")
        await desk.dispatched(case_id)

        assert await due(desk, case_id) == (at(11, 20, 19, 55), at(12, 11, 18))


def before(dispatched: datetime) -> datetime:
    """Three acts, a minute each, lead to the dispatch: register, accept, dispatch."""
    return dispatched - timedelta(minutes=3)


async def due(desk: EnterpriseDesk, case_id: UUID) -> tuple[datetime, datetime]:
    facts = await desk.facts(case_id)
    assert facts.row["last_event_type"] == Verb.DISPATCH_CASE
    found = {row["kind"]: row["due_at"] for row in facts.clocks}
    return found[ClockKind.FIRST_CONTACT], found[ClockKind.HANDLING]
