"""Suggesting: who may, of which unit, and what Art. 21 requires."""

from typing import Any

import pytest

from core.errors import NotAllowed, NotFound, Refused
from core.ids import new_id
from plugins.discipline_referral.commands.suggest import suggest
from plugins.discipline_referral.inputs import Accused
from tests.plugins.discipline_referral.bureau import Bureau


async def refusal(bureau: Bureau, by: str = "proposer", unit: str = "ta-housing", **values: Any) -> Refused:
    case = values.pop("case_id", None) or await bureau.case("ta-housing")
    given = bureau.suggestion(case, unit, **values)
    return await bureau.refused(lambda uow: suggest(uow, bureau.who(by), given))


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"grounds": ()}, "DISCIPLINE_REFERRAL_NO_GROUND", ("input", "grounds")),
        ({"grounds": ("GOSSIP",)}, "UNKNOWN_CODE", ("input", "grounds")),
        ({"consequence": ""}, "UNKNOWN_CODE", ("input", "consequence")),
        ({"facts": "  "}, "REQUIRED", ("input", "facts")),
        ({"facts": "长" * 20_001}, "TOO_LONG", ("input", "facts")),
        ({"persons": (Accused(name=" "),)}, "REQUIRED", ("input", "persons", "0", "name")),
        ({"persons": (Accused(name="甲", account_id=new_id()),)}, "NOT_FOUND", ("input", "persons")),
        ({"officers": (new_id(),)}, "NOT_FOUND", ("input", "officers")),
        ({"unit": "ta-police"}, "DISCIPLINE_REFERRAL_NOT_INVOLVED", ("input", "unitId")),
    ],
)
async def test_what_is_missing_or_wrong_is_named(
    values: dict[str, Any], code: str, field: tuple[str, ...], bureau: Bureau
) -> None:
    found = await refusal(bureau, **values)

    assert (found.code.code, found.field) == (code, field)


async def test_a_case_one_does_not_see_is_not_found(bureau: Bureau) -> None:
    found = await refusal(bureau, "elsewhere")

    assert isinstance(found, NotFound)
    assert found.field == ("input", "caseId")


async def test_without_clearance_for_discipline_nobody_suggests(bureau: Bureau) -> None:
    assert isinstance(await refusal(bureau, "uncleared"), NotAllowed)


async def test_where_the_plug_in_is_off_nobody_does(bureau: Bureau) -> None:
    case = await bureau.case("ta-housing")
    await bureau.office.switch("discipline_referral", ["370911"])

    found = await refusal(bureau, case_id=case)

    assert (found.code.code, found.params) == ("PLUGIN_DISABLED", {"plugin": "discipline_referral"})


async def test_nobody_accuses_himself_or_an_officer(bureau: Bureau) -> None:
    for name, field in (("proposer", None), ("reviewing", ("input", "officers"))):
        found = await refusal(bureau, persons=(Accused(name="乙", account_id=bureau.people[name].id),))
        assert (found.code.code, found.field) == ("DISCIPLINE_REFERRAL_CONFLICT", field)


async def test_proposer_named_and_standing_officers_know_but_for_the_biased(bureau: Bureau) -> None:
    referral = await bureau.suggest(await bureau.case("370902"), "370902", officers=())

    rows = await bureau.office.pool.fetch(
        "select a.name from discipline_referral_officer o join account a on a.id = o.account_id where referral_id = $1",
        referral,
    )

    assert {row["name"] for row in rows} == {"proposer", "reviewing", "approving", "inspecting"}


@pytest.mark.parametrize(
    ("unit", "organ"), [("ta-housing", "370900"), ("370902", "370902"), ("370902001", "370902"), ("370911", "370911")]
)
async def test_the_organ_is_of_the_unit_s_level(unit: str, organ: str, bureau: Bureau) -> None:
    referral = await bureau.suggest(await bureau.case(unit), unit)

    assert (await bureau.row(referral))["organ"] == organ


async def test_every_text_is_sealed_with_a_key_that_is_not_the_case_s(bureau: Bureau) -> None:
    case = await bureau.case("ta-housing")
    referral = await bureau.suggest(case, facts="独一无二的事实", persons=(Accused(name="王五", position="科长"),))

    row = await bureau.row(referral)
    case_key = await bureau.office.pool.fetchval("select case_key from case_file where id = $1", case)
    everything = await bureau.office.pool.fetchval(
        "select string_agg(r::text, '') || (select string_agg(p::text, '') from discipline_referral_person p)"
        " || (select string_agg(a::text, '') from discipline_referral_audit a) from discipline_referral_referral r"
    )

    assert row["case_key"] != case_key
    assert not any(word in everything for word in ("独一无二", "王五", "科长"))
