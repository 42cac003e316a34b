"""The process's settings from its environment; a variable nobody reads is a mistake and is refused."""

from collections.abc import Mapping
from difflib import get_close_matches

from pydantic import ValidationError

from core.settings import Settings
from web.problems import Halt

PREFIX = "HOTLINE_"
_TESTS = "HOTLINE_TEST_"
"""Variables of the test run, which the processes it starts inherit."""


def read_settings(environment: Mapping[str, str]) -> Settings:
    """The settings. Raises Halt naming every variable that is unknown, empty or wrong; values are never quoted.

    `environment` must be the process's own, which pydantic-settings reads.
    """
    given = {name: value for name, value in environment.items() if name.upper().startswith(PREFIX)}
    known = sorted(PREFIX + field.upper() for field in Settings.model_fields)
    for name, value in sorted(given.items()):
        if name.startswith(_TESTS):
            continue
        if name not in known:
            raise Halt(f"{name} is no variable of the hotline.", _meant(name, known))
        if not value.strip():
            raise Halt(f"{name} is set but empty.", "Give it a value, or unset it.")
    try:
        return Settings.model_validate({})
    except ValidationError as error:
        lines = (f"{PREFIX}{str(one['loc'][0]).upper()}: {one['msg']}" for one in error.errors(include_input=False))
        raise Halt("The environment is not as it must be.", "\n".join(lines)) from None


def _meant(name: str, known: list[str]) -> str:
    near = get_close_matches(name.upper(), known, n=1, cutoff=0.5)
    return f"Did you mean {near[0]}? Otherwise unset it." if near else f"Unset it; these exist: {', '.join(known)}."
