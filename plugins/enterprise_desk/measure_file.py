"""`hotline enterprise_desk import-measures FILE`: the measures of a whole list at once, or none of them.

The file is CSV in UTF-8 with the columns below; industries, sizes and districts are separated by blanks, days are written
2026-11-16. A measure that is there already (same title, unit and first day) is left as it is, so that a list can be read
again after a line was added.
"""

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from sqlalchemy import bindparam, exists, select

from core.api import SYSTEM, Command, Refused, UnitOfWork, unit
from plugins.enterprise_desk.commands.add_measure import add_measure
from plugins.enterprise_desk.errors import COLUMNS_MISSING, LINE_REFUSED
from plugins.enterprise_desk.inputs import AddMeasure, MeasureTerms
from plugins.enterprise_desk.tables import measure
from plugins.enterprise_desk.vocabulary import Size

COLUMNS = ("title", "unit", "industries", "sizes", "districts", "valid_from", "valid_to", "basis", "benefit")

_UNIT = select(unit.c.id).where(unit.c.code == bindparam("code"))
_THERE = select(
    exists().where(
        measure.c.title == bindparam("title"),
        measure.c.issuing_unit_id == bindparam("unit_id", type_=measure.c.issuing_unit_id.type),
        measure.c.valid_from == bindparam("valid_from", type_=measure.c.valid_from.type),
        measure.c.withdrawn_at.is_(None),
    )
)

Line = Mapping[str, str]


async def import_measures(uow: UnitOfWork, file: Path) -> Sequence[str]:
    """How many were added. Raises Refused, naming the line."""
    added = [await _add(uow, number, line) for number, line in enumerate(_lines(file), start=2)]
    return [f"{sum(added)} added, {len(added) - sum(added)} already there"]


def _lines(file: Path) -> list[Line]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        rows = csv.DictReader(text, restval="")
        missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
        if missing:
            raise Refused(COLUMNS_MISSING, names=", ".join(missing))
        return list(rows)


async def _add(uow: UnitOfWork, number: int, line: Line) -> bool:
    try:
        terms = await _terms(uow, line)
        there = {"title": terms.title, "unit_id": terms.issuing_unit_id, "valid_from": terms.valid_from}
        if await uow.fetch_value(_THERE, **there):
            return False
        await add_measure(uow, SYSTEM, AddMeasure(terms=terms))
    except Refused as refused:
        what = refused.field[-1] if refused.field else ""
        raise Refused(LINE_REFUSED, line=number, what=what, code=refused.code.code) from None
    except ValueError as error:
        raise Refused(LINE_REFUSED, line=number, what=str(error), code="VALUE") from None
    return True


async def _terms(uow: UnitOfWork, line: Line) -> MeasureTerms:
    unit_id = await uow.fetch_value(_UNIT, code=line["unit"].strip())
    if unit_id is None:
        raise ValueError(f"unit {line['unit']!r}")
    return MeasureTerms(
        title=line["title"].strip(),
        issuing_unit_id=unit_id,
        basis=line["basis"],
        benefit=line["benefit"],
        valid_from=date.fromisoformat(line["valid_from"].strip()),
        valid_to=date.fromisoformat(line["valid_to"].strip()) if line["valid_to"].strip() else None,
        industries=tuple(line["industries"].split()),
        sizes=tuple(Size(one) for one in line["sizes"].split()),
        districts=tuple(line["districts"].split()),
    )


COMMAND = Command("import-measures", "Add the measures of a CSV file. 导入惠企政策清单。", import_measures)
