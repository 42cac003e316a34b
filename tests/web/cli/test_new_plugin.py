"""`hotline plugins new`: what it writes can be loaded, and nothing is overwritten."""

from pathlib import Path

import pytest

from tests.support.packages import contract, run, skeleton
from web.cli.new_plugin import new_plugin
from web.problems import Halt

NAME = "tourism_desk"


def test_the_skeleton_passes_the_contract_suite_at_once(tmp_path: Path) -> None:
    skeleton(NAME, tmp_path)
    found = contract(tmp_path, NAME)
    assert found.returncode == 0, found.stdout[-4000:]
    assert "30 passed" in found.stdout


def test_the_skeleton_is_formatted_typed_and_sound(tmp_path: Path) -> None:
    skeleton(NAME, tmp_path)
    config = ("--config", str(Path(__file__).parents[3] / "pyproject.toml"))
    formatted = run(tmp_path, "ruff", "format", "--check", *config, "hotline_tourism_desk")
    assert formatted.returncode == 0, formatted.stdout
    sound = run(tmp_path, "ruff", "check", *config, "--ignore", "I001", "hotline_tourism_desk")
    assert sound.returncode == 0, sound.stdout


def test_in_the_checkout_it_is_a_folder_of_plugins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.cli.new_plugin.home", lambda: tmp_path)
    written = new_plugin(NAME, None)
    assert tmp_path / NAME / "plugin.py" in written
    assert all(file.is_relative_to(tmp_path / NAME) for file in written)
    assert not (tmp_path / NAME / "pyproject.toml").exists()


def test_a_folder_that_is_there_is_left_alone(tmp_path: Path) -> None:
    there = tmp_path / f"hotline_{NAME}"
    there.mkdir()
    with pytest.raises(Halt, match="is there already"):
        new_plugin(NAME, tmp_path)
    assert list(there.iterdir()) == []


@pytest.mark.parametrize("name", ["Tourism", "tourism-desk", "2desks", "core", "", "../x"])
def test_a_name_no_plugin_can_have_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(Halt, match="No plug-in can be called"):
        new_plugin(name, tmp_path)
    assert list(tmp_path.iterdir()) == []
