"""registerEnterprise, changeEnterprise, identifyEnterprise."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from core.db.uow import unit_of_work
from core.errors import Refused, StaleDetail
from core.sealing.fields import open_
from plugins.enterprise_desk import sealing
from plugins.enterprise_desk.commands.change_enterprise import change_enterprise
from plugins.enterprise_desk.commands.identify_enterprise import identify_enterprise
from plugins.enterprise_desk.commands.register_enterprise import register_enterprise
from plugins.enterprise_desk.inputs import ChangeEnterprise, IdentifyEnterprise, RegisterEnterprise
from plugins.enterprise_desk.vocabulary import Size
from tests.plugins.enterprise_desk.desk import CLERK, CODE, OTHER_CODE, EnterpriseDesk

GIVEN = RegisterEnterprise(
    credit_code=CODE, name="泰山区某机械厂", industry="C", size=Size.SMALL, district="370902",
    contact_name="张三", contact_phone="13805380009",
)  # fmt: skip


def with_(**values: Any) -> RegisterEnterprise:
    return replace(GIVEN, **values)


def told(refusal: Refused) -> tuple[str, tuple[str, ...] | None]:
    return refusal.code.code.removeprefix("ENTERPRISE_DESK_"), refusal.field


class TestRegister:
    async def test_keeps_the_profile_and_its_first_version(self, desk: EnterpriseDesk) -> None:
        done = await desk.own(register_enterprise, GIVEN)

        (row,) = await desk.rows("enterprise", id=done.object_id)
        assert {name: row[name] for name in ("credit_code", "version", "name", "industry", "size", "gate")} == {
            "credit_code": CODE,
            "version": 1,
            "name": "泰山区某机械厂",
            "industry": "C",
            "size": "SMALL",
            "gate": "370902",
        }
        (revision,) = await desk.rows("revision", enterprise_id=done.object_id)
        assert (revision["version"], revision["name"], revision["by"]) == (1, row["name"], row["registered_by"])

    async def test_seals_the_contact(self, desk: EnterpriseDesk) -> None:
        done = await desk.own(register_enterprise, GIVEN)

        (row,) = await desk.rows("enterprise", id=done.object_id)
        assert (row["contact_name_mask"], row["contact_phone_mask"]) == ("张**", "138****0009")
        key = await desk.office.services.keys.case_key(row["case_key"])
        assert open_(key, sealing.CONTACT_PHONE.ref(row["id"]), row["contact_phone_sealed"]) == "13805380009"

    async def test_takes_the_code_in_any_spelling(self, desk: EnterpriseDesk) -> None:
        done = await desk.own(register_enterprise, with_(credit_code=" 91350100-m000100y43 "))

        (row,) = await desk.rows("enterprise", id=done.object_id)
        assert row["credit_code"] == CODE

    async def test_gives_a_code_one_profile(self, desk: EnterpriseDesk) -> None:
        await desk.own(register_enterprise, GIVEN)

        assert told(await desk.refused_own(register_enterprise, with_(name="另一家"))) == (
            "CODE_TAKEN",
            ("input", "creditCode"),
        )

    @pytest.mark.parametrize(
        ("values", "refusal"),
        [
            ({"credit_code": "91350100M000100Y4"}, ("CODE_MALFORMED", ("input", "creditCode"))),
            ({"credit_code": "91350100M000100YO3"}, ("CODE_MALFORMED", ("input", "creditCode"))),
            ({"credit_code": "91350100M000100Y44"}, ("CODE_CHECK_FAILED", ("input", "creditCode"))),
            ({"name": " "}, ("REQUIRED", ("input", "name"))),
            ({"name": "厂" * 201}, ("TOO_LONG", ("input", "name"))),
            ({"industry": "U"}, ("UNKNOWN_CODE", ("input", "industry"))),
            ({"district": "999999"}, ("UNKNOWN_CODE", ("input", "district"))),
        ],
        ids=lambda value: str(value) if isinstance(value, dict) else value[0],
    )
    async def test_refuses(self, desk: EnterpriseDesk, values: dict[str, str], refusal: tuple[str, Any]) -> None:
        assert told(await desk.refused_own(register_enterprise, with_(**values))) == refusal

    async def test_of_one_code_by_two_at_once_is_one_profile(self, desk: EnterpriseDesk) -> None:
        async def try_it() -> str:
            try:
                async with unit_of_work(desk.office.pool, desk.office.services) as uow:
                    await register_enterprise(uow, desk.viewer(CLERK), GIVEN)
            except Refused as refusal:
                return refusal.code.code
            return "done"

        found = await asyncio.gather(*(try_it() for _ in range(3)))

        assert sorted(found) == ["ENTERPRISE_DESK_CODE_TAKEN", "ENTERPRISE_DESK_CODE_TAKEN", "done"]
        assert len(await desk.rows("revision")) == 1

    @pytest.mark.parametrize("who", ["operator", "unit_liaison", "city_lead"])
    async def test_is_the_desk_s(self, desk: EnterpriseDesk, who: str) -> None:
        assert told(await desk.refused_own(register_enterprise, GIVEN, who)) == ("NOT_ALLOWED", None)

    async def test_is_refused_where_the_desk_is_off(self, desk: EnterpriseDesk) -> None:
        await desk.plugged.switch("enterprise_desk", ["370911"])

        assert told(await desk.refused_own(register_enterprise, GIVEN)) == ("PLUGIN_DISABLED", None)


class TestChange:
    async def test_is_the_next_version(self, desk: EnterpriseDesk) -> None:
        id_ = await desk.enterprise()

        done = await desk.own(change_enterprise, ChangeEnterprise(enterprise_id=id_, size=Size.MEDIUM))

        (row,) = await desk.rows("enterprise", id=id_)
        assert (done.version, row["version"], row["size"]) == (2, 2, "MEDIUM")
        assert [one["size"] for one in await desk.rows("revision", enterprise_id=id_)] == ["SMALL", "MEDIUM"]

    async def test_leaves_the_cases_as_they_were(self, desk: EnterpriseDesk) -> None:
        id_ = await desk.enterprise()
        case_id = await desk.identified()

        await desk.own(change_enterprise, ChangeEnterprise(enterprise_id=id_, size=Size.LARGE))

        (row,) = await desk.rows("identification", case_id=case_id)
        assert (row["size"], row["profile_version"]) == ("SMALL", 1)

    async def test_moves_to_another_district(self, desk: EnterpriseDesk) -> None:
        id_ = await desk.enterprise()

        await desk.own(change_enterprise, ChangeEnterprise(enterprise_id=id_, district="370911"))

        (row,) = await desk.rows("enterprise", id=id_)
        assert (row["district"], row["district_path"], row["gate"]) == ("370911", "/370900/370911", "370911")

    async def test_replaces_the_contact(self, desk: EnterpriseDesk) -> None:
        id_ = (await desk.own(register_enterprise, GIVEN)).object_id

        await desk.own(change_enterprise, ChangeEnterprise(enterprise_id=id_, contact_name="李四"))

        (row,) = await desk.rows("enterprise", id=id_)
        assert (row["contact_name_mask"], row["contact_phone_mask"]) == ("李**", "138****0009")

    async def test_of_nothing_is_refused(self, desk: EnterpriseDesk) -> None:
        id_ = await desk.enterprise()
        same = ChangeEnterprise(enterprise_id=id_, name="泰山区某机械厂", district="370902")

        assert told(await desk.refused_own(change_enterprise, same)) == ("NOTHING_CHANGED", None)

    async def test_of_what_has_moved_on_is_refused(self, desk: EnterpriseDesk) -> None:
        id_ = await desk.enterprise()
        await desk.own(change_enterprise, ChangeEnterprise(enterprise_id=id_, size=Size.LARGE))

        refusal = await desk.refused_own(
            change_enterprise, ChangeEnterprise(enterprise_id=id_, expected_version=1, size=Size.MICRO)
        )

        assert told(refusal) == ("STALE_VERSION", ("input", "expectedVersion"))
        assert isinstance(getattr(refusal, "detail", None), StaleDetail)

    async def test_is_not_found_by_strangers(self, desk: EnterpriseDesk) -> None:
        id_ = await desk.enterprise()
        given = ChangeEnterprise(enterprise_id=id_, size=Size.LARGE)

        assert told(await desk.refused_own(change_enterprise, given, "operator")) == (
            "NOT_FOUND",
            ("input", "enterpriseId"),
        )

    async def test_is_refused_to_who_may_only_look(self, desk: EnterpriseDesk) -> None:
        id_ = await desk.enterprise()
        given = ChangeEnterprise(enterprise_id=id_, size=Size.LARGE)

        assert told(await desk.refused_own(change_enterprise, given, "city_lead")) == ("NOT_ALLOWED", None)

    async def test_is_not_found_where_the_desk_is_off(self, desk: EnterpriseDesk) -> None:
        id_ = await desk.enterprise()
        await desk.plugged.switch("enterprise_desk", ["370911"])
        given = ChangeEnterprise(enterprise_id=id_, size=Size.LARGE)

        assert told(await desk.refused_own(change_enterprise, given)) == ("NOT_FOUND", ("input", "enterpriseId"))


class TestIdentify:
    async def test_raises_the_case_s_version_and_tells_the_timeline(self, desk: EnterpriseDesk) -> None:
        id_, case_id = await desk.enterprise(), await desk.case()

        done = await desk.own(identify_enterprise, IdentifyEnterprise(case_id=case_id, credit_code=CODE))

        (row,) = await desk.rows("identification", case_id=case_id)
        assert (done.version, row["enterprise_id"], row["origin"]) == (2, id_, "DESK")
        assert row["by"] == desk.viewer(CLERK).id
        assert await desk.events(case_id) == ["identify"]

    async def test_puts_a_wrong_one_right(self, desk: EnterpriseDesk) -> None:
        await desk.enterprise()
        other = await desk.enterprise(OTHER_CODE, name="另一家")
        case_id = await desk.identified()

        await desk.own(identify_enterprise, IdentifyEnterprise(case_id=case_id, credit_code=OTHER_CODE))

        (row,) = await desk.rows("identification", case_id=case_id)
        assert (row["enterprise_id"], row["name"]) == (other, "另一家")

    async def test_confirms_what_was_recognised(self, desk: EnterpriseDesk) -> None:
        await desk.enterprise()
        await desk.identified()
        again = await desk.case()

        await desk.own(identify_enterprise, IdentifyEnterprise(case_id=again, credit_code=CODE))

        (row,) = await desk.rows("identification", case_id=again)
        assert row["origin"] == "DESK"

    async def test_of_the_same_again_is_refused(self, desk: EnterpriseDesk) -> None:
        await desk.enterprise()
        given = IdentifyEnterprise(case_id=await desk.identified(), credit_code=CODE)

        assert told(await desk.refused_own(identify_enterprise, given)) == ("NOTHING_CHANGED", ("input", "creditCode"))

    async def test_of_a_citizen_s_case_is_refused(self, desk: EnterpriseDesk) -> None:
        await desk.enterprise()
        given = IdentifyEnterprise(case_id=await desk.case(enterprise=False), credit_code=CODE)

        assert told(await desk.refused_own(identify_enterprise, given)) == (
            "NOT_AN_ENTERPRISE_CASE",
            ("input", "caseId"),
        )

    @pytest.mark.parametrize(
        ("code", "refusal"),
        [
            (OTHER_CODE, "UNKNOWN_ENTERPRISE"),
            ("914403001922038217", "CODE_CHECK_FAILED"),
            ("", "CODE_MALFORMED"),
        ],
    )
    async def test_by_a_code_that_leads_nowhere_is_refused(self, desk: EnterpriseDesk, code: str, refusal: str) -> None:
        given = IdentifyEnterprise(case_id=await desk.case(), credit_code=code)

        assert told(await desk.refused_own(identify_enterprise, given)) == (refusal, ("input", "creditCode"))

    async def test_of_what_has_moved_on_is_refused(self, desk: EnterpriseDesk) -> None:
        await desk.enterprise()
        case_id = await desk.identified()
        given = IdentifyEnterprise(case_id=case_id, credit_code=CODE, expected_version=1)

        assert told(await desk.refused_own(identify_enterprise, given)) == (
            "STALE_VERSION",
            ("input", "expectedVersion"),
        )

    async def test_is_refused_where_the_desk_is_off(self, desk: EnterpriseDesk) -> None:
        await desk.enterprise()
        given = IdentifyEnterprise(case_id=await desk.case(), credit_code=CODE)
        await desk.plugged.switch("enterprise_desk", [])

        assert told(await desk.refused_own(identify_enterprise, given)) == ("PLUGIN_DISABLED", None)
