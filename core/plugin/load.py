"""From `plugins.toml` to the plug-ins that take part."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from core.plugin.config import PluginConfig, PluginEntry
from core.plugin.discovery import Ambiguous, Find, Missing
from core.plugin.errors import PluginError
from core.plugin.faults import fault
from core.plugin.hooks import Hooks, Implementation, WrongHook
from core.plugin.loaded import Loaded, PluginStatus, Status
from core.plugin.manifest import API, Manifest
from core.plugin.order import Circle, load_order
from core.plugin.registration import CASE_FILTER, Unfit, enter, gather, try_filter
from core.plugin.settings import read_settings


@dataclass
class Candidate:
    """A plug-in of the file on its way: what is known of it so far and, in `detail`, why it is out, if it is."""

    file: Path
    name: str
    entry: PluginEntry
    manifest: Manifest | None = None
    loaded: Loaded | None = None
    implemented: Mapping[str, Implementation] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)
    status: Status = Status.LOADED
    detail: str = ""

    def told(self) -> PluginStatus:
        """As the host tells it."""
        return PluginStatus(self.name, self.manifest, self.status, self.detail, self.entry.locked)


def load(config: PluginConfig, hooks: Hooks, find: Find) -> Sequence[Candidate]:
    """Every plug-in of the file, in load order. Raises PluginError for one that may not be left out."""
    known = {name: Candidate(config.file, name, entry) for name, entry in config.plugins.items()}
    for one in known.values():
        _step(one, lambda it: _open(it, hooks, find))
    order = [known[name] for name in _order(config.file, known)]
    for one in order:
        _step(one, lambda it: _admit(it, known, hooks.registration))
        if one.status is Status.LOADED:
            _step(one, _try_filter)
    return order


def _open(one: Candidate, hooks: Hooks, find: Find) -> None:
    """Import it, and read what it says of itself and what the file says of it."""
    module = find(one.name)
    one.implemented = hooks.of(one.name, module)
    one.manifest = manifest = _manifest(one.name, module)
    settings, overrides = read_settings(one.file, one.name, manifest.settings, one.entry)
    one.loaded = Loaded(
        manifest=manifest,
        module=module,
        folder=_folder(module),
        locked=one.entry.locked,
        defaults=one.entry.districts,
        optional=one.entry.on_failure == "skip",
        timeout=one.entry.timeout_ms / 1000,
        settings=settings,
        overrides=overrides,
    )


def _manifest(name: str, module: ModuleType) -> Manifest:
    manifest = getattr(module, "manifest", None)
    if not isinstance(manifest, Manifest):
        raise Unfit(f"{module.__name__} has no `manifest = Manifest(…)`")
    if manifest.name != name:
        raise Unfit(f"its manifest says {manifest.name}: folder, entry point and manifest bear one name")
    if manifest.api != API:
        raise Unfit(f"it is written for api {manifest.api}, this version speaks api {API}")
    return manifest


def _order(file: Path, known: Mapping[str, Candidate]) -> Sequence[str]:
    requires = {
        name: [needed for needed in (one.manifest.requires if one.manifest else ()) if needed in known]
        for name, one in known.items()
    }
    try:
        return load_order(requires)
    except Circle as circle:
        raise PluginError(f"{file}: plugins: {circle}.", "Take one of them out of the file.") from None


def _admit(one: Candidate, known: Mapping[str, Candidate], registration: Sequence[str]) -> None:
    """Ask it what it adds, unless something it requires is not there."""
    for needed in one.manifest.requires if one.manifest else ():
        if needed not in known:
            raise Unfit(f"it requires {needed}, which the file does not list")
        if known[needed].status is not Status.LOADED:
            raise _Skip(f"it requires {needed}, which is {known[needed].status.lower()}")
    one.answers = gather(registration, one.name, one.implemented)
    enter(one.answers)


def _try_filter(one: Candidate) -> None:
    """Let a plug-in that cannot say what it hides stay: left out it would hide nothing, so it hides everything."""
    try:
        try_filter(one.implemented)
    except Exception as error:
        if one.entry.on_failure == "abort":
            raise
        one.detail = f"{CASE_FILTER}: {_problem(one, error)}: the cases of its districts are hidden"


class _Skip(Exception):
    """Something that the plug-in requires is not there."""


def _step(one: Candidate, step: Callable[[Candidate], None]) -> None:
    """Go on with a plug-in that is not out yet; its failure, whatever it is, has an owner."""
    if one.status is not Status.LOADED:
        return
    try:
        step(one)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        told = error if isinstance(error, PluginError) else _refusal(one, error)
        if isinstance(error, Ambiguous) or not _may_be_out(one, error):
            raise told from None
        one.status = Status.SKIPPED if isinstance(error, _Skip) else Status.FAILED
        one.detail = told.cause


def _may_be_out(one: Candidate, error: BaseException) -> bool:
    """Whether the rest goes on without it. Never without one that decides which cases may be seen."""
    if CASE_FILTER in one.implemented:
        return False
    return isinstance(error, _Skip) or one.entry.on_failure == "skip"


def _refusal(one: Candidate, error: BaseException) -> PluginError:
    table = f"[plugins.{one.name}]"
    mend = f'Mend the plug-in, take {table} out of the file, or have it left out when it fails: on_failure = "skip".'
    if isinstance(error, Missing):
        mend = f"Install it, correct its name, or take {table} out of the file."
    elif CASE_FILTER in one.implemented:
        mend = f"It decides which cases may be seen, and cannot be left out: mend it, or take {table} out of the file."
    return PluginError(f"{one.file}: plugins.{one.name}: {_problem(one, error)}.", mend)


def _problem(one: Candidate, error: BaseException) -> str:
    """Our own words, an import's, or where in the plug-in something was raised."""
    if isinstance(error, Missing | Ambiguous | WrongHook | Unfit | _Skip | ImportError):
        return str(error).rstrip(".")
    return f"it cannot be loaded: {fault(error, one.loaded.folder if one.loaded else Path('/'))}"


def _folder(module: ModuleType) -> Path:
    return Path(getattr(module, "__file__", None) or "plugins").parent
