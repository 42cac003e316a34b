"""recordFeedback, recordFollowUp."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from core.cases.states import Secrecy
from core.cases.verbs import Verb
from core.ids import new_id
from core.sealing.fields import open_
from plugins.enterprise_desk import sealing
from plugins.enterprise_desk.commands.record_feedback import record_feedback
from plugins.enterprise_desk.commands.record_follow_up import record_follow_up
from plugins.enterprise_desk.inputs import RecordFeedback, RecordFollowUp
from tests.plugins.enterprise_desk.commands.test_enterprises import told
from tests.plugins.enterprise_desk.desk import LEAD, EnterpriseDesk


class TestFeedback:
    async def test_is_kept_sealed(self, desk: EnterpriseDesk) -> None:
        case_id = await desk.case()

        await desk.own(record_feedback, RecordFeedback(case_id=case_id, method="PHONE", told="已派住建局"))

        (row,) = await desk.rows("feedback", case_id=case_id)
        key = await desk.office.services.keys.case_key((await desk.facts(case_id)).row["case_key"])
        assert (row["round"], row["method"], row["told_mask"]) == (1, "PHONE", "****")
        assert open_(key, sealing.TOLD.ref(row["id"]), row["told_sealed"]) == "已派住建局"
        assert await desk.events(case_id) == ["recordFeedback"]

    async def test_is_a_unit_s_to_tell_of_a_confidential_case(self, desk: EnterpriseDesk) -> None:
        case_id = await desk.case(secrecy=Secrecy.REPORTER_CONFIDENTIAL)
        await desk.dispatched(case_id)
        given = RecordFeedback(case_id=case_id, method="WRITTEN", told="正在核实")

        assert (await desk.own(record_feedback, given, desk.at(LEAD))).case_id == case_id

    @pytest.mark.parametrize(
        ("values", "refusal"),
        [
            ({"method": "PIGEON"}, ("UNKNOWN_CODE", ("input", "method"))),
            ({"told": " "}, ("REQUIRED", ("input", "told"))),
        ],
        ids=["method", "told"],
    )
    async def test_refuses(self, desk: EnterpriseDesk, values: dict[str, str], refusal: tuple[str, Any]) -> None:
        given = {"method": "PHONE", "told": "已派单", **values}

        assert (
            told(await desk.refused_own(record_feedback, RecordFeedback(case_id=await desk.case(), **given))) == refusal
        )

    async def test_to_a_citizen_is_refused(self, desk: EnterpriseDesk) -> None:
        given = RecordFeedback(case_id=await desk.case(enterprise=False), method="PHONE", told="已派单")

        assert told(await desk.refused_own(record_feedback, given)) == ("NOT_AN_ENTERPRISE_CASE", ("input", "caseId"))


class TestFollowUp:
    @pytest.fixture
    async def planned(self, desk: EnterpriseDesk) -> UUID:
        """The visit of a closed case."""
        case_id = await desk.case()
        await desk.closed(case_id)
        (row,) = await desk.rows("follow_up", case_id=case_id)
        id_: UUID = row["id"]
        return id_

    def visit(self, desk: EnterpriseDesk, id_: UUID, **values: Any) -> RecordFollowUp:
        given = {
            "visited_at": desk.office.clock.now(),
            "method": "ON_SITE",
            "result": "SETTLED",
            "note": "已整改",
            **values,
        }
        return RecordFollowUp(follow_up_id=id_, **given)

    async def test_is_recorded(self, desk: EnterpriseDesk, planned: UUID) -> None:
        done = await desk.own(record_follow_up, self.visit(desk, planned))

        (row,) = await desk.rows("follow_up", id=planned)
        assert (row["method"], row["result"], row["recorded_at"]) == ("ON_SITE", "SETTLED", desk.office.clock.now())
        assert (await desk.events(done.case_id))[-1] == "followUp.record"

    async def test_is_recorded_though_overdue(self, desk: EnterpriseDesk, planned: UUID) -> None:
        desk.turn_to(desk.office.clock.now() + timedelta(days=60))

        await desk.own(record_follow_up, self.visit(desk, planned))

        (row,) = await desk.rows("follow_up", id=planned)
        assert row["recorded_at"] > row["due_at"]

    async def test_is_recorded_once(self, desk: EnterpriseDesk, planned: UUID) -> None:
        await desk.own(record_follow_up, self.visit(desk, planned))

        assert told(await desk.refused_own(record_follow_up, self.visit(desk, planned))) == (
            "FOLLOW_UP_RECORDED",
            ("input", "followUpId"),
        )

    async def test_is_not_made_for_a_case_opened_anew(self, desk: EnterpriseDesk, planned: UUID) -> None:
        (row,) = await desk.rows("follow_up", id=planned)
        await desk.act(Verb.REOPEN_WITH_NEW_FACTS, row["case_id"])

        assert told(await desk.refused_own(record_follow_up, self.visit(desk, planned))) == (
            "FOLLOW_UP_DROPPED",
            ("input", "followUpId"),
        )

    async def test_is_not_made_in_the_future(self, desk: EnterpriseDesk, planned: UUID) -> None:
        later = desk.office.clock.now() + timedelta(minutes=2)

        assert told(await desk.refused_own(record_follow_up, self.visit(desk, planned, visited_at=later))) == (
            "IN_THE_FUTURE",
            ("input", "visitedAt"),
        )

    async def test_is_not_made_before_the_closing(self, desk: EnterpriseDesk, planned: UUID) -> None:
        (row,) = await desk.rows("follow_up", id=planned)
        earlier = row["closed_at"] - timedelta(seconds=1)

        assert told(await desk.refused_own(record_follow_up, self.visit(desk, planned, visited_at=earlier))) == (
            "BEFORE_CLOSING",
            ("input", "visitedAt"),
        )

    async def test_that_was_not_planned_is_not_found(self, desk: EnterpriseDesk) -> None:
        assert told(await desk.refused_own(record_follow_up, self.visit(desk, new_id()))) == (
            "NOT_FOUND",
            ("input", "followUpId"),
        )

    async def test_is_not_the_unit_s(self, desk: EnterpriseDesk, planned: UUID) -> None:
        assert told(await desk.refused_own(record_follow_up, self.visit(desk, planned), desk.at(LEAD))) == (
            "NOT_ALLOWED",
            None,
        )
