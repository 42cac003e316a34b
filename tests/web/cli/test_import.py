"""`hotline import`, from its arguments to its exit code."""

import base64
import csv
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from core.replay.rules import CategoryRule, fixed_rules
from core.replay.source import COLUMNS, SourceError
from tests.support.office import ROOT_KEY, Office
from tests.support.plugged import config_text, in_tree
from tests.web.cli.importer import core_alone
from web.cli import import_
from web.cli.failures import failure
from web.problems import Halt

GOOD = "L-1,咨询,2019-10-14 10:00:00,A3区,环境保护,答,2019-10-15 10:00:00"
LATE = "L-2,题,2019-10-14 10:00:00,文,,,"
BAD = "L-3,题,yesterday,文,,,"


@pytest.fixture
def environment(office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The office's database, without plug-ins, as the one every command uses; the directory for what commands write."""
    monkeypatch.setenv("HOTLINE_DATABASE_URL", office.dsn)
    monkeypatch.setenv("HOTLINE_ROOT_KEY", base64.b64encode(ROOT_KEY).decode())
    monkeypatch.setenv("HOTLINE_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("HOTLINE_PLUGINS_TOML", str(core_alone(tmp_path)))
    return tmp_path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "old.csv"
    path.write_text("\n".join([",".join(COLUMNS), GOOD, LATE, BAD]), "utf-8")
    return path


def _run(*arguments: str) -> Result:
    app = typer.Typer()
    app.command("other")(lambda: None)
    import_.register(app)
    return CliRunner().invoke(app, ["import", *arguments])


def test_the_end_says_what_came_in_what_stayed_out_and_how_many_were_on_time(environment: Path, file: Path) -> None:
    result = _run(str(file), "--replay")

    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert "  Category: the given level-1 name looked up in our tree; otherwise 990000." in lines
    assert "3 rows read: 2 cases (2 imported now, 0 already there), 1 rejected, 0 lost." in lines
    assert "  1 rejected: BAD_TIME, A time is neither YYYY-MM-DD HH:MM:SS nor YYYY-MM-DD." in lines
    assert "States reached: CLOSED 1, IN_PROGRESS 1" in lines
    assert "1/1 100.00%" in result.stdout
    assert "1/2 50.00%" in result.stdout
    assert "The database's own clocks (taian) agree." in lines
    assert "Run without plug-ins." in lines
    with (environment / "var" / "imports" / "old.rejects.csv").open(encoding="utf-8", newline="") as rejects:
        assert [(row["line"], row["source_id"], row["reason"]) for row in csv.DictReader(rejects)] == [
            ("4", "L-3", "BAD_TIME")
        ]


def test_a_second_run_imports_nothing_twice(environment: Path, file: Path) -> None:
    _run(str(file), "--replay")

    result = _run(str(file), "--replay", "--rejects", str(environment / "elsewhere.csv"))

    assert result.exit_code == 0, result.output
    assert "2 cases (0 imported now, 2 already there), 1 rejected, 0 lost." in result.stdout
    assert (environment / "elsewhere.csv").exists()


def test_a_reply_to_a_case_that_has_gone_on_is_told_and_ends_with_1(environment: Path, file: Path) -> None:
    _run(str(file), "--replay")
    file.write_text("\n".join([",".join(COLUMNS), GOOD, f"{LATE[:-2]},答,2019-10-15 10:00:00"]), "utf-8")

    result = _run(str(file), "--replay")

    assert result.exit_code == 1
    assert "1 steps left out: their cases have gone on past them since an earlier import." in result.stdout
    assert "The database's own clocks (taian) DIFFER: met 1, late 0, past due 1, not yet due 0." in result.stdout


def test_old_messages_are_only_imported_by_replay(file: Path) -> None:
    result = _run(str(file))

    assert isinstance(result.exception, Halt)
    assert str(result.exception) == (
        "Old messages are imported by replaying them at their original times.\nAdd --replay."
    )


def test_a_file_without_a_column_is_refused_in_one_message(environment: Path, file: Path) -> None:
    file.write_text("source_id,title\n", "utf-8")

    result = _run(str(file), "--replay")

    assert isinstance(result.exception, SourceError)
    assert failure(result.exception) == (
        "old.csv: line 1, the header, has no column submitted_at: give exactly one of that name"
    )


def test_a_file_that_is_not_there_is_told_with_its_name(environment: Path, tmp_path: Path) -> None:
    result = _run(str(tmp_path / "none.csv"), "--replay")

    assert isinstance(result.exception, FileNotFoundError)
    assert str(failure(result.exception)).startswith(f"{tmp_path / 'none.csv'}: No such file or directory.")


def test_rows_that_a_command_refuses_are_counted_listed_and_end_with_1(
    environment: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unknown = fixed_rules().model_copy(update={"category": CategoryRule(otherwise="none")})
    monkeypatch.setattr(import_, "fixed_rules", lambda: unknown)

    result = _run(str(file), "--replay")

    assert result.exit_code == 1
    assert "  1 refused by a command: UNKNOWN_CODE" in result.stdout.splitlines()
    with (environment / "var" / "imports" / "old.rejects.csv").open(encoding="utf-8", newline="") as rejects:
        assert [(row["line"], row["reason"], row["detail"]) for row in csv.DictReader(rejects)] == [
            ("3", "REFUSED", "UNKNOWN_CODE"),
            ("4", "BAD_TIME", "submitted_at"),
        ]


def test_with_plug_ins_the_end_says_with_which_and_what_each_did(
    own_database: str, environment: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugins = environment / "plugins.toml"
    settings = '[plugins.discipline_referral.settings]\nstanding_officers = ["d:discipline_inspector"]\n'
    plugins.write_text(config_text(in_tree(), settings), "utf-8")
    monkeypatch.setenv("HOTLINE_PLUGINS_TOML", str(plugins))
    monkeypatch.setenv("HOTLINE_DATABASE_URL", own_database)

    result = _run(str(file), "--replay")

    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert "The database's own clocks (taian) agree." in lines
    begins = [lines.index(f"Run with {name} 1.0, on in 9 districts:") for name in in_tree()]
    of_discipline, of_enterprises = (lines[begin + 1 : begin + 5] for begin in begins[:2])
    assert of_discipline == [
        "  hooks called: after_case_event 3",
        "  rows made: audit 1, chain_head 1, officer 1, referral 1, step 1; in 2 tables none",
        "  on these cases: events none; clocks none",
        "  effects: 0 still to be done, 0 given up",
    ]
    assert of_enterprises[0].startswith("  hooks called: after_case_event 3, check_transitions 9, ")
    assert "FAILED" not in result.stdout
