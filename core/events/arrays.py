"""Many rows in one statement: columns go to PostgreSQL as arrays and come out as a table."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ARRAY, TableValuedAlias, bindparam, column, func
from sqlalchemy.types import TypeEngine


def table_of(**types: TypeEngine[Any]) -> TableValuedAlias:
    """A table `given` with these columns; each is bound under its own name as a list, one value per row.

    A column of jsonb takes objects only: the driver would read a list of lists as an array of two dimensions.
    """
    arrays = [bindparam(name, type_=ARRAY(kind)) for name, kind in types.items()]
    columns = [column(name, kind) for name, kind in types.items()]
    return func.unnest(*arrays).table_valued(*columns).render_derived(name="given")


def columns_of(rows: Iterable[Mapping[str, object]], names: Iterable[str]) -> dict[str, list[object]]:
    """The rows turned on their side, as `table_of` takes them."""
    listed = list(rows)
    return {name: [row[name] for row in listed] for name in names}
