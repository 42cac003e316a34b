"""The desk's root fields."""

from datetime import date, timedelta
from typing import Any

import pytest

from core.cases.states import Secrecy
from plugins.enterprise_desk.commands.change_enterprise import change_enterprise
from plugins.enterprise_desk.commands.withdraw_measure import withdraw_measure
from plugins.enterprise_desk.inputs import ChangeEnterprise, WithdrawMeasure
from plugins.enterprise_desk.vocabulary import Size
from tests.plugins.enterprise_desk.desk import CODE, OTHER_CODE
from tests.plugins.enterprise_desk.schema.conftest import Front

ROOTS = [
    f'{{ enterprise(creditCode: "{CODE}") {{ name }} }}',
    "{ enterprises { nodes { name } } }",
    "{ enterpriseMeasures { nodes { title } } }",
    "{ enterpriseFollowUps { nodes { dueAt } } }",
    '{ enterpriseStatistics(district: "370900", from: "2026-11-01", to: "2026-11-30") { cases } }',
]


@pytest.mark.parametrize("document", ROOTS, ids=lambda text: text.split("(")[0].split()[1])
class TestEveryRootField:
    async def test_answers_where_the_desk_is_on(self, front: Front, document: str) -> None:
        assert list(await front.api.data(document, "city_lead"))

    async def test_is_refused_where_it_is_off_everywhere(self, front: Front, document: str) -> None:
        await front.desk.plugged.switch("enterprise_desk", [])

        assert await front.api.refusal(document, "city_lead") == "PLUGIN_DISABLED"

    async def test_is_refused_to_whose_districts_it_is_off_in(self, front: Front, document: str) -> None:
        await front.desk.plugged.switch("enterprise_desk", ["370911"])

        assert await front.api.refusal(document, "county_officer") == "PLUGIN_DISABLED"


class TestEnterprise:
    QUERY = """query ($code: String!) { enterprise(creditCode: $code) {
        creditCode version name industry { code label } size { code } district { code } contactName contactPhone
        revisions { version size { code } } cases { nodes { case { caseNo } origin { code } } }
    } }"""

    async def read(self, front: Front, code: str = CODE, role: str = "enterprise_desk") -> Any:
        return (await front.api.data(self.QUERY, role, code=code))["enterprise"]

    async def test_is_found_by_its_code_in_any_spelling(self, front: Front) -> None:
        await front.desk.enterprise(contact_name="张三", contact_phone="13805380009")

        found = await self.read(front, "91350100-m000100y43")

        assert found | {"revisions": None, "cases": None} == {
            "creditCode": CODE,
            "version": 1,
            "name": "泰山区某机械厂",
            "industry": {"code": "C", "label": "制造业"},
            "size": {"code": "SMALL"},
            "district": {"code": "370902"},
            "contactName": "张**",
            "contactPhone": "138****0009",
            "revisions": None,
            "cases": None,
        }

    @pytest.mark.parametrize("code", [OTHER_CODE, "91350100M000100Y44", "", "%"])
    async def test_is_null_for_a_code_that_is_nobody_s(self, front: Front, code: str) -> None:
        await front.desk.enterprise()

        assert await self.read(front, code) is None

    async def test_tells_what_its_versions_said(self, front: Front) -> None:
        id_ = await front.desk.enterprise()
        await front.desk.own(change_enterprise, ChangeEnterprise(enterprise_id=id_, size=Size.MEDIUM))

        assert (await self.read(front))["revisions"] == [
            {"version": 2, "size": {"code": "MEDIUM"}},
            {"version": 1, "size": {"code": "SMALL"}},
        ]

    async def test_tells_its_cases_as_far_as_the_viewer_may_see_them(self, front: Front) -> None:
        await front.desk.enterprise()
        await front.desk.identified()
        await front.desk.case(secrecy=Secrecy.REPORTER_CONFIDENTIAL)

        clerk, lead = await self.read(front), await self.read(front, role="city_lead")

        assert [one["origin"]["code"] for one in clerk["cases"]["nodes"]] == ["DESK"]
        assert [one["origin"]["code"] for one in lead["cases"]["nodes"]] == ["RECOGNISED", "DESK"]

    @pytest.mark.parametrize("role", ["operator", "unit_liaison", "auditor"])
    async def test_is_null_for_who_may_not_read_the_register(self, front: Front, role: str) -> None:
        await front.desk.enterprise()

        assert await self.read(front, role=role) is None

    async def test_is_null_where_the_desk_is_off(self, front: Front) -> None:
        await front.desk.enterprise()
        await front.desk.plugged.switch("enterprise_desk", ["370911"])

        assert await self.read(front) is None


class TestEnterprises:
    async def names(self, front: Front, filter: Any = None, role: str = "enterprise_desk") -> list[str]:
        document = "query ($f: EnterpriseFilter) { enterprises(filter: $f) { nodes { name } totalCount } }"
        found = (await front.api.data(document, role, f=filter))["enterprises"]
        assert found["totalCount"] == len(found["nodes"])
        return [node["name"] for node in found["nodes"]]

    async def test_are_by_district_and_name(self, front: Front) -> None:
        await front.desk.enterprise(name="乙", district="370911")
        await front.desk.enterprise(OTHER_CODE, name="甲", district="370902")

        assert await self.names(front) == ["甲", "乙"]

    @pytest.mark.parametrize(
        ("filter", "found"),
        [
            ({"industry": "C"}, ["甲"]),
            ({"size": "LARGE"}, ["乙"]),
            ({"district": "370911"}, ["乙"]),
            ({"industry": "C", "size": "LARGE"}, []),
        ],
        ids=str,
    )
    async def test_are_filtered(self, front: Front, filter: Any, found: list[str]) -> None:
        await front.desk.enterprise(name="甲")
        await front.desk.enterprise(OTHER_CODE, name="乙", district="370911", industry="I", size=Size.LARGE)

        assert await self.names(front, filter) == found

    async def test_are_none_for_who_may_not_read_the_register(self, front: Front) -> None:
        await front.desk.enterprise()

        assert await self.names(front, role="operator") == []


class TestMeasures:
    async def titles(self, front: Front, filter: Any = None, role: str = "operator") -> list[str]:
        document = "query ($f: EnterpriseMeasureFilter) { enterpriseMeasures(filter: $f) { nodes { title } } }"
        found = (await front.api.data(document, role, f=filter))["enterpriseMeasures"]
        return [node["title"] for node in found["nodes"]]

    @pytest.fixture
    async def three(self, front: Front) -> None:
        """One for all, one for large manufacturers of this spring, one that was withdrawn."""
        await front.desk.measure(title="甲", valid_from=date(2026, 1, 1))
        spring = {"valid_from": date(2026, 3, 1), "valid_to": date(2026, 5, 31)}
        await front.desk.measure(title="乙", industries=("C",), sizes=(Size.LARGE,), **spring)
        withdrawn = await front.desk.measure(title="丙", valid_from=date(2026, 2, 1))
        await front.desk.own(withdraw_measure, WithdrawMeasure(measure_id=withdrawn))

    @pytest.mark.usefixtures("three")
    @pytest.mark.parametrize(
        ("filter", "found"),
        [
            (None, ["乙", "丙", "甲"]),
            ({"industry": "C"}, ["乙", "丙", "甲"]),
            ({"industry": "A"}, ["丙", "甲"]),
            ({"size": "MICRO"}, ["丙", "甲"]),
            ({"inForceOn": "2026-05-31"}, ["乙", "甲"]),
            ({"inForceOn": "2026-06-01"}, ["甲"]),
            ({"inForceOn": "2025-12-31"}, []),
        ],
        ids=str,
    )
    async def test_are_the_newest_first_and_filtered(self, front: Front, filter: Any, found: list[str]) -> None:
        assert await self.titles(front, filter) == found

    @pytest.mark.usefixtures("three")
    async def test_are_none_for_who_may_not_read_them(self, front: Front) -> None:
        assert await self.titles(front, role="auditor") == []

    async def test_tell_their_terms(self, front: Front) -> None:
        await front.desk.measure(
            industries=("C",), sizes=(Size.MICRO,), districts=("370902",), valid_to=date(2026, 12, 31)
        )
        document = """{ enterpriseMeasures { nodes {
            title issuingUnit { code } industries { label } sizes { label } districts validFrom validTo basis benefit version
        } } }"""

        (found,) = (await front.api.data(document))["enterpriseMeasures"]["nodes"]

        assert found == {
            "title": "小微企业稳岗补贴",
            "issuingUnit": {"code": "ta-housing"},
            "industries": [{"label": "制造业"}],
            "sizes": [{"label": "微型企业"}],
            "districts": ["370902"],
            "validFrom": "2026-01-01",
            "validTo": "2026-12-31",
            "basis": "泰政办发〔2026〕1号",
            "benefit": "按参保人数给予补贴",
            "version": 1,
        }


class TestFollowUps:
    async def found(self, front: Front, filter: Any = None, role: str = "enterprise_desk") -> list[Any]:
        document = """query ($f: EnterpriseFollowUpFilter) {
            enterpriseFollowUps(filter: $f) { nodes { overdue round case { state } } } }"""
        nodes: list[Any] = (await front.api.data(document, role, f=filter))["enterpriseFollowUps"]["nodes"]
        return nodes

    async def test_tell_which_are_overdue(self, front: Front) -> None:
        case_id = await front.desk.case()
        await front.desk.closed(case_id)

        assert await self.found(front) == [{"overdue": False, "round": 1, "case": {"state": "CLOSED"}}]
        front.desk.turn_to(front.desk.office.clock.now() + timedelta(days=30))
        assert [one["overdue"] for one in await self.found(front)] == [True]

    @pytest.mark.parametrize(
        ("filter", "count"),
        [({"open": True}, 1), ({"open": False}, 0), ({"overdue": True}, 0), ({"overdue": False}, 1)],
        ids=str,
    )
    async def test_are_filtered(self, front: Front, filter: Any, count: int) -> None:
        await front.desk.closed(await front.desk.case())

        assert len(await self.found(front, filter)) == count

    async def test_are_none_for_units(self, front: Front) -> None:
        await front.desk.closed(await front.desk.case())

        assert await self.found(front, role="unit_liaison") == []
