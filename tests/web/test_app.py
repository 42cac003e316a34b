"""The application in process: what a request sees, and when it is ready."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.requests import Request

from core.access.mapped import ROUTES
from core.plugin.letters import Lag
from tests.support.office import Office
from tests.web.auth.tokens import KEY
from web.app import create_app
from web.auth.demonstration import NAME, demonstration_issuer, mint
from web.contexts import context_of
from web.host import Host

VIEWER = "{ viewer { id } }"


@pytest.fixture
async def client(host: Host) -> AsyncIterator[httpx.AsyncClient]:
    """A caller of the application of a host that trusts KEY."""
    host.issuers = {NAME: demonstration_issuer(KEY)}
    transport = httpx.ASGITransport(create_app(host))
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as caller:
        yield caller


async def test_it_is_ready_while_queries_work_and_only_then(host: Host, client: httpx.AsyncClient) -> None:
    assert (await client.get("/health/ready")).status_code == 200
    host.pool.terminate()
    assert (await client.get("/health/ready")).status_code == 503
    assert (await client.get("/health/live")).status_code == 200


async def test_a_database_without_its_facts_is_not_ready(host: Host, client: httpx.AsyncClient) -> None:
    await host.pool.execute("truncate district cascade")
    assert (await client.get("/health/ready")).status_code == 503


async def test_who_signed_in_is_who_asks(host: Host, client: httpx.AsyncClient) -> None:
    signed = {"authorization": f"Bearer {mint(KEY, 'd:operator', host.clock.now())}"}
    answer = await client.post("/graphql", json={"query": VIEWER}, headers=signed)
    assert answer.json()["data"]["viewer"]["id"]
    refused = await client.post("/graphql", json={"query": VIEWER}, headers={"accept-language": "en"})
    assert refused.status_code == 401
    assert refused.json()["errors"][0]["message"] == "Sign in first."


async def test_a_request_brings_its_language_and_its_key(host: Host, own_office: Office) -> None:
    headers = [(b"accept-language", b"en"), (b"idempotency-key", b"k-1")]
    viewer = own_office.viewer("operator")
    context = context_of(host, viewer, Request({"type": "http", "headers": headers, "client": ("192.0.2.7", 1)}))
    assert (context.language, context.idempotency_key, context.viewer) == ("en", "k-1", viewer)
    assert context.source == "192.0.2.7"
    assert (context.services, context.codes) == (host.services, host.codes)


async def test_a_plug_in_in_trouble_leaves_it_ready_and_is_named_to_operators_alone(
    host: Host, client: httpx.AsyncClient
) -> None:
    host.plugin_state.lags = [Lag("probe", 0, 0.0, 0, 3)]

    async def told(role: str | None) -> object:
        headers = {"authorization": f"Bearer {mint(KEY, f'd:{role}', host.clock.now())}"} if role else {}
        response = await client.get("/health/ready", headers=headers)
        assert response.status_code == 200
        return response.json()

    for role in (None, "operator", "county_officer", "city_lead"):
        assert await told(role) == {"status": "degraded"}
    assert await told("administrator") == {"status": "degraded", "troubles": ["probe: 3 dead letters"]}


async def test_metrics_tell_of_plug_ins(host: Host, client: httpx.AsyncClient) -> None:
    host.plugin_state.lags = [Lag("probe", 5, 1.0, 0, 0)]

    assert 'plugin_lag_events{plugin="probe"} 5.0' in (await client.get("/metrics")).text


async def test_every_route_is_mapped_to_operations(host: Host) -> None:
    app = create_app(host)

    assert {getattr(route, "path", "") for route in app.routes} == ROUTES.keys()
