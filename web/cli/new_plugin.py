"""Writing the skeleton of a plug-in."""

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from string import Template

from core.plugin.config import NAME
from core.plugin.discovery import home
from web.problems import Halt

_SKELETON = files("web.cli").joinpath("skeleton")
_MIGRATION, _PACKAGE = "migration.py", "pyproject.toml"


def new_plugin(name: str, package: Path | None) -> list[Path]:
    """Write a folder in plugins/ or, with `package`, a package for pip; the files written.

    Raises Halt for a name no plug-in can have, and for a folder that is there already.
    """
    if NAME.fullmatch(name) is None or name == "core":
        raise Halt(f"No plug-in can be called {name}.", "Use small letters, digits and _, such as tourism_desk.")
    folder = home() / name if package is None else package / f"hotline_{name}"
    if folder.exists():
        raise Halt(f"{folder} is there already.", "Choose another name, or remove it.")
    written = dict(_inside(folder, name))
    if package is not None:
        written[package / _PACKAGE] = _filled(_PACKAGE, name)
    for file, text in written.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return list(written)


def _inside(folder: Path, name: str) -> Iterator[tuple[Path, str]]:
    yield folder / "__init__.py", ""
    for template in sorted(one.name.removesuffix(".txt") for one in _SKELETON.iterdir() if one.name.endswith(".txt")):
        if template == _MIGRATION:
            yield folder / "migrations" / f"0001_{name}.py", _filled(template, name)
        elif template != _PACKAGE:
            yield folder / template, _filled(template, name)


def _filled(template: str, name: str) -> str:
    words = [word for word in name.split("_") if word]
    pascal = "".join(word.capitalize() for word in words)
    return Template(_SKELETON.joinpath(f"{template}.txt").read_text("utf-8")).substitute(
        name=name, upper=name.upper(), pascal=pascal, graphql=pascal[0].lower() + pascal[1:],
        title=" ".join(words).capitalize(), dashed=re.sub("_", "-", name),
    )  # fmt: skip
