"""What is counted."""

import httpx
import pytest

from tests.web.http.example import Example


@pytest.mark.parametrize(
    ("query", "headers", "counted"),
    [
        ("{hello}", {}, ("query", "ok")),
        ('mutation {rename(title: "x")}', {}, ("mutation", "ok")),
        ("{hidden}", {}, ("query", "errors")),
        ("{nope}", {}, ("none", "refused")),
        ("{hello}", {"accept": "text/html"}, ("none", "refused")),
        ("subscription {ticks}", {}, ("subscription", "refused")),
        ("{slow}", {}, ("query", "deadline")),
        ("{hello}", {"x-break-context": "1"}, ("query", "fault")),
    ],
)
async def test_each_request_is_counted_once(
    client: httpx.AsyncClient, example: Example, query: str, headers: dict[str, str], counted: tuple[str, str]
) -> None:
    await client.post("/graphql", json={"query": query}, headers=headers)
    found = {
        tuple(sample.labels.values()): sample.value
        for metric in example.registry.collect()
        for sample in metric.samples
        if sample.name in ("graphql_requests_total", "graphql_request_duration_seconds_count")
    }
    assert found == {counted: 1.0}


async def test_prometheus_can_read_it(client: httpx.AsyncClient) -> None:
    await client.post("/graphql", json={"query": "{hello}"})
    response = await client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain; version=")
    assert 'graphql_requests_total{kind="query",outcome="ok"} 1.0' in response.text
