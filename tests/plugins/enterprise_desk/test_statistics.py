"""The figures by industry and size: recounted from what was done."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from core.cases.inputs.intake import ReporterDetails
from core.cases.states import Secrecy
from core.cases.verbs import Verb
from plugins.enterprise_desk.commands.record_feedback import record_feedback
from plugins.enterprise_desk.inputs import RecordFeedback
from plugins.enterprise_desk.statistics import by_industry_and_size
from plugins.enterprise_desk.vocabulary import Size
from tests.plugins.enterprise_desk.desk import CLERK, OTHER_CODE, EnterpriseDesk

TODAY = date(2026, 11, 16)
CITY, COUNTY = "/370900", "/370900/370902"


async def figures(
    desk: EnterpriseDesk, path: str = CITY, first: date = TODAY, last: date = TODAY, by: str = CLERK
) -> dict[tuple[str | None, str | None], Mapping[str, Any]]:
    """Rows by industry and size."""
    on = desk.plugged.plugins.switches.districts("enterprise_desk")
    rows = await by_industry_and_size(desk.office.read, desk.viewer(by), path, first, last, on)
    return {(row["industry"], row["size"]): row for row in rows}


def caller(phone: str) -> ReporterDetails:
    return ReporterDetails(name="王小明", phone=phone)


async def told(desk: EnterpriseDesk, case_id: UUID) -> None:
    await desk.plugged.effects()
    await desk.own(record_feedback, RecordFeedback(case_id=case_id, method="PHONE", told="已派单"))


async def test_are_by_industry_and_size(desk: EnterpriseDesk) -> None:
    await desk.enterprise()
    await desk.enterprise(OTHER_CODE, industry="I", size=Size.LARGE)
    await desk.identified(reporter=caller("13805380001"))
    await desk.identified(OTHER_CODE, reporter=caller("13805380002"))
    await desk.identified(OTHER_CODE, reporter=caller("13805380002"))
    await desk.case(reporter=caller("13805380003"))

    found = await figures(desk)

    assert {key: row["cases"] for key, row in found.items()} == {("C", "SMALL"): 1, ("I", "LARGE"): 2, (None, None): 1}


async def test_leave_out_citizens(desk: EnterpriseDesk) -> None:
    await desk.case(enterprise=False)

    assert await figures(desk) == {}


async def test_count_both_days_of_the_period(desk: EnterpriseDesk) -> None:
    await desk.case()

    days = [(date(2026, 11, 15), date(2026, 11, 16)), (TODAY, date(2026, 11, 17))]
    outside = [(date(2026, 11, 14), date(2026, 11, 15)), (date(2026, 11, 17), date(2026, 11, 18))]

    assert [sum(row["cases"] for row in (await figures(desk, CITY, *day)).values()) for day in days] == [1, 1]
    assert [await figures(desk, CITY, *day) for day in outside] == [{}, {}]


async def test_count_a_district_with_those_below(desk: EnterpriseDesk) -> None:
    await desk.case()
    await desk.case(district="370911")

    totals = {path: sum(row["cases"] for row in (await figures(desk, path)).values()) for path in (CITY, COUNTY)}

    assert totals == {CITY: 2, COUNTY: 1}


async def test_count_nothing_where_the_desk_is_off(desk: EnterpriseDesk) -> None:
    await desk.case()
    await desk.plugged.switch("enterprise_desk", ["370911"])

    assert await figures(desk) == {}


async def test_count_what_the_viewer_may_count(desk: EnterpriseDesk) -> None:
    await desk.case(secrecy=Secrecy.REPORTER_CONFIDENTIAL)

    assert await figures(desk) == {}
    assert (await figures(desk, by="city_lead"))[None, None]["cases"] == 1
    assert await figures(desk, by="unit_liaison") == {}


async def test_tell_which_promises_were_kept(desk: EnterpriseDesk) -> None:
    kept = await desk.case()
    await desk.dispatched(kept)
    await told(desk, kept)
    broken = await desk.case()
    await desk.dispatched(broken)
    await desk.plugged.effects()
    desk.turn_to(desk.office.clock.now().replace(day=18))
    await desk.own(record_feedback, RecordFeedback(case_id=broken, method="PHONE", told="迟到的反馈"))

    row = (await figures(desk))[None, None]

    assert (row["feedback_met"], row["feedback_of"]) == (1, 2)


async def test_do_not_count_promises_that_still_run_or_were_given_up(desk: EnterpriseDesk) -> None:
    await desk.dispatched(await desk.case())
    withdrawn = await desk.case()
    await desk.dispatched(withdrawn)
    await desk.act(Verb.WITHDRAW_CASE, withdrawn)

    row = (await figures(desk))[None, None]

    assert (row["contact_of"], row["feedback_of"], row["handling_of"]) == (0, 0, 0)


async def test_of_a_case_done_well(desk: EnterpriseDesk) -> None:
    case_id = await desk.case()
    await desk.closed(case_id)
    await desk.plugged.effects()

    row = (await figures(desk))[None, None]

    assert (row["cases"], row["closed"]) == (1, 1)
    assert (row["contact_met"], row["contact_of"]) == (1, 1)
    assert (row["handling_met"], row["handling_of"]) == (1, 1)
    assert (row["visits_made"], row["visits_of"]) == (0, 1)
