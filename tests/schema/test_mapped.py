"""S1: whatever can be asked for belongs to an operation; what is new and mapped to nothing fails here."""

from collections.abc import Iterator
from typing import Any

import pytest
import strawberry
import typer

from core.access.mapped import ANYBODY, COMMANDS, FIELDS, MACHINE, ROUTES
from core.access.operations import registered
from schema.compose import build_schema
from schema.conflict import SchemaConflict
from schema.contribution import GraphQLContribution
from schema.export import schema_with
from schema.mapped import operations_of
from schema.plugins.additions import _refuse_unknown
from tests.support.plugged import in_tree
from web.cli.main import COMMANDS as OF_THE_CORE

KNOWN = {*registered(), ANYBODY, MACHINE}
SCHEMA = schema_with(in_tree())
MAPPED = operations_of(SCHEMA)


def test_every_field_of_every_type_is_mapped_with_plug_ins_and_without() -> None:
    assert {name for name, operations in MAPPED.items() if not operations} == set()
    assert {name for name, operations in operations_of(build_schema()).items() if not operations} == set()


def test_what_is_mapped_to_is_in_the_vocabulary_or_says_that_it_is_nobodys() -> None:
    own = {operation for table in (FIELDS, COMMANDS, ROUTES) for several in table.values() for operation in several}
    core = {operation for operations in MAPPED.values() for operation in operations if "/" not in operation}
    assert own | core <= KNOWN
    assert {one.partition("/")[0] for several in MAPPED.values() for one in several if "/" in one} >= set(in_tree())


def test_the_table_speaks_of_no_field_that_there_is_not() -> None:
    assert FIELDS.keys() <= MAPPED.keys()


@pytest.mark.parametrize(
    ("field", "operations"),
    [
        ("Case.caseNo", {"case.read"}),
        ("Case.title", {"case.content"}),
        ("Case.allowedActions", {"case.read"}),
        ("Reporter.phone", {"reporter.read"}),
        ("Mutation.dispatchCase", {"dispatchCase"}),
        ("DispatchCasePayload.case", {"dispatchCase"}),
        ("UnitRate.value", {"rate.read"}),
        ("RevealPayload.value", {"reporter.reveal"}),
        ("CaseConnection.totalCount", {"case.read"}),
        ("Mutation.approveDisciplineReferral", {"discipline_referral/approve"}),
    ],
)
def test_a_field_is_mapped_to_what_it_declares_or_to_what_it_is_a_part_of(field: str, operations: set[str]) -> None:
    assert MAPPED[field] >= operations
    assert MAPPED[field] == operations or field.startswith("CaseConnection")


def test_a_root_field_that_is_mapped_to_nothing_is_found_and_so_is_what_it_answers() -> None:
    @strawberry.type
    class Loose:
        end: int

    @strawberry.type
    class LooseQueries:
        @strawberry.field
        def loose(self) -> Loose:
            return Loose(end=1)

    found = operations_of(build_schema(queries=(LooseQueries,), mutations=(), subscriptions=()))

    assert found["Query.loose"] == found["Loose.end"] == frozenset()


def test_a_plug_in_maps_no_field_that_it_does_not_add() -> None:
    with pytest.raises(SchemaConflict, match="desk maps nothing to an operation, and adds no such root field"):
        _refuse_unknown("desk", GraphQLContribution(operations={"nothing": "desk/read"}), SCHEMA.config)


def commands(of: Any, path: tuple[str, ...] = ()) -> Iterator[str]:
    if not hasattr(of, "commands"):
        yield " ".join(path)
        return
    for name, command in of.commands.items():
        yield from commands(command, (*path, name))


def test_every_command_of_the_command_line_is_mapped() -> None:
    app = typer.Typer()
    for register in OF_THE_CORE:
        register(app)

    assert set(commands(typer.main.get_command(app))) == COMMANDS.keys()
