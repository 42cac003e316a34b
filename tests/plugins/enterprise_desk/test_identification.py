"""A caller who is known speaks for the enterprise of before: only where that is certain, and only as openly as it was told."""

from core.cases.inputs.intake import ReporterDetails
from core.cases.states import Kind, Secrecy
from plugins.enterprise_desk.commands.identify_enterprise import identify_enterprise
from plugins.enterprise_desk.inputs import IdentifyEnterprise
from tests.plugins.enterprise_desk.desk import OTHER_CODE, EnterpriseDesk

ANONYMOUS = ReporterDetails()


async def origins(desk: EnterpriseDesk, case_id: object) -> list[str]:
    return [row["origin"] for row in await desk.rows("identification", case_id=case_id)]


async def test_a_caller_who_is_known_is_recognised(desk: EnterpriseDesk) -> None:
    enterprise = await desk.enterprise()
    await desk.identified()

    again = await desk.case()

    (row,) = await desk.rows("identification", case_id=again)
    assert (row["enterprise_id"], row["origin"], row["by"]) == (enterprise, "RECOGNISED", None)
    assert await desk.events(again) == ["recognised"]


async def test_the_profile_is_kept_as_it_was_then(desk: EnterpriseDesk) -> None:
    await desk.enterprise(name="泰山区某机械厂")
    (row,) = await desk.rows("identification", case_id=await desk.identified())

    told = {name: row[name] for name in ("name", "industry", "size", "district", "profile_version")}
    assert told == {
        "name": "泰山区某机械厂",
        "industry": "C",
        "size": "SMALL",
        "district": "370902",
        "profile_version": 1,
    }


async def test_who_speaks_for_two_is_left_to_the_desk(desk: EnterpriseDesk) -> None:
    await desk.enterprise()
    await desk.enterprise(OTHER_CODE)
    await desk.identified()
    second = await desk.case()
    await desk.own(identify_enterprise, IdentifyEnterprise(case_id=second, credit_code=OTHER_CODE))

    assert await origins(desk, await desk.case()) == []


async def test_who_is_unknown_is_left_to_the_desk(desk: EnterpriseDesk) -> None:
    await desk.enterprise()
    await desk.identified(reporter=ReporterDetails(name="李四", phone="13905380002"))

    assert await origins(desk, await desk.case()) == []


async def test_who_gives_no_number_is_left_to_the_desk(desk: EnterpriseDesk) -> None:
    await desk.enterprise()
    await desk.identified(reporter=ANONYMOUS)

    assert await origins(desk, await desk.case(reporter=ANONYMOUS)) == []


async def test_a_caller_of_another_district_is_left_to_the_desk(desk: EnterpriseDesk) -> None:
    await desk.enterprise()
    await desk.identified()

    assert await origins(desk, await desk.case(district="370911")) == []


async def test_what_was_told_in_privacy_is_not_told_openly(desk: EnterpriseDesk) -> None:
    await desk.enterprise()
    await desk.identified(secrecy=Secrecy.PRIVACY)

    assert await origins(desk, await desk.case()) == []
    assert await origins(desk, await desk.case(secrecy=Secrecy.PRIVACY)) == ["RECOGNISED"]


async def test_who_reported_in_confidence_may_be_recognised_in_confidence(desk: EnterpriseDesk) -> None:
    await desk.enterprise()
    await desk.identified()

    assert await origins(desk, await desk.case(kind=Kind.REPORT)) == ["RECOGNISED"]


async def test_a_citizen_s_case_is_nobody_s(desk: EnterpriseDesk) -> None:
    await desk.enterprise()
    await desk.identified()

    assert await origins(desk, await desk.case(enterprise=False)) == []
