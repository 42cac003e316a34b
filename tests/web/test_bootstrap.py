"""The start of a serving process, where it is asked to end before it serves."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from core.events.bus import LocalBus
from core.plugin.host import core_alone
from core.settings import Settings
from web import bootstrap
from web.server import Stopping


class SilentBus(LocalBus):
    async def run(self) -> None:
        await asyncio.Event().wait()


def test_a_cancellation_that_got_lost_on_the_way_still_ends_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    # given a start in which something swallows the cancellation, as a wait does whose answer came in the same instant
    lost, served = [], []

    @asynccontextmanager
    async def opened(*_: Any, **__: Any) -> AsyncIterator[Any]:
        os.kill(os.getpid(), signal.SIGTERM)
        try:
            await asyncio.sleep(5)
        except asyncio.CancelledError:
            lost.append(True)
        yield SimpleNamespace(issuers={}, fleet=None, services=SimpleNamespace(bus=None))

    monkeypatch.setattr(bootstrap, "opened", opened)
    monkeypatch.setattr(bootstrap, "create_app", served.append)
    settings = Settings.model_validate({})
    # when it goes on
    with socket.socket() as listener, asyncio.Runner() as runner:
        plan = bootstrap.Plan(settings, core_alone(), {}, lambda _: SilentBus(), None, None, False, lambda: False)
        runner.run(bootstrap._serve(plan, "", listener, Stopping, None, lambda: None))
    # then it ends before it serves
    assert lost == [True]
    assert served == []
