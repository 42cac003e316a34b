"""From an admitted query to its plan or back to the executor: when, why, and for how long it is remembered."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import casbin
import orjson
import pytest

from core.access.viewer import Viewer
from schema.context import RequestContext
from schema.gate.gate import Gate
from schema.plan import reads as module
from schema.plan.latest import Latest
from schema.plan.reads import Reads
from tests.schema.conftest import Api
from tests.schema.support.desk import Desk

ONE = "query($by: CaseKey!) { case(by: $by) { id state title reporter { name } } }"
LIST = "query($filter: CaseFilter) { cases(filter: $filter) { totalCount nodes { caseNo title } } }"


class Door:
    """Reads behind a gate, and what was counted."""

    def __init__(self, api: Api) -> None:
        self.api, self.counted = api, Counter[str]()
        self.gate = Gate(api.schema._schema)
        self.reads = Reads(api.schema, lambda by: self.counted.update([by]))

    async def ask(self, document: str, role: str = "operator", *, viewer: Viewer | None = None, **given: Any) -> Any:
        """What a plan answers; None where the executor is to."""
        context = self.api.context(role)
        context.viewer = viewer or context.viewer
        admitted = self.gate.admit(document, None, given, context.viewer)
        found = await self.reads.answer(admitted, given, context)
        return None if found is None else orjson.loads(found)["data"]

    async def twice(self, document: str, role: str = "operator", **given: Any) -> Any:
        """The second answer of a document nobody knew."""
        assert await self.ask(document, role, **given) is None
        return await self.ask(document, role, **given)


@pytest.fixture
def door(api: Api) -> Door:
    return Door(api)


@pytest.fixture
def desk(api: Api) -> Desk:
    return Desk(api)


async def test_a_document_is_planned_when_it_is_asked_for_again(door: Door, desk: Desk) -> None:
    case = await desk.registered()

    found = await door.twice(ONE, by={"id": case})

    assert found == {"case": {"id": case, "state": "RECEIVED", "title": "电梯停运", "reporter": {"name": "张**"}}}
    assert door.counted == {"new": 1, "plan": 1}


async def test_a_trusted_document_is_planned_at_once(door: Door, desk: Desk) -> None:
    door.gate.keep(ONE)

    assert await door.ask(ONE, by={"id": await desk.registered()}) is not None


@pytest.mark.parametrize(
    ("document", "given", "reason"),
    [
        ("{ viewer { id } }", {}, "resolver"),
        ("{ cases { nodes { allowedActions { allowed } } } }", {}, "resolver"),
        ("query($n: Int) { cases(first: $n) { totalCount } }", {"n": 1000}, "arguments"),
        ("query($n: Int) { cases(first: $n) { totalCount } }", {"n": "1"}, "arguments"),
        ("query($after: String) { cases(after: $after) { totalCount } }", {"after": "x"}, "arguments"),
        ('{ units(first: 1) { nodes { children(after: "x") { totalCount } } } }', {}, "arguments"),
    ],
)
async def test_what_has_no_plan_is_left_to_the_executor_and_counted(
    door: Door, document: str, given: dict[str, Any], reason: str
) -> None:
    assert await door.twice(document, **given) is None
    assert await door.ask(document, **given) is None
    assert door.counted == {"new": 1, reason: 2}


async def test_introspection_is_left_to_the_executor(door: Door) -> None:
    assert await door.twice("{ __schema { queryType { name } } }", "developer") is None
    assert door.counted["introspection"] == 1


async def test_an_answer_with_an_error_is_left_to_the_executor(door: Door, desk: Desk) -> None:
    case = await desk.registered()
    await door.twice(ONE, by={"id": case})

    await door.api.office.pool.execute("update case_file set title_sealed = '\\x00'")

    assert await door.ask(ONE, by={"id": case}) is None
    assert door.counted["value"] == 1


async def test_a_statement_that_fails_is_left_to_the_executor(door: Door, desk: Desk) -> None:
    case = await desk.registered()
    await door.twice(ONE, by={"id": case})
    broken: Any = _Broken()
    context = replace_pool(door.api.context("operator"), broken)
    admitted = door.gate.admit(ONE, None, {"by": {"id": case}}, context.viewer)

    assert await door.reads.answer(admitted, {"by": {"id": case}}, context) is None
    assert door.counted["database"] == 1


class _Broken:
    async def fetch(self, *_: object) -> None:
        raise OSError


def replace_pool(context: RequestContext, pool: Any) -> RequestContext:
    context.pool = pool
    return context


async def test_each_viewer_is_bound_to_the_one_plan(door: Door, desk: Desk) -> None:
    case = await desk.registered(district="370911")
    operator, county = (door.api.office.viewer(role) for role in ("county_officer", "county_officer"))
    (grant,) = county.grants
    elsewhere = replace(county, id=operator.id, grants=(replace(grant, district_path="/370900/370911"),))
    await door.twice(ONE, "county_officer", by={"id": case})

    assert (await door.ask(ONE, by={"id": case}, viewer=county))["case"] is None
    assert (await door.ask(ONE, by={"id": case}, viewer=elsewhere))["case"] is not None
    assert (await door.ask(ONE, by={"id": case}, viewer=county))["case"] is None


async def test_a_grant_that_has_ended_opens_nothing(door: Door, desk: Desk) -> None:
    case = await desk.registered()
    now = door.api.office.clock.now()
    operator = door.api.office.viewer("operator")
    ending = replace(operator, grants=(replace(operator.grants[0], valid_to=now + timedelta(minutes=1)),))
    await door.twice(ONE, by={"id": case})

    assert (await door.ask(ONE, by={"id": case}, viewer=ending))["case"] is not None
    ended = replace(ending, now=now + timedelta(minutes=1))
    assert (await door.ask(ONE, by={"id": case}, viewer=ended))["case"] is None


async def test_a_filter_left_out_and_a_filter_given_have_plans_of_their_own(door: Door, desk: Desk) -> None:
    await desk.registered()
    await desk.registered(kind="SUGGESTION")
    await door.ask(LIST)

    assert (await door.ask(LIST))["cases"]["totalCount"] == 2
    assert (await door.ask(LIST, filter={"kind": ["SUGGESTION"]}))["cases"]["totalCount"] == 1
    assert (await door.ask(LIST, filter={"kind": ["REPORT"]}))["cases"]["totalCount"] == 0
    assert (await door.ask(LIST, filter={"district": "nowhere"}))["cases"]["totalCount"] == 0
    assert (await door.ask(LIST))["cases"]["totalCount"] == 2


async def test_casbin_is_never_asked(door: Door, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    case = await desk.registered()
    await door.ask(ONE, by={"id": case})

    def asked(*_: object) -> None:
        raise AssertionError("Casbin was asked")

    for name in ("enforce", "get_filtered_policy", "get_implicit_roles_for_user"):
        monkeypatch.setattr(casbin.Enforcer, name, asked)

    assert await door.ask(ONE, by={"id": case}) is not None


async def test_a_flood_of_documents_pushes_out_no_trusted_plan_and_makes_none(
    door: Door, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PLANS", 4)
    door.reads = Reads(door.api.schema, lambda by: door.counted.update([by]))
    case = await desk.registered()
    door.gate.keep(ONE)
    before = await door.ask(ONE, by={"id": case})

    for number in range(60):
        assert await door.ask(f"{{ districts(first: 1) {{ a{number}: totalCount }} }}") is None
    assert door.counted["plan"] == 1

    for number in range(30):
        await door.twice(f"{{ districts(first: 1) {{ b{number}: totalCount }} }}")

    assert len(door.reads._plans.plans) == 4
    assert len(door.reads._trusted_plans.plans) == 1
    assert await door.ask(ONE, by={"id": case}) == before


async def test_many_at_once_are_answered_each_its_own(door: Door, desk: Desk) -> None:
    cases = [await desk.registered() for _ in range(6)]
    await door.twice(ONE, by={"id": cases[0]})

    found = await asyncio.gather(*(door.ask(ONE, by={"id": case}) for case in cases * 5))

    assert [one["case"]["id"] for one in found] == cases * 5


def test_the_least_recently_used_is_pushed_out() -> None:
    held: Latest[str] = Latest(2)
    held.put(1, "a")
    held.put(2, "b")
    held.get(1)
    held.put(3, "c")

    assert [held.get(key) for key in (1, 2, 3)] == ["a", None, "c"]
    assert len(held) == 2
