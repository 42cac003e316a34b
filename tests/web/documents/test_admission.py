"""Documents by hash and by id: what is learned, what is trusted, and what a flood cannot push out."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise
from math import inf
from uuid import uuid4

import pytest
from starlette.requests import HTTPConnection

from core.access.viewer import SYSTEM
from schema.gate.gate import Gate
from schema.gate.prepared import DocumentRefused
from schema.gate.writes import WRITE
from tests.web.http.example import Viewer, example_schema
from web.documents.admission import UNREADABLE, Admission
from web.documents.asked import GraphQLRequest
from web.documents.trusted import TrustedDocuments, digest
from web.http.rates import BASE, LARGEST, RateLimited, Rates
from web.http.refusals import Refusal

HELLO, UNIT = "query Hello {hello}", "{unit {name}}"
VIEWER, DEVELOPER = Viewer(), Viewer(frozenset({"introspect"}))


def gate() -> Gate:
    return Gate(example_schema()._schema)


def admission(trusted: TrustedDocuments | None = None) -> Admission:
    return Admission(gate(), trusted)


def by_hash(source: str) -> GraphQLRequest:
    return GraphQLRequest(None, sha256=digest(source))


def sent(source: str) -> GraphQLRequest:
    return GraphQLRequest(source, sha256=digest(source))


def refusal(admission: Admission, request: GraphQLRequest, viewer: Viewer = VIEWER) -> str:
    with pytest.raises(Refusal) as refused:
        admission.admit(request, viewer)
    return refused.value.code.code


def test_a_hash_is_known_once_its_text_was_sent() -> None:
    admits = admission()

    assert refusal(admits, by_hash(HELLO)) == "PERSISTED_QUERY_NOT_FOUND"
    admits.admit(sent(HELLO), VIEWER)

    assert admits.admit(by_hash(HELLO), VIEWER).source == HELLO


@pytest.mark.parametrize(
    ("request_", "points"),
    [
        (GraphQLRequest(HELLO), BASE + 1),
        (GraphQLRequest("{ a: hello b: hello c: hello }"), BASE + 3),
        (GraphQLRequest(f"{{ {'nowhere ' * 30} }}"), BASE + 244 // UNREADABLE),
        (GraphQLRequest(f"{{ {'(' * 100}"), BASE + 102 // UNREADABLE),
        (by_hash(HELLO), BASE),
        (GraphQLRequest(None, document_id="nothing"), BASE),
    ],
)
def test_what_is_asked_is_paid_for_whether_it_may_run_or_not(request_: GraphQLRequest, points: int) -> None:
    # given a source and its bucket
    rates = Rates(1, 1, 1, lambda: 0.0)
    admits, connection = Admission(gate(), None, rates), HTTPConnection({"type": "http", "client": ("192.0.2.1", 1)})

    # when it asks, twice
    for times in (1, 2):
        with suppress(Refusal, DocumentRefused):
            admits.paid(request_, VIEWER, connection)

        # then the points are gone each time, those of the refused ones too
        assert rates._anonymous.full("192.0.2.1") == times * points

    # and when nothing is left, what is asked is not even looked at
    rates._anonymous.owe("192.0.2.1", LARGEST)
    with pytest.raises(RateLimited):
        admits.paid(request_, VIEWER, connection)


def test_a_mutation_is_paid_for_what_it_writes_by_its_own_kind_of_account() -> None:
    rates, connection = Rates(1, 1, 1, lambda: 0.0), HTTPConnection({"type": "http", "client": ("192.0.2.1", 1)})
    person, service = (replace(SYSTEM, id=uuid4(), service=service) for service in (False, True))

    Admission(gate(), None, rates).paid(GraphQLRequest('mutation {rename(title: "a")}'), person, connection)

    assert rates._people.full(person.id.int) == BASE + 1 + WRITE
    assert rates._services.full(person.id.int) == -inf
    Admission(gate(), None, rates).paid(GraphQLRequest('mutation {rename(title: "a")}'), service, connection)
    assert rates._services.full(service.id.int) == BASE + 1 + WRITE


def test_clients_know_a_miss_by_its_words() -> None:
    with pytest.raises(Refusal) as refused:
        admission().admit(by_hash(HELLO), VIEWER)

    assert (refused.value.text("zh"), refused.value.text("en")) == ("PersistedQueryNotFound",) * 2
    assert refused.value.status == 200


def test_a_hash_of_another_text_is_refused_and_not_learned() -> None:
    admits = admission()

    assert refusal(admits, replace(sent(HELLO), query=UNIT)) == "PERSISTED_QUERY_MISMATCH"
    assert refusal(admits, by_hash(HELLO)) == "PERSISTED_QUERY_NOT_FOUND"


def test_a_document_that_is_not_admitted_is_not_learned() -> None:
    admits = admission()

    with pytest.raises(DocumentRefused):
        admits.admit(sent("{nope}"), VIEWER)

    assert refusal(admits, by_hash("{nope}")) == "PERSISTED_QUERY_NOT_FOUND"


def test_a_trusted_document_is_known_by_id_by_hash_and_by_its_text() -> None:
    admits = admission(TrustedDocuments({digest(HELLO): HELLO, "unit": UNIT}, only=True))

    for request in (by_hash(HELLO), sent(HELLO), GraphQLRequest(HELLO), GraphQLRequest(None, document_id="unit")):
        assert admits.admit(request, VIEWER).source in (HELLO, UNIT)
    assert admits.admit(GraphQLRequest(None, document_id=f"sha256:{digest(HELLO)}"), VIEWER).source == HELLO
    assert refusal(admits, GraphQLRequest(None, document_id="other")) == "DOCUMENT_NOT_KNOWN"


def test_where_only_trusted_documents_run_others_are_the_developers() -> None:
    admits = admission(TrustedDocuments({digest(HELLO): HELLO}, only=True))

    assert refusal(admits, GraphQLRequest(UNIT)) == "DOCUMENT_NOT_TRUSTED"
    assert refusal(admits, sent(UNIT)) == "DOCUMENT_NOT_TRUSTED"
    assert admits.admit(GraphQLRequest(UNIT), DEVELOPER).source == UNIT


def test_what_developers_taught_is_no_way_round_the_list() -> None:
    admits = admission(TrustedDocuments({digest(HELLO): HELLO}, only=True))
    admits.admit(sent(UNIT), DEVELOPER)

    assert refusal(admits, by_hash(UNIT)) == "DOCUMENT_NOT_TRUSTED"


def test_a_flood_of_hashes_pushes_out_neither_trusted_ones_nor_those_in_use() -> None:
    admits = admission(TrustedDocuments({"unit": UNIT}))
    admits.admit(sent(HELLO), VIEWER)
    admits.admit(sent(HELLO), VIEWER)

    for n in range(1500):
        admits.admit(sent(f"query Q{n} {{hello}}"), VIEWER)

    assert refusal(admits, by_hash("query Q0 {hello}")) == "PERSISTED_QUERY_NOT_FOUND"
    assert admits.admit(by_hash(HELLO), VIEWER).source == HELLO
    assert admits.admit(GraphQLRequest(None, document_id="unit"), VIEWER).source == UNIT


async def test_a_flood_of_new_documents_leaves_everybody_else_a_turn_between_any_two() -> None:
    admits, done = admission(), []

    async def one_off(number: int) -> None:
        request = GraphQLRequest(f"query Q{number} {{hello}}")
        await admits.turn(request)
        admits.admit(request, VIEWER)
        done.append("new")

    async def somebody_else() -> None:
        while done.count("new") < 20:
            done.append("turn")
            await asyncio.sleep(0)

    await asyncio.gather(*(one_off(number) for number in range(20)), somebody_else())

    assert ("new", "new") not in pairwise(done)


async def test_a_known_document_waits_for_no_turn() -> None:
    admits = admission()
    admits.admit(sent(HELLO), VIEWER)
    flood = [asyncio.ensure_future(admits.turn(GraphQLRequest(f"query Q{n} {{hello}}"))) for n in range(9)]
    await asyncio.sleep(0)

    async with asyncio.timeout(0):
        await admits.turn(by_hash(HELLO))

    await asyncio.gather(*flood)


def test_kept_documents_are_prepared_once_for_good() -> None:
    keeping = gate()
    keeping.keep(HELLO)
    first = keeping.admit(HELLO, None, {}, VIEWER).document

    for n in range(3000):
        keeping.admit(f'query Q{n} {{hello unit {{name}} a: hello(name: "{"x" * 200}")}}', None, {}, VIEWER)

    assert keeping.admit(HELLO, None, {}, VIEWER).document is first
