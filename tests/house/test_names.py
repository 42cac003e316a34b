"""The import names are the folder names: empty at the top, ours alone, taken from this checkout; files stay small."""

import re
from importlib import import_module
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("core", "schema", "plugins", "web")
LONGEST = 400

PROVIDERS = packages_distributions()


def modules() -> list[Path]:
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


@pytest.mark.parametrize("package", PACKAGES)
class TestPackage:
    def test_is_empty_at_the_top(self, package: str) -> None:
        assert (ROOT / package / "__init__.py").read_bytes() == b""

    def test_is_provided_by_nobody_else(self, package: str) -> None:
        assert set(PROVIDERS.get(package, ())) <= {"hotline"}

    def test_comes_from_this_checkout(self, package: str) -> None:
        assert import_module(package).__file__ == str(ROOT / package / "__init__.py")


def test_casbin_is_pycasbin() -> None:
    """The abandoned distribution `casbin` overwrites the same folder, whichever is installed last."""
    assert PROVIDERS["casbin"] == ["pycasbin"]


@pytest.mark.parametrize("lock", ["serve.txt", "test.txt"])
def test_the_abandoned_casbin_is_in_no_lock_file(lock: str) -> None:
    pinned = re.findall(r"^([A-Za-z0-9._-]+)==", (ROOT / "requirements" / lock).read_text("utf-8"), re.M)

    assert "pycasbin" in pinned
    assert "casbin" not in pinned


def test_no_file_is_longer_than_one_can_take_in() -> None:
    lines = {path.relative_to(ROOT): len(path.read_text("utf-8").splitlines()) for path in modules()}

    assert {str(path): count for path, count in lines.items() if count > LONGEST} == {}
