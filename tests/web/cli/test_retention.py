"""`hotline retention`, from its arguments to what it prints."""

import asyncio
from base64 import b64encode
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from tests.core.retention.old import ended
from tests.support.office import ROOT_KEY, Office, open_office
from web.cli import doctor, retention


@pytest.fixture
def environment(own_office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Office:
    """An office's database and root key as those every command uses."""
    (tmp_path / "root.key").write_text(b64encode(ROOT_KEY).decode())
    (tmp_path / "root.key").chmod(0o600)
    (tmp_path / "plugins.toml").write_text("api = 1\n")
    monkeypatch.setenv("HOTLINE_PLUGINS_TOML", str(tmp_path / "plugins.toml"))
    monkeypatch.setenv("HOTLINE_DATABASE_URL", own_office.dsn)
    monkeypatch.setenv("HOTLINE_VAR", str(tmp_path))
    monkeypatch.setenv("HOTLINE_ROOT_KEY_FILE", str(tmp_path / "root.key"))
    return own_office


def run(*arguments: str) -> Result:
    return invoke("retention", *arguments)


def invoke(*arguments: str) -> Result:
    app = typer.Typer()
    for one in (doctor, retention):
        one.register(app)
    return CliRunner().invoke(app, arguments)


def on(dsn: str, work: Callable[[Office], Awaitable[Any]]) -> Any:
    async def working() -> Any:
        async with open_office(dsn) as office:
            return await work(office)

    return asyncio.run(working())


async def long_ago(office: Office) -> str:
    """The number of a case that ended three years ago by the database's clock."""
    case = await ended(office)
    await office.pool.execute("update case_file set closed_at = now() - interval '1100 days' where id = $1", case)
    return str(await office.pool.fetchval("select case_no from case_file where id = $1", case))


def test_a_plan_is_told_then_done_unless_the_case_is_held(environment: Office) -> None:
    number = on(environment.dsn, long_ago)

    planned = run("run", "--dry-run")
    assert planned.exit_code == 0, planned.exception
    assert planned.stdout == run("plan").stdout
    assert [line.split("\t")[:5] for line in planned.stdout.splitlines()] == [
        ["CLOSE", "taian/ordinary", "COMPLAINT", "NORMAL", "1 cases, 0 held"],
        ["ANONYMISE", "taian/ordinary", "COMPLAINT", "NORMAL", "1 cases, 0 held"],
    ]

    assert "retention: due are CLOSE 1, ANONYMISE 1 cases; no night has been worked\n" in invoke("doctor").stdout

    assert run("hold", number, "--reason", "诉讼", "--until", "2099-01-01").stdout == f"{number} is held.\n"
    assert run("run").stdout == "CLOSE: 1 cases\nANONYMISE: 0 cases\nDELETE: 0 cases\n"
    assert "held already" in str(run("hold", number, "--reason", "诉讼").exception)
    assert run("lift", number).stdout == f"{number} is held no longer.\n"
    assert run("run").stdout == "CLOSE: 0 cases\nANONYMISE: 1 cases\nDELETE: 0 cases\n"
    assert run("plan").stdout == "Nothing is due.\n"
    assert "There is no case" in str(run("lift", "TA1").exception)
