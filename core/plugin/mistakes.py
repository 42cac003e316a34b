"""What is wrong in `plugins.toml`, key by key, with the mend."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from pydantic import ValidationError

from core.plugin.errors import PluginError

Key = tuple[int | str, ...]
_PROBLEMS = {"missing": "it is missing"} | dict.fromkeys(
    ("dict_type", "mapping_type", "model_type"), "it must be a table"
)


@dataclass(frozen=True, slots=True)
class Mistake:
    """One key at fault."""

    key: Key
    problem: str
    mend: str

    @property
    def path(self) -> str:
        """`("plugins", "legal_desk", "companies", 1)` as `plugins.legal_desk.companies[1]`, counted from 0."""
        return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.key).lstrip(".")


def mistakes(error: ValidationError, at: Key, known: Iterable[str], forms: Mapping[str, str]) -> list[Mistake]:
    """What pydantic found, `at` being the key of the value it was given.

    `known` are the keys there are, for who misspelt one; `forms` say how a key is written.
    """
    return [_mistake(one["type"], (*at, *one["loc"]), one["msg"], list(known), forms) for one in error.errors()]


def refusal(file: Path, found: Iterable[Mistake]) -> PluginError:
    """All mistakes of the file in one error."""
    found = list(found)
    mends = dict.fromkeys(one.mend for one in found)
    return PluginError("\n".join(f"{file}: {one.path}: {one.problem}." for one in found), " ".join(mends))


def meant(name: str, known: Iterable[str]) -> str:
    """A hint at the name that was meant, or nothing."""
    close = get_close_matches(name, list(known), n=1)
    return f" Did you mean {close[0]}?" if close else ""


def _mistake(kind: str, key: Key, message: str, known: list[str], forms: Mapping[str, str]) -> Mistake:
    last = next((part for part in reversed(key) if isinstance(part, str)), "")
    if kind == "extra_forbidden":
        return Mistake(key, "there is no such key", f"Remove {last}.{meant(last, known)}")
    problem = _PROBLEMS.get(kind) or message.removeprefix("Value error, ").rstrip(".").replace("Input", "it", 1)
    form = next((forms[part] for part in reversed(key) if isinstance(part, str) and part in forms), None)
    return Mistake(key, problem, form or (f"Write {last}." if kind == "missing" else f"Correct {last}."))
