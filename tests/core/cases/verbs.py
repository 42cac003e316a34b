"""For every verb: its command, who usually does it, and an input that fits."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from importlib import import_module
from typing import Any
from uuid import UUID

from core import api
from core.cases.states import Channel, Kind, Resolution, Role, Satisfaction, TerminationGround, TriageExit
from core.cases.verbs import Verb as V

Command = Callable[..., Awaitable[Any]]

LONG_CYCLE = "010104"
"""Housing maintenance fund: a long-cycle class that needs name, telephone and place."""


def _command(verb: V) -> Command:
    name = verb.name.lower()
    found: Command = getattr(import_module(f"core.cases.commands.{name}"), name)
    return found


COMMANDS: Mapping[V, Command] = {verb: _command(verb) for verb in V}

USUALLY: Mapping[V, str] = {
    V.REGISTER_CASE: "operator",
    V.REQUEST_INFORMATION: "operator",
    V.SUPPLY_INFORMATION: "operator",
    V.ANSWER_CASE: "operator",
    V.DIVERT_CASE: "operator",
    V.OBJECT_TO_DIVERSION: "operator",
    V.ACCEPT_CASE: "operator",
    V.DISPATCH_CASE: "dispatcher",
    V.REQUEST_ADJUDICATION: "dispatcher",
    V.RULE_AND_DISPATCH: "city_lead",
    V.MERGE_CASES: "operator",
    V.UNMERGE_CASE: "dispatcher",
    V.ACCEPT_ASSIGNMENT: "unit_liaison",
    V.REQUEST_RETURN: "unit_liaison",
    V.APPROVE_RETURN: "dispatcher",
    V.REJECT_RETURN: "dispatcher",
    V.REASSIGN: "dispatcher",
    V.SUB_DISPATCH: "county_officer",
    V.LOG_CONTACT: "unit_handler",
    V.REQUEST_EXTENSION: "unit_liaison",
    V.APPROVE_EXTENSION: "reviewer",
    V.REJECT_EXTENSION: "reviewer",
    V.SHELVE_ASSIGNMENT: "reviewer",
    V.UNSHELVE_ASSIGNMENT: "reviewer",
    V.SUBMIT_FEEDBACK: "unit_handler",
    V.SEND_BACK_FEEDBACK: "reviewer",
    V.APPROVE_FEEDBACK: "reviewer",
    V.RECORD_CALLBACK: "callback_officer",
    V.ORDER_REDO: "reviewer",
    V.CLOSE_UNREASONABLE: "reviewer",
    V.REQUEST_TERMINATION: "unit_liaison",
    V.APPROVE_TERMINATION: "reviewer",
    V.REJECT_TERMINATION: "reviewer",
    V.MAKE_COMMITMENT: "unit_liaison",
    V.FULFIL_COMMITMENT: "unit_liaison",
    V.WITHDRAW_CASE: "operator",
    V.REOPEN_WITH_NEW_FACTS: "operator",
}


@dataclass
class World:
    """What inputs refer to: units by code, a complete file that is no case's, another open case."""

    units: Mapping[str, UUID]
    material: UUID
    master: UUID | None = None
    commitments: dict[UUID, UUID] = field(default_factory=dict)


def fitting(verb: V, on: UUID | None, world: World, now: datetime) -> Any:
    """An input with which the verb does the usual thing to the case or assignment `on`."""
    make = _FITTING.get(verb)
    values = dict(make(world, on, now)) if make else {}
    kind: Any = getattr(api, verb[0].upper() + verb[1:])
    if on is not None:
        values["assignment_id" if issubclass(kind, api.OnAssignment) else "case_id"] = on
    return kind(**values)


REPORTER = api.ReporterDetails(name="王小明", phone="13805380001", address="泰山区岱庙街道 1 号")
CONTENT_ANSWERS = {
    "reached": True,
    "contacted_by_unit": True,
    "resolved": Resolution.RESOLVED,
    "result": Satisfaction.SATISFIED,
    "process": Satisfaction.BASICALLY,
}
DISCONTENT = {**CONTENT_ANSWERS, "resolved": Resolution.UNRESOLVED, "result": Satisfaction.DISSATISFIED}


def lead(world: World, unit: str = "370902") -> tuple[api.DispatchTarget, ...]:
    """One unit leads."""
    return (api.DispatchTarget(unit_id=world.units[unit], role=Role.LEAD, basis="三定规定"),)


_Fitting = Callable[[World, UUID | None, datetime], Mapping[str, Any]]

_FITTING: Mapping[V, _Fitting] = {
    V.REGISTER_CASE: lambda w, on, now: {
        "channel": Channel.PHONE,
        "kind": Kind.COMPLAINT,
        "title": "维修资金被挪用",
        "content": "小区维修资金用途不明",
        "district": "370902",
        "place": "岱庙街道 1 号",
        "reporter": REPORTER,
    },
    V.REQUEST_INFORMATION: lambda w, on, now: {"missing": ("address",)},
    V.SUPPLY_INFORMATION: lambda w, on, now: {"place": "岱庙街道 2 号"},
    V.ANSWER_CASE: lambda w, on, now: {"reply": "可到行政审批大厅办理。"},
    V.DIVERT_CASE: lambda w, on, now: {
        "exit": TriageExit.EMERGENCY_TRANSFER,
        "detail": "110",
        "basis": "第十三条第一项",
        "told": "已转 110。",
    },
    V.OBJECT_TO_DIVERSION: lambda w, on, now: {"reason": "这不是紧急事项。"},
    V.ACCEPT_CASE: lambda w, on, now: {"category": LONG_CYCLE},
    V.DISPATCH_CASE: lambda w, on, now: {"targets": lead(w)},
    V.REQUEST_ADJUDICATION: lambda w, on, now: {
        "route": "MEETING",
        "question": "谁负责？",
        "participants": (w.units["ta-housing"],),
    },
    V.RULE_AND_DISPATCH: lambda w, on, now: {"ruling": "由泰山区办理", "basis": "编办批复", "targets": lead(w)},
    V.MERGE_CASES: lambda w, on, now: {"master_id": w.master, "reason": "同一诉求"},
    V.UNMERGE_CASE: lambda w, on, now: {"reason": "并非同一诉求"},
    V.REQUEST_RETURN: lambda w, on, now: {
        "reason": "NOT_COMPETENT",
        "explanation": "不属本单位职责",
        "basis": "三定规定",
        "suggested_unit_id": w.units["ta-housing"],
    },
    V.REJECT_RETURN: lambda w, on, now: {"reason": "属于你单位职责"},
    V.REASSIGN: lambda w, on, now: {
        "unit_id": w.units["370902-housing"],
        "reason": "改由区住建局办理",
        "basis": "三定规定",
    },
    V.SUB_DISPATCH: lambda w, on, now: {"unit_id": w.units["370902003"], "reason": "属地办理"},
    V.LOG_CONTACT: lambda w, on, now: {"method": "PHONE", "outcome": "REACHED", "note": "已说明情况"},
    V.REQUEST_EXTENSION: lambda w, on, now: {
        "days": 3,
        "reason": "COMPLEX",
        "explanation": "需现场勘查",
        "citizen_told_at": now,
    },
    V.REJECT_EXTENSION: lambda w, on, now: {"reason": "可以按期办结"},
    V.SHELVE_ASSIGNMENT: lambda w, on, now: {"reason": "须列入年度计划", "review_on": date(2026, 12, 20)},
    V.UNSHELVE_ASSIGNMENT: lambda w, on, now: {"reason": "计划已下达"},
    V.SUBMIT_FEEDBACK: lambda w, on, now: {
        "facts_true": True,
        "within_remit": True,
        "resolved": True,
        "actions_taken": "核查账目",
        "public_reply": "已公示账目",
    },
    V.SEND_BACK_FEEDBACK: lambda w, on, now: {"reason": "未附账目"},
    V.RECORD_CALLBACK: lambda w, on, now: {"channel": Channel.PHONE, **CONTENT_ANSWERS},
    V.ORDER_REDO: lambda w, on, now: {"finding": "诉求合理"},
    V.CLOSE_UNREASONABLE: lambda w, on, now: {"finding": "诉求不合理"},
    V.REQUEST_TERMINATION: lambda w, on, now: {
        "ground": TerminationGround.NON_COOPERATION,
        "explanation": "诉求人拒不配合",
        "materials": (w.material,),
    },
    V.APPROVE_TERMINATION: lambda w, on, now: {"reason": "材料齐全"},
    V.REJECT_TERMINATION: lambda w, on, now: {"reason": "材料不足"},
    V.MAKE_COMMITMENT: lambda w, on, now: {"text": "十日内公示", "due_at": now + timedelta(days=10)},
    V.FULFIL_COMMITMENT: lambda w, on, now: {"commitment_id": w.commitments.get(on) if on else None, "kept": True},
    V.WITHDRAW_CASE: lambda w, on, now: {"reason": "诉求人要求撤回"},
    V.REOPEN_WITH_NEW_FACTS: lambda w, on, now: {"new_facts": "又发现一笔支出"},
}
