"""What does not fit is refused when the schema is built, naming both owners."""

import pytest
import strawberry

from core.cases.model import case_file
from core.codes.model import code
from core.plugin.host import core_alone
from schema.api import Case, GraphQLContribution, TypeExtension, data, field
from schema.compose import build_schema
from schema.conflict import SchemaConflict
from schema.data.types import declared_of
from schema.export import sdl
from tests.schema.plugins import bell


@data.extension(Case)
class Titled:
    """Clashes with the core."""

    title: str | None = data.column(case_file.c.case_no, description="T.\n题")


@data.extension(Case)
class Numbered:
    """Clashes with the bells."""

    bell_number: str | None = data.column(case_file.c.case_no, description="N.\n号")


@data.extension(Case)
class Bold:
    """Would take its case along."""

    bold_number: str = data.column(case_file.c.case_no, description="N.\n号")


@strawberry.type
class Plain:
    """Not made by data.extension."""

    @field("N.\n号")
    def plain_number(self) -> str | None:
        return None


@strawberry.type
class CasesQueries:
    """A root field of the core's name."""

    @field("C.\n案")
    def cases(self) -> str | None:
        return None


@strawberry.type
class BoldQueries:
    """Would take all other root fields along."""

    @field("B.\n粗")
    def bold(self) -> str:
        return ""


def clash(*extra: GraphQLContribution) -> str:
    """What the bells and further plug-ins beside them are refused with."""
    others = [bell.module(f"other_{at}", one) for at, one in enumerate(extra)]
    with pytest.raises(SchemaConflict) as refused:
        build_schema(plugins=bell.hosted(bell.module(), *others))
    return str(refused.value)


@pytest.mark.parametrize(
    ("contribution", "told"),
    [
        (
            GraphQLContribution(extensions=(TypeExtension("Case", Titled),)),
            "other_0 adds Case.title, which the core has; rename it",
        ),
        (
            GraphQLContribution(extensions=(TypeExtension("Case", Numbered),)),
            "bell and other_0 both add Case.bellNumber; rename one of them",
        ),
        (GraphQLContribution(queries=(bell.BellQueries,)), "bell and other_0 both add Query.bellRings; rename one"),
        (GraphQLContribution(queries=(CasesQueries,)), "other_0 adds Query.cases, which the core has; rename it"),
        (
            GraphQLContribution(extensions=(TypeExtension("Case", Bold),)),
            "other_0 adds Case.boldNumber, which is null where it is off; make it nullable",
        ),
        (
            GraphQLContribution(queries=(BoldQueries,)),
            "other_0 adds Query.bold, which is null where it is off; make it nullable",
        ),
        (
            GraphQLContribution(extensions=(TypeExtension("Ticket", Numbered),)),
            "other_0 extends Ticket by Numbered: make that class by data.extension of the type it names, one of Account",
        ),
        (
            GraphQLContribution(extensions=(TypeExtension("Case", Plain),)),
            "other_0 extends Case by Plain: make that class by data.extension of the type it names",
        ),
    ],
)
def test_what_does_not_fit_is_refused(contribution: GraphQLContribution, told: str) -> None:
    assert told in clash(contribution)


def test_a_field_that_another_plugin_adds_too_may_stand_alone() -> None:
    other = GraphQLContribution(extensions=(TypeExtension("Case", Numbered),))
    assert "bellNumber" in sdl(build_schema(plugins=bell.hosted(bell.module("other", other))))


def test_a_host_without_plugins_adds_nothing() -> None:
    assert sdl(build_schema(plugins=core_alone())) == sdl(build_schema())


def test_the_core_shows_no_trace_of_plugins_beside_it() -> None:
    before = sdl(build_schema())
    build_schema(plugins=bell.hosted(bell.module()))
    assert sdl(build_schema()) == before
    assert "bell" not in before.casefold()
    assert "bell_number" not in declared_of(Case).fields


def test_an_extension_reads_its_own_type_s_columns_only() -> None:
    with pytest.raises(ValueError, match=r"Foreign\.number reads code\.code; a field reads columns of case_file only"):

        @data.extension(Case)
        class Foreign:
            number: str | None = data.column(code.c.code, description="N.\n号")


def test_a_row_without_a_district_is_refused() -> None:
    with pytest.raises(
        ValueError, match="no foreign key case_id or assignment_id or district leads from code to a row"
    ):

        @data.type(code, code="lost", allow="code.read", visible=data.Everyone(), plugin="bell", description="L.\n失")
        class Lost(data.Record):
            """Lies nowhere."""
