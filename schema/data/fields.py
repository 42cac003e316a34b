"""Fields that only read data are declared here, not coded.

    from schema.data import fields as data

    @data.type(case_file, code="case", allow="case.read", visible=data.Scoped(CASE_COLUMNS),
               description="An appeal and its handling.\\n诉求工单")
    class Case(Node):                              # Node brings `row` and `id`; a type without global id: data.Record
        case_no: str = data.column(case_file.c.case_no, description="Case number.\\n工单编号")
        state: CaseState = data.enum(case_file.c.state, CaseState, description="…\\n…")
        category: Code | None = data.code("category", case_file.c.category, description="…\\n…")
        title: str | None = data.content("title", table=case_file, allow="case.content", description="…\\n…")
        reporter: Annotated["Reporter", strawberry.lazy("schema.cases.reporter")] | None = data.one(
            "Reporter", on=case_file.c.id, key=reporter.c.case_id, description="…\\n…")
        events: list[CaseEvent] = data.many(
            "CaseEvent", by=case_event.c.case_id, order=(case_event.c.case_version, case_event.c.seq), description="…\\n…")
        last_callback: Callback | None = data.latest("Callback", by=callback.c.case_id, order=(callback.c.at.desc(),), …)
        late: bool = data.computed(is_late, needs=(case_file.c.due_at,), ambient=(data.Ambient.NOW,), description="…\\n…")

    @data.type(reporter, code="reporter", allow="reporter.read", visible=data.Through(Case, on=reporter.c.case_id), …)
    class Reporter(data.Record):
        phone: str | None = data.sealed("phone", table=reporter, description="…\\n…")     # the mask, never the plaintext

Rules
- Descriptions: first line English, then the official Chinese term.
- `allow` on a field is for an operation other than the type's; such a field, a list too, is nullable, and null on rows
  where it does not open. Nothing raises. A type's own `allow` decides which of its rows exist for the viewer at all: by
  `node`, relation or list. A list of a type with an `allow` of its own needs none itself: hidden rows are not in it.
- `visible`: `Everyone()` (reference data), `Scoped(ScopeColumns)` (the row lies somewhere), `Through(Parent, on=column)`
  (the row belongs to a visible parent; the operation is asked on the parent's place).
- A relation to one is nullable, for its target may be hidden. `many` is bounded by `limit` and its description says so;
  lists that grow are `data.connection("Unit", by=unit.c.parent_id, order=(unit.c.path, unit.c.id))` of type `Connection[Unit]`.
- Rows by id: `await data.by_id(info, Case, uuid)`; in a payload, which a plan may show, `data.reference(info, Case, uuid)`.
- Root fields that only read are declared too: `data.found("Case", by, key=...)` for one row, `data.pages("Case", order=...,
  arguments=...)` for a list; what their arguments demand of a row is said in `schema.data.conditions`.
- A plug-in's types say `plugin="legal_desk"`, and `gate=<column with the six-digit code>` where rows belong to no case;
  fields it adds to a core type stand in a class made by `data.extension(Case)`, all nullable.
- The metadata of each field holds its frozen declaration under `schema.data.types.METADATA`.
"""

import builtins
from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar, cast

import strawberry
from sqlalchemy import Column, ColumnElement, Table

from schema.context import Info
from schema.data.conditions import (
    REQUIRED,
    Argument,
    Choice,
    Condition,
    OrderArgument,
    Place,
    among,
    before,
    demand,
    equal,
    members,
    since,
)
from schema.data.declarations import (
    Ambient,
    CodeField,
    ColumnField,
    ComputedField,
    ConnectionField,
    ContentField,
    Declaration,
    EnumField,
    Found,
    FoundField,
    IdField,
    LatestField,
    ManyField,
    NodeField,
    OneField,
    OrderBy,
    PagesField,
    SealedField,
)
from schema.data.reference import Reference
from schema.data.resolvers import resolver
from schema.data.types import METADATA, Record, declared_of, extension
from schema.data.types import type_ as type  # noqa: A004 - read as `data.type`
from schema.data.visibility import Everyone, Scoped, Through
from schema.relay.pages import connection_resolver
from schema.relay.rooted import found_resolver, node_resolver, pages_resolver
from schema.relay.windows import Order

__all__ = [
    "REQUIRED",
    "Ambient",
    "Argument",
    "Choice",
    "Condition",
    "Everyone",
    "OrderArgument",
    "Place",
    "Record",
    "Scoped",
    "Through",
    "among",
    "before",
    "by_id",
    "by_key",
    "code",
    "column",
    "computed",
    "connection",
    "content",
    "demand",
    "enum",
    "equal",
    "extension",
    "found",
    "global_id",
    "latest",
    "many",
    "members",
    "node",
    "one",
    "pages",
    "reference",
    "sealed",
    "since",
    "type",
]  # fmt: skip

LIMIT = 200
"""Rows of a bounded list, unless the declaration says otherwise."""

T = TypeVar("T", bound=Record)


def global_id(*, description: str) -> Any:
    """The Relay id of the row."""
    return _field(IdField(), description)


def column(column: Column[Any], *, description: str, allow: str | None = None) -> Any:
    """The value of a column."""
    return _field(ColumnField(allow=allow, column=column), description)


def enum(column: Column[Any], enum: builtins.type[Enum], *, description: str, allow: str | None = None) -> Any:
    """A member of a closed vocabulary; a number column holds the member's position."""
    return _field(EnumField(allow=allow, column=column, enum=enum), description)


def code(set: str, column: Column[Any], *, description: str, allow: str | None = None) -> Any:
    """A code of an open vocabulary with its label in the request's language; an array column gives a list."""
    return _field(CodeField(allow=allow, column=column, set=set), description)


def sealed(name: str, *, table: Table, description: str, allow: str | None = None) -> Any:
    """The mask of the sealed field `name`; its plaintext leaves through `reveal` alone."""
    return _field(SealedField(allow=allow, column=table.c[f"{name}_mask"]), description)


def content(name: str, *, table: Table, description: str, allow: str | None = None) -> Any:
    """The text of the sealed field `name`, opened with the key of its case; null for viewers who may not."""
    declaration = ContentField(allow=allow, sealed=table.c[f"{name}_sealed"], logical=f"{table.name}.{name}")
    return _field(declaration, description)


def one(
    target: str,
    *,
    on: Column[Any],
    description: str,
    key: Column[Any] | None = None,
    allow: str | None = None,
    there: str | None = None,
) -> Any:
    """The row of the GraphQL type `target` whose `key`, a unique column, equals `on`; null where it is hidden.

    `there` is a further operation that must open on that row.
    """
    return _field(OneField(allow=allow, target=target, on=on, key=key, there=there), description)


def many(
    target: str,
    *,
    by: Column[Any],
    order: tuple[OrderBy, ...],
    description: str,
    limit: int = LIMIT,
    on: Column[Any] | None = None,
    where: ColumnElement[bool] | None = None,
    allow: str | None = None,
) -> Any:
    """The rows of `target` whose `by` equals this row's primary key (or `on`): a bounded list in `order`."""
    declaration = ManyField(allow=allow, target=target, by=by, order=order, limit=limit, on=on, where=where)
    return _field(declaration, f"{description}\nAt most {limit}. 最多 {limit} 条。")


def latest(
    target: str,
    *,
    by: Column[Any],
    order: tuple[OrderBy, ...],
    description: str,
    on: Column[Any] | None = None,
    where: ColumnElement[bool] | None = None,
    allow: str | None = None,
) -> Any:
    """The first of those rows in `order`, hence the newest by `order=(t.c.at.desc(),)`."""
    return _field(LatestField(allow=allow, target=target, by=by, order=order, limit=1, on=on, where=where), description)


def connection(
    target: str,
    *,
    by: Column[Any],
    order: tuple[Column[Any], ...],
    description: str,
    descending: bool = False,
    allow: str | None = None,
) -> Any:
    """The rows of `target` whose `by` equals this row's primary key, as pages; `order` ends in the target's key."""
    declaration = ConnectionField(allow=allow, target=target, by=by, order=order, descending=descending)
    return strawberry.field(
        resolver=connection_resolver(declaration), description=description, metadata={METADATA: declaration}
    )


def computed(
    function: Callable[..., Any],
    *,
    needs: tuple[Column[Any], ...],
    description: str,
    ambient: tuple[Ambient, ...] = (),
    allow: str | None = None,
) -> Any:
    """`function(*values of needs, *values of ambient)`; it is pure and must not wait."""
    return _field(ComputedField(allow=allow, function=function, columns=needs, ambient=ambient), description)


def found(target: str, argument: Argument, *, key: Callable[[Any], Found], description: str) -> Any:
    """A root field: the row that `key` finds by the argument's value: a unique column and what it holds, or None."""
    return _root(FoundField(target=target, argument=argument, key=key), found_resolver, description)


def pages(target: str, *, order: Order, arguments: tuple[Argument, ...] = (), description: str) -> Any:
    """A root field of type `Connection[...] | None`: the rows the arguments demand, in `order` unless one says another."""
    return _root(PagesField(target=target, order=order, arguments=arguments), pages_resolver, description)


def node(*, several: bool = False, description: str) -> Any:
    """A root field: an object of any type by its global id, or several by theirs."""
    return _root(NodeField(several=several), node_resolver, description)


async def by_id(info: Info, record: builtins.type[T], key: object) -> T | None:
    """The row with this primary key, if the viewer reaches it."""
    return await by_key(info, record, declared_of(record).key, key)


def reference(info: Info, record: builtins.type[T], key: object) -> T | None:
    """The same row as a payload shows it: read when it is known what is selected of it."""
    return cast("T", Reference(info.context, declared_of(record), key))


async def by_key(info: Info, record: builtins.type[T], column: Column[Any], key: object) -> T | None:
    """The row whose unique column holds `key`, if the viewer reaches it."""
    found = await info.context.loaders.one(declared_of(record), column).load(key)
    assert found is None or isinstance(found, record)
    return found


def _field(declaration: Declaration, description: str) -> Any:
    return strawberry.field(resolver=resolver(declaration), description=description, metadata={METADATA: declaration})


def _root(declaration: Any, resolver: Callable[[Any], Callable[..., Any]], description: str) -> Any:
    return strawberry.field(resolver=resolver(declaration), description=description, metadata={METADATA: declaration})
