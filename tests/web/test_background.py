"""What runs beside the requests: it lasts, and it ends."""

import asyncio
import time
from datetime import UTC, datetime

import pytest

from core.clock import VirtualClock
from core.settings import Settings
from web import background as module
from web.background import _ended, _every, _forget, _keep, _lasting
from web.host import Host


async def test_a_task_that_fails_is_begun_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RESTART_SECONDS", 0.01)
    stop, begun = asyncio.Event(), []

    async def task(stop: asyncio.Event) -> None:
        begun.append(len(begun))
        if len(begun) < 3:
            raise ConnectionResetError("password=hunter2")
        await stop.wait()

    running = asyncio.create_task(_lasting("test", task, stop))
    while len(begun) < 3:  # noqa: ASYNC110 - the task tells nobody that it was begun
        await asyncio.sleep(0.005)
    stop.set()
    await asyncio.wait_for(running, 1)


async def test_repeated_work_ends_when_asked_without_waiting_its_turn() -> None:
    stop, done = asyncio.Event(), []

    async def work() -> None:
        done.append(1)

    running = asyncio.create_task(_every(60, work, stop))
    await asyncio.sleep(0.01)
    stop.set()
    await asyncio.wait_for(running, 1)
    assert done == [1]


async def test_what_ended_sessions_and_tries_have_left_is_swept_when_it_counts_no_more(host: Host) -> None:
    count = "select (select count(*) from session_revocation) + (select count(*) from used_assertion) + count(*)"
    count += " from password_attempt"
    for at in ("2020-01-01", "2100-01-01"):
        await host.pool.execute(
            "insert into session_revocation values (gen_random_uuid(), 'd:operator', null, now(), $1::text::timestamptz)",
            at,
        )
        await host.pool.execute("insert into used_assertion values ($1::text::bytea, $1::text::timestamptz)", at)
        await host.pool.execute(
            "insert into password_attempt values ($1::text::bytea, '{}', $1::text::timestamptz)", at
        )

    await _forget(host)

    assert await host.pool.fetchval(count) == 3


@pytest.mark.parametrize(("told", "mode"), [("off", None), ("dry", "DRY"), ("on", "ON")])
async def test_by_night_old_cases_are_looked_after_as_the_settings_say(host: Host, told: str, mode: str | None) -> None:
    assert Settings().retention == "dry"
    host.settings = Settings.model_validate({"var": host.settings.var, "retention": told})
    host.services.clock = VirtualClock(datetime(2026, 11, 16, 18, 30, tzinfo=UTC))
    await _keep(host)
    assert (host.night and host.night["mode"]) == mode


async def test_a_task_that_does_not_end_is_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STOP_SECONDS", 0.05)
    deaf = asyncio.create_task(asyncio.sleep(60))
    begun = time.monotonic()
    await _ended([deaf])
    assert deaf.cancelled()
    assert time.monotonic() - begun < 1
