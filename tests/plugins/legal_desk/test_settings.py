"""What a district can set."""

import tomllib
from datetime import timedelta

import pytest
from pydantic import ValidationError

from core.deadlines.budget import Budget, Mode
from plugins.legal_desk.commands.declare_conflict import declare_conflict
from plugins.legal_desk.commands.refer import refer
from plugins.legal_desk.commands.take import take
from plugins.legal_desk.inputs import ConflictParty, DeclareConflict, Refer, Take
from plugins.legal_desk.settings import LegalDeskSettings
from plugins.legal_desk.states import PartyKind
from tests.plugins.legal_desk.bureau import CITY, TAISHAN, Bureau

HOURS = f"""settings = {{ assign_on_referral = true, reply_hours = 72 }}
[plugins.legal_desk.district.{TAISHAN}]
reply_hours = 24
"""


@pytest.mark.parametrize("settings", [HOURS])
async def test_the_clock_follows_the_district(bureau: Bureau) -> None:
    clocks = []
    for district in (CITY, TAISHAN):
        row = await bureau.consultation(await bureau.referred(await bureau.case(district=district)))
        clocks.append(await bureau.row("clock", row["clock_id"]))

    assert [(one["minutes"], one["mode"]) for one in clocks] == [(72 * 60, "CLOCK"), (24 * 60, "CLOCK")]
    assert clocks[0]["due_at"] == bureau.office.clock.now() + timedelta(hours=72)


@pytest.mark.parametrize("settings", [HOURS])
async def test_a_referral_goes_to_a_lawyer_at_once_if_one_is_free(bureau: Bureau) -> None:
    waiting = await bureau.referred()
    await bureau.on_duty(bureau.lawyer)
    given = Refer(case_id=await bureau.case(), reason="DISPUTE", matter="LABOUR", question="如何维权？")

    done = await bureau.do(refer, bureau.operator, given)

    row = await bureau.consultation(done.object_id)
    assert (row["state"], row["lawyer_id"], done.version) == ("ASSIGNED", bureau.lawyer.id, 2)
    assert (await bureau.consultation(waiting))["state"] == "WAITING"


@pytest.mark.parametrize("settings", [HOURS])
async def test_it_never_goes_to_a_lawyer_whose_conflict_is_named_with_it(bureau: Bureau) -> None:
    await bureau.on_duty(bureau.lawyer)
    party = ConflictParty(kind=PartyKind.NAME, text="王五", district=CITY)
    await bureau.do(declare_conflict, bureau.lawyer, DeclareConflict(ground="EMPLOYED", party=party))

    consultation_id = await bureau.referred(opponents=("王五",))

    assert (await bureau.consultation(consultation_id))["state"] == "WAITING"


@pytest.mark.parametrize("settings", ["settings = { duty_only = false }\n"])
async def test_lawyers_may_work_off_the_roster(bureau: Bureau) -> None:
    consultation_id = await bureau.referred()
    await bureau.do(take, bureau.lawyer, Take(consultation_id=consultation_id))

    assert (await bureau.consultation(consultation_id))["state"] == "ASSIGNED"


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ("reply_hours = 0", "reply_hours"),
        ("reply_working_days = 91", "reply_working_days"),
        ('held_verbs = ["closeCase"]', "held_verbs"),
        ('held_verbs = ["answerCase", "answerCase"]', "held_verbs"),
        ("highest_secrecy = 4", "highest_secrecy"),
        ("reply_minutes = 5", "reply_minutes"),
    ],
)
def test_a_wrong_setting_names_its_key(wrong: str, key: str) -> None:
    with pytest.raises(ValidationError) as caught:
        LegalDeskSettings.model_validate(tomllib.loads(wrong))

    assert [str(error["loc"][0]) for error in caught.value.errors()] == [key]


def test_without_settings_there_are_three_working_days() -> None:
    settings = LegalDeskSettings()

    assert (settings.budget, settings.rule) == (Budget(days=3), "reply_working_days")


def test_hours_count_before_working_days() -> None:
    settings = LegalDeskSettings(reply_working_days=5, reply_hours=2)

    assert (settings.budget, settings.rule) == (Budget(minutes=120, mode=Mode.CLOCK), "reply_hours")
