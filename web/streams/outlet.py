"""Writing to one connection: one text after the other, and the knowledge of how long the last one has been stuck."""

import asyncio
from collections.abc import Awaitable, Callable


class Outlet:
    """The server's side of a connection that stays open; `write` waits while the transport's buffer is full.

    Whoever produces waits with it, so that a reader who does not read costs one buffer and no more.
    """

    def __init__(self, write: Callable[[str], Awaitable[None]]) -> None:
        self._write, self._turn = write, asyncio.Lock()
        self._stuck_since: float | None = None
        self._shut = False

    async def say(self, text: str) -> None:
        """Send one text; nothing once the peer has left or the outlet is shut."""
        async with self._turn:
            if self._shut:
                return
            self._stuck_since = asyncio.get_running_loop().time()
            try:
                await self._write(text)
            except (OSError, RuntimeError):  # gone, or closed meanwhile: whoever reads learns of it
                self._shut = True
            finally:
                self._stuck_since = None

    def stuck(self, now: float) -> float:
        """For how many seconds the peer has not taken what is being sent."""
        return 0.0 if self._stuck_since is None else now - self._stuck_since

    def shut(self) -> None:
        """Send nothing more."""
        self._shut = True
