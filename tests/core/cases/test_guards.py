"""Every line of life_cycle_guards.csv, and proof that these tests and the oracle notice a table that says less."""

from dataclasses import replace

import pytest

from core.cases import decide
from core.cases.guards import Guard
from core.cases.inputs.dispatch import DispatchTarget
from core.cases.life_cycle import BY_VERB, Transition
from core.cases.states import AssignmentState as A
from core.cases.states import CaseState as C
from core.cases.states import Role
from core.cases.verbs import Verb
from core.errors import Refused
from tests.core.cases import case_situations, oracle, part_situations, report_situations
from tests.core.cases.desk import COUNTY
from tests.core.cases.drive import Drive, Wanted
from tests.core.cases.situations import SITUATIONS, Try, with_grant

ARRANGED = (case_situations, part_situations, report_situations)
"""Importing them enters every situation."""

TOLD = {
    "INFORMATION_PERIOD_OVER": "INFORMATION_PERIOD_RUNNING",
    "FIRST_OBJECTION": "ALREADY_OBJECTED",
    "BOUNCES_LEFT": "BOUNCES_EXHAUSTED",
    "CITY_AGENCY": "CITY_AGENCY_ONLY",
    "OTHER_SIGNER": "SECOND_SIGNER_REQUIRED",
    "NOT_THE_APPLICANT": "OWN_APPLICATION",
    "NOT_PUBLIC_SAFETY": "PUBLIC_SAFETY",
    "RETURN_WINDOW_OPEN": "RETURN_WINDOW_CLOSED",
    "NO_FINAL_RULING": "RULING_IS_FINAL",
    "DISPATCHING_LEVEL": "NOT_DISPATCHING_LEVEL",
    "BEFORE_DUE": "TOO_LATE_FOR_EXTENSION",
    "EXTENSIONS_LEFT": "EXTENSIONS_EXHAUSTED",
    "NO_OPEN_EXTENSION": "EXTENSION_PENDING",
    "OPEN_EXTENSION": "NO_PENDING_EXTENSION",
    "LONG_CYCLE": "NOT_LONG_CYCLE",
    "CONTACT_LOGGED": "CONTACT_NOT_LOGGED",
    "NO_LIVE_CHILD": "CHILD_STILL_LIVE",
    "FEEDBACK_COMPLETE": "FEEDBACK_INCOMPLETE",
    "NOT_THE_HANDLER": "HANDLER_CANNOT_REVIEW",
    "ANSWERS_FOR_THE_CASE": "NOT_ANSWERING_UNIT",
    "OPEN_COMMITMENT": "NO_OPEN_COMMITMENT",
}
"""What a refusal tells, by the guard that refuses."""

REFUSING = [row for row in oracle.guard_rows() if not row.allowed]
PASSING = [row for row in oracle.guard_rows() if row.allowed]


def name(row: oracle.GuardRow) -> str:
    return f"{row.guard}-{row.verb}-{row.situation}"


async def arranged(drive: Drive, row: oracle.GuardRow) -> Try:
    return await SITUATIONS[row.verb, row.situation](drive)


def without(verb: Verb, guard: Guard) -> Transition:
    transition = BY_VERB[verb]
    left = tuple(one for one in transition.guards if one is not guard)
    assert left != transition.guards, f"{verb} is not guarded by {guard}"
    return replace(transition, guards=left)


def test_every_line_has_a_situation_and_every_situation_a_line() -> None:
    assert all(ARRANGED)
    assert {(row.verb, row.situation) for row in oracle.guard_rows()} == set(SITUATIONS)


def test_every_guard_of_the_table_is_seen_to_refuse_for_every_verb_it_guards() -> None:
    guarded = {(guard.value, verb.value) for verb, one in BY_VERB.items() for guard in one.guards}
    refused = {(row.guard, row.verb) for row in REFUSING}
    assert guarded - refused == SHOWN_BELOW
    assert refused <= guarded


SHOWN_BELOW = {
    ("BOUNCES_LEFT", "requestReturn"),
    ("CITY_AGENCY", "ruleAndDispatch"),
    ("NOT_THE_APPLICANT", "rejectTermination"),
    ("NOT_THE_HANDLER", "sendBackFeedback"),
}
"""Guards that the oracle shows at another verb only."""


@pytest.mark.parametrize("row", REFUSING, ids=name)
async def test_a_guard_refuses(drive: Drive, row: oracle.GuardRow) -> None:
    tried = await arranged(drive, row)
    refusal = await drive.desk.refuse(Verb(row.verb), tried.on, by=tried.by, at=tried.at, **tried.values)
    assert refusal.code.code == TOLD[row.guard]


@pytest.mark.parametrize("row", PASSING, ids=name)
async def test_a_guard_lets_pass(drive: Drive, row: oracle.GuardRow) -> None:
    tried = await arranged(drive, row)
    async with drive.desk.undone() as uow:
        await drive.desk.do(uow, Verb(row.verb), tried.on, by=tried.by, at=tried.at, **tried.values)


async def answer(drive: Drive, verb: Verb, tried: Try) -> str:
    """`done`, a refusal's code, or what broke."""
    async with drive.desk.undone() as uow:
        try:
            await drive.desk.do(uow, verb, tried.on, by=tried.by, at=tried.at, **tried.values)
        except Refused as refusal:
            return refusal.code.code
        except Exception as fault:  # a guard may be what keeps a command from facts that are not there
            return type(fault).__name__
    return "done"


@pytest.mark.parametrize("row", REFUSING, ids=name)
async def test_dropping_the_guard_would_be_noticed(
    drive: Drive, row: oracle.GuardRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    verb = Verb(row.verb)
    tried = await arranged(drive, row)
    monkeypatch.setitem(decide.BY_VERB, verb, without(verb, Guard(row.guard)))
    # fulfilCommitment is given the promise by name and looks for it again.
    assert await answer(drive, verb, tried) != TOLD[row.guard] or row.guard == Guard.OPEN_COMMITMENT


async def test_three_returns_of_parallel_units_leave_the_fourth_none(drive: Drive) -> None:
    desk = drive.desk
    scene = await drive.fresh(Wanted(C.PENDING_DISPATCH))
    units = ("370902", "ta-housing", "ta-waterworks", "370902-housing")
    targets = tuple(
        DispatchTarget(unit_id=desk.world.units[one], role=Role.PARALLEL, basis="三定规定") for one in units
    )
    await desk.act(Verb.DISPATCH_CASE, scene.case_id, targets=targets)
    parts = (await desk.facts(scene.case_id)).assignments
    for one in parts[:3]:
        await desk.act(Verb.REQUEST_RETURN, one.id, at=one.unit_path)
        await desk.act(Verb.APPROVE_RETURN, one.id)

    refusal = await desk.refuse(Verb.REQUEST_RETURN, parts[3].id, at=parts[3].unit_path)

    assert (refusal.code.code, refusal.params) == ("BOUNCES_EXHAUSTED", {"limit": 3})


async def test_only_the_city_rules(drive: Drive) -> None:
    scene = await drive.to(Wanted(C.UNDER_ADJUDICATION))
    refusal = await drive.desk.refuse(Verb.RULE_AND_DISPATCH, scene.case_id, at=COUNTY)
    assert refusal.code.code == "CITY_AGENCY_ONLY"


async def test_the_applicant_does_not_reject_the_termination_either(drive: Drive) -> None:
    scene = await drive.to(Wanted(C.TERMINATION_REVIEW))
    both = with_grant(drive, drive.desk.viewer("unit_liaison"), "city_lead")
    refusal = await drive.desk.refuse(Verb.REJECT_TERMINATION, scene.case_id, by=both)
    assert refusal.code.code == "OWN_APPLICATION"


async def test_the_handler_does_not_send_back_either(drive: Drive) -> None:
    scene = await drive.to(Wanted(A.FEEDBACK_SUBMITTED))
    both = with_grant(drive, drive.desk.viewer("unit_handler"), "reviewer")
    refusal = await drive.desk.refuse(Verb.SEND_BACK_FEEDBACK, scene.subject, by=both)
    assert refusal.code.code == "HANDLER_CANNOT_REVIEW"
