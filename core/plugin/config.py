"""`plugins.toml`: which plug-ins this deployment loads, where they are on, and their settings."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt, ValidationError

from core.plugin.errors import PluginError
from core.plugin.manifest import API
from core.plugin.mistakes import Mistake, mistakes, refusal

NAME = re.compile(r"[a-z][a-z0-9_]*")
EVERYWHERE = ("*",)
_DISTRICT = re.compile(r"[0-9]{6}")
_ALONE = "Mend the file; `api = 1` alone serves the core."
_FORMS = {
    "api": f"Begin the file with `api = {API}`.",
    "districts": 'Write districts = "*" for all, [] for none, or a list of six-digit codes like ["370902"].',
    "locked": "Write locked = true, or false.",
    "on_failure": 'Write on_failure = "abort", or "skip".',
    "timeout_ms": "Write timeout_ms as whole milliseconds from 10 to 60000.",
    "settings": "Write settings = { key = value }, or a table [plugins.NAME.settings].",
    "district": "Write [plugins.NAME.district.370902], with the six-digit code of the district.",
    "plugins": "Write [plugins.NAME], where NAME is made of small letters, digits and _.",
}

Table = Mapping[str, Any]


def _districts(value: object) -> object:
    if value == "*":
        return EVERYWHERE
    if not isinstance(value, list) or not all(isinstance(one, str) and _DISTRICT.fullmatch(one) for one in value):
        raise ValueError("it names no districts")
    return tuple(value)


def _name(value: str) -> str:
    if NAME.fullmatch(value) is None or value == "core":
        raise ValueError("no plug-in can be called that")
    return value


def _district(value: str) -> str:
    if _DISTRICT.fullmatch(value) is None:
        raise ValueError("it is no code of a district")
    return value


class PluginEntry(BaseModel):
    """One `[plugins.NAME]` table; `settings` and the overrides in `district` are checked when the plug-in is loaded.

    `districts` are six-digit codes, or EVERYWHERE.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    districts: Annotated[tuple[str, ...], BeforeValidator(_districts)]
    locked: StrictBool = False
    on_failure: Literal["abort", "skip"] = "abort"
    timeout_ms: Annotated[StrictInt, Field(ge=10, le=60_000)] = 2000
    settings: Table = Field(default_factory=dict)
    district: Mapping[Annotated[str, BeforeValidator(_district)], Table] = Field(default_factory=dict)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    api: Annotated[StrictInt, Field(ge=API, le=API)]
    plugins: Mapping[Annotated[str, BeforeValidator(_name)], PluginEntry] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PluginConfig:
    """What the file says: the plug-ins by name, in the order of the file."""

    file: Path
    plugins: Mapping[str, PluginEntry]


def read_config(file: Path, *, required: bool) -> PluginConfig:
    """Read and check the file; without `required` a missing file means the core alone.

    Raises PluginError naming the file, the path of every key at fault, and the mend.
    """
    try:
        return parse_config(file.read_text("utf-8"), file)
    except FileNotFoundError:
        if required:
            raise PluginError(f"There is no {file}.", "Correct HOTLINE_PLUGINS_TOML, or unset it.") from None
        return PluginConfig(file, {})
    except (OSError, UnicodeDecodeError) as error:
        raise PluginError(f"{file} cannot be read: {error}.", _ALONE) from None


def parse_config(text: str, file: Path) -> PluginConfig:
    """The configuration in a TOML text; `file` begins every message of a PluginError."""
    try:
        return PluginConfig(file, _File.model_validate(tomllib.loads(text)).plugins)
    except tomllib.TOMLDecodeError as error:
        raise PluginError(f"{file} is not TOML: {error}.", _ALONE) from None
    except ValidationError as error:
        raise refusal(file, _mistakes(error)) from None


def _mistakes(error: ValidationError) -> list[Mistake]:
    known = (*PluginEntry.model_fields, *_File.model_fields)
    return [_worded(one) for one in mistakes(error, (), known, _FORMS)]


def _worded(mistake: Mistake) -> Mistake:
    """`[key]` is what pydantic puts behind a key of a table that has the wrong form."""
    if mistake.key == ("api",):
        return Mistake(mistake.key, f"this version speaks api {API}", mistake.mend)
    return Mistake(tuple(part for part in mistake.key if part != "[key]"), mistake.problem, mistake.mend)
