"""What people write beside a case in their own words: reasons, questions, rulings, promises. It is sealed as it is written.

Commands hand it over like any other value; it becomes ciphertext and mask here, in the one place that writes records, so
that no command can forget it. Which columns those are their tables say (`core.db.base.words`), a plug-in's too.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Table

from core.assignments.model import assignment
from core.cases import sealed
from core.cases.change import Change, Record
from core.cases.facts import AssignmentFacts
from core.cases.model import reporter
from core.sealing.columns import SealedField
from core.sealing.fields import open_
from core.sealing.masks import MaskKind
from core.tables import CORE

_KNOWN: Final = {(reporter.name, sealed.COMPANY.name): sealed.COMPANY}


@cache
def words_of(table: Table) -> Mapping[str, SealedField]:
    """The sealed texts of a table by the name a command has for them."""
    names = [column.name for column in table.c if column.info.get("words")]
    return MappingProxyType(
        {name: _KNOWN.get((table.name, name)) or SealedField(table.name, name, MaskKind.TEXT) for name in names}
    )


WORDS: Final[Mapping[Table, Mapping[str, SealedField]]] = MappingProxyType(
    {table: fields for table in CORE if (fields := words_of(table))}
)
"""Those of the core, by table."""
_BASIS: Final = WORDS[assignment]["basis"]


async def worded(change: Change, record: Record) -> Record:
    """The record as it is kept. Raises CASE_SHREDDED where there is no key to seal it with."""
    fields = words_of(record.table)
    said = fields.keys() & record.values.keys()
    if not said:
        return record
    key = await change.uow.services.keys.case_key(change.facts.row["case_key"])
    values: dict[str, Any] = {name: value for name, value in record.values.items() if name not in said}
    row_id = record.id or record.values["id"]
    for name in sorted(said):
        values |= sealed.columns(change.uow, key, fields[name], row_id, record.values[name])
        if record.id is not None:
            values[name] = None  # what was written plain before is not the text any more
    return replace(record, values=values)


async def basis_of(change: Change, one: AssignmentFacts) -> str:
    """The legal basis on which a unit was given its part."""
    if one.basis_sealed is None:
        return one.basis or ""
    key = await change.uow.services.keys.case_key(change.facts.row["case_key"])
    return open_(key, _BASIS.ref(one.id), one.basis_sealed)
