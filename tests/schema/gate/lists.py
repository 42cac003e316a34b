"""A schema of lists, to be measured only."""

import strawberry


@strawberry.type
class Case:
    """A case."""

    id: str
    title: str
    unit: "Unit | None"


@strawberry.type
class Unit:
    """A unit."""

    name: str
    parent: "Unit | None"

    @strawberry.field
    def cases(self, first: int | None = strawberry.UNSET, last: int | None = strawberry.UNSET) -> list[Case]:
        """None in these tests."""
        return []


@strawberry.type
class Query:
    """Lists with and without a default length."""

    unit: Unit | None

    @strawberry.field
    def cases(self, first: int = 10, after: str | None = None) -> list[Case]:
        """None in these tests."""
        return []

    @strawberry.field
    def late(self, last: int | None = None) -> list[Case]:
        """None in these tests."""
        return []


SCHEMA = strawberry.Schema(Query)._schema
