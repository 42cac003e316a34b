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

from core.plugin.host import core_alone
from core.settings import Settings
from web import bootstrap


def test_a_cancellation_that_got_lost_on_the_way_still_ends_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    # given a start in which something swallows the cancellation, as a wait does whose answer came in the same instant
    lost, served = [], []

    @asynccontextmanager
    async def opened(*_: Any) -> AsyncIterator[Any]:
        os.kill(os.getpid(), signal.SIGTERM)
        try:
            await asyncio.sleep(5)
        except asyncio.CancelledError:
            lost.append(True)
        yield SimpleNamespace(issuers={})

    monkeypatch.setattr(bootstrap, "opened", opened)
    monkeypatch.setattr(bootstrap, "create_app", served.append)
    settings = Settings.model_validate({})
    # when it goes on
    with socket.socket() as listener, asyncio.Runner() as runner:
        work = bootstrap._serve(settings, core_alone(), "", listener, {}, False, lambda: None, lambda: False)
        runner.run(work)
    # then it ends before it serves
    assert lost == [True]
    assert served == []
