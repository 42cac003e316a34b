"""`hotline PLUG-IN COMMAND`."""

import asyncpg

from tests.web.clone import Clone


async def notes(checkout: Clone) -> object:
    connection = await asyncpg.connect(checkout.dsn)
    try:
        return await connection.fetchval("select string_agg(text, ',') from tiny_note")
    finally:
        await connection.close()


async def test_a_plug_ins_command_runs_in_one_transaction_and_prints_what_it_returns(checkout: Clone) -> None:
    checkout.put()

    assert checkout.done("tiny", "write", "hello", "--times", "2") == "wrote hello\n"

    assert await notes(checkout) == "hello,hello"


async def test_its_words_are_checked_as_it_declares_them(checkout: Clone) -> None:
    checkout.put()

    wrong = checkout.run("tiny", "write", "hello", "--times", "often")

    assert wrong.returncode == 2
    assert "--times" in wrong.stderr


async def test_a_refusal_is_told_and_writes_nothing(checkout: Clone) -> None:
    checkout.put()

    refused = checkout.run("tiny", "write", "no")

    assert refused.returncode == 2
    assert refused.stderr == "hotline: 未找到该对象。\nThere is no such object.\n"
    assert await notes(checkout) is None


def test_help_lists_plug_ins_beside_the_core_and_comes_without_them(checkout: Clone) -> None:
    checkout.put()
    assert "Notes." in checkout.done("--help")
    assert "Write a note." in checkout.done("tiny", "--help")

    checkout.remove()
    assert "serve" in checkout.done("--help")
    assert "there is no folder plugins/tiny" in checkout.run("tiny", "write", "x").stderr
    assert checkout.run("nowhere").returncode == 2
