"""A mutation is called once, and its payload shown by a plan as the executor shows it."""

import asyncio
from collections.abc import Sequence
from typing import Any

import orjson
import pytest

from core.cases.verbs import Verb
from schema.gate.gate import Gate
from schema.plan.reads import Reads
from tests.schema.conftest import Api
from tests.schema.support.desk import PLACE, Desk
from tests.schema.support.planned import PlannedApi, answer

REGISTER = """mutation($input: RegisterCaseInput!, $more: Boolean = true) {
  registerCase(input: $input) {
    __typename accessCode userErrors { code field message }
    case { id caseNo title district { name } reporter { name phone } events @include(if: $more) { type { label } } } } }"""
CODED = "mutation($input: RegisterCaseInput!) { registerCase(input: $input) { case { allowedActions { allowed } } } }"
TWO = """mutation($input: RegisterCaseInput!, $again: RegisterCaseInput!) {
  one: registerCase(input: $input) { case { state title } userErrors { code } }
  two: registerCase(input: $again) { case { caseNo } userErrors { code message } }
  __typename
  three: registerCase(input: $input) { case { version } } }"""


def given(**more: Any) -> dict[str, Any]:
    return {
        "channel": "WEB",
        "kind": "HELP_REQUEST",
        "title": "路灯\"'\\",
        "content": "不亮",
        "district": PLACE,
        **more,
    }


@pytest.fixture
def planned(api: Api) -> PlannedApi:
    return PlannedApi(api.schema, api.office, api.codes)


class Door:
    """Reads behind a gate: what a request of HTTP passes."""

    def __init__(self, api: Api) -> None:
        self.api, self.counted = api, list[str]()
        self.gate = Gate(api.schema._schema)
        self.reads = Reads(api.schema, self.counted.append)

    async def ask(self, document: str, *, lanes: Any = None, key: str | None = None, **variables: Any) -> Any:
        """The answer, and its bytes if a plan made it."""
        self.gate.keep(document)
        context = self.api.context("operator", key=key)
        context.lanes = lanes
        admitted = self.gate.admit(document, None, variables, context.viewer)
        made = await self.reads.answer(admitted, variables, context)
        if made is not None:
            return orjson.loads(made)
        return answer(await self.api.execute(document, context=context, **variables))

    async def cases(self) -> int:
        """How many have been registered."""
        return int(await self.api.office.pool.fetchval("select count(*) from case_file"))


@pytest.fixture
def door(api: Api) -> Door:
    return Door(api)


async def test_every_payload_of_a_case_s_life_is_shown_as_the_executor_does(planned: PlannedApi) -> None:
    desk = Desk(planned)
    _, part = await desk.discontent()
    _, other = await desk.at_work(kind="REPORT")
    await desk.termination(other)
    case = await desk.registered()
    refused = await desk.refused(Verb.ACCEPT_CASE, "operator", caseId=case, category="x")
    await desk.refused(Verb.ACCEPT_ASSIGNMENT, "unit_liaison", assignmentId=part, expectedVersion=1)

    assert refused["code"]
    assert planned.told >= 15


@pytest.mark.parametrize("role", ["operator", "reporter", "administrator"])
async def test_a_payload_is_shown_to_whom_it_may(planned: PlannedApi, role: str) -> None:
    await planned.execute(REGISTER, role, input=given(reporter={"name": "张三", "phone": "13805381234"}))
    await planned.execute(REGISTER, role, input=given(district="x"), more=False)
    assert planned.told == 2


async def test_several_are_called_one_after_the_other(planned: PlannedApi) -> None:
    found = await planned.data(TWO, input=given(), again=given(district="x"))
    assert [found["one"]["case"]["state"], found["two"]["case"], found["three"]["case"]["version"]] == [
        "RECEIVED",
        None,
        1,
    ]
    assert list(found) == ["one", "two", "__typename", "three"]
    assert planned.told == 1


async def test_a_repeat_says_so(planned: PlannedApi) -> None:
    for _ in range(2):
        result = await planned.execute(REGISTER, context=planned.context("operator", key="k-1"), input=given())
    assert result.extensions == {"idempotentReplay": True}
    assert planned.told == 2


async def test_what_cannot_be_shown_by_a_plan_is_found_out_before_anything_is_done(door: Door) -> None:
    found = await door.ask(CODED, input=given())
    assert found["data"]["registerCase"]["case"]["allowedActions"]
    assert (door.counted, await door.cases()) == (["resolver"], 1)


async def test_a_plan_answers(door: Door) -> None:
    found = await door.ask(REGISTER, input=given())
    assert found["data"]["registerCase"]["case"]["title"] == "路灯\"'\\"
    assert (door.counted, await door.cases()) == (["plan"], 1)


async def test_a_payload_that_cannot_be_read_by_the_plan_is_shown_by_the_executor(door: Door) -> None:
    found = await door.ask(REGISTER, input=given(), lanes=_Broken())
    assert found["data"]["registerCase"]["case"]["title"] == "路灯\"'\\"
    assert (door.counted, await door.cases()) == (["database"], 1)


async def test_payloads_that_are_due_while_one_is_read_are_read_together(door: Door) -> None:
    lanes = _Held(door, until=4)
    door.gate.keep(REGISTER)

    async def registered(title: str) -> Any:
        context, variables = door.api.context("operator"), {"input": given(title=title)}
        context.lanes = lanes  # type: ignore[assignment]
        admitted = door.gate.admit(REGISTER, None, variables, context.viewer)
        return orjson.loads(await door.reads.answer(admitted, variables, context) or b"null")

    found = await asyncio.gather(*map(registered, "abcd"))

    assert [one["data"]["registerCase"]["case"]["title"] for one in found] == list("abcd")
    assert lanes.statements < 4
    assert door.counted == ["plan"] * 4


class _Held:
    """Lanes whose first statement waits until so many cases are there."""

    def __init__(self, door: Door, until: int) -> None:
        self._door, self._until, self.statements = door, until, 0

    async def fetch(self, sql: str, values: Sequence[object]) -> Any:
        self.statements += 1
        while await self._door.cases() < self._until:  # noqa: ASYNC110 - commits tell nobody here
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)  # until those who registered them ask, too
        return await self._door.api.office.pool.fetch(sql, *values)


class _Broken:
    async def fetch(self, *_: object) -> None:
        raise OSError


async def test_what_a_command_raises_is_worded_by_the_executor_and_the_rest_is_called(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = 0

    async def failing(*_: object) -> None:
        nonlocal calls
        calls += 1
        raise ZeroDivisionError

    monkeypatch.setattr("schema.cases.mutations.register_case.register_case", failing)
    document = REGISTER.replace("registerCase(", "one: registerCase(")
    door.gate.keep(document)
    context = door.api.context("operator")
    admitted = door.gate.admit(document, None, {"input": given()}, context.viewer)

    assert await door.reads.answer(admitted, {"input": given()}, context) is None
    result = await door.api.execute(document, context=context, input=given())

    assert result.data is None
    assert [(one.path, (one.extensions or {})["code"]) for one in result.errors or ()] == [
        (["one"], "INTERNAL_SERVER_ERROR")
    ]
    assert calls == 1


async def test_arguments_that_are_refused_are_refused_before_anything_is_done(door: Door) -> None:
    document = 'mutation($n: ID!) { a: withdrawCase(input: {caseId: $n, reason: "x"}) { userErrors { code } } }'
    door.gate.keep(document)
    context = door.api.context("operator")
    admitted = door.gate.admit(document, None, {"n": []}, context.viewer)
    assert await door.reads.answer(admitted, {"n": []}, context) is None
    assert (door.counted, context.answered) == (["arguments"], {})
