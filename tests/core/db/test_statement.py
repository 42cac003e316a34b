"""SQLAlchemy writes the text once; every parameter finds its place."""

from uuid import UUID

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, Text, any_, bindparam, literal, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as Uuid

from core.db.base import within
from core.db.statement import prepare, prepare_insert, prepare_update

THING = Table(
    "thing", MetaData(), Column("id", Uuid(as_uuid=True), primary_key=True), Column("path", Text), Column("n", Integer)
)
ID = UUID(int=7)


def test_a_statement_is_compiled_once_per_object() -> None:
    statement = select(THING).where(THING.c.id == bindparam("id"))

    assert prepare(statement) is prepare(statement)


def test_parameters_are_bound_in_the_order_of_the_text() -> None:
    prepared = prepare(
        select(THING).where(THING.c.n > 3, THING.c.path == bindparam("path"), THING.c.id == bindparam("id"))
    )

    assert prepared.bind({"id": ID, "path": "/ta"}) == [3, "/ta", ID]
    assert [f"${place}" in prepared.sql for place in (1, 2, 3, 4)] == [True, True, True, False]


def test_values_a_statement_carries_need_not_be_given() -> None:
    prepared = prepare(select(THING.c.id).where(within(THING.c.path, literal("/ta/c1"))))

    assert "/ta/c1" in prepared.bind({})


def test_a_missing_parameter_is_a_programming_error() -> None:
    prepared = prepare(select(THING).where(THING.c.id == bindparam("id")))

    with pytest.raises(KeyError, match="id"):
        prepared.bind({})


def test_membership_is_one_text_for_lists_of_any_length() -> None:
    prepared = prepare(select(THING).where(THING.c.id == any_(bindparam("ids", type_=ARRAY(Uuid(as_uuid=True))))))

    assert prepared.bind({"ids": [ID, ID]}) == [[ID, ID]]


def test_inserts_and_updates_are_compiled_once_per_column_set() -> None:
    assert prepare_insert(THING, ("id", "n")) is prepare_insert(THING, ("id", "n"))
    prepared = prepare_update(THING, ("n",), ("id", "path"))

    assert prepared.bind({"n": 1, "where_id": ID, "where_path": "/ta"}) == [1, ID, "/ta"]


def test_an_expression_in_an_update_keeps_its_own_value() -> None:
    statement = update(THING).where(THING.c.id == bindparam("id")).values(n=THING.c.n + 1)

    assert prepare(statement).bind({"id": ID}) == [1, ID]
