"""What the desk adds to a case: where it is on, for who may see it, and in as few reads as for one."""

from datetime import date
from typing import Any

import pytest

from core.cases.commands.correct_case import correct_case
from core.cases.inputs.intake import CorrectCase, ReporterDetails
from core.cases.states import Secrecy
from plugins.enterprise_desk.commands.record_feedback import record_feedback
from plugins.enterprise_desk.inputs import RecordFeedback
from plugins.enterprise_desk.vocabulary import Size
from tests.plugins.enterprise_desk.desk import CODE, HELPER, EnterpriseDesk
from tests.plugins.enterprise_desk.schema.conftest import Front

FIELDS = """
enterpriseProfile { creditCode name }
enterpriseFeedbacks { told }
enterpriseCoordinations { matter }
enterpriseFollowUps { dueAt }
enterpriseMeasures { measure { title } reasons { code } }
"""
NAMES = [
    "enterpriseProfile",
    "enterpriseFeedbacks",
    "enterpriseCoordinations",
    "enterpriseFollowUps",
    "enterpriseMeasures",
]


async def arranged(desk: EnterpriseDesk, **values: Any) -> Any:
    """A case with something in each field."""
    await desk.enterprise()
    await desk.measure(title="稳岗补贴", industries=("C",))
    case_id = await desk.identified(**values)
    await desk.own(record_feedback, RecordFeedback(case_id=case_id, method="PHONE", told="已派住建局"))
    return case_id


class TestOn:
    async def test_tells_all(self, front: Front) -> None:
        case_id = await arranged(front.desk)
        await front.desk.dispatched(case_id, HELPER)
        await front.desk.coordination(case_id)

        assert await front.case(case_id, FIELDS) == {
            "enterpriseProfile": {"creditCode": CODE, "name": "泰山区某机械厂"},
            "enterpriseFeedbacks": [{"told": "已派住建局"}],
            "enterpriseCoordinations": [{"matter": "土地与消防手续如何并联办理"}],
            "enterpriseFollowUps": [],
            "enterpriseMeasures": [
                {
                    "measure": {"title": "稳岗补贴"},
                    "reasons": [{"code": "DISTRICT_ANY"}, {"code": "INDUSTRY_NAMED"}, {"code": "SIZE_ANY"}],
                }
            ],
        }

    async def test_of_a_case_that_is_not_identified_is_empty(self, front: Front) -> None:
        assert await front.case(await front.desk.case(), FIELDS) == {
            "enterpriseProfile": None,
            "enterpriseFeedbacks": [],
            "enterpriseCoordinations": [],
            "enterpriseFollowUps": [],
            "enterpriseMeasures": None,
        }


class TestElsewhere:
    async def test_is_null_where_the_desk_is_off(self, front: Front) -> None:
        here = await arranged(front.desk)
        other = ReporterDetails(name="李四", phone="13905380002")
        there = await front.desk.identified(district="370911", reporter=other)
        await front.desk.plugged.switch("enterprise_desk", ["370911"])

        off, on = await front.case(here, FIELDS), await front.case(there, FIELDS)

        assert off == dict.fromkeys(NAMES)
        assert on["enterpriseProfile"] == {"creditCode": CODE, "name": "泰山区某机械厂"}

    async def test_is_null_where_it_is_off_everywhere(self, front: Front) -> None:
        case_id = await arranged(front.desk)
        await front.desk.plugged.switch("enterprise_desk", [])

        assert await front.case(case_id, FIELDS) == dict.fromkeys(NAMES)


class TestSecrecy:
    async def test_a_unit_sees_the_enterprise_of_its_case(self, front: Front) -> None:
        case_id = await arranged(front.desk)
        await front.desk.dispatched(case_id)

        found = await front.api.data(
            "{ cases { nodes { enterpriseProfile { name enterprise { name } } } } }",
            context=self.context(front),
        )

        assert [node["enterpriseProfile"] for node in found["cases"]["nodes"]] == [
            {"name": "泰山区某机械厂", "enterprise": None}
        ]
        assert case_id

    async def test_a_unit_does_not_see_the_enterprise_of_a_confidential_case(self, front: Front) -> None:
        case_id = await arranged(front.desk)
        await front.desk.dispatched(case_id)
        given = CorrectCase(case_id=case_id, secrecy=Secrecy.REPORTER_CONFIDENTIAL, reason="诉求人要求保密")
        await front.desk.own(correct_case, given, "dispatcher")

        found = await front.api.data(
            "{ cases { nodes { enterpriseProfile { name } enterpriseFeedbacks { told } "
            "enterpriseMeasures { reasons { code } } } } }",
            context=self.context(front),
        )

        assert found["cases"]["nodes"] == [
            {"enterpriseProfile": None, "enterpriseFeedbacks": [], "enterpriseMeasures": None}
        ]

    async def test_a_unit_reads_the_coordinations_it_takes_part_in(self, front: Front) -> None:
        case_id = await front.desk.case()
        await front.desk.dispatched(case_id, HELPER, "370911")
        await front.desk.coordination(case_id)
        document = (
            "{ cases { nodes { enterpriseCoordinations { participants { unit { code } } tasks { content } } } } }"
        )

        found = {
            unit: (await front.api.data(document, context=self.context(front, unit)))["cases"]["nodes"]
            for unit in ("370902", HELPER, "370911")
        }

        told = [{"participants": [{"unit": {"code": "370902"}}, {"unit": {"code": HELPER}}], "tasks": []}]
        assert found["370902"] == found[HELPER] == [{"enterpriseCoordinations": told}]
        assert found["370911"] == [{"enterpriseCoordinations": []}]

    async def test_a_unit_reads_what_it_told_the_enterprise_itself(self, front: Front) -> None:
        case_id = await front.desk.case(secrecy=Secrecy.REPORTER_CONFIDENTIAL)
        await front.desk.dispatched(case_id)
        for by, told in (("operator", "已派单"), (front.desk.at("370902", "unit_handler"), "正在核实")):
            await front.desk.own(record_feedback, RecordFeedback(case_id=case_id, method="PHONE", told=told), by)
        document = "{ cases { nodes { enterpriseFeedbacks { told } } } }"

        (seen,) = (await front.api.data(document, context=self.context(front, "370902", "unit_handler")))["cases"][
            "nodes"
        ]

        assert seen == {"enterpriseFeedbacks": [{"told": "正在核实"}]}

    async def test_no_event_tells_which_enterprise_or_unit(self, front: Front) -> None:
        enterprise = await front.desk.enterprise()
        case_id = await front.desk.identified()
        again = await front.desk.case()
        await front.desk.dispatched(case_id, HELPER)
        await front.desk.coordination(case_id)
        rows = await front.desk.office.pool.fetch(
            "select body::text from case_event where type like 'enterprise_desk/%' and case_id = any($1)",
            [case_id, again],
        )

        bodies = " ".join(row["body"] for row in rows)
        kept = [enterprise, *front.desk.world.units.values()]

        assert len(rows) == 3
        assert [str(one) for one in kept if str(one) in bodies] == []

    def context(self, front: Front, unit: str = "370902", role: str = "unit_liaison") -> Any:
        context = front.api.context(role)
        context.viewer = front.desk.at(unit, role)
        return context


class TestReads:
    async def test_are_as_many_for_a_page_as_for_one_case(self, front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
        for at, (section, size) in enumerate([("C", Size.SMALL), ("I", Size.LARGE), ("F", Size.MICRO)]):
            code = ["91350100M000100Y43", "914403001922038216", "91110000802100433B"][at]
            await front.desk.enterprise(code, industry=section, size=size)
        for industries in ((), ("C",), ("I", "F")):
            await front.desk.measure(industries=industries, valid_to=date(2026, 12, 31))
        one = await self.counted(front, monkeypatch, 1)
        two = await self.counted(front, monkeypatch, 8)

        assert one == two

    async def counted(self, front: Front, monkeypatch: pytest.MonkeyPatch, cases: int) -> int:
        codes = ["91350100M000100Y43", "914403001922038216", "91110000802100433B"]
        for at in range(cases):
            caller = ReporterDetails(name="王小明", phone=f"138{cases:04}{at:04}")
            await front.desk.identified(codes[at % 3], reporter=caller)
        context = front.api.context("city_lead")
        asked = list[str]()
        with monkeypatch.context() as patched:
            fetch = type(context.read).fetch

            async def fetched(self: Any, statement: Any, **values: object) -> Any:
                asked.append(str(statement))
                return await fetch(self, statement, **values)

            patched.setattr(type(context.read), "fetch", fetched)
            found = await front.api.data(
                "{ cases(first: 50) { nodes { enterpriseMeasures { "
                "measure { title issuingUnit { name } } reasons { code } } } } }",
                context=context,
            )
        told = [node["enterpriseMeasures"] for node in found["cases"]["nodes"] if node["enterpriseMeasures"]]
        assert len(told) >= cases
        return len(asked)
