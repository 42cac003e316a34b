"""One WebSocket from its acceptance to its end: the protocol graphql-transport-ws."""

import asyncio
from contextlib import ExitStack, aclosing
from dataclasses import dataclass
from typing import Any

import orjson
from graphql import OperationType
from starlette.websockets import WebSocket

from core.errors import Refused
from schema.faults import incident
from schema.gate.gate import Admitted
from schema.streams.standing import PERMISSION_WITHDRAWN
from web.auth.authenticate import Authenticator, SignedIn, Unauthenticated
from web.auth.live import Change
from web.http.negotiation import language
from web.http.refusals import Refusal
from web.streams.operations import Caller, Operations
from web.streams.places import refuse_one_more, whose
from web.streams.registry import Streams
from web.streams.telling import errors_of, told
from web.ws import closing
from web.ws.closing import Close
from web.ws.messages import BadMessage, Complete, Init, Message, Ping, Subscribe, read_message
from web.ws.outlet import Outlet

_ACK = "connection_ack"
_AUTHORIZATION = "authorization"


@dataclass(slots=True, eq=False)
class _Running:
    """An operation under way: its task, and what stands before each of its payloads."""

    kind: OperationType
    prefix: str
    task: "asyncio.Task[None] | None" = None


class Connection:
    """A Stream. What a client may do wrong ends it with a code; what goes wrong with one operation ends that alone."""

    def __init__(
        self, websocket: WebSocket, streams: Streams, operations: Operations, authenticate: Authenticator
    ) -> None:
        self._websocket, self._streams, self._operations = websocket, streams, operations
        self._authenticate, self._limits = authenticate, streams.limits
        self._outlet, self._held = Outlet(websocket), ExitStack()
        self._began = self._heard = self._pinged = asyncio.get_running_loop().time()
        self._end: asyncio.Future[Close] = asyncio.get_running_loop().create_future()
        self._over = asyncio.Event()
        self._running: dict[str, _Running] = {}
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
            reading.cancel()
            await self._stop()
            end = self._end.result() if self._end.done() else None
            if end:
                await self._outlet.close(end)
            self._over.set()
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
        answering = [one.task for one in self._running.values() if one.kind is not OperationType.SUBSCRIPTION]
        if tasks := [task for task in answering if task is not None]:
            await asyncio.wait(tasks, timeout=self._limits.drain)
        self._finish(closing.RESTART)
        await self._over.wait()

    def _finish(self, end: Close) -> None:
        if not self._end.done():
            self._end.set_result(end)

    def _aside(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
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
                self._leave(self._running.pop(message.id, None))

    async def _initialise(self, init: Init) -> None:
        if self._init is not None:
            return self._finish(closing.TWICE_INITIALISED)
        self._init = init
        signed = await self._authenticate.signed_in(self._authorization(init))
        if isinstance(signed, Refusal):
            expired = isinstance(signed, Unauthenticated) and signed.expired
            return self._finish(closing.TOKEN_EXPIRED if expired else closing.FORBIDDEN)
        return await self._acknowledge(signed)

    def _authorization(self, init: Init) -> list[str]:
        """As browsers must send it, who cannot set the handshake's headers, or as all others may."""
        given = [value for name, value in init.payload.items() if name.lower() == _AUTHORIZATION]
        if not all(isinstance(value, str) for value in given):
            raise BadMessage("payload.authorization must be a string")
        return given or self._websocket.headers.getlist(_AUTHORIZATION)

    async def _acknowledge(self, signed: SignedIn) -> None:
        try:
            self._held.enter_context(self._streams.counted(whose(signed.viewer, self._websocket)))
        except Refusal:
            return self._finish(closing.TOO_MANY_CONNECTIONS)
        live = self._held.enter_context(self._streams.viewers.follow(signed, self._changed))
        self._caller = Caller(self._websocket, live, language(self._websocket))
        limits = self._limits
        promised = {
            "heartbeatSeconds": limits.heartbeat, "maxSubscriptions": limits.subscriptions, "resumable": True
        }  # fmt: skip
        return await self._say(type=_ACK, payload=promised)

    def _changed(self, change: Change) -> None:
        if change is Change.EXPIRED:
            self._finish(closing.TOKEN_EXPIRED)
        elif change is Change.GONE:
            self._finish(closing.FORBIDDEN)
        else:
            self._aside(self._withdraw())

    async def _withdraw(self) -> None:
        """End every subscription: each was opened with a right that is no more."""
        lost = [id_ for id_, one in self._running.items() if one.kind is OperationType.SUBSCRIPTION]
        for id_ in lost:
            self._leave(self._running.pop(id_, None))
            await self._fail(id_, Refused(PERMISSION_WITHDRAWN))

    async def _subscribe(self, message: Subscribe) -> None:
        if self._caller is None:
            return self._finish(closing.NOT_INITIALISED)
        if message.id in self._running:
            return self._finish(closing.already_exists(message.id))
        try:
            admitted = self._operations.admit(message.request, self._caller.live.now)
            refuse_one_more(admitted.kind, [one.kind for one in self._running.values()], self._limits)
        except Exception as failure:
            return await self._fail(message.id, failure)
        prefix = f'{{"id":{orjson.dumps(message.id).decode()},"type":"next","payload":'
        running = self._running[message.id] = _Running(admitted.kind, prefix)
        running.task = asyncio.create_task(self._run(message, admitted, self._caller, running))
        return None

    async def _run(self, message: Subscribe, admitted: Admitted, caller: Caller, running: _Running) -> None:
        id_, answers = message.id, self._operations.answers(admitted, message.request.variables, caller)
        try:
            async with aclosing(answers):
                async for answer in answers:
                    if self._running.get(id_) is running:
                        await self._outlet.say(f"{running.prefix}{answer.text}}}")
        except Exception as failure:
            if self._running.get(id_) is running:
                del self._running[id_]
                await self._fail(id_, failure)
        else:
            if self._running.get(id_) is running:
                del self._running[id_]
                await self._say(id=id_, type="complete")

    def _leave(self, running: _Running | None) -> None:
        """Whether a mutation was done must not be left open: it goes on, though nobody waits for it."""
        if running is None or running.task is None:
            return
        if running.kind is OperationType.MUTATION:
            self._streams.leave_alone(running.task)
        else:
            running.task.cancel()

    async def _stop(self) -> None:
        left, self._running = list(self._running.values()), {}
        for one in left:
            self._leave(one)
        for task in self._asides:
            task.cancel()
        ended = [one.task for one in left if one.task is not None and one.kind is not OperationType.MUTATION]
        if ended:
            await asyncio.wait(ended, timeout=self._limits.drain)

    async def _fail(self, id_: str, failure: BaseException) -> None:
        spoken = self._caller.language if self._caller else "zh"
        await self._say(id=id_, type="error", payload=told(errors_of(failure), spoken))

    async def _say(self, **message: object) -> None:
        await self._outlet.say(orjson.dumps(message).decode())
