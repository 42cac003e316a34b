"""Callers who leave and work that takes too long."""

import asyncio

import httpx
import pytest
from prometheus_client import CollectorRegistry
from starlette.exceptions import HTTPException

from tests.web.http.example import Example
from web.http.supervision import ClientLeft, DeadlineExceeded, watched, within


async def never() -> dict[str, str]:
    await asyncio.Event().wait()
    return {"type": "never"}


async def gone() -> dict[str, str]:
    return {"type": "http.disconnect"}


async def value() -> str:
    return "value"


async def broken() -> str:
    raise KeyError("x")


async def own_timeout() -> str:
    raise TimeoutError("the database")


class Work:
    """Work that says whether it was cancelled."""

    cancelled = False

    async def forever(self) -> str:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)  # tidying up takes a moment
            self.cancelled = True
        return ""


async def test_the_result_comes_back() -> None:
    assert await watched(value(), 1, never) == "value"
    assert await within(value(), 1) == "value"


async def test_what_work_raises_comes_back() -> None:
    with pytest.raises(KeyError):
        await watched(broken(), 1, never)


async def test_a_timeout_of_the_works_own_is_no_deadline() -> None:
    with pytest.raises(TimeoutError, match="the database"):
        await watched(own_timeout(), 1, never)
    with pytest.raises(TimeoutError, match="the database"):
        await within(own_timeout(), 1)


async def test_the_deadline_cancels_and_waits_for_the_end() -> None:
    work = Work()
    with pytest.raises(DeadlineExceeded):
        await watched(work.forever(), 0.01, never)
    assert work.cancelled
    with pytest.raises(DeadlineExceeded):
        await within(never(), 0.01)


async def test_a_caller_who_leaves_cancels() -> None:
    work = Work()
    with pytest.raises(ClientLeft):
        await watched(work.forever(), 5, gone)
    assert work.cancelled


async def test_cancelling_from_outside_cancels_the_work() -> None:
    work = Work()
    outer = asyncio.create_task(watched(work.forever(), 5, never))
    await asyncio.sleep(0.01)
    outer.cancel()
    with pytest.raises(asyncio.CancelledError):
        await outer
    assert work.cancelled


async def test_a_caller_who_leaves_after_the_end_changes_nothing() -> None:
    async def leaves_late() -> dict[str, str]:
        await asyncio.sleep(0.01)
        return {"type": "http.disconnect"}

    assert await watched(value(), 1, leaves_late) == "value"
    await asyncio.sleep(0.03)


async def test_a_get_with_too_large_a_body_is_not_taken_for_a_caller_who_left() -> None:
    async def too_large() -> dict[str, str]:
        raise HTTPException(413)

    assert await watched(asyncio.sleep(0.01, "value"), 1, too_large) == "value"


@pytest.fixture
def example() -> Example:
    """With a deadline that the test does not reach."""
    return Example(deadline=30)


async def test_a_disconnect_cancels_a_running_query(served: str, example: Example) -> None:
    async with httpx.AsyncClient() as client:
        request = asyncio.create_task(client.post(f"{served}/graphql", json={"query": "{slow}"}))
        await asyncio.wait_for(example.slow.begun.wait(), 5)
        request.cancel()
    await asyncio.wait_for(example.slow.cancelled.wait(), 5)
    await until_counted(example.registry, kind="query", outcome="left")


async def test_a_disconnect_does_not_cancel_a_mutation(served: str, example: Example) -> None:
    query = "mutation {slowWrite(seconds: 0.2)}"
    async with httpx.AsyncClient() as client:
        request = asyncio.create_task(client.post(f"{served}/graphql", json={"query": query}))
        await asyncio.wait_for(example.slow.begun.wait(), 5)
        request.cancel()
    await asyncio.wait_for(example.slow.finished.wait(), 5)
    assert not example.slow.cancelled.is_set()


async def test_a_caller_who_leaves_while_sending_runs_nothing(served: str, example: Example) -> None:
    host, port = served.removeprefix("http://").split(":")
    _, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{")
    await writer.drain()
    writer.close()
    await until_counted(example.registry, kind="none", outcome="left")


async def until_counted(registry: CollectorRegistry, **labels: str) -> None:
    """Wait until one request with these labels has been counted."""
    async with asyncio.timeout(5):
        while registry.get_sample_value("graphql_requests_total", labels) != 1:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
