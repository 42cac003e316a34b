"""What a plug-in adds to the schema."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class TypeExtension:
    """Fields for a core type: `fields` is a class made by `data.extension(Case)` or `strawberry.type`.

    Every field is nullable: it is null where the plug-in is off in the object's district.
    """

    on: str
    fields: type


@dataclass(frozen=True, slots=True)
class GraphQLContribution:
    """Root field classes, fields on core types, and types no field reaches (found by `node` alone).

    `operations` maps the root fields by their names in the schema to the operations they ask for; those that only read
    declared data (`data.found`, `data.pages`) are mapped already.
    """

    queries: tuple[type, ...] = ()
    mutations: tuple[type, ...] = ()
    subscriptions: tuple[type, ...] = ()
    extensions: tuple[TypeExtension, ...] = ()
    types: tuple[type, ...] = ()
    operations: Mapping[str, str] = field(default_factory=dict)
