"""A service signs an assertion and is given a token, once for each."""

import asyncio
import base64
import json

import pytest
from joserfc.jwk import OKPKey

from core.access.session import Session
from tests.web.auth.site import ASSERTION, SERVICE, Site
from tests.web.auth.tokens import KEY
from web.auth.local import NAME as LOCAL
from web.auth.tokens import bearer_of


async def refused(site: Site, assertion: str, **more: str) -> tuple[int, str, str]:
    answer = await site.token(assertion, **more)
    told = answer.json()
    assert set(told) == {"error", "error_description"}
    return answer.status_code, told["error"], told["error_description"]


async def test_the_token_signs_the_service_in_and_is_a_strong_proof(site: Site) -> None:
    await site.register()
    answer = await site.token(site.assertion())

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    told = answer.json()
    assert (told["token_type"], told["expires_in"]) == ("Bearer", 900)
    assert await site.who(told["access_token"]) == await site.who(site.demonstration(SERVICE))
    session: Session = bearer_of(told["access_token"], site.host.issuers, site.host.clock.now()).session
    assert session.strong_since is not None


async def test_an_assertion_counts_once_however_many_use_it_at_once(site: Site) -> None:
    await site.register()
    assertion = site.assertion()
    answers = await asyncio.gather(*(site.token(assertion) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [200] + [401] * 5
    assert await refused(site, assertion) == (401, "invalid_client", "the assertion was used before")
    assert (await site.token(site.assertion(jti="2"))).status_code == 200


@pytest.mark.parametrize(
    ("claims", "told"),
    [
        ({"jti": None}, "the assertion needs a jti, and no sid"),
        ({"sid": "s"}, "the assertion needs a jti, and no sid"),
        ({"aud": "hotline"}, "the token is not valid"),
        ({"aud": None}, "the token is not valid"),
        ({"sub": "d:operator"}, "iss and sub differ"),
        ({"iss": "d:operator"}, "the issuer is not accepted here"),
        ({"iss": "d:oper\0ator"}, "the issuer is not accepted here"),
        ({"iss": ["d:utility_service"]}, "the issuer is not accepted here"),
        ({"iat": 1}, "the token lasts longer than 5 minutes"),
        ({"exp": 1}, "the token has expired"),
        ({"exp": None}, "the token is not valid"),
        ({"iat": None}, "the token is not valid"),
    ],
)
async def test_one_that_does_not_fit_is_refused(site: Site, claims: dict[str, object], told: str) -> None:
    await site.register()
    assert await refused(site, site.assertion(**claims)) == (401, "invalid_client", told)
    assert await site.host.pool.fetchval("select count(*) from used_assertion") == 0


async def test_a_strangers_key_is_refused(site: Site) -> None:
    await site.register()
    stranger = OKPKey.generate_key("Ed25519", {"kid": str(KEY.kid)})
    assert await refused(site, site.assertion(stranger)) == (401, "invalid_client", "the token is not valid")


@pytest.mark.parametrize("alg", ["none", "HS256"])
async def test_no_other_algorithm_is_accepted(site: Site, alg: str) -> None:
    await site.register()
    _, body, signature = site.assertion().split(".")
    head = base64.urlsafe_b64encode(json.dumps({"alg": alg, "kid": KEY.kid}).encode()).decode().rstrip("=")
    told = "the algorithm is not accepted"
    assert await refused(site, f"{head}.{body}.{signature}") == (401, "invalid_client", told)


async def test_a_service_without_keys_or_switched_off_is_refused(own_site: Site) -> None:
    assert (await refused(own_site, own_site.assertion()))[2] == "the issuer is not accepted here"
    await own_site.register()
    await own_site.host.pool.execute("update account set active = false where subject = $1", SERVICE)
    assert (await refused(own_site, own_site.assertion()))[2] == "the issuer is not accepted here"


async def test_an_assertion_is_no_token_and_a_token_no_assertion(site: Site) -> None:
    await site.register()
    assert await site.who(site.assertion()) == 401
    token = (await site.token(site.assertion())).json()["access_token"]
    assert (await refused(site, token))[:2] == (401, "invalid_client")
    assert LOCAL in site.host.issuers


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"client_assertion_type": "other"}, "invalid_request"),
        ({"client_assertion": ""}, "invalid_request"),
        ({"client_id": "d:operator"}, "invalid_client"),
    ],
)
async def test_another_request_is_refused_by_the_standards_names(site: Site, form: dict[str, str], error: str) -> None:
    await site.register()
    assert (await refused(site, site.assertion(), **form))[1] == error


@pytest.mark.parametrize("body", [b"", b"\xff", b"{}", b"grant_type=a&grant_type=b", b"&".join([b"a=1"] * 30)])
async def test_a_body_that_is_no_form_is_no_fault(site: Site, body: bytes) -> None:
    async with site.client() as client:
        answer = await client.post("/token", content=body)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


async def test_it_is_asked_by_post_alone_and_not_without_bounds(site: Site) -> None:
    async with site.client() as client:
        assert (await client.get("/token")).status_code == 405
        assert (await client.post("/token", content=b"a" * 20_000)).status_code == 413
    assert ASSERTION.endswith("jwt-bearer")
