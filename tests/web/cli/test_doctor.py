"""`hotline doctor`, from its arguments to its exit code."""

import asyncio
from base64 import b64encode
from pathlib import Path

import asyncpg
import pytest
import typer
from typer.testing import CliRunner, Result

from core.attachments.store import open_store
from core.doctor.examine import RULES
from tests.core.attachments.files import given_file, stored_path
from tests.support.office import ROOT_KEY, Office, open_office
from web.cli import doctor
from web.problems import Halt


@pytest.fixture
def environment(office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Office:
    """The office's database as the one every command uses."""
    monkeypatch.setenv("HOTLINE_DATABASE_URL", office.dsn)
    monkeypatch.setenv("HOTLINE_VAR", str(tmp_path))
    return office


def _run(*arguments: str) -> Result:
    app = typer.Typer()
    doctor.register(app)
    return CliRunner().invoke(app, arguments)


def _write(dsn: str, statement: str) -> None:
    async def written() -> None:
        connection = await asyncpg.connect(dsn)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(written())


def test_sound_data_is_called_clean_with_what_was_examined(environment: Office) -> None:
    result = _run()
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith(
        f"clean: {len(RULES)} invariants hold on 0 case_file, 0 assignment, 0 clock, 0 case_event ("
    )
    assert result.stdout.endswith("retention: nothing is due; no night has been worked\n")


def test_sums_that_are_wrong_are_found_and_counted_anew(environment: Office) -> None:
    _write(environment.dsn, "insert into counter values ('CASE', '/370900', 'RECEIVED', 'COMPLAINT', 0, null, 5)")
    found = _run()
    mended = _run("--recount")
    assert (found.exit_code, mended.exit_code) == (1, 0), mended.output
    assert "counter.sums" in found.stdout
    assert mended.stdout.startswith("clean: ")


def test_a_finding_is_told_with_its_mend_and_ends_with_1(environment: Office) -> None:
    _write(
        environment.dsn,
        "insert into idempotency (principal, key, fingerprint, case_id, object_id, version, created_at) "
        "values ('p', 'k', '\\x00', gen_random_uuid(), gen_random_uuid(), 1, now())",
    )
    result = _run()
    assert result.exit_code == 1
    assert "1 findings" in result.stdout
    assert "idempotency.object" in result.stdout
    assert "Delete the key: what it answers with does not exist." in result.stdout


def test_files_are_read_to_their_end(environment: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "root.key").write_text(b64encode(ROOT_KEY).decode())
    (tmp_path / "root.key").chmod(0o600)
    (tmp_path / "plugins.toml").write_text("api = 1\n")
    monkeypatch.setenv("HOTLINE_ROOT_KEY_FILE", str(tmp_path / "root.key"))
    monkeypatch.setenv("HOTLINE_PLUGINS_TOML", str(tmp_path / "plugins.toml"))
    store = open_store(None, tmp_path / "attachments")

    async def one() -> str:
        async with open_office(environment.dsn) as office:
            return str((await given_file(office, store))[0])

    id_ = asyncio.run(one())
    assert (_run("--files").stdout, _run().exit_code) == ("clean: 1 files are what was received\n", 0)

    path = stored_path(tmp_path / "attachments")
    path.write_bytes(path.read_bytes()[:-1])
    found = _run("--files")

    assert found.exit_code == 1
    for word in ("attachment.unaltered", id_, "does not open", "Restore the file from a backup of the attachments"):
        assert word in found.stdout


def test_a_database_without_this_version_s_tables_is_not_examined(
    empty_database: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOTLINE_DATABASE_URL", empty_database)
    monkeypatch.setenv("HOTLINE_VAR", str(tmp_path))
    result = _run()
    assert isinstance(result.exception, Halt)
    assert str(result.exception).startswith("The database is at no revision, this version examines ")
    assert result.exception.mend == "Run `hotline db upgrade`."


def test_the_city_s_unsourced_facts_are_listed() -> None:
    result = _run("--data")
    assert result.exit_code == 0
    assert "facts without a source" in result.stdout
    assert result.stdout.endswith("clean: the city's data breaks no rule\n")
