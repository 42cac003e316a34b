"""Where a plug-in is found: a folder of `plugins/`, or an installed package with an entry point."""

import importlib
import importlib.util
import pkgutil
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType

GROUP = "hotline.plugins"
"""The group of entry points: `gas_utility = "hotline_gas.plugin"`."""
FOLDER = "plugins"

Find = Callable[[str], ModuleType]
"""The `plugin` module of a name, imported. Raises Missing, Ambiguous, or what the import raises."""


class Missing(Exception):
    """There is no plug-in of that name."""


class Ambiguous(Exception):
    """Two plug-ins have the name; the message says where."""


def find(name: str) -> ModuleType:
    """See Find."""
    places = {place: module for plugin, place, module in _available() if plugin == name}
    if not places:
        known = ", ".join(available()) or "none"
        raise Missing(f"there is no folder {FOLDER}/{name} and no installed package of that name; there are: {known}")
    if len(places) > 1:
        raise Ambiguous(f"it is there more than once: {' and '.join(places)}")
    return importlib.import_module(*places.values())


def available() -> tuple[str, ...]:
    """The names of all plug-ins that could be listed in `plugins.toml`, sorted."""
    return tuple(sorted({name for name, _, _ in _available()}))


def home() -> Path:
    """The folder of the bundled plug-ins."""
    return Path(_places()[0])


def bundled() -> tuple[str, ...]:
    """The names of those in it, sorted."""
    return tuple(sorted(file.parent.name for file in home().glob("*/plugin.py")))


def _available() -> Iterator[tuple[str, str, str]]:
    """Name, place and module of every plug-in."""
    yield from _folders()
    for point in entry_points(group=GROUP):
        package = point.dist.name if point.dist else "a package"
        yield point.name, f"package {package}, entry point {point.value}", point.module


def _folders() -> Iterator[tuple[str, str, str]]:
    for found in pkgutil.iter_modules(_places()):
        if found.ispkg:
            yield found.name, f"folder {FOLDER}/{found.name}", f"{FOLDER}.{found.name}.plugin"


def _places() -> Sequence[str]:
    package = importlib.util.find_spec(FOLDER)
    return [] if package is None else package.submodule_search_locations or []
