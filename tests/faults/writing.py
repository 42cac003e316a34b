"""Somebody who brings cases in and sends them to the waterworks, whichever server is up; every call goes under its key."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

WATER = "unit:ta-waterworks"
UNIT = '{ unit(by: { code: "ta-waterworks" }) { id } }'
OPEN = "mutation ($input: OpenWorkQueueInput!) { openWorkQueue(input: $input) { queue { name } userErrors { code } } }"
CALLS = {
    "registerCase": "operator",
    "acceptCase": "operator",
    "dispatchCase": "dispatcher",
}
_DOCUMENT = "mutation ($input: %sInput!) { %s(input: $input) { case { id version } userErrors { code } } }"


def document(verb: str) -> str:
    """The mutation of a verb."""
    return _DOCUMENT % (verb[0].upper() + verb[1:], verb)


@dataclass
class Writer:
    """One at a time: register, accept, dispatch."""

    servers: Sequence[str]
    bearer: Callable[[str], dict[str, str]]
    client: httpx.AsyncClient
    name: str
    unit: str = ""
    cases: int = 0
    repeats: int = 0

    async def begin(self) -> None:
        """Learn of the waterworks."""
        self.unit = (await self.post(self.bearer("administrator"), {"query": UNIT}))["data"]["unit"]["id"]

    async def open_queue(self) -> None:
        """From when on events are queued for the waterworks; a process may learn of it two seconds later."""
        input_ = {"unitId": self.unit}
        await self.post(self.bearer("administrator"), {"query": OPEN, "variables": {"input": input_}})
        await asyncio.sleep(2.2)

    async def work(self, pause: float) -> None:
        """Cases without end."""
        while True:
            await self.case()
            await asyncio.sleep(pause)

    async def case(self) -> str:
        """A case that the waterworks has; its id."""
        self.cases += 1
        number = f"{self.name}-{self.cases}"
        report = {
            "channel": "WEB", "kind": "HELP_REQUEST", "title": f"停水 {number}", "content": "小区停水。",
            "district": "370902", "externalNo": number,
        }  # fmt: skip
        id_ = str((await self.call("registerCase", **report))["id"])
        await self.call("acceptCase", caseId=id_, category="990000")
        target = {"unitId": self.unit, "role": "LEAD", "basis": "《供水条例》", "reason": "供水"}
        await self.call("dispatchCase", caseId=id_, targets=[target])
        return id_

    async def call(self, verb: str, **given: Any) -> dict[str, Any]:
        """The case after it, however often it had to be repeated."""
        input_ = {**given, "idempotencyKey": f"{verb}-{self.name}-{self.cases}"}
        answer = await self.post(self.bearer(CALLS[verb]), {"query": document(verb), "variables": {"input": input_}})
        payload: dict[str, Any] = answer["data"][verb]
        assert payload["userErrors"] == [], payload
        case: dict[str, Any] = payload["case"]
        return case

    async def post(self, headers: dict[str, str], body: dict[str, Any]) -> dict[str, Any]:
        """The answer of whichever server gives one."""
        for turn in range(400):
            try:
                server = self.servers[turn % len(self.servers)]
                answer = await self.client.post(f"{server}/graphql", json=body, headers=headers)
                if answer.status_code == 200:
                    found: dict[str, Any] = answer.json()
                    assert "errors" not in found, found
                    return found
            except httpx.HTTPError:
                pass
            self.repeats += 1
            await asyncio.sleep(0.05)
        raise AssertionError("no server answers")


@asynccontextmanager
async def writer(
    servers: Sequence[str], bearer: Callable[[str], dict[str, str]], name: str = "writer"
) -> AsyncIterator[Writer]:
    """One who knows the waterworks."""
    async with httpx.AsyncClient(timeout=12) as client:
        found = Writer(servers, bearer, client, name)
        await found.begin()
        yield found


@asynccontextmanager
async def working(someone: Writer, pause: float) -> AsyncIterator[None]:
    """At work for the block; fails with whatever he failed with."""
    task = asyncio.create_task(someone.work(pause))
    try:
        yield
        assert not task.done(), task.exception()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
