"""`hotline profile`."""

from datetime import date
from importlib.resources import files
from io import StringIO
from pathlib import Path

import pytest
import typer
from rich.console import Console

from core.deadlines.profile_files import bundled_profiles
from web.cli.profile import _check, _table
from web.problems import Halt

BUNDLED = files("core.deadlines") / "profiles"


@pytest.mark.parametrize("name", bundled_profiles().names)
def test_every_number_is_shown_with_its_source(name: str) -> None:
    profile = bundled_profiles().current(name, date(2026, 11, 22))
    written = StringIO()
    Console(width=400, file=written).print(_table(profile))
    shown = written.getvalue()
    for kind, rules in profile.clock.items():
        for rule in rules:
            (line,) = (one for one in shown.splitlines() if f" {kind}/{rule.id} " in one)
            assert f" {rule.budget.amount} {rule.budget.unit} {rule.mode} " in line
            assert rule.source in line
    assert profile.limits.max_bounces.source in shown
    assert profile.office.source in shown


def test_files_in_order_are_said_to_be(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "taian.toml"
    file.write_text((BUNDLED / "taian.toml").read_text("utf-8"), "utf-8")
    _check([file])
    assert capsys.readouterr().out == "taian.toml: taian version 2 is in order.\n"


def test_every_wrong_file_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong, other = tmp_path / "taian.toml", tmp_path / "gbk.toml"
    text = (BUNDLED / "taian.toml").read_text("utf-8")
    wrong.write_text(text.replace("version = 2\n", "version = 0\n", 1), "utf-8")
    other.write_bytes("# 泰安".encode("gbk"))
    with pytest.raises(typer.Exit) as ended:
        _check([wrong, other])
    assert ended.value.exit_code == 1
    assert capsys.readouterr().out == (
        "taian.toml: version: Input should be greater than or equal to 1\n"
        "gbk.toml: not UTF-8: save it in that encoding\n"
    )


def test_a_missing_file_is_left_to_the_command_lines_own_answer(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as missing:
        _check([tmp_path / "none.toml"])
    assert not isinstance(missing.value, Halt)
