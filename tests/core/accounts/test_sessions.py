"""Sessions end at an operator's word, and what ended them is forgotten when nothing is left to end."""

from datetime import timedelta

import pytest

from core.access.load import load_viewer, state_of
from core.access.session import Ended
from core.accounts.sessions import KEPT, end_sessions, enter_ended, forget_ended
from core.db.uow import unit_of_work
from core.errors import Refused
from tests.support.office import Office

WHO = "d:operator"


async def ended(office: Office, subject: str = WHO) -> tuple[Ended, ...]:
    viewer = await load_viewer(office.read, subject, office.matrix, office.clock.now())
    assert viewer is not None
    return viewer.ended


async def test_an_account_is_read_with_what_was_ended_of_it_and_of_nobody_else(office: Office) -> None:
    at = office.clock.now()
    before = await state_of(office.read, (WHO, "d:dispatcher"))
    async with unit_of_work(office.pool, office.services) as uow:
        await end_sessions(uow, WHO, "sid-1")
        await end_sessions(uow, WHO)

    assert set(await ended(office)) == {Ended("sid-1", at), Ended(None, at)}
    assert await ended(office, "d:dispatcher") == ()
    assert await state_of(office.read, (WHO, "d:dispatcher")) != before, "streams must notice"


async def test_nobodys_sessions_cannot_be_ended(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        async with unit_of_work(office.pool, office.services) as uow:
            await end_sessions(uow, "t:nobody")
    assert refused.value.code.code == "UNKNOWN_SUBJECT"


async def test_it_is_forgotten_when_all_of_it_has_ended_by_itself(office: Office) -> None:
    async with unit_of_work(office.pool, office.services) as uow:
        await end_sessions(uow, WHO)
        await enter_ended(uow, WHO, "hk_a", uow.now + timedelta(days=180))
    office.clock.set(office.clock.now() + KEPT + timedelta(seconds=1))
    async with unit_of_work(office.pool, office.services) as uow:
        assert await forget_ended(uow) == 1
    assert [one.name for one in await ended(office)] == ["hk_a"]
