"""What people write beside a case in their own words: reasons, questions, rulings, promises. It is sealed as it is written.

Commands hand it over like any other value; it becomes ciphertext and mask here, in the one place that writes records, so
that no command can forget it. The columns of the plain names hold what was written before there were sealed ones, until
`hotline keys seal-text` has moved it.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from sqlalchemy import Table

from core.assignments.model import commitment, extension_request, feedback, return_request
from core.cases import sealed
from core.cases.change import Change, Record
from core.cases.model import adjudication, case_correction, merge, termination_request
from core.ratings.model import finding
from core.sealing.columns import SealedField
from core.sealing.masks import MaskKind

_NAMES: Final[Mapping[Table, tuple[str, ...]]] = MappingProxyType(
    {
        adjudication: ("question", "ruling", "basis"),
        merge: ("reason",),
        termination_request: ("explanation", "decision_reason"),
        case_correction: ("reason",),
        return_request: ("explanation", "basis", "decision_reason"),
        extension_request: ("explanation", "decision_reason"),
        feedback: ("unresolved_reason", "decision_reason"),
        commitment: ("text",),
        finding: ("reason",),
    }
)
WORDS: Final[Mapping[Table, Mapping[str, SealedField]]] = MappingProxyType(
    {table: {name: SealedField(table.name, name, MaskKind.TEXT) for name in names} for table, names in _NAMES.items()}
)
"""By table and by the name a command has for it."""


async def worded(change: Change, record: Record) -> Record:
    """The record as it is kept. Raises CASE_SHREDDED where there is no key to seal it with."""
    fields = WORDS.get(record.table)
    said = fields.keys() & record.values.keys() if fields else ()
    if not fields or not said:
        return record
    key = await change.uow.services.keys.case_key(change.facts.row["case_key"])
    values = {name: value for name, value in record.values.items() if name not in said}
    row_id = record.id or record.values["id"]
    for name in sorted(said):
        values |= sealed.columns(change.uow, key, fields[name], row_id, record.values[name])
    return replace(record, values=values)
