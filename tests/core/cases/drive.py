"""Brings a fresh case, or one unit's part of it, into any state, by the commands alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from core.cases.inputs.dispatch import DispatchTarget
from core.cases.states import AssignmentState as A
from core.cases.states import CaseState as C
from core.cases.states import Role
from core.cases.verbs import Verb as V
from tests.core.cases.desk import AT_UNITS, VILLAGE, Desk
from tests.core.cases.verbs import DISCONTENT, USUALLY
from tests.support.office import START

Part = Literal["top", "child", "co"]
COUNTY_UNIT, TOWNSHIP, OTHER = "370902", "370902001", "ta-housing"
TOWNSHIP_PATH = "/ta/370902/370902001"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A state to be arranged.

    An assignment is the county's, as its only LEAD (`top`), one that the county sub-dispatched to a township (`child`), or
    the county's as a CO_HANDLER (`co`). `open` names what else must wait: an extension, a commitment, or a second unit
    at work in parallel (`other`).
    """

    state: C | A
    case_state: C | None = None
    registrar: str = "operator"
    part: Part = "top"
    open: frozenset[str] = frozenset()


@dataclass
class Scene:
    """What was arranged: a committed case, the assignment in question, and the instant at which it stands."""

    desk: Desk
    case_id: UUID
    at: datetime
    parts: dict[str, UUID] = field(default_factory=dict)

    @property
    def subject(self) -> UUID:
        """The assignment in question."""
        return self.parts.get("child") or self.parts["top"]


class Drive:
    """Arranges each wanted state once and remembers it; use it inside transactions that are undone."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._scenes: dict[Wanted, Scene] = {}

    async def to(self, wanted: Wanted) -> Scene:
        """The scene, with the clock set to its present."""
        found = self._scenes.get(wanted)
        if found is None:
            found = self._scenes[wanted] = await self.fresh(wanted)
        self.desk.turn_to(found.at)
        return found

    async def fresh(self, wanted: Wanted) -> Scene:
        """A scene of its own, for a test that commits."""
        self.desk.turn_to(START)
        case_id = (await self.desk.act(V.REGISTER_CASE, by=wanted.registrar)).case_id
        scene = Scene(self.desk, case_id, START)
        if isinstance(wanted.state, A):
            await _bring_part(scene, wanted)
        else:
            await _bring_case(scene, wanted.state)
        scene.at = self.desk.office.clock.now()
        facts = await self.desk.facts(case_id)
        reached = facts.assignment(scene.subject).state if isinstance(wanted.state, A) else facts.state
        assert reached == wanted.state, (wanted, reached)
        assert wanted.case_state in {None, facts.state}, (wanted, facts.state)
        return scene


_TO_CASE: dict[C, Sequence[tuple[V, dict[str, Any]]]] = {
    C.RECEIVED: (),
    C.NEEDS_INFORMATION: ((V.REQUEST_INFORMATION, {}),),
    C.ANSWERED: ((V.ANSWER_CASE, {}),),
    C.DIVERTED: ((V.DIVERT_CASE, {}),),
    C.PENDING_DISPATCH: ((V.ACCEPT_CASE, {}),),
    C.UNDER_ADJUDICATION: ((V.ACCEPT_CASE, {}), (V.REQUEST_ADJUDICATION, {})),
    C.WITHDRAWN: ((V.WITHDRAW_CASE, {}),),
}
_AFTER_REVIEW: dict[C, Sequence[tuple[V, dict[str, Any]]]] = {
    C.PENDING_CALLBACK: (),
    C.CLOSED: ((V.RECORD_CALLBACK, {}),),
    C.PENDING_REDO_DECISION: ((V.RECORD_CALLBACK, DISCONTENT),),
}
_TO_PART: dict[A, Sequence[V]] = {
    A.PENDING_ACCEPTANCE: (),
    A.ACCEPTED: (V.ACCEPT_ASSIGNMENT,),
    A.RETURN_REQUESTED: (V.ACCEPT_ASSIGNMENT, V.REQUEST_RETURN),
    A.RETURNED: (V.ACCEPT_ASSIGNMENT, V.REQUEST_RETURN, V.APPROVE_RETURN),
    A.CANCELLED: (V.REASSIGN,),
    A.IN_HANDLING: (V.ACCEPT_ASSIGNMENT, V.LOG_CONTACT),
    A.SUB_DISPATCHED: (V.ACCEPT_ASSIGNMENT, V.LOG_CONTACT, V.SUB_DISPATCH),
    A.LONG_TERM: (V.ACCEPT_ASSIGNMENT, V.LOG_CONTACT, V.SHELVE_ASSIGNMENT),
    A.FEEDBACK_SUBMITTED: (V.ACCEPT_ASSIGNMENT, V.LOG_CONTACT, V.SUBMIT_FEEDBACK),
    A.COMPLETED: (V.ACCEPT_ASSIGNMENT, V.LOG_CONTACT, V.SUBMIT_FEEDBACK, V.APPROVE_FEEDBACK),
}
_BY_COUNTY = frozenset({V.APPROVE_RETURN, V.REASSIGN, V.SHELVE_ASSIGNMENT, V.APPROVE_FEEDBACK, V.SUB_DISPATCH})


async def _bring_case(scene: Scene, state: C) -> None:
    desk, case = scene.desk, scene.case_id
    if state in _TO_CASE:
        for verb, values in _TO_CASE[state]:
            await desk.act(verb, case, **values)
    elif state is C.MERGED:
        await _dispatch(scene, beside=False)
        await desk.act(V.MERGE_CASES, case)
    else:
        await _bring_in_handling(scene, state)


async def _bring_in_handling(scene: Scene, state: C) -> None:
    desk, case = scene.desk, scene.case_id
    await _dispatch(scene, beside=False)
    if state is C.IN_PROGRESS:
        return
    if state in {C.TERMINATION_REVIEW, C.TERMINATED}:
        await _walk(scene, _TO_PART[A.IN_HANDLING])
        await desk.act(V.REQUEST_TERMINATION, scene.subject, materials=(await desk.new_material(),))
        if state is C.TERMINATED:
            await desk.act(V.APPROVE_TERMINATION, case)
        return
    await _walk(scene, _TO_PART[A.FEEDBACK_SUBMITTED])
    if state is C.PENDING_REVIEW:
        return
    await desk.act(V.APPROVE_FEEDBACK, scene.subject)
    for verb, values in _AFTER_REVIEW[state]:
        await desk.act(verb, case, **values)


async def _bring_part(scene: Scene, wanted: Wanted) -> None:
    assert isinstance(wanted.state, A)
    ends = wanted.case_state is C.IN_PROGRESS and wanted.part == "top" and wanted.state in _ENDING
    beside = ends or "other" in wanted.open
    await _dispatch(scene, beside=beside, co=wanted.part == "co")
    if wanted.part == "child":
        await scene.desk.act(V.ACCEPT_ASSIGNMENT, scene.subject)
        await scene.desk.act(V.SUB_DISPATCH, scene.subject, unit_id=scene.desk.world.units[TOWNSHIP])
        await _find(scene, "child", TOWNSHIP)
    steps = _TO_PART[A(wanted.state)]
    before_end = [step for step in steps if step in {V.ACCEPT_ASSIGNMENT, V.LOG_CONTACT, V.SUB_DISPATCH}]
    await _walk(scene, before_end)
    if "extension" in wanted.open:
        await scene.desk.act(V.REQUEST_EXTENSION, scene.subject, at=_at(scene))
    if "commitment" in wanted.open:
        await scene.desk.act(V.MAKE_COMMITMENT, scene.subject, at=_at(scene))
    await _finish(scene, [step for step in steps if step not in before_end], beside=beside)
    if wanted.case_state is C.CLOSED:
        await scene.desk.act(V.RECORD_CALLBACK, scene.case_id)


_ENDING = frozenset({A.RETURNED, A.FEEDBACK_SUBMITTED, A.COMPLETED})
"""With the county alone these would take the case out of handling, so a second unit works beside it."""


async def _finish(scene: Scene, steps: Sequence[V], *, beside: bool) -> None:
    """The last steps; feedback is approved when the other unit has reported too, which is then sent back."""
    if not (beside and V.APPROVE_FEEDBACK in steps):
        await _walk(scene, steps)
        return
    other = scene.parts["other"]
    await _walk(scene, [V.SUBMIT_FEEDBACK])
    for verb in (V.ACCEPT_ASSIGNMENT, V.LOG_CONTACT, V.SUBMIT_FEEDBACK):
        await scene.desk.act(verb, other, at=f"/ta/{OTHER}")
    await scene.desk.act(V.APPROVE_FEEDBACK, scene.subject)
    await scene.desk.act(V.SEND_BACK_FEEDBACK, other)


async def _walk(scene: Scene, steps: Sequence[V]) -> None:
    for verb in steps:
        await _step(scene, verb)


async def _step(scene: Scene, verb: V) -> None:
    desk, below = scene.desk, "child" in scene.parts
    by = "county_officer" if below and verb in _BY_COUNTY else None
    values: dict[str, Any] = {}
    if verb is V.SUB_DISPATCH:
        values["unit_id"] = desk.world.units[VILLAGE if below else TOWNSHIP]
    await desk.act(verb, scene.subject, by=by, at=None if by else _at(scene, verb), **values)


def _at(scene: Scene, verb: V | None = None) -> str | None:
    """Who works at a unit works where the subject is; the hotline's own people stay where they are."""
    below = "child" in scene.parts and (verb is None or USUALLY[verb] in AT_UNITS)
    return TOWNSHIP_PATH if below else None


async def _dispatch(scene: Scene, *, beside: bool, co: bool = False) -> None:
    desk, units = scene.desk, scene.desk.world.units
    county_role = Role.CO_HANDLER if co else Role.PARALLEL if beside else Role.LEAD
    targets = [DispatchTarget(unit_id=units[COUNTY_UNIT], role=county_role, basis="属地管理")]
    if beside or co:
        other_role = Role.LEAD if co else Role.PARALLEL
        targets.append(DispatchTarget(unit_id=units[OTHER], role=other_role, basis="三定规定"))
    await desk.act(V.ACCEPT_CASE, scene.case_id)
    await desk.act(V.DISPATCH_CASE, scene.case_id, targets=tuple(targets))
    await _find(scene, "top", COUNTY_UNIT)
    if beside or co:
        await _find(scene, "other", OTHER)


async def _find(scene: Scene, name: str, unit: str) -> None:
    facts = await scene.desk.facts(scene.case_id)
    unit_id = scene.desk.world.units[unit]
    scene.parts[name] = next(one.id for one in facts.assignments if one.unit_id == unit_id)
