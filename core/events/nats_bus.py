"""Wake-ups by NATS, for many machines: the extra `nats`."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import NoReturn

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error

from core.events.remote_bus import RemoteBus

LOG_SUBJECT, BELL_SUBJECT = "hotline.log", "hotline.bell"
CONNECT_SECONDS = 3.0
CHECK_SECONDS = 5


class NatsBus(RemoteBus):
    """Plain subjects without storage: a hint that nobody heard is of no use later."""

    def __init__(self, servers: Sequence[str]) -> None:
        super().__init__()
        self._servers = list(servers)
        self._client: Client | None = None

    async def tell(self, pos: int) -> None:
        """See Bus."""
        self.told(pos)
        await self._publish(LOG_SUBJECT, b"%d" % pos)

    async def ring(self, bell: str) -> None:
        """See Bus. While the connection is away it is heard here only."""
        self.strike(bell)
        await self._publish(BELL_SUBJECT, bell.encode())

    async def listen(self) -> NoReturn:
        """See RemoteBus."""
        client, lost = Client(), asyncio.Event()

        async def closed() -> None:
            lost.set()

        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await client.connect(
                    self._servers, name="hotline", allow_reconnect=False, no_echo=True,
                    ping_interval=CHECK_SECONDS, reconnect_time_wait=1, closed_cb=closed, error_cb=_unheeded,
                )  # fmt: skip
                await client.subscribe(LOG_SUBJECT, cb=self._on_log)
                await client.subscribe(BELL_SUBJECT, cb=self._on_bell)
                await client.flush()
            self._client = client
            self.connected()
            await lost.wait()
            raise ConnectionResetError
        finally:
            self._client = None
            with suppress(Error, OSError):
                await client.close()

    async def _publish(self, subject: str, payload: bytes) -> None:
        if self._client is not None:
            with suppress(Error, OSError):
                await self._client.publish(subject, payload)

    async def _on_log(self, message: Msg) -> None:
        with suppress(ValueError):
            self.told(int(message.data))

    async def _on_bell(self, message: Msg) -> None:
        with suppress(ValueError):
            self.strike(message.data.decode())


async def _unheeded(_: Exception) -> None:
    """What costs the connection ends `listen`; the library would print the rest with its trace."""
