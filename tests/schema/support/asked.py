"""A command's input as a client of the API writes it."""

from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from core.ids import new_id
from schema.relay.ids import encode

_TYPES = {
    "case_id": "case", "master_id": "case", "assignment_id": "assignment", "commitment_id": "commitment", "unit_id": "unit",
    "suggested_unit_id": "unit", "participants": "unit", "materials": "attachment",
}  # fmt: skip


def asked(given: Any) -> dict[str, Any]:
    """The GraphQL input; what is None is left out, but a commitment that there is not gets the id of none."""
    found = {_camel(f.name): _value(f.name, getattr(given, f.name)) for f in fields(given)}
    if "commitmentId" in found:
        found["commitmentId"] = found["commitmentId"] or encode("commitment", new_id())
    return {name: value for name, value in found.items() if value is not None}


def _value(name: str, value: Any) -> Any:
    if isinstance(value, UUID):
        return encode(_TYPES[name], value)
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_value(name, one) for one in value]
    return asked(value) if is_dataclass(value) else value


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)
