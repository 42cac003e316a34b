"""How the situations of life_cycle_guards.csv are arranged, by the commands; the lines themselves are in the `*_situations`."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from core.access.viewer import Viewer
from core.cases.inputs.dispatch import DispatchTarget
from core.cases.states import AssignmentState as A
from core.cases.states import CaseState as C
from core.cases.states import Role
from core.cases.verbs import Verb as V
from core.deadlines.kinds import ClockKind
from tests.core.cases.drive import OTHER, Drive, Scene, Wanted
from tests.core.cases.verbs import LONG_CYCLE

OTHER_AT = f"/ta/{OTHER}"
SECOND = timedelta(seconds=1)


@dataclass
class Try:
    """What is tried in a situation: the verb is done to `on` at the present, by whom it is usually done or by `by`."""

    on: UUID
    by: str | Viewer | None = None
    at: str | None = None
    values: dict[str, Any] = field(default_factory=dict)


Situation = Callable[[Drive], Awaitable[Try]]
SITUATIONS: dict[tuple[str, str], Situation] = {}


def situation(text: str, *verbs: V) -> Callable[[Situation], Situation]:
    """Register what arranges the line with this text, for each of the verbs."""

    def enter(arrange: Situation) -> Situation:
        SITUATIONS.update({(verb.value, text): arrange for verb in verbs})
        return arrange

    return enter


async def fresh_case(drive: Drive, state: C) -> Scene:
    return await drive.fresh(Wanted(state))


async def fresh_part(drive: Drive, state: A, *open_: str, part: Any = "top") -> Scene:
    return await drive.fresh(Wanted(state, part=part, open=frozenset(open_)))


async def period_end(scene: Scene) -> datetime:
    (asked,) = (await scene.desk.facts(scene.case_id)).waiting("information")
    assert asked.until is not None
    return asked.until


async def due(scene: Scene, kind: ClockKind) -> datetime:
    row = (await scene.desk.facts(scene.case_id)).clock(kind, scene.subject)
    assert row is not None
    found: datetime = row["due_at"]
    return found


async def returned(drive: Drive, times: int) -> Scene:
    """A case that so many units have given back."""
    scene = await fresh_case(drive, C.PENDING_DISPATCH)
    for _ in range(times):
        await drive.desk.act(V.DISPATCH_CASE, scene.case_id)
        given = next(one for one in (await drive.desk.facts(scene.case_id)).assignments if one.state != A.RETURNED)
        await drive.desk.act(V.REQUEST_RETURN, given.id)
        await drive.desk.act(V.APPROVE_RETURN, given.id)
    return scene


async def dispatched(drive: Drive, *roles: Role, category: str = LONG_CYCLE) -> Scene:
    """The county in the first role, ta-housing in the second, both at work and neither has called the reporter."""
    scene = await fresh_case(drive, C.RECEIVED)
    desk, units = drive.desk, (drive.desk.world.units["370902"], drive.desk.world.units[OTHER])
    await desk.act(V.ACCEPT_CASE, scene.case_id, category=category)
    targets = tuple(
        DispatchTarget(unit_id=unit, role=role, basis="三定规定") for unit, role in zip(units, roles, strict=False)
    )
    await desk.act(V.DISPATCH_CASE, scene.case_id, targets=targets)
    for one in (await desk.facts(scene.case_id)).assignments:
        scene.parts["top" if one.unit_id == units[0] else "other"] = one.id
        await desk.act(V.ACCEPT_ASSIGNMENT, one.id, at=one.unit_path)
    return scene


def with_grant(drive: Drive, person: Viewer, role: str) -> Viewer:
    """The same person with another role's grants as well."""
    return replace(person, grants=(*person.grants, *drive.desk.viewer(role).grants))
