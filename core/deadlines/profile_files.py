"""Policy profiles as TOML files: read, checked, and found by name, version and date."""

import tomllib
from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from pydantic import ValidationError

from core.deadlines.profile import Profile
from core.errors import DomainError


class ProfileError(DomainError):
    """A profile that cannot be used: the message names the file and, for each mistake, the path of the key."""


class ProfileBook:
    """Every version of every profile. Raises ProfileError when two files claim the same version."""

    def __init__(self, profiles: Iterable[Profile]) -> None:
        self._versions: dict[tuple[str, int], Profile] = {}
        for profile in profiles:
            key = (profile.name, profile.version)
            if key in self._versions:
                raise ProfileError(f"profile {profile.name} has version {profile.version} twice: raise the newer one's")
            self._versions[key] = profile
        self._newest_first: dict[str, list[Profile]] = {}
        for profile in sorted(self._versions.values(), key=lambda one: (one.valid_from, one.version), reverse=True):
            self._newest_first.setdefault(profile.name, []).append(profile)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the profiles, sorted."""
        return tuple(sorted({name for name, _ in self._versions}))

    def version(self, name: str, version: int) -> Profile:
        """That version, for a case that was registered under it. Raises ProfileError if it is not here."""
        if (name, version) not in self._versions:
            raise ProfileError(f"there is no version {version} of profile {name}: restore its file")
        return self._versions[name, version]

    def current(self, name: str, on: date) -> Profile:
        """The version that binds a case registered on that (local) date. Raises ProfileError if none does yet."""
        versions = self._newest_first.get(name)
        if versions is None:
            raise ProfileError(f"there is no profile {name}: choose one of {', '.join(self.names)}")
        for profile in versions:
            if profile.valid_from <= on:
                return profile
        first = versions[-1].valid_from
        raise ProfileError(f"profile {name} is not valid on {on}, only from {first}: set an earlier valid_from")


@cache
def bundled_profiles() -> ProfileBook:
    """The profiles that come with the system."""
    return read_profiles(files("core.deadlines") / "profiles")


def read_profiles(folder: Traversable) -> ProfileBook:
    """Every `*.toml` of a folder. Raises ProfileError for the first that is wrong."""
    paths = sorted(folder.iterdir(), key=lambda path: path.name)
    return ProfileBook(read_profile(path) for path in paths if path.name.endswith(".toml"))


def read_profile(path: Traversable) -> Profile:
    """One file. Its name is that of the profile, with `-<anything>` after it for a further version."""
    profile = parse_profile(path.read_text("utf-8"), path.name)
    if path.name.removesuffix(".toml").partition("-")[0] != profile.name:
        raise ProfileError(f"{path.name}: name: the file holds profile {profile.name}: rename one of them")
    return profile


def parse_profile(text: str, place: str) -> Profile:
    """The profile in a TOML text; `place` (a file name) begins every message of a ProfileError."""
    try:
        return Profile.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"{place}: not TOML: {error}") from error
    except ValidationError as error:
        mistakes = (
            f"{place}: {_path(one['loc'])}: {one['msg'].removeprefix('Value error, ')}" for one in error.errors()
        )
        raise ProfileError("\n".join(mistakes)) from error


def _path(location: tuple[int | str, ...]) -> str:
    """`('clock', 'HANDLING', 1, 'days')` as `clock.HANDLING[1].days`, counted from 0 as TOML tools do."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location).lstrip(".")
