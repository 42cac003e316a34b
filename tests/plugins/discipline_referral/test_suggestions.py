"""What the system proposes, to whom, and when it keeps silent."""

from typing import Any
from uuid import UUID

import pytest

from core.cases.verbs import Verb
from core.db.uow import UnitOfWork, unit_of_work
from core.ids import new_id
from core.plugin.views import CaseEvent
from plugins.discipline_referral.settings import DisciplineSettings, Trigger
from plugins.discipline_referral.suggestions import TRIGGERS, propose
from tests.plugins.discipline_referral.bureau import Bureau

AT = "/ta/ta-housing"


async def proposals(bureau: Bureau) -> list[dict[str, Any]]:
    rows = await bureau.office.pool.fetch(
        "select trigger, grounds, state, consequence, proposed_by, unit_path from discipline_referral_referral"
    )
    return [dict(row) for row in rows]


async def part_of(bureau: Bureau, case: UUID) -> UUID:
    return (await bureau.desk.facts(case)).assignments[0].id


async def told(bureau: Bureau, uow: UnitOfWork, type_: str, part: UUID) -> None:
    """Tell the plug-in of an event of this part."""
    row = await bureau.office.pool.fetchrow(
        "select c.id, c.gate, c.secrecy from assignment a join case_file c on c.id = a.case_id where a.id = $1", part
    )
    event = CaseEvent(
        id=new_id(), case_id=row["id"], case_version=1, type=type_, assignment_id=part, actor=None,
        secrecy=row["secrecy"], gate=row["gate"], body={}, occurred_at=uow.now,
    )  # fmt: skip
    await propose(event, uow)


async def test_a_case_handed_back_too_often_is_proposed_once_and_the_case_does_not_notice(bureau: Bureau) -> None:
    case = await bureau.case("ta-housing")
    await bureau.proposed(case)
    version = await bureau.office.pool.fetchval("select version from case_file where id = $1", case)
    async with unit_of_work(bureau.office.pool, bureau.office.services) as uow:
        await told(bureau, uow, "approveReturn", await part_of(bureau, case))

    assert await proposals(bureau) == [
        {"trigger": "BOUNCES_EXHAUSTED", "grounds": ["BUCK_PASSING"], "state": "PROPOSED", "consequence": None,
         "proposed_by": None, "unit_path": AT}
    ]  # fmt: skip
    assert await bureau.office.pool.fetchval("select version from case_file where id = $1", case) == version
    assert await bureau.office.pool.fetchval("select count(*) from case_event where type like 'discipline%'") == 0


async def test_returns_rejected_repeatedly_are_buck_passing(bureau: Bureau) -> None:
    case = await bureau.case("ta-housing")
    part = await part_of(bureau, case)
    await bureau.desk.act(Verb.ACCEPT_ASSIGNMENT, part, at=AT)
    await bureau.desk.act(Verb.REQUEST_RETURN, part, at=AT)
    await bureau.desk.act(Verb.REJECT_RETURN, part)
    await bureau.office.effects()
    first = await proposals(bureau)
    await bureau.office.pool.execute(
        "insert into return_request select gen_random_uuid(), assignment_id, reason, explanation, basis, suggested_unit_id,"
        " by, at, decision, decision_reason, decided_by, decided_at from return_request"
    )

    async with unit_of_work(bureau.office.pool, bureau.office.services) as uow:
        await told(bureau, uow, "rejectReturn", part)

    assert first == []
    assert [(row["trigger"], row["grounds"]) for row in await proposals(bureau)] == [
        ("RETURNS_REJECTED", ["BUCK_PASSING"])
    ]


async def test_a_second_red_card_on_one_part_is_a_first_one_ignored(bureau: Bureau) -> None:
    case = await bureau.case("ta-housing")
    part = await part_of(bureau, case)
    clocks = "update clock set breached_at = now() where id in (select id from clock where assignment_id = $1 limit $2)"
    for breached, expected in ((1, []), (2, [("RED_CARD_IGNORED", ["INACTION"])])):
        await bureau.office.pool.execute(clocks, part, breached)
        async with unit_of_work(bureau.office.pool, bureau.office.services) as uow:
            await told(bureau, uow, "redCard", part)
        assert [(row["trigger"], row["grounds"]) for row in await proposals(bureau)] == expected


@pytest.mark.parametrize(
    "settings",
    [DisciplineSettings(), DisciplineSettings(standing_officers=("t:inspecting",), triggers=frozenset()),
     DisciplineSettings(standing_officers=("t:inspecting",), bounces=2),
     DisciplineSettings(standing_officers=("t:nobody",), bounces=1),
     DisciplineSettings(standing_officers=("t:inspecting",), bounces=1, organs=())],
    ids=["nobody could see it", "trigger not in use", "not often enough", "no such account", "no organ"],
)  # fmt: skip
async def test_it_keeps_silent(settings: DisciplineSettings, bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plugins.discipline_referral.suggestions.create.settings", lambda *_: settings)
    case = await bureau.case("ta-housing")
    part = await part_of(bureau, case)
    await bureau.office.pool.execute("update case_file set bounces = 1 where id = $1", case)

    async with unit_of_work(bureau.office.pool, bureau.office.services) as uow:
        await told(bureau, uow, "approveReturn", part)

    assert await proposals(bureau) == []


async def test_a_biased_standing_officer_is_not_told(bureau: Bureau) -> None:
    case = await bureau.case("370902")
    part = await part_of(bureau, case)
    await bureau.office.pool.execute("update case_file set bounces = 1 where id = $1", case)

    async with unit_of_work(bureau.office.pool, bureau.office.services) as uow:
        await told(bureau, uow, "approveReturn", part)

    named = await bureau.office.pool.fetch(
        "select a.name from discipline_referral_officer o join account a on a.id = o.account_id"
    )
    assert {row["name"] for row in named} == {"inspecting", "proposer", "reviewing", "approving"}


def test_every_trigger_is_looked_for_after_one_event() -> None:
    assert set(TRIGGERS.values()) == set(Trigger)
