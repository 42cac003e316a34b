"""`hotline account`: people of a hotline in earnest are made, given roles, and kept out."""

from pathlib import Path
from subprocess import CompletedProcess

import pytest

from core.access.load import load_viewer
from core.access.viewer import Viewer
from core.cases.verbs import Verb
from core.passwords.commands import kept_password, matches
from tests.support.office import Office
from tests.web.serving import hotline

WHO, PASSWORD = "e:zhang.san", "Tishan-2026-beidou"


class People:
    """The command on a database of the test's own, and what it makes of somebody's rights."""

    def __init__(self, office: Office, var: Path) -> None:
        self._office, self._var = office, var

    def run(self, *words: str, typed: str | None = None) -> "CompletedProcess[str]":
        return hotline(self._var, "account", *words, typed=typed, HOTLINE_DATABASE_URL=self._office.dsn)

    def done(self, *words: str) -> str:
        found = self.run(*words)
        assert found.returncode == 0, found.stderr
        return found.stdout

    async def viewer(self) -> Viewer | None:
        now = await self._office.pool.fetchval("SELECT now()")
        return await load_viewer(self._office.read, WHO, self._office.matrix, now)


@pytest.fixture
def people(own_office: Office, tmp_path: Path) -> People:
    return People(own_office, tmp_path / "var")


async def test_somebody_is_made_given_a_role_and_deprived_of_it(people: People) -> None:
    assert people.done("add", WHO, "--name", "张三").startswith(f"{WHO} is there")
    made = await people.viewer()
    people.done("grant", WHO, "operator", "--unit", "ta", "--clearance", "2")
    granted = await people.viewer()
    told = people.done("list")
    people.done("revoke", WHO, "operator")
    revoked = await people.viewer()

    assert (made is not None, granted is not None, revoked is not None) == (True, True, True)
    assert [bool(one and one.may(Verb.REGISTER_CASE)) for one in (made, granted, revoked)] == [False, True, False]
    assert WHO in told


async def test_whoever_is_disabled_stays_out_until_enabled(people: People) -> None:
    people.done("add", WHO, "--name", "张三")

    people.done("disable", WHO)
    assert await people.viewer() is None
    people.done("enable", WHO)
    assert await people.viewer() is not None


async def test_sessions_are_ended_all_or_one(people: People) -> None:
    people.done("add", WHO, "--name", "张三")
    people.done("end-sessions", WHO)
    people.done("end-sessions", WHO, "--session", "sid-1")

    viewer = await people.viewer()
    assert viewer is not None
    assert [one.name for one in viewer.ended] == [None, "sid-1"]


async def test_a_password_is_read_and_never_told(people: People, own_office: Office) -> None:
    people.done("add", WHO, "--name", "张三")
    weak = people.run("password", WHO, typed="short\n")
    assert (weak.returncode, "14 to 256 characters" in weak.stderr) == (2, True)

    told = people.run("password", WHO, typed=f"{PASSWORD}\n")
    assert told.returncode == 0, told.stderr
    assert PASSWORD not in told.stdout + told.stderr
    assert matches((await kept_password(own_office.read, WHO))[1], PASSWORD)
    people.done("password", WHO, "--remove")
    assert not matches((await kept_password(own_office.read, WHO))[1], PASSWORD)


async def test_what_cannot_be_is_refused_in_one_message(people: People) -> None:
    refused = people.run("grant", WHO, "operator", "--unit", "ta")

    assert refused.returncode == 2
    assert f"There is no account {WHO}." in refused.stderr
    assert "Traceback" not in refused.stderr
