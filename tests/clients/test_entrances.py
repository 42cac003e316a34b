"""What hostile callers send to the entrances beside `/graphql`: each is refused exactly, by the same budgets, and leaves nothing.

HOTLINE_TEST_LONG=1: two minutes of requests by chance instead of three seconds.
"""

import base64
import json
import os
import re
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from core.errors import registered
from schema.relay.ids import encode
from tests.web.auth.site import ASSERTION, Site
from tests.web.streams.conftest import common_host  # noqa: F401 - a fixture
from web.host import Host
from web.http.rates import HANDED, LARGEST

SECONDS = 120 if os.environ.get("HOTLINE_TEST_LONG") else 3
INSIDE = re.compile(r"Traceback|\.py\b|asyncpg|sqlalchemy|line \d+, in |invalid literal|unexpected keyword|surrogate")
"""What only the text of an exception says."""
ROWS = "select " + ", ".join(
    f"(select count(*) from {one})" for one in ("used_assertion", "password_attempt", "access_event")
)
OAUTH = {"invalid_request", "invalid_client", "unsupported_grant_type"}


@pytest.fixture(scope="module")
def site(common_host: Host) -> Site:  # noqa: F811
    """The application, whose callers may ask for as much as they like."""
    return site_of(common_host, 10**9)


@pytest.fixture(scope="module")
def poor(common_host: Host) -> Site:  # noqa: F811
    """The application, where each has what a bucket holds at least, and no more for hours."""
    return site_of(common_host, 1)


def site_of(host: Host, rate: int) -> Site:
    more = {"rate_people": rate, "rate_services": rate, "rate_anonymous": rate}
    services = replace(host.services)  # its time becomes the real one
    return Site.of(replace(host, services=services, settings=host.settings.model_copy(update=more)))


def unsigned(claims: object, **head: object) -> str:
    """An assertion that nobody has signed."""
    parts = (json.dumps({"alg": "EdDSA", "kid": "k", **head}), json.dumps(claims), "x")
    return ".".join(base64.urlsafe_b64encode(one.encode()).decode().rstrip("=") for one in parts)


def form(assertion: str) -> dict[str, str]:
    return {"grant_type": "client_credentials", "client_assertion_type": ASSERTION, "client_assertion": assertion}


def told(answer: httpx.Response) -> str:
    """The code of a refusal, in whichever of the two forms it is told."""
    body = answer.json()
    return str(body["error"] if isinstance(body.get("error"), str) else body["errors"][0]["extensions"]["code"])


ASSERTIONS = [
    "", "x", "..", "x.y.z", "é", "\x00", "9" * 9_000,
    unsigned([]), unsigned("x"), unsigned({}), unsigned({"iss": None}), unsigned({"iss": {}}), unsigned({"iss": 10**400}),
    unsigned({"iss": "\ud800"}), unsigned({"iss": "\x00"}), unsigned({"iss": "x" * 5_000}), unsigned({"iss": "'; --"}),
    unsigned({"iss": "d:utility_service"}, alg=["EdDSA"]), unsigned({"iss": "d:utility_service"}, kid={}),
    unsigned({"iss": "d:utility_service"}, b64=False, crit=["b64"]), unsigned({"iss": "d:utility_service"}, zip="DEF"),
    f"{'A' * 3_000}.{base64.urlsafe_b64encode(b'[' * 2_000).decode()}.x",
]  # fmt: skip


@pytest.mark.parametrize("assertion", ASSERTIONS, ids=range(len(ASSERTIONS)))
async def test_no_assertion_is_a_fault(site: Site, assertion: str) -> None:
    await site.register()
    before = await site.host.pool.fetchrow(ROWS)
    async with site.client() as client:
        answer = await client.post("/token", data=form(assertion))
    expected = (401, "invalid_client") if assertion else (400, "invalid_request")
    assert (answer.status_code, told(answer)) == expected
    assert not INSIDE.search(answer.text)
    assert await site.host.pool.fetchrow(ROWS) == before


async def test_a_client_s_own_odd_claims_are_no_fault(site: Site) -> None:
    await site.register()
    for odd in (
        {"jti": "\x00"},
        {"jti": ""},
        {"jti": []},
        {"exp": 1e300},
        {"exp": "x"},
        {"iat": True},
    ):
        answer = await site.token(site.assertion(**{"jti": uuid4().hex, **odd}))
        assert answer.status_code in {200, 401}, odd
        assert not INSIDE.search(answer.text)


@pytest.mark.parametrize(
    "body",
    [
        b"{", b"null", b"1", b'"x"', b"[[]]", b'{"account":null,"password":"x"}', b'{"account":["a"],"password":"x"}',
        b'{"account":"a","password":{}}', b'{"account":"a","password":"\\ud800"}', b'{"account":"\xff","password":"x"}',
        '{"account":"a","password":"x"}'.encode("utf-16"), b'{"account":"a","account":"b","password":"x"}',
        b'{"account":"a","password":""}', b'{"account":"%s","password":"x"}' % (b"a" * 2_000), b"[" * 4_000,
        b'{"account":"\\u0000","password":"x"}',
    ],
)  # fmt: skip
async def test_what_is_no_account_with_a_password_counts_no_try(site: Site, body: bytes) -> None:
    before = await site.host.pool.fetchrow(ROWS)
    async with site.client() as client:
        answer = await client.post("/break-glass", content=body)
    assert (answer.status_code, told(answer)) == (400, "BAD_REQUEST")
    assert not INSIDE.search(answer.text)
    assert await site.host.pool.fetchrow(ROWS) == before


@pytest.mark.parametrize(
    "id_",
    [
        "x", "%00", "%ff", "%ed%a0%80", "..%2f..%2fetc%2fpasswd", "A" * 5_000, "'%20or%20true%20--", "-1", "null",
        *(encode(kind, UUID(int=7)) for kind in ("case", "export", "attachment")),
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", ["exports", "attachments"])
async def test_a_file_that_nobody_has_is_absent(site: Site, place: str, id_: str) -> None:
    before = await site.host.pool.fetchrow(ROWS)
    async with site.client() as client:
        signed = {"authorization": f"Bearer {site.demonstration()}"}
        answer = await client.get(f"/{place}/{id_}", headers=signed)
        stranger = await client.get(f"/{place}/{id_}")
    assert answer.status_code == 404
    assert told(answer) in {"NOT_FOUND", "PATH_NOT_FOUND"}
    assert stranger.status_code in {401, 404}
    assert not INSIDE.search(answer.text)
    assert await site.host.pool.fetchrow(ROWS) == before


@pytest.mark.parametrize(
    ("path", "limit"),
    [("/token", 16_384), ("/break-glass", 4_096), ("/graphql", 1 << 20), ("/graphql/stream", 1 << 20)],
)
@pytest.mark.parametrize("chunked", [True, False])
async def test_a_body_has_an_end(site: Site, path: str, limit: int, chunked: bool) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(limit // 1_024 + 1):
            yield b"a" * 1_024

    async with site.client() as client:
        sent: Any = pieces() if chunked else b"a" * (limit + 1)
        answer = await client.post(path, content=sent, headers={"content-type": "application/json"})
    assert (answer.status_code, told(answer)) == (413, "PAYLOAD_TOO_LARGE")


@pytest.mark.parametrize(
    "path", ["/token", "/break-glass", "/exports/x", "/schema.graphql", "/health/ready", "/metrics"]
)
async def test_another_method_is_refused(site: Site, path: str) -> None:
    async with site.client() as client:
        answer = await client.request("PATCH", path, content=b"x")
    assert (answer.status_code, told(answer)) == (405, "METHOD_NOT_ALLOWED")


async def test_a_flood_at_one_entrance_is_refused_at_each_and_before_anything_is_written(poor: Site) -> None:
    # given a source that has spent what it had on assertions that are none
    before = await poor.host.pool.fetchrow(ROWS)
    async with poor.client() as client:
        statuses = [(await client.post("/token", content=b"")).status_code for _ in range(LARGEST // HANDED)]
        assert set(statuses) == {400}

        # when it comes to any entrance, then it is told to wait
        for method, path, body in (
            ("POST", "/token", b""),
            ("POST", "/break-glass", b'{"account":"d:operator","password":"x"}'),
            ("PUT", f"/attachments/{'a' * 43}", b"x"),
            ("GET", f"/exports/{encode('export', uuid4())}", b""),
            ("GET", f"/attachments/{encode('attachment', uuid4())}", b""),
            ("POST", "/graphql", b'{"query":"{ __typename }"}'),
        ):
            headers = {"content-type": "application/json"}
            answer = await client.request(method, path, content=body, headers=headers)
            assert (answer.status_code, told(answer)) == (429, "RATE_LIMITED"), path
            assert int(answer.headers["retry-after"]) >= 1

    # then nothing was written, and another source is not concerned
    assert await poor.host.pool.fetchrow(ROWS) == before
    async with poor.client("192.0.2.8") as other:
        assert (await other.post("/token", content=b"")).status_code == 400


async def test_an_account_pays_for_files_too(poor: Site) -> None:
    signed = {"authorization": f"Bearer {poor.demonstration()}"}
    async with poor.client() as client:
        path = f"/exports/{encode('export', uuid4())}"
        statuses = [(await client.get(path, headers=signed)).status_code for _ in range(LARGEST // HANDED + 1)]
    assert statuses == [404] * (LARGEST // HANDED) + [429]


async def test_what_was_asked_stands_in_no_metric_and_no_log_line(site: Site) -> None:
    # given a word that no entrance expects
    word = "Canary77"
    signed = {"authorization": f"Bearer {site.demonstration()}"}
    async with site.client() as client:
        with capture_logs() as logs:
            # when it is asked for in every place there is for words
            for headers in ({}, signed, {"authorization": f"Bearer {word}"}, {"authorization": f"Bearer hk_{word}"}):
                for query in (
                    f"{{ {word}: __typename }}",
                    f"query {word} {{ {word} }}",
                    f'{{ node(id: "{word}") {{ id }} }}',
                ):
                    await client.post("/graphql", json={"query": query, "operationName": word}, headers=headers)
                    await client.post(
                        "/graphql", json={"query": query}, headers=headers | {"x-request-id": f"{word} 1"}
                    )
            await client.get(f"/{word}")
            await client.get(f"/exports/{word}", headers=signed)
            await client.post("/token", data=form(unsigned({"iss": word, "sub": word})))
            await client.post("/break-glass", json={"account": word, "password": word})

        # then neither those who watch nor those who read logs are told it
        told = (await client.get("/metrics")).text
    assert word not in told
    assert word not in str(logs)
    assert "graphql" in told


TEXT = st.one_of(st.text(max_size=12), st.sampled_from(["\x00", "￿", "'; --", "%s", "../..", "9" * 40, "a" * 9_000]))
VALUES = st.one_of(TEXT, st.integers(), st.none(), st.lists(TEXT, max_size=2), st.booleans())
JSON = st.dictionaries(st.sampled_from(["account", "password", "grant_type", "x"]), VALUES, max_size=3)
FORMS = st.dictionaries(
    st.sampled_from(["grant_type", "client_assertion", "client_assertion_type", "client_id", "x"]),
    st.one_of(TEXT, st.sampled_from(["client_credentials", ASSERTION, *(one for one in ASSERTIONS if one.isascii())])),
    max_size=4,
)
CLAIMS = st.dictionaries(
    st.sampled_from(["iss", "sub", "aud", "exp", "iat", "jti", "sid", "auth_time"]), VALUES, max_size=5
)
PATHS = st.one_of(
    st.sampled_from(["/token", "/break-glass", "/schema.graphql", "/health/ready", "/metrics", "/nowhere", "/"]),
    st.tuples(st.sampled_from(["/exports/", "/attachments/"]), st.binary(max_size=20)).map(
        lambda one: one[0] + "".join(f"%{byte:02x}" for byte in one[1])
    ),
)
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "content-type": st.sampled_from(["application/json", "application/x-www-form-urlencoded", "text/plain", "x"]),
        "authorization": st.one_of(
            st.sampled_from(["Bearer", "Bearer x", "Basic eA==", "Bearer hk_", f"Bearer hk_{'a' * 16}_{'A' * 43}"]),
            CLAIMS.map(lambda claims: f"Bearer {unsigned(claims)}"),
        ),
        "content-encoding": st.sampled_from(["gzip", "identity"]),
        "accept-language": st.sampled_from(["en", "zh", "x;q=9"]),
    },
)
BODIES = st.one_of(
    st.binary(max_size=40),
    JSON.map(json.dumps).map(str.encode),
    FORMS.map(lambda one: str(httpx.QueryParams(one)).encode()),
)


def drawn(count: int) -> list[dict[str, Any]]:
    """So many requests."""
    found: list[dict[str, Any]] = []

    @settings(
        max_examples=count,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.sampled_from(["GET", "POST", "POST", "PUT", "HEAD"]), PATHS, HEADERS, BODIES)
    def draw(method: str, url: str, headers: dict[str, str], content: bytes) -> None:
        found.append({"method": method, "url": url, "headers": headers, "content": content})

    draw()
    return found


async def test_whatever_is_sent_to_whichever_entrance_is_answered_with_a_code(site: Site) -> None:
    end, asked = time.monotonic() + SECONDS, 0
    codes = registered().keys() - {"INTERNAL_SERVER_ERROR"} | OAUTH
    with capture_logs() as logs:
        while time.monotonic() < end:
            for request in drawn(100):
                async with site.client() as client:
                    answer = await client.request(**request)
                said = f"{request} -> {answer.status_code} {answer.text[:400]}"
                assert answer.status_code < 500, said
                if answer.status_code >= 400 and request["method"] != "HEAD":
                    assert told(answer) in codes, said
                    assert not INSIDE.search(answer.text), said
                asked += 1
    assert asked >= 100
    assert [one for one in logs if one["log_level"] in {"error", "critical"}] == []
