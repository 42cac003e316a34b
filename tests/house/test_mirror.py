"""The tests mirror the sources: where a module has no test of its own name, a line says which test holds it and why."""

import csv
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("core", "schema", "plugins", "web")


class Elsewhere(NamedTuple):
    """Sources (patterns), the tests that hold them, and why."""

    sources: tuple[str, ...]
    tests: tuple[str, ...]
    why: str


def elsewhere() -> list[Elsewhere]:
    text = Path(__file__).with_name("tested_elsewhere.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return [Elsewhere(tuple(row["sources"].split()), tuple(row["tests"].split()), row["why"]) for row in rows]


def mirror(module: Path) -> Path:
    return Path("tests", module.parent, f"test_{module.name}")


def unmirrored() -> list[str]:
    """Modules without a test file of their own name in the same place."""
    found = (path.relative_to(ROOT) for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")))
    return [str(one) for one in found if one.name != "__init__.py" and not (ROOT / mirror(one)).exists()]


UNMIRRORED = unmirrored()


def test_every_module_has_its_test_or_a_line_that_says_which() -> None:
    patterns = [pattern for line in elsewhere() for pattern in line.sources]

    missing = [module for module in UNMIRRORED if not any(PurePosixPath(module).match(one) for one in patterns)]

    assert missing == [], "write the test, or say in tested_elsewhere.csv which test holds the module"


@pytest.mark.parametrize("line", elsewhere(), ids=lambda line: line.sources[0])
class TestLine:
    def test_is_needed(self, line: Elsewhere) -> None:
        idle = [one for one in line.sources if not any(PurePosixPath(module).match(one) for module in UNMIRRORED)]

        assert idle == [], "these have tests of their own name now: take them out of tested_elsewhere.csv"

    def test_names_tests_that_exist(self, line: Elsewhere) -> None:
        assert [test for test in line.tests if not (ROOT / test).is_file()] == []
        assert line.tests
        assert line.why


def test_every_folder_of_tests_mirrors_one_of_sources() -> None:
    folders = {
        path.parent.relative_to(ROOT / "tests")
        for package in PACKAGES
        for path in (ROOT / "tests" / package).rglob("test_*.py")
    }

    assert [str(folder) for folder in folders if not (ROOT / folder).is_dir()] == []
