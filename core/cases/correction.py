"""What a correction makes of a case: the columns it changes, and the budgets its open clocks get."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.access.predicate import Target
from core.cases import check, decide
from core.cases.facts import CaseFacts
from core.cases.inputs.intake import CorrectCase
from core.cases.respondent import FIELD, refuse_at_work, respondent_path
from core.cases.states import Kind, Secrecy
from core.db.read import Row
from core.db.uow import UnitOfWork
from core.deadlines.clocks import EXPLICIT
from core.deadlines.kinds import CORE_KINDS
from core.errors import ErrorCode, Refused, register
from core.plugin.answers import DeadlineGrant

BUDGETED = frozenset({"category", "urgency", "district"})
"""What budgets depend on; plug-ins are switched by district."""

NOTHING_TO_CORRECT = register(
    ErrorCode(
        "NOTHING_TO_CORRECT",
        "没有需要更正的内容，请至少填写一项与现值不同的内容。",
        "Nothing would change; give at least one value that differs from the present one.",
    )
)
REPORT_STAYS_CONFIDENTIAL = register(
    ErrorCode(
        "REPORT_STAYS_CONFIDENTIAL",
        "举报件的保密级别不得低于“诉求人保密”。",
        "A report (举报) is kept at least REPORTER_CONFIDENTIAL.",
        "28",
    )
)
NOT_BOTH = register(
    ErrorCode(
        "NOT_BOTH",
        "不能同时填写被举报单位并注明不涉及任何单位。",
        "A case cannot accuse a unit and nobody; give one of the two.",
    )
)


@dataclass(slots=True)
class Correction:
    """What becomes of the case: columns to write, and per field what it was and is, in codes."""

    columns: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, list[str | None]] = field(default_factory=dict)
    utility: str | None = None


async def correction_of(uow: UnitOfWork, facts: CaseFacts, input: CorrectCase) -> Correction:
    """What differs from the case as it is. Raises NOTHING_TO_CORRECT, UNKNOWN_CODE, REPORT_STAYS_CONFIDENTIAL,
    and for the respondent NOT_BOTH, RESPONDENT_OF_REPORTS, UNKNOWN_UNIT or ACCUSED_UNIT.
    """
    row = facts.row
    found = Correction(utility=row["essential_utility"])
    if input.category is not None and input.category != row["category"]:
        category = await check.known_category(uow, input.category)
        found.utility = category["essential_utility"]
        found.columns["category"] = input.category
        found.changes["category"] = [row["category"], input.category]
    if input.district is not None and input.district != row["district"]:
        place = await check.known_district(uow, input.district)
        found.columns |= {"district": place["code"], "district_path": place["path"], "gate": place["gate"]}
        found.changes["district"] = [row["district"], place["code"]]
    if input.secrecy is not None and input.secrecy.level != row["secrecy"]:
        _refuse_exposing(Kind(row["kind"]), input.secrecy)
        found.columns["secrecy"] = input.secrecy.level
        found.changes["secrecy"] = [list(Secrecy)[row["secrecy"]].value, input.secrecy.value]
    if input.urgency is not None and input.urgency != row["urgency"]:
        found.columns["urgency"] = input.urgency.value
        found.changes["urgency"] = [row["urgency"], input.urgency.value]
    if input.respondent_id is not None or input.accuses_nobody:
        await _accuse(uow, facts, input, found)
    if not found.changes:
        raise Refused(NOTHING_TO_CORRECT)
    return found


async def _accuse(uow: UnitOfWork, facts: CaseFacts, input: CorrectCase, found: Correction) -> None:
    if input.respondent_id is not None and input.accuses_nobody:
        raise Refused(NOT_BOTH, field=FIELD)
    path = await respondent_path(uow, Kind(facts.row["kind"]), input.respondent_id)
    if path != facts.row["respondent_path"]:
        refuse_at_work(facts.assignments, path)
        found.columns["respondent_path"] = path
        found.changes["respondent"] = [
            None,
            None,
        ]  # whom it accused is not told to who may know of the case from now on


def _refuse_exposing(kind: Kind, secrecy: Secrecy) -> None:
    if kind is Kind.REPORT and secrecy.level < Secrecy.REPORTER_CONFIDENTIAL.level:
        raise Refused(REPORT_STAYS_CONFIDENTIAL, field=("input", "secrecy"))


def as_corrected(facts: CaseFacts, correction: Correction) -> Target:
    """Where the case will lie for the policy's scopes."""
    now = decide.target(facts)
    columns = correction.columns
    return Target(
        district_path=columns.get("district_path", now.district_path),
        unit_paths=now.unit_paths,
        owner=now.owner,
        secrecy=columns.get("secrecy", now.secrecy),
        respondent_path=columns.get("respondent_path", now.respondent_path),
    )


def regrantable(facts: CaseFacts) -> list[Row]:
    """Open clocks of the core whose budget was granted by a rule: what was promised, and what is a plug-in's own, stays."""
    return [
        row
        for row in facts.clocks
        if row["stopped_at"] is None and row["rule"] != EXPLICIT and row["kind"] in CORE_KINDS
    ]


def new_budget(row: Row, granted: DeadlineGrant) -> Mapping[str, object] | None:
    """What an open clock gets where another rule holds now; None where it keeps its own.

    What was extended in days or minutes, working or not, keeps its budget where the new one is of another sort: these
    are never converted, and the extension was granted.
    """
    budget = granted.budget
    new: dict[str, object] = {"mode": budget.mode.value, "days": budget.days, "minutes": budget.minutes}
    same_sort = (new["mode"], budget.unit) == (row["mode"], "minutes" if row["days"] is None else "days")
    if granted.rule == row["rule"] or (row["extensions"] and not same_sort):
        return None
    return {**new, "rule": granted.rule, "held_until": None}
