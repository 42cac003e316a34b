"""After-effects: in order, exactly once, and a failure's own."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from core.db.uow import UnitOfWork, unit_of_work
from core.plugin import reader as module
from core.plugin.reader import PAUSES
from core.plugin.views import CaseEvent
from core.reporters.model import access_attempt
from tests.core.plugin.following import Listener, cases, install, listener, note
from tests.core.plugin.making import listed, load, plugin
from tests.support.office import Office

TRIES = len(PAUSES) + 1


@pytest.fixture(autouse=True)
def put_back(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office.services, "plugins", office.services.plugins)


def move_on(office: Office, by: timedelta) -> None:
    office.clock.set(office.clock.now() + by)


class Broken:
    """An effect that fails for some bodies, as often as is said; for ever without a number."""

    def __init__(self, times: int | None = None) -> None:
        self.times, self.calls = times, 0

    async def __call__(self, event: CaseEvent, uow: UnitOfWork) -> None:
        if event.body.get("break"):
            self.calls += 1
            if self.times is None or self.calls <= self.times:
                raise KeyError("13812345678")


class TestOrder:
    async def test_every_event_is_heard_once_in_the_order_of_the_log(self, office: Office) -> None:
        first, second = await cases(office, 2)
        probe = await listener(office)
        await note(office, first, second, first, second, second)

        await probe.drain()

        order = await office.pool.fetch("select event_id from event_log order by pos")
        assert [event.id for event in probe.heard] == [row["event_id"] for row in order]
        assert await probe.written() == sorted(event.id for event in probe.heard)
        assert await probe.passed() == 5

    async def test_an_event_comes_as_it_was_recorded(self, office: Office) -> None:
        (case_id,) = await cases(office, 1)
        probe = await listener(office)
        await note(office, case_id, reason="OTHER")

        await probe.drain()

        (event,) = probe.heard
        row = await office.pool.fetchrow("select * from case_event")
        gate = await office.pool.fetchval("select gate from case_file where id = $1", case_id)
        assert event == CaseEvent(
            id=row["id"], case_id=case_id, case_version=2, type="noted", assignment_id=None, actor=None, secrecy=0,
            gate=gate, body={"reason": "OTHER"}, occurred_at=office.clock.now(),
        )  # fmt: skip

    async def test_a_plug_in_that_is_new_hears_nothing_of_what_was_before(self, office: Office) -> None:
        (case_id,) = await cases(office, 1)
        await note(office, case_id)
        probe = await listener(office)
        await note(office, case_id)

        await probe.drain()

        assert [event.case_version for event in probe.heard] == [3]

    async def test_one_that_comes_back_goes_on_where_it_was(self, office: Office) -> None:
        (case_id,) = await cases(office, 1)
        await listener(office)
        await note(office, case_id)
        again = await listener(office)

        await again.drain()

        assert len(again.heard) == 1


class TestPassingBy:
    async def test_other_types_pass_by(self, office: Office) -> None:
        (case_id,) = await cases(office, 1)
        probe = await listener(office)
        await note(office, case_id, type_="dispatchCase")

        await probe.drain()

        assert (probe.heard, await probe.passed()) == ([], 1)

    async def test_districts_where_it_is_off_pass_by(self, office: Office) -> None:
        (case_id,) = await cases(office, 1)
        gate = await office.pool.fetchval("select gate from case_file where id = $1", case_id)
        probe = await listener(office)
        await switched(office, gate, enabled=False)
        await note(office, case_id)

        await probe.drain()

        assert (probe.heard, await probe.passed()) == ([], 1)

    async def test_what_another_process_switched_on_just_before_is_heard(self, office: Office) -> None:
        (case_id,) = await cases(office, 1)
        gate = await office.pool.fetchval("select gate from case_file where id = $1", case_id)
        probe = await listener(office)
        probe.host.switches.replace({"probe": []})  # this process has not looked since
        await switched(office, gate, enabled=True)
        await note(office, case_id)

        await probe.drain()

        assert len(probe.heard) == 1

    async def test_a_long_stretch_is_passed_in_parts(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "STRETCH", 3)
        (case_id,) = await cases(office, 1)
        probe = await listener(office)
        await note(office, *[case_id] * 7, type_="other")
        await note(office, case_id)
        reader = probe.reader()

        assert await reader.step()
        assert await probe.passed() == 3
        await probe.drain()

        assert (len(probe.heard), await probe.passed()) == (1, 8)

    async def test_a_process_that_has_turned_it_off_for_itself_passes_nothing(self, office: Office) -> None:
        (case_id,) = await cases(office, 1)
        probe = await listener(office)
        probe.host.switches.suspend("probe")
        await note(office, case_id)

        await probe.drain()

        assert await probe.passed() == 0

    async def test_one_that_does_not_listen_lags_behind_nothing(self, office: Office) -> None:
        async def startup(services: Any) -> None:
            return None

        (case_id,) = await cases(office, 1)
        host = load(listed("probe"), plugin("probe", startup))
        await install(office, host)
        await note(office, case_id)
        await install(office, host)

        assert await Listener(office, host).passed() == 1


class TestWhatNothingIsDoneWith:
    """Events that the plug-in hears and asks the database nothing about."""

    async def test_passes_by_in_ever_longer_transactions(self, office: Office) -> None:
        (case_id,) = await cases(office, 1)
        probe = await idler(office)
        await note(office, *[case_id] * 10)
        reader, passed = probe.reader(), []

        while await reader.step():
            passed.append(await probe.passed())

        assert [*passed, await probe.passed()] == [1, 3, 7, 10]
        assert [event.case_version for event in probe.heard] == list(range(2, 12))

    async def test_ends_where_something_is_done(self, office: Office) -> None:
        (case_id,) = await cases(office, 1)
        probe = await idler(office)
        await note(office, *[case_id] * 4)
        await note(office, case_id, write=True)
        await note(office, *[case_id] * 3)
        reader, passed = probe.reader(), []

        while await reader.step():
            passed.append(await probe.passed())

        assert [*passed, await probe.passed()] == [1, 3, 5, 6, 8, 8]
        assert len(await probe.written()) == 1
        assert len(probe.heard) == 8

    async def test_a_failure_among_it_is_noted_alone(self, office: Office) -> None:
        one, other = await cases(office, 2)
        probe = await idler(office)
        await note(office, *[one] * 5)
        await note(office, other, **{"break": True})
        await note(office, one, other)

        await probe.drain()

        assert [(pos, state, tries) for pos, state, tries, _ in await probe.waiting()] == [
            (6, "WAITING", 1),
            (8, "WAITING", 0),
        ]
        assert await probe.passed() == 8
        assert {event.case_version for event in probe.heard if event.case_id == one} == set(range(2, 8))


async def idler(office: Office) -> Listener:
    """Does nothing, or writes or breaks when an event says so."""
    heard: list[CaseEvent] = []

    async def after_case_event(event: CaseEvent, uow: UnitOfWork) -> None:
        heard.append(event)
        if event.body.get("break"):
            raise KeyError
        if event.body.get("write"):
            await uow.insert(access_attempt, [{"key": event.id.bytes, "tried": [], "last_at": uow.now}])

    host = load(listed("probe"), plugin("probe", after_case_event, listens=frozenset({"noted"})))
    await install(office, host)
    return Listener(office, host, heard)


class TestFailure:
    async def test_undoes_what_was_written_and_tells_no_text(self, office: Office) -> None:
        (case_id,) = await cases(office, 1)
        probe = await listener(office, Broken())
        await note(office, case_id, **{"break": True})

        await probe.drain()

        assert await probe.written() == []
        ((pos, state, tries, fault),) = await probe.waiting()
        assert (pos, state, tries) == (1, "WAITING", 1)
        assert fault is not None
        assert fault.startswith("KeyError in ")
        assert "138" not in fault

    async def test_keeps_back_the_cases_later_events_and_no_other_cases(self, office: Office) -> None:
        broken, sound = await cases(office, 2)
        probe = await listener(office, Broken(times=1))
        await note(office, broken, **{"break": True})
        await note(office, broken, sound)

        await probe.drain()
        assert [event.case_id for event in probe.heard] == [broken, sound]
        assert [(pos, tries) for pos, _, tries, _ in await probe.waiting()] == [(1, 1), (2, 0)]

        move_on(office, PAUSES[0])
        await probe.drain()
        assert [event.case_id for event in probe.heard][2:] == [broken, broken]
        assert [event.case_version for event in probe.heard][2:] == [2, 3]
        assert await probe.waiting() == []
        assert len(await probe.written()) == 3

    async def test_is_tried_again_after_each_pause_and_not_before(self, office: Office) -> None:
        (case_id,) = await cases(office, 1)
        probe = await listener(office, Broken())
        await note(office, case_id, **{"break": True})

        for tries, pause in enumerate(PAUSES, start=1):
            await probe.drain()
            move_on(office, pause - timedelta(milliseconds=1))
            await probe.drain()
            assert len(probe.heard) == tries
            move_on(office, timedelta(milliseconds=1))

    async def test_ends_in_a_dead_letter_that_holds_nothing_back(self, office: Office) -> None:
        (case_id,) = await cases(office, 1)
        probe = await listener(office, Broken())
        await note(office, case_id, **{"break": True})
        await note(office, case_id)
        for _ in range(TRIES):
            await probe.drain()
            move_on(office, max(PAUSES))
        await probe.drain()

        assert [(pos, state, tries) for pos, state, tries, _ in await probe.waiting()] == [(1, "DEAD", TRIES)]
        assert [event.case_version for event in probe.heard] == [*[2] * TRIES, 3]

    async def test_of_time_is_one_too(self, office: Office) -> None:
        async def hang(event: CaseEvent, uow: UnitOfWork) -> None:
            await asyncio.Event().wait()

        (case_id,) = await cases(office, 1)
        probe = await listener(office, hang, timeout_ms="30")
        await note(office, case_id)

        await probe.drain()

        assert [(state, tries) for _, state, tries, _ in await probe.waiting()] == [("WAITING", 1)]
        assert await probe.written() == []

    async def test_that_costs_the_connection_is_noted_on_another(self, office: Office) -> None:
        async def hang_up(event: CaseEvent, uow: UnitOfWork) -> None:
            await uow._run.execute("select pg_terminate_backend(pg_backend_pid())")

        (case_id,) = await cases(office, 1)
        probe = await listener(office, hang_up)
        await note(office, case_id)

        await probe.drain()

        assert [(state, tries) for _, state, tries, _ in await probe.waiting()] == [("WAITING", 1)]

    async def test_at_the_commit_is_the_effects_own(self, office: Office) -> None:
        async def defer(event: CaseEvent, uow: UnitOfWork) -> None:
            await uow._run.execute("create table probe_late (n int, unique (n) deferrable initially deferred)")
            await uow._run.execute("insert into probe_late values (1), (1)")

        (case_id,) = await cases(office, 1)
        probe = await listener(office, defer)
        await note(office, case_id)

        await probe.drain()

        ((_, state, tries, fault),) = await probe.waiting()
        assert (state, tries, fault) == ("WAITING", 1, "UniqueViolationError of probe_late_n_key")

    async def test_waits_while_the_district_is_off(self, office: Office) -> None:
        (case_id,) = await cases(office, 1)
        gate = await office.pool.fetchval("select gate from case_file where id = $1", case_id)
        probe = await listener(office, Broken(times=1))
        await note(office, case_id, **{"break": True})
        await probe.drain()
        move_on(office, max(PAUSES))

        await switched(office, gate, enabled=False)
        await probe.drain()
        assert len(probe.heard) == 1

        await switched(office, gate, enabled=True)
        await note(office, case_id, type_="other")
        await probe.drain()
        assert len(await probe.written()) == 1


class TestManyProcesses:
    async def test_do_each_effect_once(self, office: Office) -> None:
        async def dawdle(event: CaseEvent, uow: UnitOfWork) -> None:
            await asyncio.sleep(0.002)

        found = await cases(office, 3)
        probe = await listener(office, dawdle)
        await note(office, *found * 10)

        async def process() -> None:
            reader = probe.reader()
            while await probe.passed() < 30:
                await reader.step()

        await asyncio.gather(*(process() for _ in range(3)))

        assert max(Counter(event.id for event in probe.heard).values()) == 1
        assert len(await probe.written()) == 30

    async def test_note_a_failure_once(self, office: Office) -> None:
        (case_id,) = await cases(office, 1)
        probe = await listener(office, Broken(times=1))
        await note(office, case_id, **{"break": True})
        first, other = probe.reader(), probe.reader()
        noted = first._note

        async def late(uow: UnitOfWork, failed: Any) -> None:
            """Another process gets at the event between the failure and its note."""
            while await other.step():
                pass
            await noted(uow, failed)

        first._note = late  # type: ignore[method-assign]
        assert await first.step()

        assert await probe.waiting() == []
        assert len(await probe.written()) == 1


async def switched(office: Office, district: str, *, enabled: bool) -> None:
    """What a switch in another process leaves in the database."""
    async with unit_of_work(office.pool, office.services) as uow:
        await uow._run.execute(
            "insert into plugin_switch (id, district, plugin, enabled, reason, by, at) "
            "values (gen_random_uuid(), $1, 'probe', $2, 'a test', gen_random_uuid(), now())",
            district,
            enabled,
        )
