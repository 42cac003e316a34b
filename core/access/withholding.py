"""Cases a plug-in withholds from viewers whom the policy lets see them: one condition, in lists and on one case.

Where a plug-in is on that has such a condition, no case of the district is told of, in a list, a count, a search or a
look-up, unless the condition holds.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import UUID

import structlog
from sqlalchemy import ARRAY, ColumnElement, Select, Text, all_, and_, bindparam, false, select, true
from sqlalchemy.dialects.postgresql import UUID as Uuid
from sqlalchemy.types import TypeEngine

from core.cases.model import case_file

if TYPE_CHECKING:
    from core.access.viewer import Viewer
    from core.db.read import Read
    from core.db.together import Ask
    from core.db.uow import UnitOfWork

_log = structlog.get_logger("hotline.access")
_ID = Uuid(as_uuid=True)
NOBODY = UUID(int=0)
VIEWER = "withheld-from"

Bound: TypeAlias = Callable[[str, TypeEngine[Any]], ColumnElement[Any]]
Condition: TypeAlias = Callable[[ColumnElement[UUID], ColumnElement[UUID]], ColumnElement[bool] | None]


@dataclass(frozen=True, slots=True)
class Withholding:
    """A plug-in's `case_filter`: from a case's id and a viewer's to what must hold for the viewer to know of the case.

    The host calls it; for a plug-in that fails it answers a condition that no case meets.
    """

    plugin: str
    condition: Condition

    def shown(self, case_id: ColumnElement[UUID], viewer_id: ColumnElement[UUID]) -> ColumnElement[bool]:
        """The condition; true where the plug-in has none."""
        found = self.condition(case_id, viewer_id)
        return true() if found is None else found


@dataclass(frozen=True, slots=True)
class CaseRef:
    """Which case a row is, or belongs to, and the six digits of the district that switches plug-ins for it.

    `respondent` is the path of the unit it accuses, empty if it accuses none; without it nobody is kept from the row.
    """

    id: ColumnElement[Any]
    gate: ColumnElement[Any]
    respondent: ColumnElement[Any] | None = None


def conditions(withholding: Sequence[Withholding], case: CaseRef, bound: Bound) -> Iterator[ColumnElement[bool]]:
    """What must hold of a row; `values` has what it binds."""
    for one in withholding:
        off = case.gate != all_(bound(_name(one), ARRAY(Text())))
        yield off | one.shown(case.id, bound(VIEWER, _ID))


def values(viewer: "Viewer") -> Mapping[str, object]:
    """The bound values of `conditions`: where each plug-in is on now, and who asks."""
    found = switched(viewer)
    return {VIEWER: viewer.withheld_from, **found} if found else {}


def switched(viewer: "Viewer") -> Mapping[str, object]:
    """Those of them that are the same for whoever asks."""
    switches = viewer.matrix.switches
    return {_name(one): list(switches.switched(one.plugin)) for one in viewer.matrix.withholding}


async def withheld(read: "Read", viewer: "Viewer", case_id: UUID, gate: str) -> bool:
    """Whether a case is withheld from the viewer; asks the database only where a plug-in that withholds is on."""
    switches, withholding = viewer.matrix.switches, viewer.matrix.withholding
    if not any(gate in switches.switched(one.plugin) for one in withholding):
        return False
    return not await read.fetch_value(_shown(withholding), case_id=case_id, **values(viewer))


def foresee_withheld(uow: "UnitOfWork", viewer: "Viewer", case_id: "UUID | Ask") -> None:
    """Have what `withheld` asks come with the case."""
    if viewer.matrix.withholding:
        uow.foresee(_shown(viewer.matrix.withholding), case_id=case_id, **values(viewer))


async def tried(read: "Read", one: Withholding) -> Withholding:
    """The same, once the database has understood its condition; one that hides every case where it has not.

    Done before anything is served: a condition the database refuses would otherwise break every list there is.
    """
    try:
        await read.fetch_value(_shown_by_all((one,)), withheld_case=NOBODY, withheld_viewer=NOBODY)
    except Exception as error:
        told = f"{type(error).__module__}.{type(error).__qualname__}"
        _log.error(
            "case_filter refused by the database: its districts' cases are hidden", plugin=one.plugin, error=told
        )
        return Withholding(one.plugin, _hide)
    return one


def _hide(_case: ColumnElement[UUID], _viewer: ColumnElement[UUID]) -> ColumnElement[bool]:
    return false()


@lru_cache(maxsize=256)
def _shown(withholding: tuple[Withholding, ...]) -> Select[tuple[UUID]]:
    """The case's id, if it may be told of."""
    case = CaseRef(case_file.c.id, case_file.c.gate)
    this = case_file.c.id == bindparam("case_id", type_=_ID)
    return select(case_file.c.id).where(this, *conditions(withholding, case, bound))


def bound(name: str, type_: TypeEngine[Any]) -> ColumnElement[Any]:
    """A parameter that is given its value when the statement runs."""
    return bindparam(name, type_=type_)


@lru_cache(maxsize=256)
def _shown_by_all(asked: tuple[Withholding, ...]) -> Select[tuple[bool]]:
    case, viewer = bindparam("withheld_case", type_=_ID), bindparam("withheld_viewer", type_=_ID)
    return select(and_(true(), *(one.shown(case, viewer) for one in asked)))


def _name(one: Withholding) -> str:
    return f"withheld-by-{one.plugin}"
