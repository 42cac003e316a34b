"""graphql-core's coercion of variables, prepared once for a type: what a request pays is only what its values need.

It says what a plain value comes to, and nothing of any other: what is refused, a single value that stands for a list, a type
that holds itself, are left to graphql-core.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

from graphql import (
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLLeafType,
    GraphQLList,
    GraphQLNonNull,
    Undefined,
    is_required_input_field,
)
from graphql.utilities.coerce_input_value import coerce_default_value

Coerce: TypeAlias = Callable[[Any], Any]
"""A value of JSON as it is coerced; Undefined where graphql-core must say what becomes of it."""


def coercion(type_: GraphQLInputType, within: tuple[GraphQLInputType, ...] = ()) -> Coerce | None:
    """The coercion of a type that is met `within` others; None for one that holds itself, or takes one of its fields."""
    if isinstance(type_, GraphQLNonNull):
        return _composed(type_.of_type, within)
    inner = _composed(type_, within)
    return None if inner is None else lambda value: None if value is None else inner(value)


def _composed(type_: Any, within: tuple[GraphQLInputType, ...]) -> Coerce | None:
    """Of a value; null is none."""
    if isinstance(type_, GraphQLList):
        return _list(type_, within)
    if isinstance(type_, GraphQLInputObjectType):
        return None if type_ in within or type_.is_one_of else _object(type_, (*within, type_))
    return _leaf(type_)


def _leaf(type_: GraphQLLeafType) -> Coerce:
    read = type_.coerce_input_value

    def coerced(value: Any) -> Any:
        try:
            return Undefined if value is None else read(value)
        except Exception:  # as graphql-core takes it
            return Undefined

    return coerced


def _list(type_: GraphQLList[Any], within: tuple[GraphQLInputType, ...]) -> Coerce | None:
    item = coercion(type_.of_type, within)
    if item is None:
        return None

    def coerced(value: Any) -> Any:
        if type(value) is not list:
            return Undefined
        found = [item(one) for one in value]
        return Undefined if any(one is Undefined for one in found) else found

    return coerced


def _object(type_: GraphQLInputObjectType, within: tuple[GraphQLInputType, ...]) -> Coerce | None:
    fields = []
    for name, field in type_.fields.items():
        coerce = coercion(field.type, within)
        if coerce is None:
            return None
        absent = None if is_required_input_field(field) else coerce_default_value(field)
        fields.append((name, field.out_name or name, coerce, is_required_input_field(field), absent))

    def coerced(value: Any) -> Any:
        if type(value) is not dict:
            return Undefined
        found, known = {}, 0
        for name, out, coerce, required, absent in fields:
            if name in value:
                known += 1
                found[out] = one = coerce(value[name])
                if one is Undefined:
                    return Undefined
            elif required:
                return Undefined
            elif absent is not Undefined:
                found[out] = absent
        return Undefined if known < len(value) else type_.out_type(found)

    return coerced
