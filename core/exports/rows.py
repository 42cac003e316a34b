"""Which cases somebody may take out, and what of them: the same conditions when it is asked, made, and handed out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Text, any_, bindparam, func, literal_column, select
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.access.columns import CASE_COLUMNS
from core.access.operations import Operation
from core.access.predicate import row_filter
from core.access.viewer import Viewer
from core.cases.model import case_file, reporter
from core.cases.states import Secrecy
from core.db.base import within
from core.db.read import Read, Row
from core.districts.model import district
from core.exports.columns import TAKEN, ExportColumn

HIGHEST: Final = Secrecy.PRIVACY.level
"""Cases kept more closely are in no export, whoever asks and whoever approves."""
_THESE = case_file.c.id == any_(bindparam("cases", type_=ARRAY(Uuid(as_uuid=True))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which cases are wanted; what is left out asks for nothing. `since` and `before` bound when they were registered."""

    kinds: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    district: str | None = None
    since: datetime | None = None
    before: datetime | None = None

    def kept(self) -> dict[str, Any]:
        """As JSON."""
        return {
            name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(self).items()
        }

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Filter":
        """From JSON."""
        since, before = (kept[name] and datetime.fromisoformat(kept[name]) for name in ("since", "before"))
        return cls(
            kinds=tuple(kept["kinds"]),
            states=tuple(kept["states"]),
            district=kept["district"],
            since=since,
            before=before,
        )


@dataclass(frozen=True, slots=True)
class Extent:
    """How many cases, and the highest secrecy among them."""

    rows: int
    secrecy: int


async def extent(read: Read, viewer: Viewer, wanted: Filter) -> Extent:
    """Of what the viewer may export now."""
    counts = (func.count().label("n"), func.coalesce(func.max(case_file.c.secrecy), literal_column("0")).label("top"))
    row = await read.fetch_one(_wanted(select(*counts), viewer, wanted))
    assert row is not None
    return Extent(row["n"], row["top"])


async def cases(
    read: Read, viewer: Viewer, wanted: Filter, columns: Sequence[ExportColumn], most: int
) -> Sequence[Row]:
    """What the file is made of, `most` cases at most: `id`, `case_key`, each column, and `opens_<operation>` for each asked."""
    asked = [TAKEN[one].column.label(one.value) for one in columns]
    opens = [row_filter(viewer, one, CASE_COLUMNS).label(opens_name(one)) for one in operations(columns)]
    number = case_file.c.case_no.label("number")
    told = select(case_file.c.id, case_file.c.case_key, number, *asked, *opens).select_from(
        case_file.outerjoin(reporter, reporter.c.case_id == case_file.c.id)
    )
    return await read.fetch(_wanted(told, viewer, wanted).order_by(case_file.c.id).limit(most))


async def reached(read: Read, viewer: Viewer, ids: Iterable[UUID], operation: Operation, *, personal: bool) -> int:
    """How many of these cases are still open to the viewer for it; with `personal`, those anonymised since do not count."""
    told = _allowed(select(func.count()).select_from(case_file), viewer, operation).where(_THESE)
    if personal:
        told = told.where(case_file.c.anonymised_at.is_(None))
    found: int = await read.fetch_value(told, cases=list(ids))
    return found


async def ids(read: Read, viewer: Viewer, wanted: Filter) -> list[UUID]:
    """Of what the viewer may export now."""
    return [row["id"] for row in await read.fetch(_wanted(select(case_file.c.id), viewer, wanted))]


def operations(columns: Iterable[ExportColumn]) -> list[Operation]:
    """What opens these columns, besides the case itself."""
    return sorted({TAKEN[one].operation for one in columns} - {Operation.CASE_READ})


def opens_name(operation: Operation) -> str:
    """The name under which a row says whether the operation opens on it."""
    return f"opens_{operation.replace('.', '_')}"


def _wanted(told: Select[Any], viewer: Viewer, wanted: Filter) -> Select[Any]:
    return _allowed(told, viewer, Operation.EXPORT_REQUEST).where(*_conditions(wanted))


def _allowed(told: Select[Any], viewer: Viewer, operation: Operation) -> Select[Any]:
    asked = dict.fromkeys((operation, Operation.CASE_READ))
    return told.where(case_file.c.secrecy <= HIGHEST, *(row_filter(viewer, one, CASE_COLUMNS) for one in asked))


def _conditions(wanted: Filter) -> Iterable[ColumnElement[bool]]:
    if wanted.kinds:
        yield case_file.c.kind == any_(bindparam("kinds", list(wanted.kinds), ARRAY(Text())))
    if wanted.states:
        yield case_file.c.state == any_(bindparam("states", list(wanted.states), ARRAY(Text())))
    if wanted.district is not None:
        root = select(district.c.path).where(district.c.code == bindparam("place", wanted.district, Text()))
        yield within(case_file.c.district_path, func.coalesce(root.scalar_subquery(), literal_column("'/-'")))
    if wanted.since is not None:
        yield case_file.c.registered_at >= bindparam("since", wanted.since, TIMESTAMP(timezone=True))
    if wanted.before is not None:
        yield case_file.c.registered_at < bindparam("before", wanted.before, TIMESTAMP(timezone=True))
