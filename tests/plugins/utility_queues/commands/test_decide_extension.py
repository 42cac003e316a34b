"""The dispatching level answers a request for more minutes."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from core.api import NotAllowed, NotFound, Refused
from core.sealing.fields import FieldRef, open_
from plugins.utility_queues.commands.decide_extension import approve_extension, reject_extension
from plugins.utility_queues.inputs import DecideExtension
from tests.plugins.utility_queues import works
from tests.support.plugged import Plugged


async def request(office: Plugged) -> UUID:
    await works.dispatched(office)
    await works.asked_for(office, await works.in_hand(office))
    found: UUID = (await works.rows(office, "extension"))[0]["id"]
    return found


async def due(office: Plugged) -> Any:
    return await office.pool.fetchrow(
        "select a.due_at as part, c.due_at as clock, c.extensions from clock c"
        " join assignment a on a.id = c.assignment_id where c.kind = 'HANDLING'"
    )


async def test_what_is_granted_is_due_that_much_later(plugged: Plugged) -> None:
    extension, before = await request(plugged), await due(plugged)

    given = DecideExtension(extension_id=extension, expected_version=3)
    done = await plugged.run(approve_extension, "reviewer", given)

    after = await due(plugged)
    assert after["clock"] == after["part"] == before["clock"] + timedelta(minutes=60)
    assert [one["amount"] for one in after["extensions"]] == [60]
    assert (done.object_id, done.version) == (extension, 4)
    assert (await works.rows(plugged, "extension"))[0]["decision"] == "APPROVED"


async def test_what_is_refused_stays_due_and_says_why(plugged: Plugged) -> None:
    extension, before = await request(plugged), await due(plugged)

    await plugged.run(reject_extension, "reviewer", DecideExtension(extension_id=extension, reason="理由不足"))

    assert await due(plugged) == before
    (row,) = await works.rows(plugged, "extension")
    key = await plugged.services.keys.case_key(await plugged.pool.fetchval("select case_key from case_file"))
    sealed = FieldRef("utility_queues_extension.decision_reason", row["id"])
    assert row["decision_reason"] is None
    assert open_(key, sealed, row["decision_reason_sealed"]) == "理由不足"


@pytest.mark.parametrize(
    ("given", "code"), [({}, "REQUIRED"), ({"reason": "x", "expected_version": 2}, "STALE_VERSION")]
)
async def test_a_refusal_has_a_reason_and_a_version(plugged: Plugged, given: dict[str, Any], code: str) -> None:
    extension = await request(plugged)

    with pytest.raises(Refused, match=code):
        await plugged.run(reject_extension, "reviewer", DecideExtension(extension_id=extension, **given))


async def test_it_is_answered_once(plugged: Plugged) -> None:
    extension = await request(plugged)
    await plugged.run(approve_extension, "reviewer", DecideExtension(extension_id=extension))

    with pytest.raises(Refused, match="NO_PENDING_EXTENSION"):
        await plugged.run(reject_extension, "reviewer", DecideExtension(extension_id=extension, reason="x"))


async def test_the_company_does_not_answer_itself(plugged: Plugged) -> None:
    extension = await request(plugged)

    with pytest.raises(NotAllowed):
        await plugged.run(approve_extension, works.COMPANY, DecideExtension(extension_id=extension))


async def test_a_county_sees_nothing_of_a_part_that_is_not_its_own_to_decide(plugged: Plugged) -> None:
    extension = await request(plugged)

    with pytest.raises(Refused) as refused:
        await plugged.run(approve_extension, "county_officer", DecideExtension(extension_id=extension))

    assert refused.value.code.code in {"NOT_ALLOWED", "UTILITY_QUEUES_NOT_DISPATCHING_LEVEL"}


async def test_to_strangers_it_does_not_exist(plugged: Plugged) -> None:
    extension = await request(plugged)

    for role in ("unit_liaison", "developer"):
        with pytest.raises(NotFound):
            await plugged.run(approve_extension, role, DecideExtension(extension_id=extension))
