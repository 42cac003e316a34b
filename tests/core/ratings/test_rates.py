"""Rates against a count of their own from the events, and against scenarios counted by hand."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import ColumnElement

from core.access.matrix import load_matrix
from core.access.viewer import Viewer
from core.access.withholding import Withholding, values
from core.cases import states as s
from core.cases.commands.approve_extension import approve_extension
from core.cases.commands.approve_feedback import approve_feedback
from core.cases.commands.order_redo import order_redo
from core.cases.commands.request_extension import request_extension
from core.cases.inputs.callback import OrderRedo
from core.cases.inputs.extension import ApproveExtension, RequestExtension
from core.cases.inputs.feedback import ApproveFeedback
from core.db.private import Cluster
from core.db.read import Read
from core.districts.switches import Switches
from core.doctor.examine import examine
from core.ratings.definitions import Exclusion, Part, RateName, Subject, subject_of
from core.ratings.rates import Rate, rate_rows, unit_rates
from tests.core.doctor.day import COUNTY, DISSATISFIED, HOUSING, SATISFIED, WATER
from tests.core.ratings import oracle
from tests.core.ratings.history import MIXED, History, lived
from tests.support import database
from tests.support import office as office_support
from tests.support.office import START, Office

FOREVER = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
PATHS = ("/ta", "/ta/ta-housing", "/ta/370902", "/ta/ta-waterworks", "/ta/nowhere")
Lived = tuple[Office, History, list[Any]]


@pytest.fixture(scope="module", params=(1, 2))
async def years(request: pytest.FixtureRequest, cluster: Cluster, seeded: str) -> AsyncIterator[Lived]:
    """A database of its own in which chance led forty cases; and its events."""
    name = f"rates_{office_support.worker()}_{request.param}"
    async with database.new_database(cluster, name, seeded) as dsn, office_support.open_office(dsn) as office:
        history = History(office)
        await lived(history, Random(request.param), 40)
        yield office, history, await office.pool.fetch("select * from case_event")


async def _units(office: Office, path: str) -> set[str]:
    rows = await office.pool.fetch("select id::text, path from unit")
    return {row["id"] for row in rows if row["path"] == path or row["path"].startswith(f"{path}/")}


def _periods(history: History) -> list[tuple[datetime, datetime]]:
    """All time, and the years cut in three where a round closed: half-open, so each closing is in one of them."""
    end = history.office.clock.now()
    cut = START + (end - START) / 3, START + (end - START) * 2 / 3
    return [FOREVER, (START, cut[0]), cut, (cut[1], end + timedelta(seconds=1))]


@pytest.mark.parametrize("path", PATHS)
async def test_numbers_and_rows_are_those_of_the_events(years: Lived, path: str) -> None:
    office, history, events = years
    units = await _units(office, path)
    for since, until in _periods(history):
        expected = oracle.rows(events, history.told, units, (since, until))
        for rate in await unit_rates(office.read, path, since, until):
            await _assert_same(office.read, rate, expected[rate.name], (path, since, until))


async def _assert_same(read: Read, rate: Rate, expected: dict[str, Any], where: tuple[str, datetime, datetime]) -> None:
    numerator, alone = (expected.get(one, Counter()) for one in ("NUMERATOR", "DENOMINATOR"))
    excluded = {Exclusion(one): rows.total() for one, rows in expected.items() if one in Exclusion.__members__}
    assert (rate.numerator, rate.denominator) == (numerator.total(), (numerator + alone).total()), (rate, where)
    assert rate.excluded == excluded
    wanted = {Part.NUMERATOR: numerator, Part.DENOMINATOR: numerator + alone}
    for part in (*Part, *Exclusion):
        rows = wanted[part] if isinstance(part, Part) else expected.get(part, Counter())
        assert await _rows(read, rate.name, part, where) == rows, (rate.name, part, where)


async def _rows(
    read: Read, name: RateName, part: Part | Exclusion, where: tuple[str, datetime, datetime]
) -> Counter[tuple[Any, int]]:
    path, since, until = where
    found = await read.fetch(rate_rows(name, part), unit_path=path, since=since, until=until)
    return Counter((row["id"], row["round"]) for row in found)


@pytest.mark.parametrize("name", RateName)
async def test_the_numerator_lies_in_the_denominator_and_nothing_excluded_does(years: Lived, name: RateName) -> None:
    office, *_ = years
    where = ("/ta", *FOREVER)
    numerator = await _rows(office.read, name, Part.NUMERATOR, where)
    denominator = await _rows(office.read, name, Part.DENOMINATOR, where)
    excluded = [await _rows(office.read, name, one, where) for one in Exclusion]
    assert numerator <= denominator
    assert not any(one & denominator for one in excluded)
    assert all(count == 1 for count in sum(excluded, denominator).values())


async def test_chance_led_to_every_kind_of_row(years: Lived) -> None:
    """Given forty cases, what the comparison above compares is not nothing."""
    office, *_ = years
    rates = {rate.name: rate for rate in await unit_rates(office.read, "/ta", *FOREVER)}
    assert all(rates[name].denominator for name in RateName)
    assert len({reason for rate in rates.values() for reason in rate.excluded}) >= 5


async def test_whatever_chance_did_breaks_no_invariant(years: Lived) -> None:
    office, *_ = years
    assert await examine(office.pool) == ()


async def test_a_city_without_a_closed_round_has_no_rate(office: Office) -> None:
    history = History(office)
    await history.dispatched()
    rates = await unit_rates(office.read, "/ta", *FOREVER)
    assert [rate.name for rate in rates] == list(RateName)
    assert {(rate.numerator, rate.denominator, rate.value) for rate in rates} == {(0, 0, None)}
    assert all(rate.excluded == {} for rate in rates)


async def test_a_redo_counts_in_both_rounds_and_as_first_and_last(office: Office) -> None:
    """Given a reporter first dissatisfied, then content, both ratings are kept apart."""
    history = History(office)
    case = await history.dispatched()
    await history.handled(case, HOUSING, late=False)
    await history.called(case, DISSATISFIED)
    await history.act(order_redo, "city_lead", OrderRedo(case_id=case, finding="诉求合理"))
    await history.handled(case, HOUSING, late=False)
    await history.called(case, SATISFIED)
    rates = {rate.name: rate for rate in await unit_rates(office.read, "/ta/ta-housing", *FOREVER)}
    values = {name: rates[name].value for name in RateName if name.startswith(("SATISFACTION", "PROCESS"))}
    assert values == {
        RateName.SATISFACTION: Decimal("0.5000"), RateName.SATISFACTION_FIRST: Decimal("0.0000"),
        RateName.SATISFACTION_LAST: Decimal("1.0000"), RateName.PROCESS: Decimal("1.0000"),
        RateName.PROCESS_FIRST: Decimal("1.0000"), RateName.PROCESS_LAST: Decimal("1.0000"),
    }  # fmt: skip
    assert (rates[RateName.REDO].numerator, rates[RateName.REDO].denominator) == (1, 1)


async def test_the_three_answers_are_counted_apart(office: Office) -> None:
    history = History(office)
    case = await history.answered()
    await history.called(case, MIXED)
    rates = {rate.name: rate.value for rate in await unit_rates(office.read, "/ta", *FOREVER)}
    values = [rates[name] for name in (RateName.RESOLUTION, RateName.SATISFACTION, RateName.PROCESS)]
    assert values == [Decimal(1), Decimal(1), Decimal(0)]


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"channel": s.Channel.IMPORT, "not_rated_reason": "IMPORTED"}, Exclusion.IMPORT),
        ({"reached": True, "not_rated_reason": "DECLINED"}, Exclusion.NOT_RATED),
    ],
)
async def test_who_did_not_rate_is_left_out_by_name(office: Office, more: dict[str, Any], reason: Exclusion) -> None:
    history = History(office)
    case = await history.answered(channel=more.get("channel", s.Channel.PHONE))
    await history.called(case, None, **more)
    rates = {rate.name: rate for rate in await unit_rates(office.read, "/ta", *FOREVER)}
    assert (rates[RateName.SATISFACTION].denominator, rates[RateName.SATISFACTION].excluded) == (0, {reason: 1})
    assert rates[RateName.ON_TIME].value == 1


async def test_a_late_answer_and_a_late_contact_are_in_the_denominator_alone(office: Office) -> None:
    history = History(office)
    case = await history.dispatched()
    await history.wait(days=30)
    await history.handled(case, HOUSING, late=False)
    await history.called(case, SATISFIED)
    rates = {rate.name: rate for rate in await unit_rates(office.read, "/ta", *FOREVER)}
    assert [(rates[name].numerator, rates[name].denominator) for name in (RateName.ON_TIME, RateName.CONTACT)] == [
        (0, 1)
    ] * 2


async def test_an_extension_after_the_breach_makes_nothing_on_time(office: Office) -> None:
    """Given an extension asked for in time and granted too late, when the unit then keeps it, the breach still counts."""
    history = History(office)
    case = await history.dispatched()
    part = await history.begun(case)
    due = await office.pool.fetchval("select due_at from assignment where id = $1", part)
    asked = RequestExtension(
        assignment_id=part, days=2, reason="COMPLEX", explanation="抢修", citizen_told_at=history.office.clock.now()
    )
    await history.act(request_extension, "unit_liaison", asked)
    office.clock.set(due)
    await history.act(approve_extension, "reviewer", ApproveExtension(assignment_id=part))
    await history.reported(part)
    await history.act(approve_feedback, "reviewer", ApproveFeedback(assignment_id=part))
    await history.called(case, SATISFIED)
    stopped = await office.pool.fetchval("select state from clock where assignment_id = $1 and kind = 'HANDLING'", part)
    rates = {rate.name: rate for rate in await unit_rates(office.read, "/ta", *FOREVER)}
    assert (stopped, rates[RateName.ON_TIME].numerator, rates[RateName.ON_TIME].denominator) == ("LATE", 0, 1)
    assert await examine(office.pool) == ()
    await office.pool.execute("update clock set state = 'MET' where assignment_id = $1 and kind = 'HANDLING'", part)
    assert [found.rule.name for found in await examine(office.pool)] == ["clock.in_time"]


async def test_a_period_is_half_open_by_the_closing_instant(office: Office) -> None:
    history = History(office)
    case = await history.answered()
    await history.called(case, SATISFIED)
    closed = history.office.clock.now()
    second = timedelta(seconds=1)
    periods = [(closed - second, closed), (closed, closed + second), (closed + second, closed + 2 * second)]
    counted = [{rate.name: rate.denominator for rate in await unit_rates(office.read, "/ta", *one)} for one in periods]
    assert [one[RateName.SATISFACTION] for one in counted] == [0, 1, 0]


async def test_a_unit_counts_its_own_subtree_only(office: Office) -> None:
    history = History(office)
    for unit in (HOUSING, COUNTY, WATER):
        case = await history.dispatched((unit, s.Role.LEAD))
        await history.handled(case, unit, late=False)
        await history.called(case, SATISFIED)
    counts = []
    for path in ("/ta", "/ta/ta-housing", "/ta/370902", "/ta/ta-house"):
        rates = {rate.name: rate.denominator for rate in await unit_rates(office.read, path, *FOREVER)}
        counts.append((rates[RateName.SATISFACTION], rates[RateName.ON_TIME]))
    assert counts == [(3, 3), (1, 1), (1, 1), (0, 0)]


async def test_discipline_records_are_counted_nowhere(office: Office) -> None:
    history = History(office)
    case = await history.answered()
    await history.called(case, SATISFIED)
    await office.pool.execute("update case_file set secrecy = 3 where id = $1", case)
    assert {rate.denominator for rate in await unit_rates(office.read, "/ta", *FOREVER)} == {0}


async def test_what_a_plug_in_withholds_from_the_viewer_is_in_no_number_of_his(office: Office) -> None:
    # given two cases that count, of which a plug-in withholds one from the reviewer
    history = History(office)
    hidden, told = [await history.answered() for _ in range(2)]
    for case in (hidden, told):
        await history.called(case, SATISFIED)
    kept_from = withheld_from(office.viewer("reviewer"), hidden)
    # when each asks, then every rate has the one case, and nobody else misses the other
    assert await _denominators(office, office.viewer("reviewer")) == {2}
    assert await _denominators(office, kept_from) == {1}
    other = replace(office.viewer("city_lead"), matrix=kept_from.matrix)
    assert await _denominators(office, other) == {2}
    # and where the plug-in is off it withholds nothing
    kept_from.matrix.switches.replace({"tiny": ["370911"]})
    assert await _denominators(office, kept_from) == {2}


async def _denominators(office: Office, viewer: Viewer) -> set[int]:
    withholding = viewer.matrix.withholding
    rates = await unit_rates(office.read, "/ta", *FOREVER, withholding, **values(viewer))
    return {rate.denominator for rate in rates}


def withheld_from(viewer: Viewer, hidden: UUID) -> Viewer:
    """The viewer in a district where a plug-in withholds a case from them, and from nobody else."""

    def not_this(case_id: ColumnElement[UUID], asking: ColumnElement[UUID]) -> ColumnElement[bool]:
        return (case_id != hidden) | (asking != viewer.id)

    switches = Switches()
    switches.replace({"tiny": ["370902"]})
    return replace(viewer, matrix=load_matrix(switches=switches, withholding=(Withholding("tiny", not_this),)))


def test_rows_are_of_assignments_where_a_unit_s_clock_or_dispatch_is_counted() -> None:
    of_assignments = {name for name in RateName if subject_of(name) is Subject.ASSIGNMENT}
    assert of_assignments == {RateName.CONTACT, RateName.ON_TIME, RateName.RETURN}
