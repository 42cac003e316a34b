"""The shapes in which long lists are asked for at any size, each with the index that gives it in its order.

A list begins in one place (or nowhere), may be of one state, has an order, and ends in the id. With such a shape a page
costs the same at whatever depth and in however long a table; where places lie below that place, it is read of each of them
and merged. Every other condition is residual, the row filter too: rows are read in order and left out. Where that takes too
long the caller is told which condition would make it a shape.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Table

from core.assignments.model import assignment
from core.cases.model import case_file


@dataclass(frozen=True, slots=True)
class Shape:
    """Rows with one value of each of `equal`, in the order of `order` and the id, as `index` has them."""

    index: str
    equal: tuple[Column[Any], ...]
    order: Column[Any]


_CASE, _PART = case_file.c, assignment.c

SHAPES: Mapping[Table, tuple[Shape, ...]] = {
    case_file: (
        Shape("ix_case_file_registered", (_CASE.district_path,), _CASE.registered_at),
        Shape("ix_case_file_due", (_CASE.district_path,), _CASE.due_at),
        Shape("ix_case_file_place_state_due", (_CASE.district_path, _CASE.state), _CASE.due_at),
        Shape("ix_case_file_state_registered", (_CASE.state,), _CASE.registered_at),
        Shape("ix_case_file_state_due", (_CASE.state,), _CASE.due_at),
        Shape("ix_case_file_registered_by", (_CASE.registered_by,), _CASE.registered_at),
    ),
    assignment: (
        Shape("ix_assignment_unit_dispatched", (_PART.unit_path,), _PART.dispatched_at),
        Shape("ix_assignment_unit_due", (_PART.unit_path,), _PART.due_at),
        Shape("ix_assignment_unit_state_due", (_PART.unit_path, _PART.state), _PART.due_at),
    ),
}

NARROWER: Mapping[Table, str] = {
    case_file: "filter.district, filter.state",
    assignment: "filter.unitId, filter.state",
}
"""What a caller adds to be at a shape; other lists are short, or hang on one row."""
