"""Templates are checked before anybody relies on them."""

from typing import Any

import pytest

from core.ids import new_id
from plugins.legal_desk.commands.add_template import add_template
from plugins.legal_desk.commands.retire_template import retire_template
from plugins.legal_desk.commands.revise_template import revise_template
from plugins.legal_desk.inputs import AddTemplate, RetireTemplate, ReviseTemplate
from tests.plugins.legal_desk.bureau import CITY, TAISHAN, Bureau

BODY = "{advice}\n{provisions}"


def words(**more: Any) -> AddTemplate:
    return AddTemplate(**({"district": CITY, "name": "通用", "body": BODY} | more))


@pytest.mark.parametrize(
    ("body", "code", "names"),
    [
        ("{advice} {provisions} {phone}", "LEGAL_DESK_PLACEHOLDER_UNKNOWN", "phone"),
        ("{facts}", "LEGAL_DESK_PLACEHOLDER_MISSING", "advice, provisions"),
        ("{advice} {provisions", "LEGAL_DESK_TEMPLATE_UNREADABLE", None),
        (" ", "REQUIRED", None),
    ],
)
async def test_a_text_that_is_no_template_is_refused(bureau: Bureau, body: str, code: str, names: str | None) -> None:
    refusal = await bureau.refused(add_template, bureau.lead, words(body=body))

    assert (refusal.code.code, refusal.field, refusal.params.get("names")) == (code, ("input", "body"), names)


async def test_a_template_is_revised_and_retired(bureau: Bureau) -> None:
    id_ = (await bureau.do(add_template, bureau.lead, words())).object_id
    revise = ReviseTemplate(template_id=id_, name="通用二", body=BODY + "\n{date}", expected_version=1)

    revised = await bureau.do(revise_template, bureau.lead, revise)
    stale = await bureau.refused(revise_template, bureau.lead, revise)
    retired = await bureau.do(retire_template, bureau.lead, RetireTemplate(template_id=id_, expected_version=2))

    row = await bureau.row("legal_desk_template", id_)
    assert (row["name"], revised.version, retired.version, stale.code.code) == ("通用二", 2, 3, "STALE_VERSION")
    assert row["retired_at"] is not None


async def test_a_retired_template_stays_as_it_is(bureau: Bureau) -> None:
    id_ = (await bureau.do(add_template, bureau.lead, words())).object_id
    await bureau.do(retire_template, bureau.lead, RetireTemplate(template_id=id_))

    again = await bureau.refused(retire_template, bureau.lead, RetireTemplate(template_id=id_))
    revised = await bureau.refused(revise_template, bureau.lead, ReviseTemplate(template_id=id_, name="新", body=BODY))

    assert again.code.code == revised.code.code == "LEGAL_DESK_TEMPLATE_RETIRED"


async def test_a_revision_is_checked_like_a_new_one(bureau: Bureau) -> None:
    id_ = (await bureau.do(add_template, bureau.lead, words())).object_id

    bad = await bureau.refused(revise_template, bureau.lead, ReviseTemplate(template_id=id_, name="新", body="{x}"))

    assert bad.code.code == "LEGAL_DESK_PLACEHOLDER_UNKNOWN"


async def test_only_who_answers_for_the_place_keeps_templates(bureau: Bureau) -> None:
    county = bureau.office.viewer("county_officer")
    id_ = (await bureau.do(add_template, bureau.lead, words())).object_id

    refusals = [
        await bureau.refused(add_template, bureau.lawyer, words()),
        await bureau.refused(add_template, county, words()),
        await bureau.refused(revise_template, county, ReviseTemplate(template_id=id_, name="新", body=BODY)),
        await bureau.refused(retire_template, bureau.lead, RetireTemplate(template_id=new_id())),
    ]
    await bureau.do(add_template, county, words(district=TAISHAN))
    await bureau.office.switch("legal_desk", [TAISHAN])
    refusals.append(await bureau.refused(add_template, bureau.lead, words()))

    assert [one.code.code for one in refusals] == [
        "NOT_ALLOWED", "NOT_ALLOWED", "NOT_ALLOWED", "NOT_FOUND", "PLUGIN_DISABLED",
    ]  # fmt: skip
