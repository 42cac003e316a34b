"""`plugins.toml`: which plug-ins this deployment loads. `api = 1` alone serves the core."""

import tomllib
from pathlib import Path

from web.problems import Halt

API = 1


def read_plugins(file: Path, *, required: bool) -> None:
    """Check the file. Raises Halt naming the key's path; without `required` a missing file means the core alone."""
    try:
        given = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        if required:
            raise Halt(f"There is no {file}.", "Correct HOTLINE_PLUGINS_TOML, or unset it.") from None
        return
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Halt(f"{file} cannot be read: {error}.", "Mend the file; `api = 1` alone serves the core.") from None
    if given.get("api") != API or isinstance(given["api"], bool):
        raise Halt(f"{file}: api: this version speaks api {API}.", f"Begin the file with `api = {API}`.")
    for key in given:
        if key != "api":
            raise Halt(f"{file}: {key}: there is no such key or plug-in.", f"Remove {key}.")
