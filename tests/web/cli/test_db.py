"""`hotline db`: the tables of plug-ins come, are checked, survive the plug-in's absence, and go when they are purged."""

from pathlib import Path

import asyncpg

from tests.web.clone import Clone

HEAD = max(one.name[:4] for one in (Path(__file__).parents[3] / "migrations" / "versions").glob("0*.py"))


async def fetch(checkout: Clone, statement: str) -> object:
    connection = await asyncpg.connect(checkout.dsn)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


async def test_a_plug_ins_tables_come_and_are_checked(checkout: Clone) -> None:
    checkout.put()
    missing = checkout.run("db", "check")
    assert (missing.returncode, missing.stdout) == (
        1,
        "The database of tiny is at no revision, this version needs 0001: run `hotline db upgrade`.\n",
    )

    assert checkout.done("db", "upgrade") == f"The database is at {HEAD}, tiny 0001.\n"
    assert "its tables are as the models say" in checkout.done("db", "check")

    await fetch(checkout, "alter table tiny_note drop column text")
    changed = checkout.run("db", "check")
    assert changed.returncode == 1
    assert "tiny_note" in changed.stdout


async def test_a_plug_in_whose_folder_is_gone_disturbs_nobody_and_finds_its_rows_again(checkout: Clone) -> None:
    checkout.put()
    checkout.done("tiny", "write", "kept")

    checkout.remove()
    listed = checkout.run("db", "upgrade")
    assert listed.returncode == 2
    assert "plugins.tiny: there is no folder plugins/tiny" in listed.stderr

    checkout.list('api = 1\n[plugins.tiny]\ndistricts = "*"\non_failure = "skip"\n')
    assert "FAILED" in checkout.done("plugins", "list")
    checkout.list("api = 1\n")
    assert checkout.done("db", "upgrade") == f"The database is at {HEAD}.\n"
    assert "its tables are as the models say" in checkout.done("db", "check")
    assert await fetch(checkout, "select text from tiny_note") == "kept"

    checkout.put()
    checkout.done("tiny", "write", "more")
    assert await fetch(checkout, "select string_agg(text, ' ' order by text) from tiny_note") == "kept more"


async def test_purge_asks_twice_and_takes_the_tables_of_one_that_is_not_listed(checkout: Clone) -> None:
    checkout.put()
    checkout.done("db", "upgrade")
    assert "lists tiny" in checkout.run("db", "purge", "tiny", "--yes").stderr

    checkout.list("api = 1\n")
    unsure = checkout.run("db", "purge", "tiny")
    assert (unsure.returncode, "add --yes" in unsure.stderr) == (2, True)
    assert await fetch(checkout, "select to_regclass('tiny_note')::text") == "tiny_note"

    assert checkout.done("db", "purge", "tiny", "--yes") == "The tables of tiny are gone.\n"
    assert await fetch(checkout, "select to_regclass('tiny_note')") is None
    assert checkout.run("db", "purge", "nowhere", "--yes").returncode == 2


async def test_the_roles_of_the_second_wall_are_made_once(checkout: Clone) -> None:
    checkout.put()
    checkout.done("db", "upgrade")
    await fetch(checkout, "delete from migration_lock where name like 'wall %'")

    assert checkout.done("db", "roles") == "hotline_app and hotline_sealed are made as the tables need them.\n"
    assert checkout.done("db", "roles") == "hotline_app and hotline_sealed were already as the tables need them.\n"
    assert await fetch(checkout, "select has_table_privilege('hotline_app', 'tiny_note', 'select')") is True
