"""A plug-in's settings as `plugins.toml` has them, for everywhere and for single districts."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from core.plugin.config import PluginEntry
from core.plugin.manifest import Settings
from core.plugin.mistakes import Key, mistakes, refusal


def read_settings(
    file: Path, plugin: str, kind: type[Settings], entry: PluginEntry
) -> tuple[Settings, Mapping[str, Settings]]:
    """The settings, and the whole settings of each district that overrides some. Raises PluginError."""
    base = _validated(file, kind, entry.settings, ("plugins", plugin, "settings"))
    overrides = {
        code: _validated(file, kind, {**entry.settings, **override}, ("plugins", plugin, "district", code))
        for code, override in entry.district.items()
    }
    return base, overrides


def _validated(file: Path, kind: type[Settings], given: Mapping[str, Any], at: Key) -> Settings:
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        raise refusal(file, mistakes(error, at, kind.model_fields, {})) from None
