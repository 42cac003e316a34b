"""`hotline keys`, from its arguments to its exit code."""

import asyncio
from base64 import b64encode
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from core.attachments.store import open_store
from core.cases.commands.withdraw_case import withdraw_case
from core.cases.inputs.intake import WithdrawCase
from tests.core.attachments.files import PNG, given_file, stored_bytes, stored_path, stored_plain
from tests.core.audit.desk import register
from tests.support.office import ROOT_KEY, Office, open_office
from web.cli import keys
from web.problems import Halt

NEW = b"n" * 32


@pytest.fixture
def environment(own_office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Office:
    """An office's database, and its root key in a file, as every command has them."""
    key_file(tmp_path, "root.key", ROOT_KEY)
    (tmp_path / "plugins.toml").write_text("api = 1\n")
    monkeypatch.setenv("HOTLINE_PLUGINS_TOML", str(tmp_path / "plugins.toml"))
    monkeypatch.setenv("HOTLINE_DATABASE_URL", own_office.dsn)
    monkeypatch.setenv("HOTLINE_VAR", str(tmp_path))
    monkeypatch.setenv("HOTLINE_ROOT_KEY_FILE", str(tmp_path / "root.key"))
    return own_office


def key_file(folder: Path, name: str, key: bytes) -> Path:
    (folder / name).write_text(b64encode(key).decode())
    (folder / name).chmod(0o600)
    return folder / name


def run(*arguments: str) -> Result:
    app = typer.Typer()
    keys.register(app)
    return CliRunner().invoke(app, ["keys", *arguments])


def on(dsn: str, work: Callable[[Office], Awaitable[Any]]) -> Any:
    async def working() -> Any:
        async with open_office(dsn) as office:
            return await work(office)

    return asyncio.run(working())


async def withdrawn(office: Office) -> str:
    """The number of a case that has ended."""
    case_id = await register(office)
    await office.run(withdraw_case, "operator", WithdrawCase(case_id=case_id, reason="撤回"))
    return str(await office.pool.fetchval("select case_no from case_file where id = $1", case_id))


def test_both_levels_are_rotated_and_a_case_is_shredded(
    environment: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    number = on(environment.dsn, withdrawn)
    with pytest.raises(Halt, match="HOTLINE_ROOT_KEY_OLD_FILE is not set"):
        raise_from(run("rotate-root"))

    monkeypatch.setenv("HOTLINE_ROOT_KEY_FILE", str(key_file(tmp_path, "new.key", NEW)))
    monkeypatch.setenv("HOTLINE_ROOT_KEY_OLD_FILE", str(tmp_path / "root.key"))
    before = run("status")
    assert before.exit_code == 1
    assert "Wrapped by a former root key: 0" not in before.output
    assert "FORMER root key" in run("list").output
    assert "2 keys were wrapped anew" in run("rotate-root").output
    monkeypatch.delenv("HOTLINE_ROOT_KEY_OLD_FILE")
    assert "newest root key" in run("list").output

    rotated = run("rotate-cases", "--grace", "0")
    assert (rotated.exit_code, "RESEAL\tcase_file\t1 keys" in rotated.output) == (0, True)
    linked = run("rotate-indexes", "--grace", "0")
    assert (linked.exit_code, "reporter.phone_index\t1 digests" in linked.output) == (0, True)
    status = run("status")
    assert (status.exit_code, "Values that no key opens: 0" in status.output) == (0, True)

    assert run("shred", number, "--yes").exit_code == 0
    assert "1 keys were destroyed" in run("status").output
    with pytest.raises(Halt, match="has been destroyed already"):
        raise_from(run("shred", number, "--yes"))


def test_shredding_is_asked_about_first(environment: Office) -> None:
    number = on(environment.dsn, withdrawn)

    assert run("shred", number).exit_code == 1

    assert "0 keys were destroyed" in run("status").output


def test_plain_texts_are_told_of_and_sealed(environment: Office) -> None:
    async def plain(office: Office) -> None:
        await withdrawn(office)
        await office.pool.execute(
            "update case_correction set reason = '以前', reason_sealed = null, reason_mask = null"
        )

    on(environment.dsn, plain)

    assert (run("status").exit_code, "not sealed: 1" in run("status").output) == (1, True)
    assert "case_correction\t1 rows" in run("seal-text").output
    assert run("status").exit_code == 0


def test_plain_files_are_told_of_and_sealed(environment: Office, tmp_path: Path) -> None:
    store = open_store(None, tmp_path / "attachments")

    async def plain(office: Office) -> None:
        id_, _ = await given_file(office, store)
        await stored_plain(office, store, id_, PNG)

    on(environment.dsn, plain)

    assert (run("status").exit_code, "Files that are not sealed: 1" in run("status").output) == (1, True)
    assert run("seal-files").output == "1 files were sealed.\nNo file is left unsealed.\n"
    assert run("status").exit_code == 0
    assert PNG not in stored_bytes(tmp_path / "attachments")


def test_a_plain_file_that_is_gone_is_told_of(environment: Office, tmp_path: Path) -> None:
    store = open_store(None, tmp_path / "attachments")

    async def gone(office: Office) -> None:
        id_, _ = await given_file(office, store)
        await stored_plain(office, store, id_, PNG)
        stored_path(tmp_path / "attachments").unlink()

    on(environment.dsn, gone)

    with pytest.raises(Halt, match="1 files are left as they came"):
        raise_from(run("seal-files"))


def raise_from(result: Result) -> None:
    assert result.exception is not None
    raise result.exception
