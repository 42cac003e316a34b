"""Where rows of a company lie, for whoever may see them."""

from sqlalchemy import ColumnElement, Table, cast, literal, null
from sqlalchemy.dialects.postgresql import UUID

from core.api import ScopeColumns, within


def of_company(table: Table) -> ScopeColumns:
    """The company's seat and its place in the tree of units; the row is nobody's own, and no secret."""

    def in_unit(root: ColumnElement[str]) -> ColumnElement[bool]:
        return within(table.c.unit_path, root)

    return ScopeColumns(table.c.district_path, cast(null(), UUID(as_uuid=True)), literal(0), in_unit)
