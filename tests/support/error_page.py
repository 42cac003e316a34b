"""docs/errors.md, made from the registry. Write it anew with `python -m tests.support.error_page`."""

import pkgutil
from importlib import import_module
from pathlib import Path

from core.errors import ErrorCode, registered

PAGE = Path(__file__).parents[2] / "docs" / "errors.md"
PACKAGES = ("core", "schema", "web")

_HEAD = """\
# Error codes

Every code of the core, its text in Chinese and English, and the article of the regulation behind it. A code never changes
its meaning; texts may be improved. Words in braces are filled in; they are never personal data.

An expected refusal of a mutation stands in `userErrors` of its payload; the same code stands in `reasonCode` of
`allowedActions`. What keeps a whole operation or field from running stands in `errors` with the code in
`extensions.code`. `docs/api.md` says more. This page is made from the registry by
`.venv/bin/python -m tests.support.error_page`, and a test holds it to it.

| Code | 中文 | English | Article |
| --- | --- | --- | --- |
"""


def codes() -> list[ErrorCode]:
    """All codes, by name, once every module that could register one has been imported."""
    for package in PACKAGES:
        for module in pkgutil.walk_packages(import_module(package).__path__, f"{package}."):
            if not module.name.endswith("__main__"):
                import_module(module.name)
    return sorted((one for one in registered().values() if one.plugin is None), key=lambda one: one.code)


def page() -> str:
    """The page as it must be."""
    return _HEAD + "".join(
        f"| `{one.code}` | {_cell(one.zh)} | {_cell(one.en)} | {one.article or ''} |\n" for one in codes()
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
