"""One WebSocket from its acceptance to its end: the protocol graphql-transport-ws."""

import asyncio
from collections.abc import Coroutine, Sequence
from contextlib import ExitStack, suppress
from typing import Any, Final

import orjson
from graphql import GraphQLError
from starlette.types import Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from core.errors import Refused
from schema.faults import incident
from schema.streams.standing import PERMISSION_WITHDRAWN
from web.auth.authenticate import Authenticator, SignedIn, Unauthenticated
from web.auth.live import Change
from web.http.negotiation import language
from web.http.refusals import Refusal
from web.http.source import host_of
from web.http.trace import HEADER, trace_of, traceparent
from web.streams.listeners import Caller, Take
from web.streams.operations import Operations
from web.streams.outlet import Outlet
from web.streams.packets import Answer
from web.streams.places import whose
from web.streams.registry import Streams
from web.streams.running import RunningOperations
from web.streams.telling import errors_of, told
from web.ws import closing
from web.ws.closing import Close
from web.ws.frames import beginning, frames, writer
from web.ws.messages import BadMessage, Complete, Init, Message, Ping, Subscribe, read_message

CLOSE_SECONDS: Final = 1.0
_AUTHORIZATION: Final = "authorization"


class Connection:
    """A Stream and a Speaker.

    What a client may do wrong ends it with a code; what goes wrong with one operation ends that alone.
    """

    def __init__(
        self, websocket: WebSocket, send: Send, streams: Streams, operations: Operations, authenticate: Authenticator
    ) -> None:
        self._send = send  # Starlette's own check of each message costs as much as the message
        self._websocket, self._streams, self._authenticate = websocket, streams, authenticate
        self._limits, self._outlet, self._held = streams.limits, Outlet(self._write), ExitStack()
        self._running = RunningOperations(operations, streams, self)
        self._began = self._heard = self._pinged = asyncio.get_running_loop().time()
        self._end: asyncio.Future[Close] = asyncio.get_running_loop().create_future()
        self._over = asyncio.Event()
        self._asides: set[asyncio.Task[None]] = set()
        self._init: Init | None = None
        self._caller: Caller | None = None

    async def serve(self) -> Close | None:
        """Serve it to its end; the close this side sent, None if the peer left first."""
        reading = asyncio.create_task(self._read())
        try:
            with self._held, self._streams.open(self):
                await asyncio.wait((reading, self._end), return_when=asyncio.FIRST_COMPLETED)
        except Refusal:  # the process began to end meanwhile
            self._finish(closing.RESTART)
        finally:
            for task in (reading, *self._asides):
                task.cancel()
            await self._running.stop()
            end = self._end.result() if self._end.done() else None
            await self._close(end)
        return end

    def tick(self, now: float) -> None:
        """See Stream."""
        if self._caller is None:
            patience = self._limits.init + (self._limits.deadline if self._init else 0)
            if now - self._began > patience:
                self._finish(closing.INIT_TIMEOUT)
        elif self._outlet.stuck(now) > self._limits.slow:
            self._finish(closing.SLOW_CONSUMER)
        elif now - self._heard > self._limits.silence:
            self._finish(closing.SILENT_PEER)
        elif now - self._pinged >= self._limits.heartbeat:
            self._pinged = now
            self._aside(self._say(type="ping"))

    async def drain(self) -> None:
        """See Stream. Subscriptions get no `complete`: to clients that would say that there is nothing more to come."""
        await self._running.answering(self._limits.drain)
        self._finish(closing.RESTART)
        await self._over.wait()

    def take(self, id_: str) -> Take | None:
        """See Speaker."""
        write, begins = writer(self._websocket.scope.get("extensions") or {}), beginning(id_).encode()
        return None if write is None else lambda packet: write(frames(packet, begins))

    async def answered(self, id_: str, answer: Answer) -> None:
        """See Speaker."""
        await self._outlet.say(f"{beginning(id_)}{answer.text}}}")

    async def completed(self, id_: str) -> None:
        """See Speaker."""
        await self._say(id=id_, type="complete")

    async def failed(self, id_: str, errors: Sequence[GraphQLError]) -> None:
        """See Speaker."""
        await self._say(id=id_, type="error", payload=told(errors, language(self._websocket)))

    def _finish(self, end: Close) -> None:
        if not self._end.done():
            self._end.set_result(end)

    def _aside(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._asides.add(task)
        task.add_done_callback(self._asides.discard)

    async def _read(self) -> None:
        try:
            while (event := await self._websocket.receive())["type"] != "websocket.disconnect":
                self._heard = asyncio.get_running_loop().time()
                await self._take(read_message(event.get("text")))
                await asyncio.sleep(0)  # frames that came together must not keep the others waiting
        except BadMessage as bad:
            self._finish(bad.close)
        except Exception as fault:
            incident(fault)
            self._finish(closing.FAULT)

    async def _take(self, message: Message) -> None:
        match message:
            case Init():
                await self._initialise(message)
            case Ping():
                await self._say(type="pong")
            case Subscribe():
                await self._subscribe(message)
            case Complete():
                self._running.leave(message.id)

    async def _initialise(self, init: Init) -> None:
        if self._init is not None:
            return self._finish(closing.TWICE_INITIALISED)
        self._init = init
        signed = await self._authenticate.signed_in(self._authorization(init), host_of(self._websocket))
        if isinstance(signed, Refusal):
            return self._finish(_turned_away(signed))
        return await self._acknowledge(signed)

    def _authorization(self, init: Init) -> list[str]:
        """As browsers must send it, who cannot set the handshake's headers, or as all others may."""
        given = [value for name, value in init.payload.items() if name.lower() == _AUTHORIZATION]
        if not all(isinstance(value, str) for value in given):
            raise BadMessage("payload.authorization must be a string")
        return given or self._websocket.headers.getlist(_AUTHORIZATION)

    def _trace(self, signed: SignedIn) -> str | None:
        """As `connection_init` or else the handshake names it, for whoever has an account."""
        if signed.expires is None or self._init is None:
            return None
        return traceparent(self._init.payload.get(HEADER)) or trace_of(self._websocket.headers)

    async def _acknowledge(self, signed: SignedIn) -> None:
        try:
            self._held.enter_context(self._streams.counted(whose(signed.viewer, self._websocket)))
        except Refusal:
            return self._finish(closing.TOO_MANY_CONNECTIONS)
        live = self._held.enter_context(self._streams.viewers.follow(signed, self._changed))
        self._caller = Caller(self._websocket, live, language(self._websocket), self._trace(signed))
        promised = {
            "heartbeatSeconds": self._limits.heartbeat, "maxSubscriptions": self._limits.subscriptions,
            "resumable": True,
        }  # fmt: skip
        return await self._say(type="connection_ack", payload=promised)

    def _changed(self, change: Change) -> None:
        if change is Change.EXPIRED:
            self._finish(closing.TOKEN_EXPIRED)
        elif change is Change.ENDED:
            self._finish(closing.SESSION_ENDED)
        elif change is Change.GONE:
            self._finish(closing.FORBIDDEN)
        else:
            self._aside(self._running.withdraw(Refused(PERMISSION_WITHDRAWN)))

    async def _subscribe(self, message: Subscribe) -> None:
        if self._caller is None:
            return self._finish(closing.NOT_INITIALISED)
        if message.id in self._running:
            return self._finish(closing.already_exists(message.id))
        try:
            admitted = self._running.admit(message.request, self._caller)
        except Exception as failure:
            return await self.failed(message.id, errors_of(failure))
        caller = self._caller.asking(message.request)
        return self._running.begin(message.id, admitted, message.request.variables, caller)

    async def _say(self, **message: object) -> None:
        await self._outlet.say(orjson.dumps(message).decode())

    async def _write(self, text: str) -> None:
        await self._send({"type": "websocket.send", "text": text})

    async def _close(self, end: Close | None) -> None:
        self._outlet.shut()
        if end:
            await close(self._websocket, end)
        self._over.set()


def _turned_away(refused: Refusal) -> Close:
    if isinstance(refused, Unauthenticated) and refused.ended:
        return closing.SESSION_ENDED
    expired = isinstance(refused, Unauthenticated) and refused.expired
    return closing.TOKEN_EXPIRED if expired else closing.FORBIDDEN


async def close(websocket: WebSocket, end: Close) -> None:
    """Send the close frame, whatever is stuck before it."""
    with suppress(TimeoutError, WebSocketDisconnect, RuntimeError):
        async with asyncio.timeout(CLOSE_SECONDS):
            await websocket.close(*end)
