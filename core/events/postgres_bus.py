"""Wake-ups by PostgreSQL's NOTIFY, over one connection of its own per process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import asyncpg
import structlog

from core.events.bus import LocalBus

LOG_CHANNEL, BELL_CHANNEL = "hotline_log", "hotline_bell"
CONNECT_SECONDS = 3.0
CHECK_SECONDS = 10.0
"""How often the connection is tried: one that died silently would never say so."""

PAUSES = (0.05, 0.2, 0.5, 1.0, 2.0)
"""Between one attempt to connect and the next; the last one stands."""

_RING = "select pg_notify($1, $2)"
_TROUBLE = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError)
_log = structlog.get_logger("hotline.bus")


class PostgresBus(LocalBus):
    """Hears the sequencer, whose own transaction sends the NOTIFY; so `tell` has only this process left to wake.

    NOTIFY takes a lock of the whole cluster at commit: the sequencer does so once per batch, writers of cases never.
    """

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = address
        self._connection: asyncpg.Connection[Any] | None = None
        self._sending, self._failures = asyncio.Lock(), 0

    async def ring(self, bell: str) -> None:
        """See Bus. While the connection is away it is heard here only."""
        self.strike(bell)
        connection = self._connection
        if connection is not None:
            with suppress(*_TROUBLE):
                async with self._sending:
                    await connection.execute(_RING, BELL_CHANNEL, bell, timeout=CONNECT_SECONDS)

    async def run(self) -> None:
        """Listen until cancelled, connecting anew whenever the connection is lost."""
        while True:
            try:
                await self._listen()
            except _TROUBLE as error:
                _log.warning("bus lost", error=type(error).__name__, failures=self._failures)
            await asyncio.sleep(PAUSES[min(self._failures, len(PAUSES) - 1)])
            self._failures += 1

    async def _listen(self) -> None:
        """From connecting until the connection is lost. What was said meanwhile nobody has heard."""
        connection = await asyncpg.connect(
            self._address, timeout=CONNECT_SECONDS, server_settings={"application_name": "hotline bus"}
        )
        lost = asyncio.Event()
        connection.add_termination_listener(lambda _: lost.set())
        try:
            await connection.add_listener(LOG_CHANNEL, self._on_log)
            await connection.add_listener(BELL_CHANNEL, self._on_bell)
            self._connection, self._failures = connection, 0
            self.missed()
            await self._checked(connection, lost)
        finally:
            self._connection = None
            connection.terminate()

    async def _checked(self, connection: Any, lost: asyncio.Event) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(CHECK_SECONDS):
                    await lost.wait()
                    raise ConnectionResetError
            async with self._sending:
                await connection.fetchval("select 1", timeout=CONNECT_SECONDS)

    def _on_log(self, _connection: Any, _pid: int, _channel: str, payload: object) -> None:
        if str(payload).isascii() and str(payload).isdigit():
            self.told(int(str(payload)))

    def _on_bell(self, connection: Any, pid: int, _channel: str, payload: object) -> None:
        if pid != connection.get_server_pid():  # our own we have heard
            self.strike(str(payload))


@asynccontextmanager
async def listening(address: str) -> AsyncIterator[PostgresBus]:
    """The bus on the database at `address`, which is no pooler; it needs no database at once."""
    bus = PostgresBus(address)
    running = asyncio.create_task(bus.run())
    try:
        yield bus
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
