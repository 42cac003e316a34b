"""`hotline account`: people of a hotline in earnest are made, given roles, and kept out."""

from core.access.load import load_viewer
from core.access.viewer import Viewer
from core.cases.verbs import Verb
from core.passwords.commands import kept_password, matches
from tests.support.office import Office
from tests.web.cli import inside
from web.cli import account
from web.problems import Halt

WHO, PASSWORD = "e:zhang.san", "Tishan-2026-beidou"


async def done(*words: str) -> str:
    return await inside.done(account, "account", *words)


async def found(office: Office) -> Viewer | None:
    """Somebody's rights as the database has them now."""
    now = await office.pool.fetchval("SELECT now()")
    return await load_viewer(office.read, WHO, office.matrix, now)


async def test_somebody_is_made_given_a_role_and_deprived_of_it(commanded: Office) -> None:
    assert (await done("add", WHO, "--name", "张三")).startswith(f"{WHO} is there")
    made = await found(commanded)
    await done("grant", WHO, "operator", "--unit", "ta", "--clearance", "2")
    granted = await found(commanded)
    told = await done("list")
    await done("revoke", WHO, "operator")
    revoked = await found(commanded)

    assert (made is not None, granted is not None, revoked is not None) == (True, True, True)
    assert [bool(one and one.may(Verb.REGISTER_CASE)) for one in (made, granted, revoked)] == [False, True, False]
    assert WHO in told


async def test_whoever_is_disabled_stays_out_until_enabled(commanded: Office) -> None:
    await done("add", WHO, "--name", "张三")

    await done("disable", WHO)
    assert await found(commanded) is None
    await done("enable", WHO)
    assert await found(commanded) is not None


async def test_sessions_are_ended_all_or_one(commanded: Office) -> None:
    await done("add", WHO, "--name", "张三")
    await done("end-sessions", WHO)
    await done("end-sessions", WHO, "--session", "sid-1")

    viewer = await found(commanded)
    assert viewer is not None
    assert [one.name for one in viewer.ended] == [None, "sid-1"]


async def test_a_password_is_read_and_never_told(commanded: Office) -> None:
    await done("add", WHO, "--name", "张三")
    weak = await inside.invoked(account, "account", "password", WHO, typed="short\n")
    assert isinstance(weak.exception, Halt)
    assert "14 to 256 characters" in str(weak.exception)

    told = await inside.invoked(account, "account", "password", WHO, typed=f"{PASSWORD}\n")
    assert told.exit_code == 0, told.exception
    assert PASSWORD not in told.output
    assert matches((await kept_password(commanded.read, WHO))[1], PASSWORD)
    await done("password", WHO, "--remove")
    assert not matches((await kept_password(commanded.read, WHO))[1], PASSWORD)


async def test_what_cannot_be_is_refused_in_one_message(commanded: Office) -> None:
    refused = await inside.invoked(account, "account", "grant", WHO, "operator", "--unit", "ta")

    assert isinstance(refused.exception, Halt)
    assert f"There is no account {WHO}." in str(refused.exception)
    assert await commanded.pool.fetchval("select count(*) from account where subject = $1", WHO) == 0
