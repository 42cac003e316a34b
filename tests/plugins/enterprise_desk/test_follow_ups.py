"""The visit after an enterprise's case was closed: planned with the closing, raised when overdue, dropped when reopened."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from core.cases.verbs import Verb
from plugins.enterprise_desk.commands.record_follow_up import record_follow_up
from plugins.enterprise_desk.inputs import RecordFollowUp
from tests.plugins.enterprise_desk.desk import EnterpriseDesk

SHANGHAI = ZoneInfo("Asia/Shanghai")
DUE = datetime(2026, 11, 30, 18, tzinfo=SHANGHAI)
"""The tenth working day after Monday 2026-11-16."""


@pytest.fixture
async def closed(desk: EnterpriseDesk) -> UUID:
    """An enterprise's case, closed on Monday 2026-11-16."""
    case_id = await desk.case()
    await desk.closed(case_id)
    return case_id


async def raised(desk: EnterpriseDesk, case_id: UUID) -> list[str]:
    return [event for event in await desk.events(case_id) if event == "followUp.overdue"]


async def test_is_planned_with_the_closing(desk: EnterpriseDesk, closed: UUID) -> None:
    (row,) = await desk.rows("follow_up", case_id=closed)

    assert (row["round"], row["closed_at"], row["due_at"]) == (1, desk.office.clock.now(), DUE)
    assert (await desk.events(closed))[-1] == "followUpPlanned"


async def test_is_planned_for_no_citizen(desk: EnterpriseDesk) -> None:
    case_id = await desk.case(enterprise=False)
    await desk.closed(case_id)

    assert await desk.rows("follow_up", case_id=case_id) == []


async def test_is_not_planned_for_an_answer_on_the_spot(desk: EnterpriseDesk) -> None:
    case_id = await desk.case()
    await desk.act(Verb.ANSWER_CASE, case_id)
    await desk.act(Verb.RECORD_CALLBACK, case_id)

    assert await desk.rows("follow_up", case_id=case_id) == []


async def test_is_not_overdue_at_the_very_instant(desk: EnterpriseDesk, closed: UUID) -> None:
    desk.turn_to(DUE)
    await desk.plugged.minute()

    assert await raised(desk, closed) == []


async def test_is_raised_once_when_it_is_overdue(desk: EnterpriseDesk, closed: UUID) -> None:
    for minutes in (1, 2, 3):
        desk.turn_to(DUE + timedelta(minutes=minutes))
        await desk.plugged.minute()

    (row,) = await desk.rows("follow_up", case_id=closed)
    assert await raised(desk, closed) == ["followUp.overdue"]
    assert row["raised_at"] == DUE + timedelta(minutes=1)


async def test_is_not_raised_where_the_desk_is_off(desk: EnterpriseDesk, closed: UUID) -> None:
    await desk.plugged.switch("enterprise_desk", ["370911"])
    desk.turn_to(DUE + timedelta(minutes=1))

    await desk.plugged.minute()

    assert await raised(desk, closed) == []


async def test_is_not_raised_when_it_was_made(desk: EnterpriseDesk, closed: UUID) -> None:
    (row,) = await desk.rows("follow_up", case_id=closed)
    visit = RecordFollowUp(
        follow_up_id=row["id"], visited_at=desk.office.clock.now(), method="ON_SITE", result="SETTLED"
    )
    await desk.own(record_follow_up, visit)
    desk.turn_to(DUE + timedelta(minutes=1))

    await desk.plugged.minute()

    assert await raised(desk, closed) == []


async def test_is_dropped_when_the_case_is_opened_anew(desk: EnterpriseDesk, closed: UUID) -> None:
    await desk.act(Verb.REOPEN_WITH_NEW_FACTS, closed)
    opened = desk.office.clock.now()
    await desk.closed(closed)

    first, second = await desk.rows("follow_up", case_id=closed)
    assert (first["round"], first["dropped_at"]) == (1, opened)
    assert (second["round"], second["dropped_at"]) == (2, None)


class TestOfADistrict:
    @pytest.fixture
    def plugins_toml(self) -> str:
        own = "[plugins.enterprise_desk.district.370902]\nfollow_up_days = 3\n"
        return f'api = 1\n[plugins.enterprise_desk]\ndistricts = "*"\n{own}'

    async def test_with_days_of_its_own(self, desk: EnterpriseDesk, closed: UUID) -> None:
        (row,) = await desk.rows("follow_up", case_id=closed)

        assert row["due_at"] == datetime(2026, 11, 19, 18, tzinfo=SHANGHAI)
