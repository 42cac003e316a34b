"""The fields of a plug-in's own types: nothing stands before them, but what runs in them is watched."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy

from strawberry.schema.config import StrawberryConfig
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField

from core.plugin.loaded import Loaded
from schema.data.declarations import ComputedField
from schema.data.types import METADATA
from schema.plugins.gates import WatchGate


def packages(loaded: Iterable[Loaded]) -> Mapping[str, str]:
    """The plug-ins by the package that everything of theirs is imported from."""
    return {one.module.__package__ or one.module.__name__: one.name for one in loaded}


def watched_fields(
    definition: StrawberryObjectDefinition, owners: Mapping[str, str], config: StrawberryConfig
) -> Sequence[StrawberryField]:
    """The type's fields; of a plug-in's type, copies that are watched where code of the plug-in runs."""
    plugin = _owner(definition.origin.__module__, owners) if owners else None
    if plugin is None:
        return definition.fields
    return [_watched(one, plugin, definition.name, config) if _runs(one) else one for one in definition.fields]


def _owner(module: str, owners: Mapping[str, str]) -> str | None:
    return next((plugin for package, plugin in owners.items() if f"{module}.".startswith(f"{package}.")), None)


def _runs(one: StrawberryField) -> bool:
    declared = one.metadata.get(METADATA)
    return one.base_resolver is not None and (declared is None or isinstance(declared, ComputedField))


def _watched(one: StrawberryField, plugin: str, type_: str, config: StrawberryConfig) -> StrawberryField:
    made = copy(one)
    made.extensions = [*one.extensions, WatchGate(plugin, f"{type_}.{config.name_converter.get_graphql_name(one)}")]
    return made
