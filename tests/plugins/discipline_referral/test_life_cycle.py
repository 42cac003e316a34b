"""Every act on a referral in every state, against the table written by hand."""

import pytest

from plugins.discipline_referral.states import TRANSITIONS, Act, State
from tests.plugins.discipline_referral.bureau import Bureau
from tests.plugins.discipline_referral.oracle import oracle


@pytest.mark.parametrize("state", State)
async def test_acts_do_what_the_oracle_says(state: State, bureau: Bureau) -> None:
    referral = await bureau.brought(state)
    before = (await bureau.row(referral))["version"]

    for act in TRANSITIONS:
        expected = oracle()[act, state]
        if expected is None:
            refusal = await bureau.refusal(act, referral)
            told = (refusal.code.code, refusal.params["state"], refusal.params["verb"])
            assert told == ("DISCIPLINE_REFERRAL_STATE", state, TRANSITIONS[act].operation)
        else:
            if act is Act.TRANSFER:
                await bureau.act(Act.COLLECT_EVIDENCE, referral)
                before = (await bureau.row(referral))["version"]
            async with bureau.desk.undone() as uow:
                done = await bureau.command(uow, act, referral)
            assert done.version == before + 1


async def test_a_whole_life_leaves_a_step_and_an_entry_for_every_version(bureau: Bureau) -> None:
    referral = await bureau.brought(State.CONCLUDED)

    steps = await bureau.office.pool.fetch(
        "select version, act, state from discipline_referral_step where referral_id = $1 order by version", referral
    )
    entries = await bureau.office.pool.fetch(
        "select version, act from discipline_referral_audit where referral_id = $1 order by pos", referral
    )

    assert [tuple(row) for row in steps] == [
        (1, "suggest", "SUGGESTED"), (2, "review", "REVIEWED"), (3, "approve", "APPROVED"),
        (4, "collectEvidence", "APPROVED"), (5, "transfer", "TRANSFERRED"), (6, "recordReceipt", "RECEIVED"),
        (7, "recordOutcome", "CONCLUDED"),
    ]  # fmt: skip
    assert [tuple(row) for row in entries] == [(row["version"], row["act"]) for row in steps]
