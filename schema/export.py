"""The schema as text, as it is committed and served at /schema.graphql."""

from collections.abc import Sequence
from pathlib import Path

import strawberry

from core.plugin.config import PluginConfig, PluginEntry
from core.plugin.host import load_plugins
from schema import hookspecs
from schema.compose import HotlineSchema, build_schema

_ONE_OF = "directive @oneOf on INPUT_OBJECT"


def sdl(schema: strawberry.Schema) -> str:
    """The SDL, sorted, ending in a newline.

    `@oneOf` belongs to the specification since September 2025; like `@deprecated` it is not defined again.
    """
    text = schema.as_str().replace(f"{_ONE_OF}\n\n", "", 1)
    return text.strip("\n") + "\n"


def schema_with(plugins: Sequence[str], file: Path = Path("plugins.toml")) -> HotlineSchema:
    """The schema of a deployment that has these plug-ins, the same in whatever order; `file` begins a PluginError's message.

    Raises PluginError for one that there is not or that cannot be loaded with its default settings, SchemaConflict for
    what does not fit together.
    """
    config = PluginConfig(file, {name: PluginEntry.model_validate({"districts": []}) for name in sorted(plugins)})
    return build_schema(plugins=load_plugins(config, (hookspecs,)))
