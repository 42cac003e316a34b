"""What becomes of one message: each verb at its instant, through the commands, with nothing invented."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from core.replay.acts import Staff
from core.replay.rejects import Reason, Reject
from core.replay.rules import CategoryRule
from core.replay.shares import Share
from tests.core.replay.desk import RULES, messages, reported, run_of
from tests.support.office import Office

EVENTS = "SELECT type, occurred_at FROM case_event ORDER BY case_version, seq"


def utc(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """An instant of October 2019; Tai'an is eight hours ahead."""
    return datetime(2019, 10, day, hour, minute, second, tzinfo=UTC)


async def events(office: Office) -> list[tuple[str, datetime]]:
    return [(row["type"], row["occurred_at"]) for row in await office.pool.fetch(EVENTS)]


async def fields(office: Office, statement: str) -> tuple[Any, ...]:
    return tuple(await office.pool.fetchrow(statement))


async def test_a_late_reply_finds_its_case_deemed_accepted_and_breached(
    office: Office, acting: Staff, tmp_path: Path
) -> None:
    source = messages(office, tmp_path, "L-1,题,2019-10-14 10:00:00,文,,答,2019-10-22 10:00:00")

    await run_of(office, acting, source)

    start, reply = utc(14, 2), utc(22, 2)
    assert await events(office) == [
        ("registerCase", start),
        ("acceptCase", start),
        ("dispatchCase", start),
        ("assigned", start),
        ("yellowCard", utc(14, 10)),  # a working day before the acceptance is due
        ("yellowCard", utc(14, 20)),  # three quarters of the 24 h of the first contact
        ("redCard", utc(15, 2)),
        ("redCard", utc(15, 10)),
        ("deemedAccepted", utc(16, 10)),
        ("yellowCard", utc(18, 10)),
        ("redCard", utc(21, 10)),
        ("logContact", reply),
        ("submitFeedback", reply),
        ("approveFeedback", reply),
        ("recordCallback", reply),
    ]
    assert (await reported(office, source)).clocks == Share(late=1)


async def test_a_quick_reply_is_taken_by_the_unit_first(office: Office, acting: Staff, tmp_path: Path) -> None:
    source = messages(office, tmp_path, "L-1,题,2019-10-14 10:00:00,文,,答,2019-10-14 10:00:00")

    await run_of(office, acting, source)

    names = [type_ for type_, at in await events(office) if at == utc(14, 2)]
    assert names[4:] == ["acceptAssignment", "logContact", "submitFeedback", "approveFeedback", "recordCallback"]
    assert await fields(office, "SELECT state, outcome, closed_at FROM case_file") == ("CLOSED", "IMPORTED", utc(14, 2))
    callback = await fields(office, "SELECT channel, reached, rated, not_rated_reason FROM callback")
    assert callback == ("IMPORT", False, False, "IMPORTED")


@pytest.mark.parametrize(
    ("replied", "share"), [("18:00:00", Share(met=1)), ("18:00:01", Share(late=1))], ids=["at due", "a second later"]
)
async def test_the_due_instant_itself_is_in_time(
    office: Office, acting: Staff, tmp_path: Path, replied: str, share: Share
) -> None:
    source = messages(office, tmp_path, f"L-1,题,2019-10-14 10:00:00,文,,答,2019-10-21 {replied}")

    await run_of(office, acting, source)

    told = await reported(office, source)
    assert (told.clocks, told.shares["taian"]) == (share, share)


async def test_a_case_holds_what_the_file_says_and_the_rules_supply(
    office: Office, acting: Staff, tmp_path: Path
) -> None:
    source = messages(office, tmp_path, "L-1,举报B3县某厂,2019-10-14 10:00:00,在A2区,环境保护,,")

    await run_of(office, acting, source)

    case = await fields(
        office, "SELECT channel, external_no, kind, category, district, secrecy, registered_at, profile FROM case_file"
    )
    assert case == ("IMPORT", "L-1", "REPORT", "07", "370921", 2, utc(14, 2), "taian")
    assert await fields(office, "SELECT identity_mode, name_sealed, phone_sealed FROM reporter") == (
        "ANONYMOUS", None, None,
    )  # fmt: skip
    dispatched = "SELECT u.code, a.role FROM assignment a JOIN unit u ON u.id = a.unit_id"
    lead = await fields(office, dispatched)
    entry = (
        "SELECT u.code, e.role FROM catalogue_entry e "
        "JOIN unit u ON u.id = e.unit_id WHERE e.category = '07' AND e.district = '370921' AND e.role = 'LEAD'"
    )
    assert lead == await fields(office, entry)


@pytest.mark.parametrize("name", ["", "待分类", "没有这一类"])
async def test_what_our_tree_does_not_have_goes_to_the_leaf_for_the_unclassified(
    office: Office, acting: Staff, tmp_path: Path, name: str
) -> None:
    run = await run_of(office, acting, messages(office, tmp_path, f"L-1,题,2019-10-14 10:00:00,C1区,{name},,"))

    assert run.refused == []
    lead = "SELECT u.code FROM assignment a JOIN unit u ON u.id = a.unit_id"
    assert await fields(office, "SELECT category, state FROM case_file") == ("990000", "IN_PROGRESS")
    assert await fields(office, lead) == ("370902-hotline",)


async def test_a_row_that_a_command_refuses_is_told_and_the_others_go_on(
    office: Office, acting: Staff, tmp_path: Path
) -> None:
    rows = ["L-1,题,2019-10-14 10:00:00,文,,,", "L-2,题,2019-10-14 11:00:00,文,环境保护,,"]
    rules = RULES.model_copy(update={"category": CategoryRule(otherwise="no such code")})

    run = await run_of(office, acting, messages(office, tmp_path, *rows), rules=rules)

    assert run.refused == [Reject(2, "L-1", Reason.REFUSED, "UNKNOWN_CODE")]
    states = await office.pool.fetch("SELECT external_no, state FROM case_file ORDER BY 1")
    assert [tuple(row) for row in states] == [("L-1", "RECEIVED"), ("L-2", "IN_PROGRESS")]


async def test_a_case_that_has_gone_on_since_is_left_as_it_is(office: Office, acting: Staff, tmp_path: Path) -> None:
    await run_of(office, acting, messages(office, tmp_path, "L-1,题,2019-10-14 10:00:00,文,,,"))
    before = await events(office)

    run = await run_of(
        office, acting, messages(office, tmp_path, "L-1,题,2019-10-14 10:00:00,文,,答,2019-10-15 10:00:00")
    )

    assert (run.complete, run.steps, run.already_there, run.overtaken) == (True, 0, 1, 1)
    assert await events(office) == before
