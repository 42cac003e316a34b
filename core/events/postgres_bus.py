"""Wake-ups by PostgreSQL's NOTIFY, over one connection of its own per process."""

import asyncio
from contextlib import suppress
from typing import Any, NoReturn

import asyncpg

from core.db.trouble import TROUBLE
from core.events.remote_bus import RemoteBus

LOG_CHANNEL, BELL_CHANNEL = "hotline_log", "hotline_bell"
CONNECT_SECONDS = 3.0
CHECK_SECONDS = 10.0
"""How often the connection is tried: one that died silently would never say so."""

_RING = "select pg_notify($1, $2)"


class PostgresBus(RemoteBus):
    """Hears the sequencer, whose own transaction sends the NOTIFY; so `tell` has only this process left to wake.

    `address` is the database's own, never a pooler's. NOTIFY takes a lock of the whole cluster at commit: the sequencer
    does so once per batch, whoever writes cases never.
    """

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address, self._sending = address, asyncio.Lock()
        self._connection: asyncpg.Connection[Any] | None = None

    async def ring(self, bell: str) -> None:
        """See Bus. While the connection is away it is heard here only."""
        self.strike(bell)
        async with self._sending:
            connection = self._connection
            if connection is None:
                return
            try:
                await connection.execute(_RING, BELL_CHANNEL, bell, timeout=CONNECT_SECONDS)
            except TROUBLE:
                self._connection = None  # whoever rings next need not wait as long again
                connection.terminate()

    async def listen(self) -> NoReturn:
        """See RemoteBus."""
        connection = await asyncpg.connect(
            self._address, timeout=CONNECT_SECONDS, server_settings={"application_name": "hotline bus"}
        )
        lost = asyncio.Event()
        connection.add_termination_listener(lambda _: lost.set())
        try:
            await connection.add_listener(LOG_CHANNEL, self._on_log)
            await connection.add_listener(BELL_CHANNEL, self._on_bell)
            self._connection = connection
            self.connected()
            while not await _comes(lost, CHECK_SECONDS):
                async with self._sending:
                    await connection.fetchval("select 1", timeout=CONNECT_SECONDS)
            raise ConnectionResetError
        finally:
            self._connection = None
            connection.terminate()

    def _on_log(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        with suppress(ValueError):
            self.told(int(str(payload)))

    def _on_bell(self, connection: Any, pid: int, _channel: str, payload: object) -> None:
        if pid != connection.get_server_pid():  # our own was heard when it was rung
            self.strike(str(payload))


async def _comes(event: asyncio.Event, seconds: float) -> bool:
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)
    return event.is_set()
