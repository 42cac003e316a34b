"""The desk's panel on the dashboard."""

from datetime import timedelta

from core.api import PanelRequest
from core.cases.states import Secrecy
from core.deadlines.fire import fire_due
from plugins.enterprise_desk.panels import load
from tests.plugins.enterprise_desk.desk import CLERK, HELPER, EnterpriseDesk


async def figures(desk: EnterpriseDesk, *districts: str, by: str = CLERK) -> dict[str, float]:
    request = PanelRequest(desk.office.read, districts or ("370902", "370911"), desk.viewer(by))
    return {row.label_en: row.value for row in await load(request)}


async def test_is_all_zero_on_the_first_day(desk: EnterpriseDesk) -> None:
    assert set((await figures(desk)).values()) == {0}


async def test_counts_what_is_open_and_who_is_not_known(desk: EnterpriseDesk) -> None:
    await desk.enterprise()
    await desk.identified()
    await desk.case(district="370911")
    await desk.case(enterprise=False)

    found = await figures(desk)

    assert (found["Open cases of enterprises"], found["Waiting to be identified"]) == (2, 1)


async def test_counts_the_districts_asked_for(desk: EnterpriseDesk) -> None:
    await desk.case()
    await desk.case(district="370911")

    assert (await figures(desk, "370911"))["Open cases of enterprises"] == 1


async def test_counts_what_the_viewer_may_count(desk: EnterpriseDesk) -> None:
    await desk.case(secrecy=Secrecy.REPORTER_CONFIDENTIAL)

    assert (await figures(desk))["Open cases of enterprises"] == 0
    assert (await figures(desk, by="city_lead"))["Open cases of enterprises"] == 1


async def test_counts_what_is_late(desk: EnterpriseDesk) -> None:
    case_id = await desk.case()
    await desk.dispatched(case_id, HELPER)
    await desk.coordination(case_id)
    closed = await desk.case()
    await desk.closed(closed)
    await desk.plugged.effects()
    desk.turn_to(desk.office.clock.now() + timedelta(days=30))
    while await fire_due(desk.office.pool, desk.office.services):
        pass

    found = await figures(desk)

    assert (found["Feedback overdue"], found["Coordinations open"], found["Visits overdue"]) == (1, 1, 1)


async def test_is_labelled_in_both_languages(desk: EnterpriseDesk) -> None:
    rows = await load(PanelRequest(desk.office.read, ("370902",), desk.viewer(CLERK)))

    assert [row.label_zh for row in rows] == [
        "在办涉企诉求",
        "待认定企业",
        "企业反馈逾期",
        "跨部门协调中",
        "企业回访逾期",
    ]
    assert {row.unit for row in rows} == {"cases"}
