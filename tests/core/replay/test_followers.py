"""A replay's time and the present side by side: each plug-in does what follows from a case in that case's own time."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import bindparam, select, update

from core.cases.model import case_file
from core.clock import SHANGHAI, VirtualClock
from core.db.uow import UnitOfWork
from core.events.record import NewEvent
from core.plugin.host import PluginHost
from core.plugin.reader import Reader
from core.plugin.views import CaseEvent
from core.replay.acts import Staff
from core.replay.alone import alone
from core.replay.followers import Followers
from tests.core.events.writers import record
from tests.core.plugin.following import install, note
from tests.core.plugin.making import listed, load, plugin
from tests.core.replay.desk import messages, run_of
from tests.support.office import START, Office

NOVEMBER = "L-1,题,2019-11-04 10:00:00,文,,,"
TIMERS = "update timer set replay_id = $1"
LEFT = "select count(*) from plugin_effect"
AGAIN = "probe/again"

_NUMBER = select(case_file.c.external_no).where(case_file.c.id == bindparam("id"))
_NEXT = (
    update(case_file)
    .where(case_file.c.id == bindparam("of"))
    .values(version=case_file.c.version + 1)
    .returning(case_file.c.version)
)


@dataclass
class Probe:
    """A plug-in that writes down what it hears, of whom and when, and its minutes."""

    host: PluginHost
    heard: list[tuple[str, str, datetime]]
    minutes: list[datetime]

    @property
    def types(self) -> list[str]:
        """What it has heard."""
        return [type_ for type_, _, _ in self.heard]


@pytest.fixture(autouse=True)
def put_back(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office.services, "plugins", office.services.plugins)


async def probing(office: Office, *types: str) -> Probe:
    """It listens to these types; after a dispatch it records an event of its own."""
    heard: list[tuple[str, str, datetime]] = []
    minutes: list[datetime] = []

    async def after_case_event(event: CaseEvent, uow: UnitOfWork) -> None:
        heard.append((event.type, await uow.fetch_value(_NUMBER, id=event.case_id), uow.now))
        if event.type == "dispatchCase":
            version = await uow.fetch_value(_NEXT, of=event.case_id)
            await record(uow, event.case_id, version, 0, None, [NewEvent(AGAIN)])

    async def each_minute(uow: UnitOfWork) -> None:
        minutes.append(uow.now)

    host = load(listed("probe"), plugin("probe", after_case_event, each_minute, listens=frozenset(types)))
    await install(office, host)
    return Probe(host, heard, minutes)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


async def test_an_effect_comes_at_the_instant_of_its_step_and_what_it_sets_off_with_it(
    office: Office, acting: Staff, tmp_path: Path
) -> None:
    probe = await probing(office, "dispatchCase", AGAIN, "approveFeedback")
    source = messages(office, tmp_path, "L-1,题,2019-11-04 10:00:00,文,,答,2019-11-20 16:00:00")

    await run_of(office, acting, source)

    assert probe.heard == [
        ("dispatchCase", "L-1", local("2019-11-04 10:00")),
        (AGAIN, "L-1", local("2019-11-04 10:00")),
        ("approveFeedback", "L-1", local("2019-11-20 16:00")),
    ]


async def test_a_timers_effect_comes_within_a_day_and_the_minute_after_days_on_which_something_happened(
    office: Office, acting: Staff, tmp_path: Path
) -> None:
    probe = await probing(office, "redCard")

    await run_of(office, acting, messages(office, tmp_path, NOVEMBER))

    cards = await office.pool.fetch("select occurred_at from case_event where type = 'redCard' order by 1")
    late = [at - card["occurred_at"] for (_, _, at), card in zip(probe.heard, cards, strict=True)]
    assert len(late) > 1
    assert all(timedelta() < one <= timedelta(days=1) for one in late)
    assert probe.minutes[0] == local("2019-11-05 00:00")
    assert local("2019-11-10 00:00") not in probe.minutes, "nothing happened that Saturday"
    assert probe.minutes[-1] == START


async def test_what_a_killed_run_left_is_done_by_the_next(office: Office, acting: Staff, tmp_path: Path) -> None:
    source = messages(office, tmp_path, NOVEMBER, "L-2,题,2019-11-05 10:00:00,文,,,")
    steps = iter([False, True])
    await run_of(office, acting, source, stop=lambda: next(steps))
    probe = await probing(office, "dispatchCase")

    await run_of(office, acting, source)

    assert probe.heard == [
        ("dispatchCase", "L-1", local("2019-11-05 10:00")),
        ("dispatchCase", "L-2", local("2019-11-05 10:00")),
    ]


async def test_without_plug_ins_the_log_is_left_to_the_server(office: Office, acting: Staff, tmp_path: Path) -> None:
    await run_of(office, acting, messages(office, tmp_path, NOVEMBER))

    assert await office.pool.fetchval("select count(*) from event_log") == 0


class TestBesideTheServer:
    async def test_readers_of_the_present_leave_a_replays_cases_to_it(
        self, office: Office, acting: Staff, tmp_path: Path
    ) -> None:
        probe = await probing(office, "noted")
        case_id, replay_id = await replayed(office, acting, tmp_path)
        office.services.clock = VirtualClock(local("2019-11-04 12:00"))
        await note(office, case_id)

        office.services.clock = VirtualClock(START)
        await drain(office, probe)

        assert probe.heard == []
        assert await office.pool.fetchval(LEFT) == 1
        office.services.clock = VirtualClock(local("2019-11-04 12:00"))
        await follow(office, replay_id)
        assert probe.heard == [("noted", "L-1", local("2019-11-04 12:00"))]
        assert await office.pool.fetchval(LEFT) == 0

    async def test_a_replay_leaves_the_cases_of_the_present_to_them(
        self, office: Office, acting: Staff, tmp_path: Path
    ) -> None:
        probe = await probing(office, "noted")
        case_id, _ = await replayed(office, acting, tmp_path)
        await office.pool.execute(TIMERS, None)
        await note(office, case_id)

        await follow(office, uuid4())

        assert probe.heard == []
        await drain(office, probe)
        assert probe.types == ["noted"]

    async def test_what_a_replay_left_when_it_was_done_is_theirs(
        self, office: Office, acting: Staff, tmp_path: Path
    ) -> None:
        probe = await probing(office, "noted")
        case_id, _ = await replayed(office, acting, tmp_path)
        await note(office, case_id)
        await drain(office, probe)

        await office.pool.execute(TIMERS, None)
        await drain(office, probe)

        assert probe.types == ["noted"]

    async def test_time_does_not_go_back_for_a_plug_in_that_has_lived_through_the_present(
        self, office: Office, acting: Staff, tmp_path: Path
    ) -> None:
        probe = await probing(office, "dispatchCase")
        await office.pool.execute("update plugin_cursor set minute_at = $1", START)

        await run_of(office, acting, messages(office, tmp_path, NOVEMBER))

        assert probe.types == ["dispatchCase"]
        assert probe.minutes == []


async def replayed(office: Office, acting: Staff, tmp_path: Path) -> tuple[UUID, UUID]:
    """A case that a replay under way has brought in, and that replay."""
    await run_of(office, acting, messages(office, tmp_path, NOVEMBER))
    replay_id = uuid4()
    await office.pool.execute(TIMERS, replay_id)
    found: Any = await office.pool.fetchval("select id from case_file")
    return found, replay_id


async def follow(office: Office, replay_id: UUID) -> None:
    """What the readers of a replay do now."""
    async with alone(office.pool, replay_id) as line:
        await Followers.of(line, replace(office.services, replay_id=replay_id)).catch_up()


async def drain(office: Office, probe: Probe) -> None:
    """What a server's reader does now."""
    reader = Reader(office.pool, office.services, probe.host.loaded[0])
    while await reader.step():
        pass
