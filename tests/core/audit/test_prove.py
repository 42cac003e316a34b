"""A proof adds up for whoever has the public key alone, and whatever is altered in it does not."""

import random
from datetime import timedelta
from typing import Any

import orjson
import pytest

from core.audit.heads import HeadSigner
from core.audit.prove import NotProved, add_up, prove
from core.audit.reveal import ReporterField, Reveal, reveal
from core.audit.sign import sign_head
from core.events.sequence import step
from core.ids import new_id
from tests.core.audit.desk import register
from tests.support.office import Office

SIGNER = HeadSigner(bytes(range(32)))
EXAMPLES = 200


async def signed(office: Office) -> None:
    while await step(office.pool):
        pass
    office.clock.set(office.clock.now() + timedelta(seconds=60))
    assert await sign_head(office.pool, office.services, SIGNER)


async def a_proof(office: Office) -> dict[str, Any]:
    """Of a reveal that stands between changes."""
    case_id = await register(office)
    await office.run(reveal, "operator", Reveal(case_id, ReporterField.PHONE, "CONTACT"))
    await register(office)
    await signed(office)
    return await prove(office.read, await office.pool.fetchval("select id from access_event"))


async def test_a_reveal_is_proved(office: Office) -> None:
    proof = await a_proof(office)

    event, head = add_up(orjson.dumps(proof).decode(), SIGNER.key)

    assert (event["act"], event["purpose"]) == ("REVEAL", "CONTACT")
    assert proof["pos"] + len(proof["after"]) == head.pos
    assert proof["after"]


async def test_every_event_of_the_log_is_proved(office: Office) -> None:
    await a_proof(office)
    for row in await office.pool.fetch("select event_id from event_log"):
        add_up(orjson.dumps(await prove(office.read, row["event_id"])).decode(), SIGNER.key)


async def test_whatever_is_altered_does_not_add_up(office: Office) -> None:
    text, chance = orjson.dumps(await a_proof(office)).decode(), random.Random(28)
    for _ in range(EXAMPLES):
        at = chance.randrange(len(text))
        altered = text[:at] + chance.choice("0123456789abcdef") + text[at + 1 :]
        if altered != text:
            with pytest.raises(NotProved):
                add_up(altered, SIGNER.key)


async def test_another_key_proves_nothing(office: Office) -> None:
    proof = orjson.dumps(await a_proof(office)).decode()
    with pytest.raises(NotProved, match="not signed with this key"):
        add_up(proof, HeadSigner(bytes(32)).key)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"head": 1}', "null"])
def test_what_is_no_proof_is_told_so(text: str) -> None:
    with pytest.raises(NotProved, match="no proof of this form"):
        add_up(text, SIGNER.key)


async def test_an_event_that_is_not_there_or_not_signed_yet_is_told_so(office: Office) -> None:
    await a_proof(office)
    await register(office)
    await step(office.pool)
    last = await office.pool.fetchval("select event_id from event_log order by pos desc limit 1")
    with pytest.raises(NotProved, match="no such event"):
        await prove(office.read, new_id())
    with pytest.raises(NotProved, match="no head has been signed since"):
        await prove(office.read, last)
