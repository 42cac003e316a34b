"""The life of a case, by 32 clients at once: each leads one case after another through 12 mutations, with 8 queries between.

Every answer is looked at: what is refused ends the run.
"""

import asyncio
import random
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any

import orjson
import uvloop

from benchmarks.data.lives import DISTRICTS
from benchmarks.documents import Q1, Q2, Q3, Q4
from benchmarks.load import PATIENCE, Load, request
from benchmarks.servers import Server
from web.auth.demonstration import OKPKey, mint

CLIENTS = 32
_UNIT = """query Unit { unit(by: { code: "ta-housing" }) { id } }"""
_CASE = "case { id version state dueAt assignments { id version state } }"


class _Refused(Exception):
    pass


class _Client:
    """One person after another, on one connection each."""

    def __init__(self, port: int, tokens: Mapping[str, str], load: Load, until: float, number: int) -> None:
        self._port, self._tokens, self._load, self._until = port, tokens, load, until
        self._chance = random.Random(number)
        self._stream: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def run(self, unit: str) -> None:
        """Lead cases until the time is over; the last one to its end."""
        self._stream = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            while perf_counter() < self._until:
                await self._case(unit)
        except _Refused as refused:
            self._load.errors += 1
            self._load.wrong = self._load.wrong or str(refused).encode()
        finally:
            self._stream[1].close()

    async def _case(self, unit: str) -> None:
        case = await self._registered()
        part = await self._dispatched(case, unit)
        await self._handle(case, part, unit)
        await self._report(part, unit)
        await self._call_back(case)

    async def _registered(self) -> str:
        district = self._chance.choice(DISTRICTS)
        who = {"name": "王晓明", "phone": f"139{self._chance.randrange(10**8):08d}", "address": "岱宗大街1号"}
        appeal = {
            "channel": "PHONE", "kind": "COMPLAINT", "title": "电梯经常停运", "content": "多次报修无人处理。",
            "place": "岱宗大街1号", "district": district, "reporter": who,
        }  # fmt: skip
        case: str = (await self._do("registerCase", "operator", appeal))["case"]["id"]
        await self._ask("Q1", Q1, "operator", id=case)
        await self._do("acceptCase", "operator", {"caseId": case, "category": "010105"})
        await self._ask("Q3", Q3, "dispatcher", district=district, state="PENDING_DISPATCH")
        return case

    async def _dispatched(self, case: str, unit: str) -> dict[str, object]:
        target = {"unitId": unit, "role": "LEAD", "basis": "三定方案", "reason": "职责范围"}
        dispatched = await self._do("dispatchCase", "dispatcher", {"caseId": case, "targets": [target]})
        return {"assignmentId": dispatched["case"]["assignments"][0]["id"]}

    async def _handle(self, case: str, part: dict[str, object], unit: str) -> None:
        await self._ask("Q2", Q2, "unit_liaison", unit=unit)
        await self._do("acceptAssignment", "unit_liaison", part)
        await self._ask("Q1", Q1, "unit_liaison", id=case)
        contact = {"method": "PHONE", "outcome": "REACHED", "note": "已说明情况"}
        await self._do("logContact", "unit_liaison", part | contact)
        told = (datetime.now(UTC) - timedelta(minutes=1)).isoformat()
        longer = {"days": 2, "reason": "COMPLEX", "explanation": "需调配件", "citizenToldAt": told}
        await self._do("requestExtension", "unit_liaison", part | longer)
        await self._ask("Q1", Q1, "reviewer", id=case)
        await self._do("approveExtension", "reviewer", part)

    async def _report(self, part: dict[str, object], unit: str) -> None:
        report = part | {
            "factsTrue": True, "withinRemit": True, "resolved": True, "actionsTaken": "已更换", "publicReply": "已恢复运行",
        }  # fmt: skip
        await self._do("submitFeedback", "unit_liaison", report)
        await self._do("sendBackFeedback", "reviewer", part | {"reason": "请补充"})
        await self._ask("Q2", Q2, "unit_liaison", unit=unit)
        await self._do("submitFeedback", "unit_liaison", report)
        await self._do("approveFeedback", "reviewer", part)
        await self._ask("Q4", Q4, "reviewer")

    async def _call_back(self, case: str) -> None:
        rating = {"contactedByUnit": True, "resolved": "RESOLVED", "result": "SATISFIED", "process": "SATISFIED"}
        told = {"caseId": case, "channel": "PHONE", "reached": True}
        await self._do("recordCallback", "callback_officer", told | rating)
        await self._ask("Q1", Q1, "callback_officer", id=case)

    async def _do(self, verb: str, role: str, given: Mapping[str, object]) -> Any:
        kind = verb[0].upper() + verb[1:]
        text = f"mutation {kind}($input: {kind}Input!) {{ {verb}(input: $input) {{ {_CASE} userErrors {{ code }} }} }}"
        answer = await self._send(kind, text, role, {"input": given})
        found = answer["data"][verb]
        if found["userErrors"]:
            raise _Refused(f"{verb}: {found['userErrors']}")
        return found

    async def _ask(self, name: str, text: str, role: str, **variables: object) -> None:
        await self._send(name, text, role, variables)

    async def _send(self, name: str, text: str, role: str, variables: Mapping[str, object]) -> Any:
        assert self._stream is not None
        reader, writer = self._stream
        body = orjson.dumps({"query": text, "operationName": name, "variables": variables})
        headers = {"authorization": f"Bearer {self._tokens[role]}"}
        began = perf_counter()
        writer.write(request("/graphql", body, headers))
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.split(b"content-length: ", 1)[1].split(b"\r", 1)[0])
        answered = await reader.readexactly(length)
        self._load.latencies.append(perf_counter() - began)
        self._load.received += len(answered)
        found = orjson.loads(answered)
        if "errors" in found:
            raise _Refused(f"{name}: {answered[:600]!r}")
        return found


async def _run(server: Server, tokens: Mapping[str, str], seconds: float) -> Load:
    load = Load()
    asker = _Client(server.port, tokens, Load(), 0, 0)
    asker._stream = await asyncio.open_connection("127.0.0.1", server.port)
    unit = (await asker._send("Unit", _UNIT, "operator", {}))["data"]["unit"]["id"]
    asker._stream[1].close()
    began = perf_counter()
    clients = [_Client(server.port, tokens, load, began + seconds, number) for number in range(CLIENTS)]
    async with asyncio.timeout(seconds + PATIENCE * 3):
        await asyncio.gather(*(client.run(unit) for client in clients))
    load.seconds = perf_counter() - began
    load.latencies.sort()
    return load


def run(server: Server, key: OKPKey, seconds: float) -> Load:
    """Lead cases for so many seconds."""
    roles = ("operator", "dispatcher", "unit_liaison", "reviewer", "callback_officer")
    tokens = {role: mint(key, f"d:{role}", datetime.now(UTC)) for role in roles}
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_run(server, tokens, seconds))
