"""Where each plug-in is on, as this process knows it."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType


class Switches:
    """The districts (six-digit codes) of each loaded plug-in.

    `replace` takes over what a mutation wrote; `suspend` turns a plug-in off for this process alone, whatever was
    switched, when it keeps blocking everybody.
    """

    def __init__(self, paths: Mapping[str, str] | None = None) -> None:
        self._paths = dict(paths or {})
        self._on: dict[str, frozenset[str]] = {}
        self._suspended: frozenset[str] = frozenset()
        self.revision: object = object()
        """Another one after every change; never two at a time that are the same."""

    @property
    def paths(self) -> Mapping[str, str]:
        """Every district that can be switched, with its path."""
        return MappingProxyType(self._paths)

    @property
    def suspended(self) -> frozenset[str]:
        """The plug-ins this process has turned off for itself."""
        return self._suspended

    def on(self, plugin: str, district: str) -> bool:
        """Whether the plug-in is on in the district."""
        return district in self._on.get(plugin, ()) and plugin not in self._suspended

    def districts(self, plugin: str) -> tuple[str, ...]:
        """Where the plug-in is on, sorted."""
        return () if plugin in self._suspended else tuple(sorted(self._on.get(plugin, ())))

    def switched(self, plugin: str) -> frozenset[str]:
        """Where the plug-in is on, also while this process has suspended it: what it keeps hidden stays hidden."""
        return self._on.get(plugin, frozenset())

    def within(self, plugin: str, district_path: str) -> tuple[str, ...]:
        """Where the plug-in is on, at or below the district that `district_path`, a grant's, lies in."""
        gate = next((part for part in reversed(district_path.split("/")) if len(part) == len("370900")), "")
        root = self._paths.get(gate, "")
        return tuple(one for one in self.districts(plugin) if root and f"{self._paths[one]}/".startswith(f"{root}/"))

    def replace(self, on: Mapping[str, Iterable[str]], paths: Mapping[str, str] | None = None) -> None:
        """Take over all switches at once."""
        self._on = {plugin: frozenset(districts) for plugin, districts in on.items()}
        if paths is not None:
            self._paths = dict(paths)
        self.revision = object()

    def suspend(self, plugin: str) -> None:
        """Turn the plug-in off for this process, until it ends."""
        self._suspended |= {plugin}
        self.revision = object()
