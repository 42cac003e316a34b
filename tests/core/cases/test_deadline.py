"""Budgets that a plug-in grants: whenever a clock starts, and when a correction lets another rule hold."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from core.cases.commands.correct_case import correct_case
from core.cases.inputs.intake import CorrectCase
from core.cases.states import Urgency
from core.cases.verbs import Verb as V
from core.deadlines.budget import Budget, Mode
from core.plugin.answers import DeadlineGrant
from core.plugin.views import CaseView
from tests.core.cases.desk import Desk
from tests.core.cases.probe import dispatched, probing, unsound

HALF_AN_HOUR = Budget(minutes=30, mode=Mode.CLOCK)
ITS_OWN = "probe/{}/fast"


async def propose_deadline(case: CaseView, kind: str) -> DeadlineGrant | None:
    """Half an hour for acceptance and triage, unless life is in danger."""
    if kind in {"ACCEPTANCE", "TRIAGE"} and case.urgency is not Urgency.LIFE_DANGER:
        return DeadlineGrant(HALF_AN_HOUR, ITS_OWN.format(kind))
    return None


async def rules(desk: Desk, case_id: UUID) -> dict[str, str]:
    return {row["kind"]: row["rule"] for row in (await desk.facts(case_id)).clocks}


async def clock(desk: Desk, case_id: UUID, kind: str) -> dict[str, Any]:
    (row,) = [dict(row) for row in (await desk.facts(case_id)).clocks if row["kind"] == kind]
    return row


async def test_what_a_plug_in_grants_goes_before_the_profile_s(desk: Desk) -> None:
    with probing(desk, propose_deadline):
        case_id, _ = await dispatched(desk)

    found = await rules(desk, case_id)
    assert (found["TRIAGE"], found["ACCEPTANCE"]) == (ITS_OWN.format("TRIAGE"), ITS_OWN.format("ACCEPTANCE"))
    assert all(rule.startswith("taian@") for kind, rule in found.items() if kind not in {"TRIAGE", "ACCEPTANCE"})
    accepting = await clock(desk, case_id, "ACCEPTANCE")
    assert accepting["due_at"] == accepting["started_at"] + timedelta(minutes=30)
    assert await unsound(desk) == []


async def test_it_has_no_say_where_it_is_off(desk: Desk) -> None:
    with probing(desk, propose_deadline, on=("370911",)):
        case_id, _ = await dispatched(desk)

    assert all(rule.startswith("taian@") for rule in (await rules(desk, case_id)).values())


@pytest.mark.parametrize("rule", ["fast", "other/HANDLING/fast"])
async def test_the_clock_says_whose_rule_it_is_whatever_the_plug_in_calls_it(desk: Desk, rule: str) -> None:
    async def propose_deadline(kind: str) -> DeadlineGrant:
        return DeadlineGrant(HALF_AN_HOUR, rule)

    with probing(desk, propose_deadline):
        made = await desk.act(V.REGISTER_CASE)

    assert await rules(desk, made.case_id) == {"TRIAGE": ITS_OWN.format("TRIAGE")}


async def test_one_that_fails_leaves_it_to_the_profile(desk: Desk) -> None:
    async def propose_deadline(kind: str) -> DeadlineGrant:
        raise RuntimeError(kind)

    with probing(desk, propose_deadline):
        case_id, _ = await dispatched(desk)

    assert all(rule.startswith("taian@") for rule in (await rules(desk, case_id)).values())


async def test_it_is_shown_the_part_it_grants_time_for(desk: Desk) -> None:
    seen = []

    async def propose_deadline(case: CaseView, kind: str) -> None:
        seen.append((kind, case.state, case.version, tuple(part.unit_id for part in case.assignments)))

    with probing(desk, propose_deadline):
        await dispatched(desk)

    unit = desk.world.units["370902"]
    assert seen[:2] == [("TRIAGE", "RECEIVED", 1, ()), ("DISPATCH", "PENDING_DISPATCH", 2, ())]
    assert {entry[1:] for entry in seen[2:]} == {("PENDING_DISPATCH", 3, (unit,))}


async def correct(desk: Desk, case_id: UUID, **values: Any) -> None:
    desk.move_on()
    await desk.office.run(correct_case, "city_lead", CorrectCase(case_id=case_id, reason="登记有误", **values))


async def test_a_correction_asks_anew_and_keeps_the_start(desk: Desk) -> None:
    with probing(desk, propose_deadline):
        made = await desk.act(V.REGISTER_CASE)
        before = await clock(desk, made.case_id, "TRIAGE")
        await correct(desk, made.case_id, urgency=Urgency.LIFE_DANGER)
        there = await clock(desk, made.case_id, "TRIAGE")
        await correct(desk, made.case_id, urgency=Urgency.NORMAL)
        back = await clock(desk, made.case_id, "TRIAGE")

    assert there["rule"].startswith("taian@")
    assert {name: back[name] for name in ("rule", "minutes", "due_at")} == {
        name: before[name] for name in ("rule", "minutes", "due_at")
    }
    assert there["started_at"] == back["started_at"] == before["started_at"]
    assert await unsound(desk) == []


async def test_a_case_corrected_into_a_district_without_the_plug_in_has_the_profile_s_time(desk: Desk) -> None:
    with probing(desk, propose_deadline):
        made = await desk.act(V.REGISTER_CASE)
        await correct(desk, made.case_id, district="370911")

    assert (await rules(desk, made.case_id))["TRIAGE"].startswith("taian@")
