"""`hotline retention`, from its arguments to what it prints."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from typer.testing import Result

from tests.core.retention.old import ended
from tests.support.office import Office, open_office
from tests.web.cli.inside import invoke
from web.cli import doctor, retention


def run(*arguments: str) -> Result:
    return invoke(retention, "retention", *arguments)


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


def test_a_plan_is_told_then_done_unless_the_case_is_held(commanded: Office) -> None:
    number = on(commanded.dsn, long_ago)

    planned = run("run", "--dry-run")
    assert planned.exit_code == 0, planned.exception
    assert planned.stdout == run("plan").stdout
    assert [line.split("\t")[:5] for line in planned.stdout.splitlines()] == [
        ["CLOSE", "taian/ordinary", "COMPLAINT", "NORMAL", "1 cases, 0 held"],
        ["ANONYMISE", "taian/ordinary", "COMPLAINT", "NORMAL", "1 cases, 0 held"],
    ]

    assert (
        "retention: due are CLOSE 1, ANONYMISE 1 cases; no night has been worked\n" in invoke(doctor, "doctor").stdout
    )

    assert run("hold", number, "--reason", "诉讼", "--until", "2099-01-01").stdout == f"{number} is held.\n"
    assert run("run").stdout == "CLOSE: 1 cases\nANONYMISE: 0 cases\nDELETE: 0 cases\n"
    assert "held already" in str(run("hold", number, "--reason", "诉讼").exception)
    assert run("lift", number).stdout == f"{number} is held no longer.\n"
    assert run("run").stdout == "CLOSE: 0 cases\nANONYMISE: 1 cases\nDELETE: 0 cases\n"
    assert run("plan").stdout == "Nothing is due.\n"
    assert "There is no case" in str(run("lift", "TA1").exception)
