"""Four eyes: the proposer never decides, and three people are needed unless the settings say otherwise."""

import pytest

from plugins.discipline_referral.states import Act
from tests.plugins.discipline_referral.bureau import Bureau

LEAD = "approving"


@pytest.mark.parametrize("act", [Act.REVIEW, Act.REJECT])
async def test_the_proposer_does_not_review_or_reject(act: Act, bureau: Bureau) -> None:
    referral = await bureau.suggest(await bureau.case("ta-housing"))

    assert (await bureau.refusal(act, referral, "proposer")).code.code == "DISCIPLINE_REFERRAL_OWN_PROPOSAL"


async def test_the_proposer_does_not_approve(bureau: Bureau) -> None:
    officers = tuple(bureau.people[name].id for name in ("reviewing", "inspecting"))
    referral = await bureau.suggest(await bureau.case("ta-housing"), by=LEAD, officers=officers)
    await bureau.act(Act.REVIEW, referral)

    assert (await bureau.refusal(Act.APPROVE, referral)).code.code == "DISCIPLINE_REFERRAL_OWN_PROPOSAL"


async def test_nobody_else_withdraws(bureau: Bureau) -> None:
    referral = await bureau.suggest(await bureau.case("ta-housing"))

    refusal = await bureau.refusal(Act.WITHDRAW, referral, "reviewing")

    assert refusal.code.code == "DISCIPLINE_REFERRAL_NOT_THE_PROPOSER"


@pytest.mark.parametrize(("unit", "code"), [("ta-housing", "DISCIPLINE_REFERRAL_OWN_REVIEW"), ("370911", None)])
async def test_who_reviewed_approves_only_where_the_settings_let_him(
    unit: str, code: str | None, bureau: Bureau
) -> None:
    referral = await bureau.suggest(await bureau.case(unit), unit)
    await bureau.act(Act.REVIEW, referral)
    gate = "370911" if code is None else "370900"
    await bureau.office.pool.execute(
        "update discipline_referral_referral set reviewed_by = $1, gate = $2 where id = $3",
        bureau.people[LEAD].id, gate, referral,
    )  # fmt: skip

    if code:
        assert (await bureau.refusal(Act.APPROVE, referral)).code.code == code
    else:
        assert (await bureau.act(Act.APPROVE, referral)).version == 3


async def test_the_database_itself_refuses_a_proposer_s_approval(bureau: Bureau) -> None:
    referral = await bureau.suggest(await bureau.case("ta-housing"))

    for column in ("reviewed_by", "approved_by"):
        with pytest.raises(Exception, match="four_eyes"):
            await bureau.office.pool.execute(
                f"update discipline_referral_referral set {column} = proposed_by where id = $1", referral
            )
