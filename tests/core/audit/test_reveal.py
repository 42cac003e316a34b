"""A reporter's field is revealed to whom the policy names, so many times a day, and never before the log has it."""

import asyncio
from base64 import b64decode
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from core.access.session import Session
from core.audit.reveal import NOTE, NOTE_KEY, Granted, ReporterField, Reveal, opened, reveal
from core.cases.states import Kind
from core.db.read import Row
from core.db.uow import unit_of_work
from core.errors import NotAllowed, NotFound, Refused
from core.events.sequence import step
from core.events.verify import verify
from core.ids import new_id
from core.sealing.envelope import SealingKey
from core.sealing.fields import open_
from core.sealing.keychain import CaseKey
from tests.core.audit.desk import accesses, register
from tests.support.office import Office


async def revealed(office: Office, role: str, asked: Reveal) -> tuple[str, Granted]:
    """What the mutation does."""
    granted: Granted = await office.run(reveal, role, asked)
    return await opened(office.services.keys, granted), granted


def asks(case_id: UUID, field: ReporterField = ReporterField.PHONE, **more: str) -> Reveal:
    return Reveal(case_id, field, **{"purpose": "CALL_BACK", **more})


async def note_of(office: Office, granted: Granted, entered: Row) -> str:
    """Its key hangs below the case's."""
    kept = await office.pool.fetchval("select key_sealed from log_note where id = $1", entered["id"])
    case_key = await office.services.keys.case_key(granted.case_key)
    secret = b64decode(open_(case_key, NOTE_KEY.ref(entered["id"]), kept))
    own = CaseKey(b"", SealingKey.of(secret))
    return open_(own, NOTE.ref(entered["id"]), entered["note_sealed"])


async def test_the_value_is_as_it_was_given_and_the_log_says_who_saw_what_and_why(office: Office) -> None:
    case_id = await register(office)

    value, granted = await revealed(office, "callback_officer", asks(case_id, note="两次未接通"))

    assert (value, granted.remaining) == ("13853812345", 49)
    (entered,) = await accesses(office)
    assert entered["act"] == "REVEAL"
    assert entered["actors"] == [str(office.viewer("callback_officer").id)]
    assert (entered["case_id"], entered["purpose"]) == (case_id, "CALL_BACK")
    assert entered["seen"] == {"reporter.phone": [str(granted.row_id)]}
    assert await note_of(office, granted, entered) == "两次未接通"


async def test_a_strong_sign_in_of_long_ago_is_refused_after_what_is_not_allowed(office: Office) -> None:
    case_id = await register(office)
    asked = asks(case_id)
    for role, code in (("operator", "STEP_UP_REQUIRED"), ("dispatcher", "NOT_ALLOWED"), ("administrator", "NOT_FOUND")):
        for session in (None, Session(office.clock.now())):
            weak = replace(office.viewer(role), session=session)
            with pytest.raises(Refused) as refusal:
                async with unit_of_work(office.pool, office.services) as uow:
                    await reveal(uow, weak, asked)
            assert refusal.value.code.code == code
    assert await accesses(office) == []
    assert await office.pool.fetchval("select count(*) from reveal_count") == 0


async def test_it_is_in_the_one_chained_log(office: Office) -> None:
    case_id = await register(office)
    await revealed(office, "operator", asks(case_id))
    await step(office.pool)
    assert await verify(office.read) is None

    await office.pool.execute("update access_event set purpose = 'CONTACT'")

    last = await office.pool.fetchval("select max(pos) from event_log")
    assert await verify(office.read) == last


@pytest.mark.parametrize("field", ReporterField)
async def test_every_field_that_was_left_can_be_revealed(office: Office, field: ReporterField) -> None:
    case_id = await register(office)
    given = {"name": "张三丰", "phone": "13853812345", "identity_no": "370902199001011234"}
    if field.value in given:
        assert (await revealed(office, "operator", asks(case_id, field)))[0] == given[field.value]
    else:
        await refused(office, "operator", asks(case_id, field), "NOTHING_TO_REVEAL")


async def refused(office: Office, role: str, asked: Reveal, code: str) -> None:
    """Refused, and nothing was written or counted."""
    with pytest.raises(Refused) as refusal:
        await revealed(office, role, asked)
    assert refusal.value.code.code == code
    assert await accesses(office) == []
    assert await office.pool.fetchval("select count(*) from reveal_count") == 0


@pytest.mark.parametrize(
    ("kind", "role", "code"),
    [
        (Kind.HELP_REQUEST, "dispatcher", "NOT_ALLOWED"),
        (Kind.HELP_REQUEST, "reviewer", "NOT_ALLOWED"),
        (Kind.HELP_REQUEST, "supervisor", "NOT_ALLOWED"),
        (Kind.HELP_REQUEST, "auditor", "NOT_ALLOWED"),
        (Kind.HELP_REQUEST, "unit_liaison", "NOT_FOUND"),
        (Kind.HELP_REQUEST, "administrator", "NOT_FOUND"),
        (Kind.REPORT, "operator", "NOT_ALLOWED"),
        (Kind.REPORT, "legal_desk", "NOT_FOUND"),
    ],
)
async def test_whoever_need_not_know_is_refused_without_a_trace(
    office: Office, kind: Kind, role: str, code: str
) -> None:
    await refused(office, role, asks(await register(office, kind)), code)


async def test_an_outsourced_operator_sees_nobody_they_registered(office: Office) -> None:
    await refused(
        office, "outsourced_operator", asks(await register(office, role="outsourced_operator")), "NOT_ALLOWED"
    )


async def test_an_unknown_purpose_is_refused(office: Office) -> None:
    await refused(office, "operator", asks(await register(office), purpose="CURIOSITY"), "UNKNOWN_CODE")


async def test_an_absent_case_is_as_absent_as_one_that_is_not_seen(office: Office) -> None:
    with pytest.raises(NotFound) as absent:
        await revealed(office, "operator", asks(new_id()))
    with pytest.raises(NotFound) as unseen:
        await revealed(office, "unit_handler", asks(await register(office)))
    assert absent.value.field == unseen.value.field == ("input", "caseId")
    assert not isinstance(absent.value, NotAllowed)


async def test_a_day_has_its_number_and_the_next_begins_anew(office: Office) -> None:
    office.services.reveals = 2
    case_id = await register(office)
    try:
        assert [(await revealed(office, "operator", asks(case_id)))[1].remaining for _ in range(2)] == [1, 0]
        with pytest.raises(Refused) as refusal:
            await revealed(office, "operator", asks(case_id))
        assert refusal.value.code.code == "REVEALS_USED_UP"
        assert len(await accesses(office)) == 2
        assert (await revealed(office, "city_lead", asks(case_id)))[1].remaining == 1
        office.clock.set(office.clock.now() + timedelta(hours=14))  # 10:00 to midnight
        assert (await revealed(office, "operator", asks(case_id)))[1].remaining == 1
    finally:
        office.services.reveals = 50


async def test_many_at_once_make_none_too_many(office: Office) -> None:
    office.services.reveals = 5
    case_id = await register(office)
    try:
        done = await asyncio.gather(
            *(revealed(office, "operator", asks(case_id)) for _ in range(12)), return_exceptions=True
        )
    finally:
        office.services.reveals = 50
    assert sorted(granted.remaining for value in done if isinstance(value, tuple) for granted in value[1:]) == [
        0,
        1,
        2,
        3,
        4,
    ]
    assert len(await accesses(office)) == 5
