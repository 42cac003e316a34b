"""Nobody learns from the time an answer takes whether a case is absent or kept from him.

The short form compares what an answer costs: the same statements, as many round trips, the same answer. HOTLINE_TEST_LONG=1
measures: 2 × 2,000 answers of each kind in turn, and Mann and Whitney's test finds no difference (p > 0.01).
"""

import os
import random
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from statistics import NormalDist
from time import perf_counter_ns
from typing import Any
from uuid import UUID, uuid4

import pytest
from argon2 import PasswordHasher
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
)

from core.cases.commands.register_case import register_case
from core.cases.inputs.intake import RegisterCase
from core.cases.states import Channel, Kind
from core.codes.registry import load_codes
from core.db.uow import unit_of_work
from core.errors import NotFound
from core.exports.hand_out import handed_out
from core.passwords import commands
from schema.compose import build_schema
from schema.relay.ids import encode
from tests.core.exports.desk import asks, registered, requested
from tests.schema.conftest import Api
from tests.secrecy.statements import listened_to
from tests.support.office import Office
from tests.web.auth.conftest import site  # noqa: F401 - a fixture
from tests.web.auth.site import PERSON, SERVICE, Site
from web.auth.anonymous import NOBODY

measured = pytest.mark.skipif(
    not os.environ.get("HOTLINE_TEST_LONG"), reason="2 × 2,000 answers of each kind: HOTLINE_TEST_LONG=1"
)
SAMPLES = 2_000
ROLES = ("operator", "county_officer", "unit_handler", "legal_desk")
"""None of them may know of a referral to the discipline inspection."""
SELECTED = "id caseNo state title content events { id } reporter { name phone }"
QUERIES = {
    "node": f"query ($id: ID!) {{ node(id: $id) {{ id ... on Case {{ {SELECTED} }} }} }}",
    "nodes": f"query ($id: ID!) {{ nodes(ids: [$id]) {{ id ... on Case {{ {SELECTED} }} }} }}",
    "case": f"query ($id: ID!) {{ case(by: {{ id: $id }}) {{ {SELECTED} }} }}",
    "caseNo": f"query ($no: String!) {{ case(by: {{ caseNo: $no }}) {{ {SELECTED} }} }}",
    "search": "query ($no: String!) { search(text: $no) { id } }",
    "phone": "query ($phone: String!) { search(text: $phone) { id } }",
    "title": "query ($title: String!) { search(text: $title) { id } }",
    "proposals": "query ($id: ID!) { caseDispatchProposals(caseId: $id) { __typename } }",
}
PRESENT = {"phone": "13805380001", "title": "金丝雀在唱歌"}
ABSENT = {"phone": "13905390002", "title": "布谷鸟在飞翔"}


@pytest.fixture
async def api(office: Office) -> Api:
    return Api(build_schema(), office, await load_codes(office.read))


async def hidden(office: Office) -> dict[str, str]:
    """A case that is kept from all of ROLES, and what leads to it."""
    case = RegisterCase(
        channel=Channel.PHONE, kind=Kind.REPORT, title=PRESENT["title"], content="内容", district="370902"
    )
    case_id = UUID(str((await office.run(register_case, "operator", case)).case_id))
    await office.pool.execute("update case_file set secrecy = 3 where id = $1", case_id)
    await office.pool.execute("update case_event set secrecy = 3 where case_id = $1", case_id)
    number = await office.pool.fetchval("select case_no from case_file where id = $1", case_id)
    unit = await office.pool.fetchval(
        "select id from unit where path = $1", office.viewer("unit_handler").grants[0].unit_path
    )
    return {**PRESENT, "id": encode("case", case_id), "no": number, "unit": encode("unit", unit)}


def nothing(like: dict[str, str]) -> dict[str, str]:
    """What leads nowhere."""
    number = like["no"][:-4] + "9999"
    return {**like, **ABSENT, "id": encode("case", uuid4()), "no": number}


def given(type_: GraphQLInputType, ids: dict[str, str], name: str = "") -> Any:
    """Something of the type, with whatever must be there; a unit that there is, so that the case is what is missing."""
    if isinstance(type_, GraphQLNonNull):
        return given(type_.of_type, ids, name)
    if isinstance(type_, GraphQLList):
        return [] if name in {"attachments", "materials"} else [given(type_.of_type, ids, name)]
    if isinstance(type_, GraphQLEnumType):
        return next(iter(type_.values))
    if isinstance(type_, GraphQLInputObjectType):
        needed = {one: field for one, field in type_.fields.items() if isinstance(field.type, GraphQLNonNull)}
        if type_.is_one_of:
            needed = dict([next(iter(type_.fields.items()))])
        return {one: given(field.type, ids, one) for one, field in needed.items()}
    if str(type_) == "ID":
        return ids["unit" if name in {"unitId", "participants"} else "id"]
    plain = {"Int": 1, "Float": 1.0, "Boolean": True, "Decimal": "1", "BigInt": "1"}
    times = {"DateTime": "2026-11-24T09:00:00+08:00", "LocalDate": "2026-11-24"}
    return (plain | times).get(str(type_), "文字")


def mutations(schema: GraphQLSchema) -> Iterator[tuple[str, Any]]:
    """Each mutation that is told a case, and its input's type."""
    assert schema.mutation_type is not None
    for name, field in schema.mutation_type.fields.items():
        what = field.args["input"].type
        input_type = what.of_type if isinstance(what, GraphQLNonNull) else what
        if isinstance(input_type, GraphQLInputObjectType) and "caseId" in input_type.fields:
            yield name, input_type


async def cost(api: Api, role: str, document: str, variables: dict[str, Any]) -> tuple[list[str], str]:
    """The statements of an answer, and the answer without the id that was asked for."""
    with listened_to() as sent:
        result = await api.execute(document, role, **variables)
    told = f"{result.data} {[(one.message, one.extensions) for one in result.errors or ()]}"
    for one in variables.values():
        told = told.replace(str(one), "…")
    return sent, told


async def alike(api: Api, role: str, document: str, absent: dict[str, Any], forbidden: dict[str, Any]) -> str | None:
    """Nothing, or in what the two differ; both were asked before, as what is learned once counts for both."""
    for _ in range(2):
        await cost(api, role, document, absent)
        await cost(api, role, document, forbidden)
    first, second = await cost(api, role, document, absent), await cost(api, role, document, forbidden)
    if first == second:
        return None
    return f"{document[:60]} as {role}: {len(first[0])} and {len(second[0])} statements, {first[1]} and {second[1]}"


async def test_absent_and_forbidden_cost_the_same_in_queries(api: Api) -> None:
    there = await hidden(api.office)
    absent = nothing(there)
    differ = []
    for role in ROLES:
        for document in QUERIES.values():
            names = [name for name in there if f"${name}:" in document]
            found = await alike(
                api, role, document, {n: absent[n] for n in names}, {n: there[n] for n in names}
            )  # fmt: skip
            differ += [found] if found else []
    assert differ == []


async def test_absent_and_forbidden_cost_the_same_in_mutations(api: Api) -> None:
    there = await hidden(api.office)
    absent = nothing(there)
    told = list(mutations(api.schema._schema))
    assert len(told) >= 15
    differ = []
    for role in ROLES[:3]:
        for name, type_ in told:
            document = f"mutation ($input: {type_}!) {{ {name}(input: $input) {{ userErrors {{ code field }} }} }}"
            found = await alike(api, role, document, {"input": given(type_, absent)}, {"input": given(type_, there)})
            differ += [found] if found else []
    assert differ == []


def difference(a: list[int], b: list[int]) -> float:
    """The probability of ranks as different as these if there is no difference (Mann and Whitney, two-sided)."""
    ranked = sorted([(value, 0) for value in a] + [(value, 1) for value in b])
    ranks = sum(rank for rank, (_, which) in enumerate(ranked, start=1) if which == 0)
    n, m = len(a), len(b)
    expected, spread = n * (n + m + 1) / 2, (n * m * (n + m + 1) / 12) ** 0.5
    return 2 * (1 - NormalDist().cdf(abs(ranks - expected) / spread))


def test_the_test_sees_a_difference_and_only_a_difference() -> None:
    drawn = random.Random(1)
    one, same = ([int(drawn.expovariate(1e-6)) for _ in range(SAMPLES)] for _ in range(2))
    assert difference(one, same) > 0.01
    assert difference(one, [value + 100_000 for value in same]) < 0.001


async def indistinct(ask: Callable[[int, int], Awaitable[object]]) -> bool:
    """Whether times tell nothing of what is asked for: what is absent (0) or kept from the asker (1), by a running number.

    Of a dozen kinds one in eight runs would find one different by chance alone, so that it is measured twice then.
    """
    return await _apart(ask) > 0.01 or await _apart(ask) > 0.01


async def _apart(ask: Callable[[int, int], Awaitable[object]]) -> float:
    times: tuple[list[int], list[int]] = ([], [])
    for number in range(2 * SAMPLES + 200):
        begun = perf_counter_ns()
        await ask(number % 2, number)
        if number >= 200:
            times[number % 2].append(perf_counter_ns() - begun)
    return difference(*times)


@measured
@pytest.mark.parametrize(
    "asked", ["node", "case", "caseNo", "search", "phone", "acceptCase", "dispatchCase", "reveal", "mergeCases"]
)
async def test_absent_and_forbidden_take_the_same_time(api: Api, asked: str) -> None:
    there = await hidden(api.office)
    absent, types = nothing(there), dict(mutations(api.schema._schema))
    document = QUERIES.get(asked) or (
        f"mutation ($input: {types[asked]}!) {{ {asked}(input: $input) {{ userErrors {{ code }} }} }}"
    )

    async def ask(which: int, _: int) -> None:
        place = (absent, there)[which]
        told = {name: value for name, value in place.items() if f"${name}:" in document}
        await api.execute(document, "operator", **(told or {"input": given(types[asked], place)}))

    assert await indistinct(ask)


@measured
async def test_a_wrong_access_code_takes_as_long_as_an_absent_case(api: Api) -> None:
    there = await hidden(api.office)
    numbers, nobody = (nothing(there)["no"], there["no"]), replace(api.office.viewer("reporter"), id=NOBODY, grants=())
    document = 'query ($no: String!) { caseByAccessCode(caseNo: $no, accessCode: "WRONGONE") { state } }'

    async def ask(which: int, number: int) -> None:
        source = f"198.51.{number // 200}.{number % 200}"  # five tries of each
        context = replace(api.context("reporter"), viewer=nobody, source=source)
        result = await api.execute(document, context=context, no=numbers[which])
        assert (result.data, result.errors) == ({"caseByAccessCode": None}, None)

    assert await indistinct(ask)


@measured
async def test_somebody_else_s_export_takes_as_long_as_an_absent_one(office: Office) -> None:
    await registered(office)
    ids = (uuid4(), await requested(office, "city_lead", asks()))

    async def ask(which: int, _: int) -> None:
        with pytest.raises(NotFound):
            async with unit_of_work(office.pool, office.services) as uow:
                await handed_out(uow, office.viewer("operator"), ids[which])

    assert await indistinct(ask)


@measured
async def test_a_wrong_password_takes_as_long_as_an_account_without_one(
    site: Site,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # given hashes that cost next to nothing, so that what is around them can be seen
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(commands, "_hasher", quick)
    nobodys = quick.hash("nobody's")
    monkeypatch.setattr(commands, "nobodys_hash", lambda: nobodys)
    await site.password()

    async def ask(which: int, _: int) -> None:
        await site.host.pool.execute("delete from password_attempt")
        answer = await site.break_glass("Wrong-2026-word", ("d:nobody_here", PERSON)[which])
        assert answer.status_code == 401

    assert await indistinct(ask)


@measured
async def test_a_service_without_a_key_pair_takes_as_long_as_none(site: Site) -> None:  # noqa: F811
    async def ask(which: int, _: int) -> None:
        subject = ("d:nobody_is_here", SERVICE)[which]
        answer = await site.token(site.assertion(iss=subject, sub=subject))
        assert answer.json()["error_description"] == "the issuer is not accepted here"

    assert await indistinct(ask)


async def test_what_may_be_seen_does_differ(api: Api) -> None:
    # given the same case, for who may see it
    there = await hidden(api.office)
    absent = nothing(there)

    # then every question but those that search tells it from nothing
    same = set()
    for name, document in QUERIES.items():
        asked = [one for one in there if f"${one}:" in document]
        pair = {one: absent[one] for one in asked}, {one: there[one] for one in asked}
        if await alike(api, "discipline_inspector", document, *pair) is None:
            same.add(name)
    assert same == {"search", "phone", "title"}
