"""What evidence is made of, and what it never holds."""

import json

from core.cases.verbs import Verb
from core.db.uow import unit_of_work
from plugins.discipline_referral import evidence
from plugins.discipline_referral.inputs import Accused
from plugins.discipline_referral.states import Act
from tests.plugins.discipline_referral.bureau import Bureau

AT = "/ta/ta-housing"


async def test_it_holds_the_handling_from_the_first_event_to_the_feedback(bureau: Bureau) -> None:
    case = await bureau.case("ta-housing")
    part = (await bureau.desk.facts(case)).assignments[0].id
    for verb in (Verb.ACCEPT_ASSIGNMENT, Verb.LOG_CONTACT):
        await bureau.desk.act(verb, part, at=AT)
    await bureau.desk.act(Verb.SUBMIT_FEEDBACK, part, at=AT, actions_taken="已更换控制器。")
    referral = await bureau.suggest(case, facts="弄虚作假的事实", persons=(Accused(name="孙七"),))

    found = await entries(bureau, referral)

    kinds = {path.split("/")[0] for path in found}
    assert kinds == {"case", "referral", "timeline", "assignments", "clocks", "feedback"}
    (feedback,) = (value for path, value in found.items() if path.startswith("feedback/"))
    assert feedback["actions_taken"] == "已更换控制器。"
    assert (found["referral"]["facts"], found["referral"]["persons"][0]["name"]) == ("弄虚作假的事实", "孙七")
    types = [value["type"] for path, value in found.items() if path.startswith("timeline/")]
    assert types[0] == "registerCase"
    assert "submitFeedback" in types


async def test_neither_the_reporter_nor_what_the_reporter_said_is_in_it(bureau: Bureau) -> None:
    case = await bureau.case("ta-housing")
    said = await bureau.desk.content(case)
    referral = await bureau.suggest(case)

    text = json.dumps(await entries(bureau, referral), ensure_ascii=False, default=str)

    assert said not in text
    assert not any(word in text for word in ("reporter", "sealed", "case_key", "grams"))


async def test_the_newest_bundle_counts(bureau: Bureau) -> None:
    referral = await bureau.suggest(await bureau.case("ta-housing"))
    assert await evidence.newest(bureau.office.read, referral) is None

    await bureau.act(Act.COLLECT_EVIDENCE, referral)
    first = await evidence.newest(bureau.office.read, referral)
    await bureau.act(Act.COLLECT_EVIDENCE, referral)
    second = await evidence.newest(bureau.office.read, referral)

    assert first is not None
    assert second is not None
    assert first["at"] < second["at"]


async def entries(bureau: Bureau, referral: object) -> dict[str, object]:
    async with unit_of_work(bureau.office.pool, bureau.office.services) as uow:
        row = await bureau.row(referral)
        return await evidence.entries(uow, row, await uow.services.keys.case_key(row["case_key"]))
