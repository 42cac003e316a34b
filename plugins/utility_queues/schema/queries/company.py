"""The argument by which lists are those of one company."""

from typing import Any

import strawberry
from sqlalchemy import Column

from schema.api import data, expect


def of_company(unit_id: Column[Any]) -> data.Argument:
    """Only rows whose `unit_id` is the company's, which is given by its global id. Raises NotFound for another id."""
    return data.Argument(
        name="company",
        type=strawberry.ID | None,
        description="Only this company's.\n企业",
        demand=data.Condition(
            type=unit_id.type,
            holds=lambda id_: unit_id == id_,
            value=lambda given: expect(given, "unit", "company"),
        ),
    )
