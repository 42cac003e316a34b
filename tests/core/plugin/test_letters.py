"""What is not done yet is counted, listed, and tried again when an operator says so."""

from datetime import timedelta

import pytest

from core.db.uow import UnitOfWork, unit_of_work
from core.plugin.letters import Lag, dead_letters, lags, replay
from core.plugin.reader import PAUSES
from core.plugin.views import CaseEvent
from tests.core.plugin.following import Listener, cases, listener, note
from tests.support.office import Office


@pytest.fixture(autouse=True)
def put_back(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office.services, "plugins", office.services.plugins)


class Broken:
    """Fails until it is mended."""

    mended = False

    async def __call__(self, event: CaseEvent, uow: UnitOfWork) -> None:
        if not self.mended:
            raise KeyError


async def given_up(office: Office, broken: Broken) -> Listener:
    """A plug-in with one dead letter."""
    (case_id,) = await cases(office, 1)
    probe = await listener(office, broken)
    await note(office, case_id)
    for _ in range(len(PAUSES) + 1):
        await probe.drain()
        office.clock.set(office.clock.now() + max(PAUSES))
    return probe


async def test_nothing_to_do_is_no_lag(office: Office) -> None:
    await listener(office)

    assert await lags(office.read, ["probe", "absent"]) == [Lag("probe", 0, 0.0, 0, 0)]


async def test_a_reader_lags_by_rows_and_by_the_age_of_the_first(office: Office) -> None:
    (case_id,) = await cases(office, 1)
    await listener(office)
    await note(office, case_id, case_id)
    await office.pool.execute(
        "update case_event set recorded_at = now() - interval '90 seconds' where case_version = 2"
    )

    (lag,) = await lags(office.read, ["probe"])

    assert (lag.rows, lag.waiting, lag.dead) == (2, 0, 0)
    assert 90 <= lag.seconds < 100


async def test_what_waits_and_what_is_dead_is_counted(office: Office) -> None:
    probe = await given_up(office, Broken())
    await note(office, *[probe.heard[0].case_id] * 2)
    await probe.drain()

    (lag,) = await lags(office.read, ["probe"])

    assert (lag.rows, lag.waiting, lag.dead) == (0, 2, 1)


async def test_a_dead_letter_says_what_it_was_and_where_it_failed(office: Office) -> None:
    probe = await given_up(office, Broken())

    (letter,) = await dead_letters(office.read, "probe")

    assert (letter["pos"], letter["event_id"], letter["type"]) == (1, probe.heard[0].id, "noted")
    assert letter["fault"].startswith("KeyError in test_letters.py:")
    assert await dead_letters(office.read, "other") == []


async def test_a_replayed_letter_is_done_once_it_can_be(office: Office) -> None:
    broken = Broken()
    probe = await given_up(office, broken)
    broken.mended = True

    async with unit_of_work(office.pool, office.services) as uow:
        assert await replay(uow, "probe", [1, 2]) == 1
    await probe.drain()

    assert await dead_letters(office.read, "probe") == []
    assert len(await probe.written()) == 1


async def test_a_replayed_letter_has_all_its_tries_again(office: Office) -> None:
    probe = await given_up(office, Broken())
    async with unit_of_work(office.pool, office.services) as uow:
        await replay(uow, "probe", [1])

    await probe.drain()
    office.clock.set(office.clock.now() + timedelta(seconds=1))
    await probe.drain()

    assert [(state, tries) for _, state, tries, _ in await probe.waiting()] == [("WAITING", 2)]
