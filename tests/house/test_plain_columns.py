"""Every column of words, the bundled plug-ins' too, is sealed, or stands in plain_columns.csv with the reason why not."""

import csv
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from sqlalchemy import ARRAY, Column, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from core.db import base
from core.tables import CORE

BUNDLED = tuple(sorted(one.parent.name for one in Path("plugins").glob("*/tables.py")))
LISTED = list(csv.DictReader(Path(__file__).with_name("plain_columns.csv").read_text("utf-8").splitlines()))


def _tables() -> Iterator[Table]:
    yield from CORE
    for name in BUNDLED:
        yield from import_module(f"plugins.{name}.tables").TABLES


TABLES = tuple(_tables())


def words(table: Table) -> set[str]:
    """Columns that can hold a text that somebody wrote."""
    return {
        column.name for column in table.c if _holds_text(column) and not _sealed(column) and not column.foreign_keys
    }


def _holds_text(column: Column[object]) -> bool:
    kind = column.type.item_type if isinstance(column.type, ARRAY) else column.type
    return isinstance(kind, Text | JSONB)


def _sealed(column: Column[object]) -> bool:
    """The plain one that is empty since it has a sealed one, and masks of sealed ones."""
    masked = f"{column.name.removesuffix('_mask')}_sealed" in column.table.c
    return bool(column.info.get("words")) or (column.name.endswith("_mask") and masked)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_column_of_words_is_sealed_or_listed_with_a_reason(table: Table) -> None:
    listed = {name for line in LISTED if line["table"] == table.name for name in line["columns"].split()}

    assert words(table) == listed, "seal it with `core.db.base.words`, or say in tests/house/plain_columns.csv why not"


def test_every_line_is_of_a_table_and_has_a_reason() -> None:
    assert {line["table"] for line in LISTED} <= {table.name for table in TABLES}
    assert all(line["columns"] and line["why"] for line in LISTED)


def test_a_new_column_would_be_found() -> None:
    new = Table(
        "new",
        MetaData(),
        Column("remark", Text),
        Column("kinds", ARRAY(Text)),
        *base.words("why"),
        *base.sealed("name"),
    )
    assert words(new) == {"remark", "kinds"}
