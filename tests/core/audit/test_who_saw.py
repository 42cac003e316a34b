"""A leak is traced: to everyone who saw the field, and to everyone whose roles would have let them."""

from dataclasses import replace
from typing import Any

from core.access.operations import Operation
from core.audit.model import access_event
from core.audit.record import Access, Act, recorded
from core.audit.reveal import ReporterField, Reveal, reveal
from core.audit.sightings import Sightings
from core.audit.who_saw import case_numbered, operation_of, who_could, who_saw
from core.audit.writing import write_sightings
from core.cases.commands.withdraw_case import withdraw_case
from core.cases.inputs.intake import WithdrawCase
from core.cases.states import Kind
from core.db.read import Row
from core.db.uow import unit_of_work
from core.tables import CORE
from tests.core.audit.desk import register
from tests.support.office import Office


async def a_case(office: Office, kind: Kind = Kind.HELP_REQUEST) -> Row:
    case_id = await register(office, kind)
    number = await office.pool.fetchval("select case_no from case_file where id = $1", case_id)
    row = await case_numbered(office.read, number)
    assert row is not None
    return row


async def test_everyone_who_saw_it_is_named_with_what_and_why(office: Office) -> None:
    case, other = await a_case(office), await a_case(office)
    office.services.sightings = Sightings()
    for row in (case, other):
        office.viewer("reviewer").sees(office.services.sightings, "case_file.title", row["id"])
    await write_sightings(office.pool, office.services)
    await office.run(reveal, "operator", Reveal(case["id"], ReporterField.PHONE, "CONTACT"))
    await office.run(reveal, "city_lead", Reveal(other["id"], ReporterField.NAME, "EMERGENCY"))

    found = await who_saw(office.read, CORE, case)

    assert [(one.act, one.subject, one.columns, one.purpose) for one in found] == [
        ("READ", office.viewer("reviewer").subject, ("case_file.title",), None),
        ("REVEAL", office.viewer("operator").subject, ("reporter.phone",), "CONTACT"),
    ]
    assert all(one.name for one in found)
    assert [one.subject for one in await who_saw(office.read, CORE, case, "reporter.phone")] == [
        office.viewer("operator").subject
    ]
    assert await who_saw(office.read, CORE, case, "reporter.name") == []


async def test_an_audience_is_named_one_by_one(office: Office) -> None:
    case = await a_case(office)
    audience = frozenset(office.viewer(role).id for role in ("operator", "reviewer"))
    access = Access(act=Act.READ, actors=audience, seen={"case_file.content": (case["id"],)})
    async with unit_of_work(office.pool, office.services) as uow:
        await recorded(uow, [access])

    assert {one.subject for one in await who_saw(office.read, CORE, case)} == {
        office.viewer(role).subject for role in ("operator", "reviewer")
    }


async def could(office: Office, case: Row, column: str) -> set[str]:
    found = await who_could(office.read, office.matrix, case, office.clock.now(), column)
    return {one.role for one in found}


async def test_everyone_who_could_have_is_named_by_the_policy(office: Office) -> None:
    plain, report = await a_case(office), await a_case(office, Kind.REPORT)

    assert await could(office, plain, "reporter.phone") == {"operator", "callback_officer", "city_lead"}
    assert await could(office, report, "reporter.phone") == {"callback_officer", "city_lead"}
    assert {"dispatcher", "reviewer", "legal_desk"} <= await could(office, plain, "case_file.title")
    assert "legal_desk" not in await could(office, report, "case_file.title")
    assert not {"administrator", "developer", "auditor"} & await could(office, plain, "case_file.title")


async def test_a_role_that_has_ended_since_counts_and_one_that_had_ended_before_does_not(office: Office) -> None:
    case = await a_case(office)
    operator = office.viewer("operator")

    async def named(**changes: Any) -> bool:
        grant = replace(operator.grants[0], **changes)
        sql = "update role_grant set valid_from = $2, valid_to = $3 where account_id = $1"
        await office.pool.execute(sql, operator.id, grant.valid_from, grant.valid_to)
        found = await who_could(office.read, office.matrix, case, office.clock.now(), "reporter.phone")
        return "operator" in {one.role for one in found}

    before = operator.grants[0]
    try:
        assert await named(valid_to=case["registered_at"].replace(microsecond=1))
        assert not await named(valid_to=case["registered_at"])
    finally:
        assert await named(valid_from=before.valid_from, valid_to=before.valid_to)


async def test_the_trace_itself_shows_nothing_that_was_sealed(office: Office) -> None:
    case = await a_case(office)
    await office.run(reveal, "operator", Reveal(case["id"], ReporterField.PHONE, "CONTACT", "打给张三丰"))
    told = repr(await who_saw(office.read, CORE, case)) + repr(
        [dict(row) for row in await office.read.fetch(access_event.select())]
    )
    assert "张三丰" not in told
    assert "13853812345" not in told


async def test_who_read_a_reason_saw_the_case_too(office: Office) -> None:
    case = await a_case(office)
    await office.run(withdraw_case, "operator", WithdrawCase(case_id=case["id"], reason="撤回"))
    row = await office.pool.fetchval("select id from case_correction where case_id = $1", case["id"])
    viewer = office.viewer("supervisor")
    async with unit_of_work(office.pool, office.services) as uow:
        await recorded(uow, [Access(act=Act.READ, actors=(viewer.id,), seen={"case_correction.reason": (row,)})])

    (sight,) = await who_saw(office.read, CORE, case)

    assert (sight.columns, sight.subject) == (("case_correction.reason",), viewer.subject)
    assert operation_of("case_correction.reason") is Operation.CASE_READ
    assert operation_of("feedback.decision_reason") is Operation.ASSIGNMENT_READ
    assert operation_of("feedback.public_reply") is Operation.CASE_CONTENT
