"""Duty through the API."""

from datetime import timedelta
from typing import Any

import pytest

from schema.api import encode
from tests.plugins.utility_queues import works
from tests.schema.conftest import Api
from tests.support.plugged import Plugged

SET = """mutation($i: SetUtilityRosterInput!) { setUtilityRoster(input: $i) {
    roster { version shifts { line weekday startMinute minutes account { name } } } userErrors { code field } } }"""
OVERRIDE = """mutation($i: OverrideUtilityDutyInput!) { overrideUtilityDuty(input: $i) {
    roster { version overrides { startsAt endsAt account { name } reason } } userErrors { code } } }"""
DUTY = "query($c: ID!, $h: Int! = 24) { utilityDuty(company: $c, hours: $h) { line startsAt endsAt account { name } } }"
GAPS = "query($c: ID!, $d: Int) { utilityRosterGaps(company: $c, days: $d) { startsAt endsAt } }"
ALARMS = "{ utilityGapAlarms { nodes { startsAt endsAt raisedAt closedAt company { code } } } }"
ROSTER = "query($c: ID!) { utilityRoster(company: $c) { version company { code } } }"


async def company(office: Plugged) -> str:
    return encode("unit", await works.unit_id(office))


async def test_a_roster_is_set_overridden_and_asked(plugged: Plugged, plugged_api: Api) -> None:
    await works.area(plugged)
    (who,) = await works.staff(plugged, 1)
    days = [
        {"line": 1, "weekday": day, "startMinute": 0, "minutes": 1440, "accountId": encode("account", who)}
        for day in range(7)
    ]
    on = {"companyId": await company(plugged), "idempotencyKey": "a", "expectedVersion": 0}
    made = await plugged_api.data(SET, works.COMPANY, i={**on, "validFrom": "2026-11-16", "shifts": days})
    assert made["setUtilityRoster"]["userErrors"] == []
    assert len(made["setUtilityRoster"]["roster"]["shifts"]) == 7

    off = {
        **on, "idempotencyKey": "b", "expectedVersion": 1, "line": 1, "startsAt": "2026-11-17T08:00:00+08:00",
        "endsAt": "2026-11-17T09:00:00+08:00", "reason": "培训",
    }  # fmt: skip
    done = (await plugged_api.data(OVERRIDE, works.COMPANY, i=off))["overrideUtilityDuty"]
    assert (done["userErrors"], done["roster"]["version"]) == ([], 2)

    duty = (await plugged_api.data(DUTY, "dispatcher", c=on["companyId"]))["utilityDuty"]
    assert [(one["startsAt"], one["endsAt"]) for one in duty] == [
        ("2026-11-16T10:00:00.000+08:00", "2026-11-17T00:00:00.000+08:00"),
        ("2026-11-17T00:00:00.000+08:00", "2026-11-17T08:00:00.000+08:00"),
        ("2026-11-17T09:00:00.000+08:00", "2026-11-17T10:00:00.000+08:00"),
    ]
    assert duty[0]["account"] == {"name": "值班员"}

    gaps = (await plugged_api.data(GAPS, "dispatcher", c=on["companyId"]))["utilityRosterGaps"]
    assert gaps == [{"startsAt": "2026-11-17T08:00:00.000+08:00", "endsAt": "2026-11-17T09:00:00.000+08:00"}]

    await plugged.minute()
    (alarm,) = (await plugged_api.data(ALARMS, "dispatcher"))["utilityGapAlarms"]["nodes"]
    assert (alarm["company"], alarm["closedAt"]) == ({"code": works.WATERWORKS}, None)


async def test_strangers_are_told_nothing(plugged: Plugged, plugged_api: Api) -> None:
    await works.area(plugged)
    (who,) = await works.staff(plugged, 1)
    await works.roster(plugged, works.around_the_clock([who])[:5])
    await plugged.minute()
    id_ = await company(plugged)

    for document, name in ((DUTY, "utilityDuty"), (GAPS, "utilityRosterGaps"), (ROSTER, "utilityRoster")):
        assert (await plugged_api.data(document, "unit_liaison", c=id_))[name] is None
        assert (await plugged_api.data(document, "dispatcher", c=id_))[name] is not None
    assert (await plugged_api.data(ALARMS, "unit_liaison"))["utilityGapAlarms"]["nodes"] == []


@pytest.mark.parametrize(
    ("document", "given"), [(DUTY, {"h": 0}), (DUTY, {"h": 745}), (GAPS, {"d": 61}), (GAPS, {"d": -1})]
)
async def test_a_size_out_of_range_is_refused(
    plugged: Plugged, plugged_api: Api, document: str, given: dict[str, Any]
) -> None:
    found = await plugged_api.refusal(document, "dispatcher", c=await company(plugged), **given)

    assert found == "BAD_USER_INPUT"


async def test_a_department_has_no_duty(plugged: Plugged, plugged_api: Api) -> None:
    department = encode("unit", await works.unit_id(plugged, "ta-housing"))

    assert await plugged_api.refusal(DUTY, "dispatcher", c=department) == "UTILITY_QUEUES_NOT_A_COMPANY"


async def test_a_city_s_company_is_on_duty_where_a_district_alone_is_on(plugged: Plugged, plugged_api: Api) -> None:
    (who,) = await works.staff(plugged, 1)
    await works.roster(plugged, works.around_the_clock([who]))
    await plugged.switch("utility_queues", [works.TAISHAN])
    plugged.clock.set(plugged.clock.now() + timedelta(minutes=1))

    found = (await plugged_api.data(ROSTER, "dispatcher", c=await company(plugged)))["utilityRoster"]

    assert found == {"version": 1, "company": {"code": works.WATERWORKS}}
