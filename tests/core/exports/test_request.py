"""Who may ask for what, what needs another's word, and what is never taken out."""

from base64 import b64encode
from datetime import timedelta
from typing import Any

import pytest

from core.access.load import load_viewer
from core.cases.states import Kind
from core.errors import NotAllowed, NotFound, Refused
from core.exports import request
from core.exports.request import approve_export, refuse_export, request_export
from core.exports.rows import Filter
from core.ids import new_id
from tests.core.exports.desk import asks, registered, requested
from tests.support.office import Office


async def refused(office: Office, command: Any, role: str, input: object, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        await office.run(command, role, input)
    assert refusal.value.code.code == code


async def _state(office: Office) -> tuple[str, int, int, bool]:
    return tuple(await office.pool.fetchrow("select state, rows, secrecy, approval from export"))  # type: ignore[return-value]


async def test_a_few_ordinary_cases_are_made_at_once(office: Office) -> None:
    await registered(office)
    await requested(office, "city_lead", asks())
    assert await _state(office) == ("APPROVED", 1, 0, False)


async def test_one_private_case_needs_another_s_word(office: Office) -> None:
    await registered(office)
    await registered(office, private=True)
    id_ = await requested(office, "city_lead", asks())
    assert await _state(office) == ("AWAITING_APPROVAL", 2, 1, True)
    await refused(office, approve_export, "city_lead", id_, "EXPORT_NEEDS_ANOTHER")
    await office.run(approve_export, "auditor", id_)
    assert await _state(office) == ("APPROVED", 2, 1, True)
    await refused(office, refuse_export, "auditor", id_, "EXPORT_DECIDED")


async def test_so_do_a_thousand(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (request.LARGE, request.MOST) == (1_000, 50_000)
    monkeypatch.setattr(request, "LARGE", 2)
    await registered(office)
    await requested(office, "city_lead", asks())
    assert (await _state(office))[0] == "APPROVED"
    await office.pool.execute("delete from export")
    await registered(office)
    id_ = await requested(office, "supervisor", asks())
    assert (await _state(office))[0] == "AWAITING_APPROVAL"
    await office.run(refuse_export, "city_lead", id_)
    assert (await _state(office))[0] == "REFUSED"


async def test_a_thousand_in_pieces_of_one_day_are_a_thousand(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request, "LARGE", 3)
    await registered(office)
    for role, state in (
        ("city_lead", "APPROVED"),
        ("city_lead", "APPROVED"),
        ("supervisor", "APPROVED"),
        ("city_lead", "AWAITING_APPROVAL"),
    ):
        await requested(office, role, asks())
        assert await office.pool.fetchval("select state from export order by id desc limit 1") == state
    office.clock.set(office.clock.now() + timedelta(days=1))
    await office.pool.execute("delete from export where state = 'AWAITING_APPROVAL'")
    await requested(office, "city_lead", asks())
    assert await office.pool.fetchval("select state from export order by id desc limit 1") == "APPROVED"


async def test_reports_are_never_taken_out(office: Office) -> None:
    await registered(office, kind=Kind.REPORT)
    await refused(office, request_export, "city_lead", asks(), "EXPORT_EMPTY")


async def test_the_filter_and_the_requester_s_own_reach_both_count(office: Office) -> None:
    await registered(office)
    now = office.clock.now()
    for wanted, found in (
        (Filter(kinds=("HELP_REQUEST",), states=("RECEIVED",), district="370900", since=now), True),
        (Filter(kinds=("COMPLAINT",)), False),
        (Filter(states=("CLOSED",)), False),
        (Filter(district="370911"), False),
        (Filter(district="nowhere"), False),
        (Filter(before=now), False),
        (Filter(since=now + timedelta(seconds=1)), False),
    ):
        if found:
            await requested(office, "city_lead", asks(filter=wanted))
        else:
            await refused(office, request_export, "city_lead", asks(filter=wanted), "EXPORT_EMPTY")
    await registered(office, district="370911")
    await requested(office, "county_officer", asks(filter=Filter(district="370902")))
    rows = await office.pool.fetch("select rows from export order by requested_at, id")
    assert [row["rows"] for row in rows] == [1, 1]


@pytest.mark.parametrize("role", ["operator", "unit_handler", "administrator", "auditor", "discipline_inspector"])
async def test_whoever_need_not_is_refused(office: Office, role: str) -> None:
    await registered(office)
    with pytest.raises(NotAllowed):
        await office.run(request_export, role, asks())


async def test_what_makes_no_sense_is_refused(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    await registered(office)
    await refused(office, request_export, "city_lead", asks(purpose="CURIOSITY"), "UNKNOWN_CODE")
    for key in ("", "no base64", b64encode(bytes(32)).decode(), b64encode(b"short").decode()):
        await refused(office, request_export, "city_lead", asks(public_key=key), "EXPORT_KEY_INVALID")
    monkeypatch.setattr(request, "MOST", 0)
    await refused(office, request_export, "city_lead", asks(), "EXPORT_TOO_LARGE")
    assert await office.pool.fetchval("select count(*) from export") == 0


async def test_who_decides_must_reach_every_case_of_it(office: Office) -> None:
    await registered(office, private=True)
    id_ = await requested(office, "supervisor", asks())
    with pytest.raises(NotAllowed):
        await office.run(approve_export, "operator", id_)
    with pytest.raises(NotFound):
        await office.run(approve_export, "auditor", new_id())
    await office.pool.execute("update role_grant set clearance = 0 where role = 'auditor'")
    try:
        limited = await _reloaded(office, "auditor")
        office.viewers["auditor"], former = limited, office.viewers["auditor"]
        await refused(office, approve_export, "auditor", id_, "EXPORT_BEYOND_REACH")
    finally:
        await office.pool.execute(
            "update role_grant set clearance = $1 where role = 'auditor'", former.grants[0].clearance
        )
        office.viewers["auditor"] = former


async def _reloaded(office: Office, role: str) -> Any:
    return await load_viewer(office.read, office.viewers[role].subject, office.matrix, office.clock.now())
