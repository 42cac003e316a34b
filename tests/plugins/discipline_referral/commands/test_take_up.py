"""What the system proposes is nothing until a person takes it up."""

import pytest

from plugins.discipline_referral.inputs import Accused
from plugins.discipline_referral.states import Act, State
from tests.plugins.discipline_referral.bureau import Bureau


async def test_whoever_takes_it_up_is_the_proposer(bureau: Bureau) -> None:
    referral = await bureau.brought(State.PROPOSED)

    await bureau.act(Act.TAKE_UP, referral, persons=(Accused(name="赵六"),))

    row = await bureau.row(referral)
    assert (row["proposed_by"], row["consequence"]) == (bureau.people["proposer"].id, "SERIOUS_CONSEQUENCE")
    assert (await bureau.refusal(Act.REVIEW, referral, "proposer")).code.code == "DISCIPLINE_REFERRAL_OWN_PROPOSAL"


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"consequence": "NONE"}, "UNKNOWN_CODE", ("input", "consequence")),
        ({"facts": ""}, "REQUIRED", ("input", "facts")),
    ],
)
async def test_it_adds_what_art_21_requires(
    values: dict[str, str], code: str, field: tuple[str, ...], bureau: Bureau
) -> None:
    referral = await bureau.brought(State.PROPOSED)

    refusal = await bureau.refusal(Act.TAKE_UP, referral, **values)

    assert (refusal.code.code, refusal.field) == (code, field)


async def test_nobody_takes_up_what_accuses_himself(bureau: Bureau) -> None:
    referral = await bureau.brought(State.PROPOSED)
    himself = Accused(name="本人", account_id=bureau.people["proposer"].id)

    assert (await bureau.refusal(Act.TAKE_UP, referral, persons=(himself,))).code.code == "DISCIPLINE_REFERRAL_CONFLICT"


async def test_without_a_consequence_the_database_lets_nothing_go_on(bureau: Bureau) -> None:
    referral = await bureau.brought(State.PROPOSED)

    with pytest.raises(Exception, match="consequence"):
        await bureau.office.pool.execute(
            "update discipline_referral_referral set state = 'SUGGESTED' where id = $1", referral
        )
