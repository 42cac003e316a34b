"""Intake and triage (Art. 2, 10, 12, 13, 28)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import bindparam, select

from core.attachments.model import attachment
from core.cases.decide import visible
from core.cases.inputs.intake import ReporterDetails
from core.cases.model import case_file, reporter
from core.cases.states import CaseState as C
from core.cases.states import Channel, Kind, Secrecy, TriageExit
from core.cases.verbs import Verb as V
from tests.core.cases.desk import Desk
from tests.core.cases.drive import Drive, Wanted
from tests.core.cases.verbs import REPORTER

_FILES = select(attachment.c.state, attachment.c.case_id).where(attachment.c.id == bindparam("id"))
_REPORTER = select(reporter).where(reporter.c.case_id == bindparam("case_id"))
_COUNT = select(case_file.c.id).where(case_file.c.external_no == bindparam("no"))
EXPLAINED = {"exit": TriageExit.EXPLAINED, "basis": "第十三条第三项", "told": "已做解释"}


@pytest.fixture
def desk(drive: Drive) -> Desk:
    drive.desk.turn_to(datetime(2026, 11, 16, 2, tzinfo=UTC))
    return drive.desk


async def test_the_same_number_of_a_channel_is_the_same_case(desk: Desk) -> None:
    given: dict[str, Any] = {"channel": Channel.WECHAT, "external_no": "wx-1"}
    first = await desk.act(V.REGISTER_CASE, by="intake_adapter", **given)
    again = await desk.act(V.REGISTER_CASE, by="intake_adapter", title="别的标题", **given)
    other = await desk.act(V.REGISTER_CASE, by="intake_adapter", channel=Channel.WEB, external_no="wx-1")
    assert (again.case_id, again.version, again.secret) == (first.case_id, 1, None)
    assert first.secret is not None
    assert other.case_id != first.case_id


@pytest.mark.parametrize("asked", [None, Secrecy.NORMAL, Secrecy.DISCIPLINE])
async def test_a_report_is_confidential_whatever_is_asked_for(desk: Desk, asked: Secrecy | None) -> None:
    by = desk.viewer("operator")
    made = await desk.act(V.REGISTER_CASE, by=by, kind=Kind.REPORT, secrecy=asked if asked != "DISCIPLINE" else None)
    facts = await desk.facts(made.case_id)
    assert facts.row["secrecy"] == Secrecy.REPORTER_CONFIDENTIAL.level
    assert not await visible(desk.office.read, desk.viewer("legal_desk"), facts)
    assert await visible(desk.office.read, desk.viewer("operator"), facts)


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"title": " "}, "title", "REQUIRED"),
        ({"title": "长" * 201}, "title", "TOO_LONG"),
        ({"content": ""}, "content", "REQUIRED"),
        ({"district": "110000"}, "district", "UNKNOWN_CODE"),
        ({"category": "no-such"}, "category", "UNKNOWN_CODE"),
        ({"place": "长" * 2001}, "place", "TOO_LONG"),
        ({"external_no": "9" * 129}, "externalNo", "TOO_LONG"),
        ({"grid_code": "9" * 65}, "gridCode", "TOO_LONG"),
        ({"reporter": ReporterDetails(name="王" * 201)}, "reporter.name", "TOO_LONG"),
    ],
)
async def test_a_bad_field_is_named_and_no_number_is_taken(
    desk: Desk, values: dict[str, Any], field: str, code: str
) -> None:
    refusal = await desk.refuse(V.REGISTER_CASE, **values)
    assert (refusal.code.code, refusal.field) == (code, ("input", *field.split(".")))


async def test_an_earlier_case_that_is_not_the_caller_s_to_see_is_not_found(desk: Desk) -> None:
    earlier = (await desk.act(V.REGISTER_CASE)).case_id
    refusal = await desk.refuse(V.REGISTER_CASE, by="intake_adapter", prior_case_id=earlier)
    assert (refusal.code.code, refusal.field) == ("NOT_FOUND", ("input", "priorCaseId"))


async def test_who_gives_no_name_is_refused_where_identity_is_required_and_told_what_is_missing(desk: Desk) -> None:
    anonymous = ReporterDetails(phone="13805380001")
    case = (await desk.act(V.REGISTER_CASE, reporter=anonymous, place=None)).case_id
    refusal = await desk.refuse(V.ACCEPT_CASE, case)
    assert (refusal.code.code, refusal.field) == ("INFORMATION_MISSING", ("input", "category"))
    assert refusal.params == {"missing": "name, place"}
    await desk.act(V.REQUEST_INFORMATION, case, missing=("name", "place"))
    await desk.act(V.SUPPLY_INFORMATION, case, reporter=REPORTER, content="补充说明")
    await desk.act(V.ACCEPT_CASE, case)

    person = await desk.office.read.fetch_one(_REPORTER, case_id=case)
    assert person is not None
    assert (await desk.facts(case)).state is C.PENDING_DISPATCH
    assert (person["identity_mode"], person["repeat_key"]) == ("REAL_NAME", person["phone_index"])
    assert await desk.content(case) == "小区维修资金用途不明\n\n补充说明"


async def test_the_triage_clock_stands_while_information_is_awaited(desk: Desk) -> None:
    case = (await desk.act(V.REGISTER_CASE)).case_id
    await desk.act(V.REQUEST_INFORMATION, case)
    (standing,) = (await desk.facts(case)).clocks
    desk.move_on(timedelta(days=2))
    await desk.act(V.SUPPLY_INFORMATION, case)
    (running,) = (await desk.facts(case)).clocks
    assert (standing["state"], standing["due_at"], running["state"]) == ("PAUSED", None, "RUNNING")
    assert running["due_at"] == datetime(2026, 11, 18, 6, 2, tzinfo=UTC)  # 10:02 + 2 h - 1 min used, over lunch


async def test_supplying_nothing_is_refused(drive: Drive) -> None:
    scene = await drive.to(Wanted(C.NEEDS_INFORMATION))
    refusal = await drive.desk.refuse(V.SUPPLY_INFORMATION, scene.case_id, place=" ", content="")
    assert (refusal.code.code, refusal.field) == ("REQUIRED", ("input",))


@pytest.mark.parametrize("ground", ["STATE_SECRET", "WORK_SECRET", "TRADE_SECRET"])
async def test_a_secret_is_purged_and_only_the_fact_is_kept(desk: Desk, ground: str) -> None:
    file = await desk.new_material("operator")
    case = (await desk.act(V.REGISTER_CASE, attachments=(file,))).case_id
    await desk.act(V.DIVERT_CASE, case, **EXPLAINED, detail=ground)
    row = (await desk.facts(case)).row
    held = await desk.office.read.fetch_one(_FILES, id=file)
    purged = [row[f"{name}_{column}"] for name in ("title", "content", "place") for column in ("sealed", "mask")]
    assert purged == [None] * 6
    assert (row["title_grams"], row["outcome"], row["state"]) == ([], "EXPLAINED", "DIVERTED")
    assert held is not None
    assert (held["state"], held["case_id"]) == ("PURGED", None)


async def test_what_is_only_unlawful_stays_readable(desk: Desk) -> None:
    case = (await desk.act(V.REGISTER_CASE)).case_id
    await desk.act(V.DIVERT_CASE, case, **EXPLAINED, detail="UNLAWFUL")
    assert await desk.content(case) == "小区维修资金用途不明"


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"detail": "911"}, "detail", "UNKNOWN_CODE"),
        ({"detail": None}, "detail", "REQUIRED"),
        ({"exit": TriageExit.STATUTORY_CHANNEL, "detail": "COURT"}, "detail", "UNKNOWN_CODE"),
        ({"exit": TriageExit.OUT_OF_JURISDICTION, "detail": None}, "detail", "REQUIRED"),
        ({"exit": TriageExit.NOT_ACCEPTED, "detail": " "}, "detail", "REQUIRED"),
        ({"exit": TriageExit.REPEAT_NO_NEW_FACTS}, "priorCaseId", "PRIOR_CASE_REQUIRED"),
        ({"basis": ""}, "basis", "REQUIRED"),
        ({"told": ""}, "told", "REQUIRED"),
    ],
)
async def test_every_exit_needs_its_detail_its_basis_and_what_the_citizen_was_told(
    drive: Drive, values: dict[str, Any], field: str, code: str
) -> None:
    scene = await drive.to(Wanted(C.RECEIVED))
    refusal = await drive.desk.refuse(V.DIVERT_CASE, scene.case_id, **values)
    assert (refusal.code.code, refusal.field) == (code, ("input", field))


async def test_a_repeat_links_the_earlier_case_and_not_itself(drive: Drive) -> None:
    scene = await drive.to(Wanted(C.RECEIVED))
    repeat = {"exit": TriageExit.REPEAT_NO_NEW_FACTS, "detail": None}
    itself = await drive.desk.refuse(V.DIVERT_CASE, scene.case_id, **repeat, prior_case_id=scene.case_id)
    assert itself.code.code == "PRIOR_CASE_REQUIRED"
    async with drive.desk.undone() as uow:
        earlier = drive.desk.world.master
        await drive.desk.do(uow, V.DIVERT_CASE, scene.case_id, **repeat, prior_case_id=earlier)
        linked = select(case_file.c.prior_case_id).where(case_file.c.id == bindparam("id"))
        assert await uow.fetch_value(linked, id=scene.case_id) == earlier
