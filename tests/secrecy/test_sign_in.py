"""S3 at the doors: words that somebody types, or hides, where accounts, passwords and tokens belong are told to nobody.

Neither in the answer nor in the log: people type passwords into the field of the name, and numbers of citizens into both.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from core.access.session import Session
from core.codes.registry import load_codes
from schema.compose import build_schema
from schema.relay.ids import encode
from tests.schema.conftest import Api
from tests.secrecy.test_canaries import Canary, heard, sing
from tests.support.office import Office
from tests.web.auth.site import ASSERTION, PASSWORD, PERSON, SERVICE, Site

TYPED = ("金丝雀name00000雀", "13900000000", "370902199001010000", "canary00000x@example.cn")
GOOD = {"grant_type": "client_credentials", "client_assertion_type": ASSERTION}


def forms(site: Site, word: str) -> Iterator[dict[str, str]]:
    """What is posted to the token endpoint, with the word wherever one can stand."""
    assertion = site.assertion()
    for grant in (
        "authorization_code",
        "password",
        "refresh_token",
        "urn:ietf:params:oauth:grant-type:jwt-bearer",
        word,
    ):
        yield {"grant_type": grant, "username": word, "password": word, "code": word, "refresh_token": word}
    yield {**GOOD, "client_assertion_type": word, "client_assertion": word}
    yield {**GOOD, "client_assertion": word}
    yield {**GOOD, "client_assertion": assertion, "client_id": word, "scope": word}
    yield {**GOOD, "client_assertion": assertion, "client_id": SERVICE, word: word}
    for name in ("iss", "sub", "aud", "jti", "sid", "kid", word):
        yield {**GOOD, "client_assertion": site.assertion(**{name: word})}
    yield {"client_id": word, "client_secret": word}


def bodies(word: str) -> Iterator[Any]:
    """What is posted for a password."""
    yield {"account": word, "password": word}
    yield {"account": PERSON, "password": word}
    yield {"account": word, "password": PASSWORD, word: word}
    yield {"account": [word], "password": word}
    yield [word]
    yield word


async def typed(site: Site, client: httpx.AsyncClient, word: str) -> list[httpx.Response]:
    """Every answer to whoever types the word."""
    answers = [await client.post("/token", data=form) for form in forms(site, word)]
    answers.append(await client.post("/token", content=word.encode(), headers={"content-type": word.encode()}))
    answers += [await client.post("/break-glass", json=body) for body in bodies(word)]
    answers.append(await client.post("/break-glass", content=f'{{"account": "{word}'.encode()))
    tokens = (word, f"Bearer {word}", f"Bearer hk_{word}", f"Bearer {site.demonstration(word)}", f"Basic {word}")
    for token in (*tokens, f"Bearer {site.assertion(sub=word)}", f"Bearer {site.assertion(iss=word)}"):
        headers = {"authorization": token.encode()}
        answers.append(await client.post("/graphql", json={"query": "{ viewer { id } }"}, headers=headers))
        answers += [
            await client.get(path, headers=headers) for path in ("/exports/x", "/attachments/x", "/schema.graphql")
        ]
    return answers


def told(answers: list[httpx.Response]) -> str:
    """All that they say; their texts as they are meant, and not as JSON or headers write them."""
    texts = [
        json.dumps(one.json(), ensure_ascii=False) if "json" in one.headers["content-type"] else one.text
        for one in answers
    ]
    heads = [name + value for one in answers for name, value in one.headers.multi_items()]
    return f"{texts} {heads} " + "".join(heads).encode("latin-1", "replace").decode("utf-8", "replace")


async def test_who_types_a_word_at_a_door_is_not_told_it_again_and_neither_is_the_log(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    await site.register()
    await site.password()
    canaries = [Canary(word, "typed", 2, dispatched=False) for word in TYPED]
    caplog.set_level("DEBUG")
    with capture_logs() as logs:
        for number, word in enumerate(TYPED):
            async with site.client(f"192.0.2.{number}") as client:
                answers = await typed(site, client, word)
                # Whoever chooses the number of a request is told it again, that is what it is for; the log is not.
                chosen = dict.fromkeys(("x-request-id", "traceparent", "tracestate", "baggage"), word.encode())
                await client.post("/graphql", json={}, headers={**chosen, "authorization": "x"})
            assert {one.status_code for one in answers} >= {200, 400, 401}, "right, malformed and refused"
            assert max(one.status_code for one in answers) < 500
            assert not heard(told(answers), canaries), word

    assert len(logs) > 4 * 5
    assert not heard(f"{logs} {caplog.text}", canaries)
    assert PASSWORD not in f"{logs} {caplog.text}"
    kept = [str(row[0]) for row in await site.host.pool.fetch("select t::text from password_attempt t")]
    assert len(kept) >= len(TYPED)
    assert not heard(str(kept), canaries), "a name that was typed is a keyed digest"


REVEAL = """mutation($case: ID!, $note: String!, $purpose: String!) {
  reveal(input: { caseId: $case, field: PHONE, purpose: $purpose, note: $note }) { value userErrors { code message } } }"""
EXPORT = """mutation($key: String!, $purpose: String!) {
  requestExport(input: { columns: [TITLE], purpose: $purpose, publicKey: $key }) { userErrors { code message } } }"""


async def test_who_must_sign_in_more_strongly_is_told_only_that(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    canaries = await sing(office, 0)
    api = Api(build_schema(), office, await load_codes(office.read))
    case = encode("case", await office.pool.fetchval("select id from case_file"))
    word, now = next(one.word for one in canaries if one.field == "name"), office.clock.now()
    asked: list[tuple[str, dict[str, str]]] = [
        (REVEAL, {"case": case, "note": word, "purpose": "CONTACT"}),
        (EXPORT, {"key": word, "purpose": "STATISTICS"}),
    ]
    codes, said = set(), ""
    with capture_logs() as logs:
        for role in ("operator", "city_lead", "unit_handler", "auditor", "utility_service"):
            for session in (None, Session(now), Session(names=frozenset({word}))):
                context = api.context(role)
                context.viewer = replace(context.viewer, session=session)
                for document, variables in asked:
                    found = await api.execute(document, context=context, **variables)
                    said += f"{found.data} {found.errors}"
                    codes |= {one["code"] for one in said_errors(found.data)}

    assert "STEP_UP_REQUIRED" in codes
    assert not heard(f"{said} {logs} {caplog.text}", canaries)
    assert (
        await office.pool.fetchval("select count(*) from access_event where act in ('REVEAL', 'EXPORT_REQUEST')") == 0
    )


def said_errors(data: Any) -> list[dict[str, str]]:
    """The errors beside what a mutation answers."""
    return [error for payload in (data or {}).values() if payload for error in payload["userErrors"]]
