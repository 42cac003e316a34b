"""Every root field of the schema, in the long form of the plug-ins', too, as hypothesis-graphql and schemathesis ask it.

No 5xx, no answer without a code, no text of an exception. Ids that lead to something and words that are spelt like what is
searched for are put among the random ones, since nobody comes far with random ids. HOTLINE_TEST_LONG=1: ten minutes each instead
of ten seconds.
"""

import os
import random
import re
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from graphql import (
    GraphQLScalarType,
    Node,
    StringValueNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    introspection_from_schema,
    parse,
    print_ast,
    visit,
)
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import mutations, nodes, queries

from core.attachments.store import open_store
from core.audit.heads import HeadSigner
from core.cases.commands.register_case import register_case
from core.cases.inputs.intake import RegisterCase
from core.cases.states import Channel, Kind
from core.clock import DatabaseClock
from core.codes.registry import load_codes
from core.errors import registered
from core.keys.opening import open_keys
from core.settings import Settings
from schema.compose import build_schema
from schema.relay.ids import encode
from tests.plugins.conftest import plugged_offices  # noqa: F401 - a fixture
from tests.support.office import ROOT_KEY, Office
from tests.support.plugged import Offices, config_text, in_tree
from tests.web.auth.tokens import KEY
from web.app import create_app
from web.auth.demonstration import NAME, demonstration_issuer, mint
from web.host import Host, sample

LONG = bool(os.environ.get("HOTLINE_TEST_LONG"))
SECONDS = 600 if LONG else 10
ROLES = (
    "operator",
    "dispatcher",
    "city_lead",
    "unit_handler",
    "administrator",
    "auditor",
    "utility_service",
    "legal_desk",
    "enterprise_desk",
    "discipline_inspector",
    "callback_officer",
    "reporter",
    "",
)
INSIDE = re.compile(
    r"Traceback|\.py\b|asyncpg|sqlalchemy|graphql\.|strawberry|line \d+, in |invalid literal|unexpected keyword"
)
"""What only the text of an exception says."""
_ID = re.compile(r'"(djE6[\w-]{20,})"')
LEAST = 40
"""Documents of each library, however slow the machine is."""
KEPT = 300
"""Ids that are asked for again: of what was there, and of what has been made."""
WORDS = (
    "370902",
    "010101",
    "TA1",
    "verb",
    "unit:ta-housing",
    "\x00",
    "￿",
    "'; drop table x --",
    "%_",
    "../..",
    "9" * 40,
)
TIMES = st.one_of(
    st.datetimes().map(lambda one: f"{one.isoformat()}+08:00"),
    st.text(max_size=8),
    st.just("9999-12-31T23:59:59.999999+00:00"),
)
SCALARS = {
    "DateTime": TIMES.map(nodes.String),
    "LocalDate": st.one_of(st.dates().map(str), st.text(max_size=8)).map(nodes.String),
    "Decimal": st.one_of(st.decimals().map(str), st.just("1e99999")).map(nodes.String),
    "BigInt": st.one_of(st.integers().map(str), st.just("9" * 30)).map(nodes.String),
    "JSON": st.text(max_size=8).map(nodes.String),
}
QUIET = settings(
    max_examples=6, phases=[Phase.generate], database=None, deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture
async def asked_of(office: Office, plugged_offices: Offices) -> Office:  # noqa: F811
    """A hotline; in the long form with every plug-in of the checkout, on in every district."""
    return await plugged_offices.of(config_text(in_tree())) if LONG else office


@pytest.fixture
async def rich(asked_of: Office, tmp_path: Path) -> Host:
    """A host that nobody asks too much of."""
    clock, rates = DatabaseClock(), dict.fromkeys(("rate_people", "rate_services", "rate_anonymous"), 10**9)
    await sample(clock, asked_of.pool)
    return Host(
        settings=Settings.model_validate({"var": tmp_path, **rates}),
        pool=asked_of.pool,
        clock=clock,
        services=asked_of.services,
        codes=await load_codes(asked_of.read),
        matrix=asked_of.matrix,
        attachments=open_store(None, tmp_path / "attachments"),
        signing_key=bytes(32),
        signer=HeadSigner(bytes(32)),
        root_keys=await open_keys(asked_of.read, ROOT_KEY),
        issuers={NAME: demonstration_issuer(KEY)},
    )


@pytest.fixture
async def client(rich: Host) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(create_app(rich))
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as caller:
        yield caller


async def known(office: Office) -> list[str]:
    """Ids that lead to something."""
    for number in range(3):
        case = RegisterCase(
            channel=Channel.PHONE, kind=Kind.COMPLAINT, title=f"路灯{number}", content="不亮", district="370902"
        )
        await office.run(register_case, "operator", case)
    rows = await office.pool.fetch(
        "select 'case' as code, id from case_file union all select 'case_event', id from case_event "
        "union all (select 'unit', id from unit limit 5)"
    )
    return [encode(row["code"], row["id"]) for row in rows]


class _Known(Visitor):
    """Puts ids and words that mean something in the place of some random ones."""

    def __init__(self, types: TypeInfo, ids: list[str], chance: random.Random) -> None:
        super().__init__()
        self._types, self._ids, self._chance = types, ids, chance

    def enter_string_value(self, node: StringValueNode, *_: Any) -> Node | None:
        """See Visitor."""
        type_ = self._types.get_input_type()
        named = get_named_type(type_) if type_ else None
        if not isinstance(named, GraphQLScalarType) or self._chance.random() < 0.3:
            return None
        if named.name == "ID":
            return StringValueNode(value=self._chance.choice(self._ids))
        return StringValueNode(value=self._chance.choice(WORDS)) if named.name == "String" else None


def check(query: str, response: httpx.Response) -> None:
    """No 5xx, no error without a registered code, nothing from inside."""
    told = f"{query}\n-> {response.status_code} {response.text[:600]}"
    assert response.status_code < 500, told
    body = response.json()
    errors = body.get("errors", [])
    assert {error["extensions"]["code"] for error in errors} <= registered().keys() - {"INTERNAL_SERVER_ERROR"}, told
    assert all(isinstance(error["message"], str) and error["message"] for error in errors), told
    assert errors or "data" in body, told
    assert not any(INSIDE.search(error["message"]) for error in errors), told


def by_hypothesis_graphql(schema: Any, name: str) -> list[str]:
    """Some documents of one root field."""
    make = queries if name in schema.query_type.fields else mutations
    return drawn(make(schema, fields=[name], custom_scalars=SCALARS))


def by_schemathesis(schema: Any) -> Iterator[list[str]]:
    """Some documents of one root field after the other."""
    for name, strategy in SCALARS.items():
        schemathesis.graphql.scalar(name, strategy)
    described = schemathesis.graphql.from_dict({"data": introspection_from_schema(schema)})
    operations = [one.ok() for one in described.get_all_operations()]
    random.shuffle(operations)
    for operation in operations:
        yield drawn(operation.as_strategy().map(lambda case: case.body))


def drawn(documents: st.SearchStrategy[str]) -> list[str]:
    """A few of them."""
    found: list[str] = []

    @QUIET
    @given(documents)
    def draw(document: str) -> None:
        found.append(document)

    draw()
    return found


async def ask(client: httpx.AsyncClient, host: Host, query: str, role: str) -> list[str]:
    """Ask, and look at the answer; the ids in it."""
    token = {"authorization": f"Bearer {mint(KEY, f'd:{role}', host.clock.now())}"} if role else {}
    headers = {**token, "idempotency-key": f"k{random.getrandbits(64)}"}
    answer = await client.post("/graphql", json={"query": query}, headers=headers)
    check(f"{role}: {query}", answer)
    return _ID.findall(answer.text)


@pytest.mark.parametrize("library", ["hypothesis-graphql", "schemathesis"])
async def test_whatever_is_asked_is_answered_with_a_code(
    client: httpx.AsyncClient, rich: Host, asked_of: Office, library: str
) -> None:
    schema = build_schema(plugins=rich.plugins)._schema
    ids, chance, asked = await known(asked_of), random.Random(), 0
    assert schema.query_type is not None
    assert schema.mutation_type is not None
    names = [*schema.query_type.fields, *schema.mutation_type.fields]
    chance.shuffle(names)
    end = time.monotonic() + SECONDS
    while time.monotonic() < end or asked < LEAST:
        made = (
            by_schemathesis(schema)
            if library == "schemathesis"
            else (by_hypothesis_graphql(schema, one) for one in names)
        )
        for documents in made:
            for document in documents:
                types = TypeInfo(schema)
                told = print_ast(visit(parse(document), TypeInfoVisitor(types, _Known(types, ids, chance))))
                ids += await ask(client, rich, chance.choice((document, told, told)), chance.choice(ROLES))
                del ids[:-KEPT]
                asked += 1
            if time.monotonic() > end and asked >= LEAST:
                break
    print(f"{asked} documents of {library}")  # noqa: T201 - the figure of the proof
