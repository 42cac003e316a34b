"""A plug-in of this deployment, and how it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import ModuleType

from core.plugin.manifest import Manifest, Settings


class Status(StrEnum):
    """How far a plug-in of `plugins.toml` has come."""

    LOADED = "LOADED"
    FAILED = "FAILED"
    """It could not be loaded or started, and `on_failure = "skip"` let the rest go on without it."""
    SKIPPED = "SKIPPED"
    """A plug-in that it requires is not there."""


@dataclass(frozen=True, slots=True)
class PluginStatus:
    """A plug-in of the file; `manifest` is None when it could not be read. `detail` is for operators."""

    name: str
    manifest: Manifest | None
    status: Status
    detail: str
    locked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A plug-in that takes part.

    `folder` is that of its package. `defaults` are the districts (six digits) where `plugins.toml` has it on, or `("*",)`;
    with `locked` no mutation may say otherwise. `timeout` is in seconds. `overrides` are whole settings per district.
    """

    manifest: Manifest
    module: ModuleType
    folder: Path
    locked: bool
    defaults: tuple[str, ...]
    optional: bool
    timeout: float
    settings: Settings
    overrides: Mapping[str, Settings] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The manifest's."""
        return self.manifest.name
