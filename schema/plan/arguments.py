"""Strawberry's conversion of arguments, prepared once for a field: what a request pays is only what its values need."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING
from typing import Any

import strawberry
from strawberry.schema.compat import is_scalar
from strawberry.types.arguments import StrawberryArgument, convert_argument
from strawberry.types.base import (
    StrawberryList,
    StrawberryMaybe,
    StrawberryOptional,
    get_object_definition,
    has_object_definition,
)
from strawberry.types.enum import StrawberryEnumDefinition, has_enum_definition
from strawberry.types.lazy_type import LazyType

Convert = Callable[[Any], Any]


def conversion(schema: strawberry.Schema, arguments: Sequence[StrawberryArgument]) -> Convert:
    """From graphql-core's values to the resolver's keywords, as `convert_arguments` of Strawberry does it."""
    names = schema.config.name_converter
    known = [(names.from_argument(one), one.python_name, _of(schema, one.type)) for one in arguments]

    def converted(given: Mapping[str, Any]) -> dict[str, Any]:
        return {python: convert(given[name]) for name, python, convert in known if name in given}

    return converted


def _of(schema: strawberry.Schema, type_: Any) -> Convert:
    if isinstance(type_, LazyType):
        return _of(schema, type_.resolve_type())
    if isinstance(type_, StrawberryOptional) and not isinstance(type_, StrawberryMaybe):
        return _of(schema, type_.of_type)
    if _is_leaf(schema, type_):
        return _itself
    return _unless_absent(_composed(schema, type_))


def _composed(schema: strawberry.Schema, type_: Any) -> Convert:
    if isinstance(type_, StrawberryList):
        inner = _of(schema, type_.of_type)
        return lambda value: [inner(one) for one in value]
    if has_object_definition(type_) and get_object_definition(type_, strict=True).from_input is None:
        return _input(schema, type_)
    return lambda value: convert_argument(value, type_, schema.schema_converter.scalar_registry, schema.config)


def _input(schema: strawberry.Schema, type_: Any) -> Convert:
    definition = get_object_definition(type_, strict=True)
    names = schema.config.name_converter
    fields = [
        (names.from_field(one), one.python_name, _of(schema, one.resolve_type(type_definition=definition)))
        for one in definition.fields
    ]
    absent = {
        one.python_name: None
        for one in definition.fields
        if one.default_value is MISSING and one.default_factory is MISSING
    }

    def made(value: Mapping[str, Any]) -> Any:
        given = {python: convert(value[name]) for name, python, convert in fields if name in value}
        return type_(**{**absent, **given})

    return made


def _is_leaf(schema: strawberry.Schema, type_: Any) -> bool:
    registry = schema.schema_converter.scalar_registry
    return is_scalar(type_, registry) or isinstance(type_, StrawberryEnumDefinition) or has_enum_definition(type_)


def _unless_absent(convert: Convert) -> Convert:
    return lambda value: value if value is None or value is strawberry.UNSET else convert(value)


def _itself(value: Any) -> Any:
    return value
