"""Every sealed column hangs below a key, and is found without being listed."""

import pytest
from sqlalchemy import Column, ForeignKey, LargeBinary, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import UUID

from core.keys.holders import NoHolder, holders
from core.tables import CORE


def below(name: str) -> dict[str, tuple[str, ...]]:
    return {one.table.name: one.fields for one in holders(CORE)[name].below}


def test_what_a_case_seals_is_found_through_its_assignments_too() -> None:
    found = below("case_file")

    assert found["case_file"] == ("title", "content", "place")
    assert found["reporter"] == ("name", "phone", "identity_no", "address", "email", "company")
    assert found["contact"] == ("note",)
    assert found["log_note"] == ("key",)


def test_no_sealed_column_is_left_out() -> None:
    found = {one.table.name: set(one.fields) for holder in holders(CORE).values() for one in holder.below}

    for table in CORE:
        sealed = {column.name.removesuffix("_sealed") for column in table.c if column.name.endswith("_sealed")}
        if table.name in {"access_event", "liaison_officer"}:
            assert table.name not in found
        else:
            assert found.get(table.name, set()) == sealed


def test_a_table_that_leads_to_no_key_is_refused() -> None:
    tables = MetaData()
    Table("holder", tables, Column("id", UUID(as_uuid=True), primary_key=True), Column("case_key", LargeBinary))
    lost = Table("lost", tables, Column("id", UUID(as_uuid=True), primary_key=True), Column("name_sealed", LargeBinary))

    with pytest.raises(NoHolder, match="lost has sealed columns, but no foreign key leads to a table with a case_key"):
        holders(tuple(tables.tables.values()))

    lost.append_column(Column("holder_id", UUID(as_uuid=True), ForeignKey("holder.id"), nullable=False))
    assert [one.table.name for one in holders(tuple(tables.tables.values()))["holder"].below] == ["lost"]


def test_of_several_holders_each_is_led_to() -> None:
    tables = MetaData()
    uuid = UUID(as_uuid=True)
    for name in ("one", "two"):
        Table(name, tables, Column("id", uuid, primary_key=True), Column("case_key", LargeBinary))
    Table(
        "both", tables, Column("id", uuid, primary_key=True), Column("name_sealed", LargeBinary), Column("kind", Text),
        Column("one_id", uuid, ForeignKey("one.id"), nullable=False),
        Column("two_id", uuid, ForeignKey("two.id"), nullable=False),
    )  # fmt: skip

    found = holders(tuple(tables.tables.values()))
    assert {name: [one.table.name for one in holder.below] for name, holder in found.items()} == {
        "one": ["both"], "two": ["both"],
    }  # fmt: skip
