"""Nothing goes to the organ without its evidence."""

import json

from plugins.discipline_referral.states import Act, State
from tests.plugins.discipline_referral.bureau import Bureau


async def test_a_transfer_without_evidence_is_refused(bureau: Bureau) -> None:
    referral = await bureau.brought(State.APPROVED)

    assert (await bureau.refusal(Act.TRANSFER, referral)).code.code == "DISCIPLINE_REFERRAL_NO_EVIDENCE"


async def test_the_audit_says_which_bundle_went_where(bureau: Bureau) -> None:
    referral = await bureau.brought(State.TRANSFERRED)

    body = json.loads(
        await bureau.office.pool.fetchval("select body::text from discipline_referral_audit where act = 'transfer'")
    )
    kept = await bureau.office.pool.fetchrow("select id, root from discipline_referral_evidence")
    expected = {"state": "TRANSFERRED", "organ": "370900", "bundle": str(kept["id"]), "root": kept["root"].hex()}
    assert body == expected
    assert (await bureau.row(referral))["transferred_at"] is not None
