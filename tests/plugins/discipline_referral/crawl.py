"""Asks everything the schema can be asked: every root field of Query, and every field of every object there is an id of."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    Undefined,
    get_named_type,
)

from core.access.viewer import Viewer
from schema.context import RequestContext
from tests.schema.conftest import SIGNING_KEY, SOURCE, Api

SCALARS: Mapping[str, object] = {
    "Int": 1, "Float": 1.0, "Boolean": True, "DateTime": "2026-11-16T10:00:00+08:00", "LocalDate": "2026-11-16",
    "Duration": "PT1H", "Decimal": "1", "BigInt": "1",
}  # fmt: skip
LISTS, ROWS = 3, 2
"""How deep: a list, its rows and what hangs on them; an object and what hangs on it."""

NAMED = ("Case", "Unit", "DisciplineReferral")
"""Whose ids arguments are tried with."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An operation with its variables."""

    name: str
    document: str
    variables: Mapping[str, Any]


def documents(schema: GraphQLSchema, ids: Mapping[str, str], words: Iterable[str]) -> Iterator[Asked]:
    """Every root field with each of the ids (type name -> id) and words where it takes one, then every object by its id."""
    assert schema.query_type is not None
    told: set[str] = set()
    for name, field in schema.query_type.fields.items():
        for id_, word in product((ids[one] for one in NAMED), words):
            asked = _operation(name, field, id_, word)
            if asked.name not in told:
                told.add(asked.name)
                yield asked
    for type_name, id_ in ids.items():
        chosen = selection(schema.type_map[type_name], ROWS)
        yield Asked(type_name, f'{{ node(id: "{id_}") {{ ... on {type_name} {chosen} }} }}', {})


def selection(type_: Any, depth: int) -> str:
    """Everything of a type that needs no argument, down to the depth; of edges the cursor, for the nodes are asked too."""
    below = get_named_type(type_)
    if not isinstance(below, GraphQLObjectType | GraphQLInterfaceType):
        return ""
    chosen = [
        f"{name} {selection(field.type, depth - 1)}"
        for name, field in below.fields.items()
        if (depth > 1 or not _has_fields(field.type)) and not any(map(_required, field.args.values()))
    ]
    return "{ __typename " + " ".join(one for one in chosen if not one.startswith("edges ")) + " }"


async def answers(api: Api, viewer: Viewer, asked: Iterable[Asked]) -> dict[str, str]:
    """What this viewer is told, as the bytes of the answer, by the name of the question."""
    found = {}
    for one in asked:
        result = await api.execute(one.document, context=context(api, viewer), **one.variables)
        errors = [error.formatted for error in result.errors or ()]
        found[one.name] = json.dumps({"data": result.data, "errors": errors}, ensure_ascii=False, default=str)
    return found


def context(api: Api, viewer: Viewer) -> RequestContext:
    """A request of this viewer."""
    office = api.office
    return RequestContext(viewer, office.pool, office.services, api.codes, SIGNING_KEY, SOURCE)


def _operation(name: str, field: Any, id_: str, word: str) -> Asked:
    given = {key: one for key, one in field.args.items() if _required(one) or key in {"filter", "ids"}}
    declared = ", ".join(f"${key}: {one.type}" for key, one in given.items())
    passed = ", ".join(f"{key}: ${key}" for key in given)
    body = f"{name}{f'({passed})' if passed else ''} {selection(field.type, LISTS)}"
    variables = {key: _value(one.type, id_, word) for key, one in given.items()}
    return Asked(f"{name} {variables}", f"query{f'({declared})' if declared else ''} {{ {body} }}", variables)


def _value(type_: Any, id_: str, word: str) -> Any:
    if isinstance(type_, GraphQLNonNull):
        return _value(type_.of_type, id_, word)
    if isinstance(type_, GraphQLList):
        return [_value(type_.of_type, id_, word)]
    if isinstance(type_, GraphQLEnumType):
        return next(iter(type_.values))
    if isinstance(type_, GraphQLInputObjectType):
        fields = list(type_.fields.items())
        chosen = [pair for pair in fields if _required(pair[1]) or pair[0] == "id"]
        return {name: _value(one.type, id_, word) for name, one in chosen}
    return {"ID": id_, "String": word}.get(type_.name, SCALARS.get(type_.name))


def _required(one: Any) -> bool:
    return isinstance(one.type, GraphQLNonNull) and one.default_value is Undefined


def _has_fields(type_: Any) -> bool:
    return isinstance(get_named_type(type_), GraphQLObjectType | GraphQLInterfaceType)
