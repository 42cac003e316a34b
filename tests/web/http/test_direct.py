"""The short way of a planned query: the same answer as the long way, which has everything unusual."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import orjson
import pytest
from starlette.types import Message, Receive, Scope, Send

from core.accounts.sessions import end_sessions
from core.api_keys.commands import new_key
from core.db.uow import unit_of_work
from schema.gate.writes import WRITE
from schema.plan.plan import Plan
from schema.relay.ids import encode
from tests.support.office import Office
from tests.web.auth.tokens import KEY
from tests.web.conftest import host, own_database, own_office  # noqa: F401 - a hotline of the test's own
from web.app import Application, create_app
from web.auth.demonstration import NAME, demonstration_issuer, mint
from web.host import Host
from web.http.rates import BASE, Rates

JSON = [(b"content-type", b"application/json")]
QUERY = "query Q($n: Int!) { districts(first: $n) { totalCount nodes { code name parent { code } } } }"


class Doors:
    """The application, and how often the long way was taken."""

    def __init__(self, host: Host) -> None:  # noqa: F811
        self.app: Application = create_app(host)
        self.host, self.long = host, 0
        self._direct = self.app._direct

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def long_way(scope: Scope, receive: Receive, send: Send) -> None:
            self.long += 1
            await super(Application, self.app).__call__(scope, receive, send)

        await self._direct(scope, receive, send, long_way)

    def client(self) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(self)
        return httpx.AsyncClient(transport=transport, base_url="http://testserver")

    def token(self, role: str = "operator") -> str:
        return f"Bearer {mint(KEY, f'd:{role}', self.host.clock.now())}"


@pytest.fixture
async def doors(host: Host) -> Doors:  # noqa: F811
    host.issuers = {NAME: demonstration_issuer(KEY)}
    return Doors(host)


@pytest.fixture
async def client(doors: Doors) -> AsyncIterator[httpx.AsyncClient]:
    async with doors.client() as opened:
        yield opened


async def planned(doors: Doors, client: httpx.AsyncClient) -> dict[str, str]:
    """The headers of a caller whose query has a plan and whose token was checked."""
    headers = {"authorization": doors.token(), "content-type": "application/json"}
    for _ in range(2):
        await client.post("/graphql", content=body(), headers=headers)
    doors.long = 0
    return headers


def body(**more: Any) -> bytes:
    return orjson.dumps({"query": QUERY, "variables": {"n": 2}, **more})


async def test_the_short_way_answers_as_the_long_way_does(doors: Doors, client: httpx.AsyncClient) -> None:
    headers = {"authorization": doors.token(), "content-type": "application/json", "x-request-id": "r1"}
    answers = [await client.post("/graphql", content=body(), headers=headers) for _ in range(4)]

    assert doors.long == 2
    assert {answer.content for answer in answers} == {answers[0].content}
    assert {tuple(sorted(answer.headers.items())) for answer in answers} == {tuple(sorted(answers[0].headers.items()))}
    assert {answer.status_code for answer in answers} == {200}


async def test_it_speaks_the_media_type_and_the_language_asked_for(doors: Doors, client: httpx.AsyncClient) -> None:
    headers = await planned(doors, client)
    newer = "application/graphql-response+json"

    answer = await client.post(
        "/graphql", content=body(), headers={**headers, "accept": newer, "accept-language": "en"}
    )

    assert doors.long == 0
    assert answer.headers["content-type"] == f"{newer}; charset=utf-8"
    assert len(answer.headers["x-request-id"]) == 32


async def test_a_body_beyond_the_limit_is_refused_on_the_long_way(doors: Doors, client: httpx.AsyncClient) -> None:
    headers = await planned(doors, client)

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * 100_000

    answer = await client.post("/graphql", content=pieces(), headers=headers)

    assert (doors.long, answer.status_code) == (1, 413)


@pytest.mark.parametrize(
    ("more", "content", "status"),
    [
        ({"content-type": "text/plain"}, body(), 415),
        ({"content-encoding": "gzip"}, body(), 415),
        ({"accept": "text/html"}, body(), 406),
        ({"authorization": "Bearer x"}, body(), 401),
        ({}, b"{", 400),
        ({}, b"[]", 400),
        ({}, body().replace(b'"variables"', b'"query":"{a}","variables"'), 400),
        ({}, body(variables={"n": 1000}), 200),
        ({}, body(variables={"n": "2"}), 200),
        ({}, body(operationName="Other"), 200),
    ],
)
async def test_what_is_unusual_goes_the_long_way(
    doors: Doors, client: httpx.AsyncClient, more: dict[str, str], content: bytes, status: int
) -> None:
    headers = await planned(doors, client)

    answer = await client.post("/graphql", content=content, headers={**headers, **more})

    assert (doors.long, answer.status_code) == (1, status)
    assert answer.json()["errors"]


async def test_a_caller_without_a_token_goes_the_long_way(doors: Doors, client: httpx.AsyncClient) -> None:
    headers = await planned(doors, client)
    del headers["authorization"]

    assert (await client.post("/graphql", content=body(), headers=headers)).status_code == 401


async def test_a_body_in_pieces_is_put_together(doors: Doors, client: httpx.AsyncClient) -> None:
    headers = await planned(doors, client)

    async def pieces() -> AsyncIterator[bytes]:
        yield body()[:20]
        yield body()[20:]

    answer = await client.post("/graphql", content=pieces(), headers=headers)

    assert doors.long == 0
    assert len(answer.json()["data"]["districts"]["nodes"]) == 2


async def test_who_has_no_points_left_is_refused_and_others_are_not(doors: Doors, client: httpx.AsyncClient) -> None:
    # given an account that has asked for all it may
    headers = await planned(doors, client)
    viewer, rates = doors.app._direct._signed(headers["authorization"], ""), doors.app._direct._rates
    assert viewer is not None
    assert rates is not None
    rates._people.owe(viewer.id.int, 50_000 + 5_000 * 100)

    # when it asks on
    answer = await client.post("/graphql", content=body(), headers={**headers, "accept-language": "en"})

    # then it is told how long to wait, and somebody else is answered
    after = int(answer.headers["retry-after"])
    assert 90 < after <= 101
    told = {"code": "RATE_LIMITED", "retryAfter": after}
    assert answer.status_code == 429
    assert answer.json()["errors"] == [{"message": "Too many requests; retry later.", "extensions": told}]
    other = {**headers, "authorization": doors.token("dispatcher")}
    assert (await client.post("/graphql", content=body(), headers=other)).status_code == 200


async def test_a_request_that_leaves_the_short_way_pays_once(doors: Doors, client: httpx.AsyncClient) -> None:
    headers = await planned(doors, client)
    rates = doors.app._direct._rates
    assert rates is not None
    before = dict(rates._people._full)

    answer = await client.post("/graphql", content=body(variables={"n": 1000}), headers=headers)

    assert (doors.long, answer.json()["errors"][0]["extensions"]["code"]) == (1, "OPERATION_TOO_LARGE")
    (account,) = before
    assert 0 < rates._people._full[account] - before[account] < 0.1


async def test_a_token_whose_time_is_over_opens_nothing(
    doors: Doors, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = await planned(doors, client)
    now = doors.host.clock.now()
    monkeypatch.setattr(type(doors.host.clock), "now", lambda _: now + timedelta(days=30))

    assert (await client.post("/graphql", content=body(), headers=headers)).status_code == 401


async def test_other_issuers_make_every_token_be_checked_again(doors: Doors, client: httpx.AsyncClient) -> None:
    headers = await planned(doors, client)
    doors.host.issuers = {}

    assert (await client.post("/graphql", content=body(), headers=headers)).status_code == 401


async def test_an_account_switched_off_is_out_a_second_later(
    doors: Doors, client: httpx.AsyncClient, own_office: Office  # noqa: F811
) -> None:  # fmt: skip
    headers = await planned(doors, client)
    await own_office.pool.execute("update account set active = false where subject = 'd:operator'")
    await asyncio.sleep(1.1)

    assert (await client.post("/graphql", content=body(), headers=headers)).status_code == 403


async def test_an_account_that_is_read_again_is_no_detour(doors: Doors, client: httpx.AsyncClient) -> None:
    headers = await planned(doors, client)
    doors.app._direct._signed = lambda *_: None  # as a second later

    assert (await client.post("/graphql", content=body(), headers=headers)).status_code == 200
    assert doors.long == 0


async def test_a_document_asked_for_once_stays_on_probation(doors: Doors, client: httpx.AsyncClient) -> None:
    headers = await planned(doors, client)
    once = QUERY.replace("query Q", "query Once")

    await client.post("/graphql", content=body(query=once), headers=headers)

    documents = doors.app._direct._admission._gate._documents
    assert once in documents._new.held
    assert once not in documents._kept.held


async def test_it_is_counted_like_any_query(doors: Doors, client: httpx.AsyncClient) -> None:
    headers = await planned(doors, client)
    await client.post("/graphql", content=body(), headers=headers)

    told = (await client.get("/metrics")).text

    assert 'graphql_reads_total{by="new"} 1.0' in told
    assert 'graphql_reads_total{by="plan"} 2.0' in told
    assert 'graphql_requests_total{kind="query",outcome="ok"} 3.0' in told


async def test_who_leaves_before_the_body_is_there_is_left(doors: Doors) -> None:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/graphql", "headers": JSON, "query_string": b"", "client": None}
    await doors(scope, receive, send)

    assert sent == []
    assert doors.long == 1


REGISTER = """mutation M($input: RegisterCaseInput!) {
  registerCase(input: $input) { case { caseNo title state } userErrors { code } } }"""


def register(**more: Any) -> bytes:
    given = {"channel": "WEB", "kind": "HELP_REQUEST", "title": "路灯", "content": "不亮", "district": "370902", **more}
    return orjson.dumps({"query": REGISTER, "variables": {"input": given}})


async def able(doors: Doors, client: httpx.AsyncClient) -> dict[str, str]:
    """The headers of a caller whose mutation has a plan."""
    headers = {"authorization": doors.token(), "content-type": "application/json"}
    for _ in range(2):
        await client.post("/graphql", content=register(), headers=headers)
    doors.long = 0
    return headers


async def cases(doors: Doors) -> int:
    return int(await doors.host.pool.fetchval("select count(*) from case_file"))


async def test_a_planned_mutation_is_called_on_the_short_way(doors: Doors, client: httpx.AsyncClient) -> None:
    headers, before = await able(doors, client), await cases(doors)
    answer = await client.post("/graphql", content=register(), headers={**headers, "x-request-id": "r1"})

    assert answer.json()["data"]["registerCase"]["case"]["title"] == "路灯"
    assert (doors.long, await cases(doors) - before, answer.headers["x-request-id"]) == (0, 1, "r1")


async def test_what_it_writes_is_paid_for_on_the_short_way(doors: Doors, client: httpx.AsyncClient) -> None:
    headers = await able(doors, client)
    doors.app._direct._rates = rates = Rates(1, 1, 1, lambda: 0.0)
    await client.post("/graphql", content=register(), headers=headers)

    assert list(rates._people._full.values()) == [BASE + 7 + WRITE]
    assert doors.long == 0


async def test_the_key_in_a_mutation_s_header_counts_there_too(doors: Doors, client: httpx.AsyncClient) -> None:
    headers = {**await able(doors, client), "idempotency-key": "k-1"}
    before = await cases(doors)
    first, second = [await client.post("/graphql", content=register(), headers=headers) for _ in range(2)]

    assert second.json() == {**first.json(), "extensions": {"idempotentReplay": True}}
    assert (doors.long, await cases(doors) - before) == (0, 1)


async def test_a_called_mutation_whose_plan_fails_is_worded_by_the_long_way(
    doors: Doors, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers, before = await able(doors, client), await cases(doors)

    async def gone(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(Plan, "rows", gone)
    answer = await client.post("/graphql", content=register(), headers=headers)

    assert answer.json()["data"]["registerCase"]["case"]["title"] == "路灯"
    assert (doors.long, await cases(doors) - before) == (1, 1)


async def test_a_mutation_whose_time_is_up_is_not_called_again(
    doors: Doors, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers, calls = await able(doors, client), 0

    async def slow(*_: object) -> None:
        nonlocal calls
        calls += 1
        await asyncio.sleep(5)

    monkeypatch.setattr("schema.cases.mutations.register_case.register_case", slow)
    monkeypatch.setattr("web.http.direct.DEADLINE", 0.05)
    answer = await client.post("/graphql", content=register(), headers=headers)

    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (503, "DEADLINE_EXCEEDED")
    assert (doors.long, calls) == (1, 1)


async def test_a_refused_variable_of_a_mutation_is_worded_by_the_long_way(
    doors: Doors, client: httpx.AsyncClient
) -> None:
    headers, before = await able(doors, client), await cases(doors)
    answer = await client.post("/graphql", content=register(title=1), headers=headers)

    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert (doors.long, await cases(doors) - before) == (1, 0)


ACCEPT = """mutation M($input: AcceptCaseInput!) {
  acceptCase(input: $input) { case { state } userErrors { code } } }"""
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.mark.parametrize(
    ("given", "kept"), [(TRACE, TRACE), (TRACE.upper(), None), ("x" * 4000, None), ("\u00e9", None), ("", None)]
)
async def test_on_either_way_an_event_tells_the_trace_and_what_is_none_is_ignored(
    doors: Doors, client: httpx.AsyncClient, given: str, kept: str | None
) -> None:
    headers = await able(doors, client)
    for _ in range(3):
        await client.post("/graphql", content=register(), headers=headers)
    headers["traceparent"] = given
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    for row in await doors.host.pool.fetch("select id from case_file limit 3"):
        variables = {"input": {"caseId": encode("case", row["id"]), "category": "9900"}}
        body = orjson.dumps({"query": ACCEPT, "variables": variables})
        answer = await client.post("/graphql", content=body, headers=raw)
        assert answer.json()["data"]["acceptCase"]["userErrors"] == []

    assert doors.long == 2, "the third time it has a plan"
    told = await doors.host.pool.fetch("select traceparent from case_event where type = 'acceptCase'")
    assert [row["traceparent"] for row in told] == [kept] * 3


async def test_an_ended_session_is_refused_within_two_seconds(doors: Doors, client: httpx.AsyncClient) -> None:
    headers = await planned(doors, client)
    other = {**headers, "authorization": doors.token("dispatcher")}
    for _ in range(2):
        await client.post("/graphql", content=body(), headers=other)
    async with unit_of_work(doors.host.pool, replace(doors.host.services, clock=doors.host.clock)) as uow:
        await end_sessions(uow, "d:operator")

    answers = []
    async with asyncio.timeout(2):
        while not answers or answers[-1].status_code == 200:
            answers.append(await client.post("/graphql", content=body(), headers=headers))
            await asyncio.sleep(0.05)

    assert answers[-1].status_code == 401
    assert answers[-1].json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert (await client.post("/graphql", content=body(), headers=headers)).status_code == 401
    assert (await client.post("/graphql", content=body(), headers=other)).status_code == 200


async def test_a_key_is_as_good_by_the_short_way_and_bound_to_its_addresses_there_too(doors: Doors) -> None:
    async with unit_of_work(doors.host.pool, replace(doors.host.services, clock=doors.host.clock)) as uow:
        key = await new_key(uow, "d:utility_service", sources=["192.0.2.7"])
    headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}

    async def asked(address: str) -> int:
        transport = httpx.ASGITransport(doors, client=(address, 50_000))
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as caller:
            return (await caller.post("/graphql", content=body(), headers=headers)).status_code

    assert [await asked("192.0.2.7") for _ in range(3)] == [200] * 3
    doors.long = 0
    assert (await asked("192.0.2.7"), doors.long) == (200, 0)
    assert (await asked("192.0.2.8"), doors.long) == (401, 1)
    assert (await asked("192.0.2.7"), doors.long) == (200, 1)
