"""A plug-in is a folder of plugins/ or an installed package with an entry point, and never both."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.plugin import discovery
from core.plugin.discovery import Ambiguous, Missing, available, find


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A place for folders and packages; plug-ins that are really there are not seen."""
    (tmp_path / "made_plugins").mkdir()
    (tmp_path / "made_plugins" / "__init__.py").touch()
    monkeypatch.setattr(discovery, "FOLDER", "made_plugins")
    monkeypatch.setattr(discovery, "GROUP", "made.plugins")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    for name in [name for name in sys.modules if name.partition(".")[0] in {"made_plugins", "made_gas"}]:
        del sys.modules[name]


def folder(house: Path, name: str, text: str = "") -> None:
    package = house / "made_plugins" / name
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "plugin.py").write_text(text)


def package(house: Path, name: str, distribution: str = "made_gas") -> None:
    info = house / f"{distribution}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[made.plugins]\n{name} = {distribution}.plugin\n")
    (house / distribution).mkdir()
    (house / distribution / "__init__.py").touch()
    (house / distribution / "plugin.py").write_text("WHERE = 'package'")


def test_a_folder_is_found(house: Path) -> None:
    folder(house, "air", "WHERE = 'folder'")

    assert find("air").WHERE == "folder"
    assert find("air").__name__ == "made_plugins.air.plugin"


def test_a_package_is_found_by_its_entry_point(house: Path) -> None:
    package(house, "gas")

    assert find("gas").WHERE == "package"


def test_all_that_could_be_listed_are_named(house: Path) -> None:
    folder(house, "water")
    package(house, "gas")
    (house / "made_plugins" / "HOOKS.md").touch()
    (house / "made_plugins" / "notes.py").touch()

    assert available() == ("gas", "water")


def test_what_is_not_there_is_told_with_what_is(house: Path) -> None:
    folder(house, "water")

    with pytest.raises(Missing) as caught:
        find("watr")

    assert str(caught.value) == (
        "there is no folder made_plugins/watr and no installed package of that name; there are: water"
    )


def test_a_name_in_both_is_refused(house: Path) -> None:
    folder(house, "gas")
    package(house, "gas")

    with pytest.raises(Ambiguous) as caught:
        find("gas")

    assert str(caught.value) == (
        "it is there more than once: folder made_plugins/gas and package made_gas, entry point made_gas.plugin"
    )


def test_two_packages_of_one_name_are_refused(house: Path) -> None:
    package(house, "gas")
    package(house, "gas", distribution="made_gas_too")

    with pytest.raises(Ambiguous, match="package made_gas_too"):
        find("gas")


def test_without_the_folder_there_are_none(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "FOLDER", "no_such_plugins")

    assert available() == ()


def test_what_the_import_raises_is_raised(house: Path) -> None:
    folder(house, "air", "import no_such_module")

    with pytest.raises(ModuleNotFoundError, match="no_such_module"):
        find("air")
