"""The mutation layer: one transaction per call, one effect per key, nothing written by a refusal."""

import asyncio
from typing import Any

import pytest
import strawberry
from sqlalchemy import text

from core.access.viewer import Viewer
from core.cases.commands.register_case import register_case
from core.cases.commands.withdraw_case import withdraw_case
from core.cases.inputs.intake import RegisterCase, WithdrawCase
from core.cases.outcome import Outcome
from core.cases.states import Channel, Kind
from core.db.uow import UnitOfWork
from core.errors import VersionMoved
from schema import mutation as layer
from schema.cases.types import Case
from schema.compose import build_schema
from schema.context import Info
from schema.data import fields as data
from schema.decorators import mutation
from schema.errors import UserError
from schema.inputs import Idempotent, Versioned
from schema.relay import ids
from schema.relay.node import NodeQueries
from schema.relay.windows import given
from tests.schema.conftest import Api


@strawberry.input
class RegisterInput(Idempotent):
    title: str

    def command(self) -> RegisterCase:
        return RegisterCase(
            channel=Channel.WEB, kind=Kind.HELP_REQUEST, title=self.title, content="路灯不亮", district="370902"
        )


@strawberry.input
class WithdrawInput(Versioned):
    case_id: strawberry.ID

    def command(self) -> WithdrawCase:
        return WithdrawCase(
            case_id=ids.expect(self.case_id, "case", "input", "caseId"),
            expected_version=given(self.expected_version),
            reason="不再需要",
        )


@strawberry.type
class CasePayload:
    case: Case | None
    user_errors: list[UserError]


_XID = text("SELECT pg_current_xact_id_if_assigned()::text")


class Hurdles:
    """What the next calls of the command meet before they begin."""

    moved = 0
    calls = 0
    written: object = "nothing was called"
    """The id of the last call's transaction, which it has from its first write on."""


async def hurdled(uow: UnitOfWork, actor: Viewer, input: RegisterCase) -> Outcome:
    Hurdles.calls += 1
    try:
        outcome = await register_case(uow, actor, input)
    finally:
        Hurdles.written = await uow.fetch_value(_XID)
    if Hurdles.moved:
        Hurdles.moved -= 1
        raise VersionMoved
    return outcome


async def payload(info: Info, done: Outcome | list[UserError]) -> CasePayload:
    if isinstance(done, list):
        return CasePayload(case=None, user_errors=done)
    return CasePayload(case=await data.by_id(info, Case, done.case_id), user_errors=[])


@strawberry.type
class Mutations:
    @mutation("Register")
    async def register(self, info: Info, input: RegisterInput) -> CasePayload:
        return await payload(info, await layer.run(info, hurdled, input))

    @mutation("Register, under another name")
    async def enter(self, info: Info, input: RegisterInput) -> CasePayload:
        return await payload(info, await layer.run(info, hurdled, input))

    @mutation("Withdraw")
    async def withdraw(self, info: Info, input: WithdrawInput) -> CasePayload:
        return await payload(info, await layer.run(info, withdraw_case, input))


SCHEMA = build_schema(queries=(NodeQueries,), mutations=(Mutations,))
FIELDS = "{ case { id caseNo version state } userErrors { code message field stale { currentVersion changedFields } } }"
REGISTER = "mutation($input: RegisterInput!) { register(input: $input) " + FIELDS + " }"
ENTER = "mutation($input: RegisterInput!) { enter(input: $input) " + FIELDS + " }"
WITHDRAW = "mutation($input: WithdrawInput!) { withdraw(input: $input) " + FIELDS + " }"


@pytest.fixture
async def desk(api: Api) -> Api:
    """An office whose command meets hurdles, none so far."""
    Hurdles.moved = Hurdles.calls = 0
    return Api(SCHEMA, api.office, api.codes)


async def count(desk: Api, table: str) -> int:
    return int(await desk.office.pool.fetchval(f"select count(*) from {table}"))


async def register(desk: Api, key: str | None = None, title: str = "路灯", **rest: Any) -> Any:
    return await desk.execute(REGISTER, input={"title": title} | ({"idempotencyKey": key} if key else {}), **rest)


async def test_a_command_is_done_and_rendered(desk: Api) -> None:
    result = await register(desk)
    assert result.errors is None
    assert result.data["register"]["case"]["state"] == "RECEIVED"
    assert result.data["register"]["userErrors"] == []
    assert await count(desk, "case_file") == 1
    assert (await count(desk, "idempotency"), result.extensions) == (0, {})
    assert Hurdles.written is not None


async def test_a_repeat_answers_the_same_case_and_says_so(desk: Api) -> None:
    # given a call with a key
    first = await register(desk, "key-1")
    # when it is repeated
    again = await register(desk, "key-1")
    # then what it did was undone, and nothing more is there
    assert again.data == first.data
    assert again.extensions == {"idempotentReplay": True}
    written = ("case_file", "reporter", "clock", "timer", "case_event", "outbox", "idempotency")
    assert [await count(desk, table) for table in written] == [1, 1, 1, 2, 1, 1, 1]


async def test_a_repeat_renders_the_present(desk: Api) -> None:
    # given a registered case that was withdrawn since
    first = await register(desk, "key-1")
    case_id = first.data["register"]["case"]["id"]
    await desk.execute(WITHDRAW, input={"caseId": case_id})
    # when the registration is repeated, then the case is shown as it is now
    again = await register(desk, "key-1")
    assert again.data["register"]["case"] == {
        **first.data["register"]["case"], "state": "WITHDRAWN", "version": 2,
    }  # fmt: skip


async def test_the_header_s_key_counts_like_the_input_s(desk: Api) -> None:
    await desk.execute(REGISTER, context=desk.context("operator", key="key-1"), input={"title": "路灯"})
    again = await register(desk, "key-1")
    assert again.extensions == {"idempotentReplay": True}


async def test_a_key_used_for_something_else_is_refused(desk: Api) -> None:
    await register(desk, "key-1")
    other_body = await register(desk, "key-1", title="井盖")
    other_field = await desk.execute(ENTER, input={"title": "路灯", "idempotencyKey": "key-1"})
    told = {"code": "IDEMPOTENCY_KEY_REUSED", "message": "该幂等键已用于另一项请求，请换用新的键。",
            "field": ["input", "idempotencyKey"], "stale": None}  # fmt: skip
    assert other_body.data["register"] == {"case": None, "userErrors": [told]}
    assert other_field.data["enter"] == {"case": None, "userErrors": [told]}
    assert await count(desk, "case_file") == 1


async def test_two_people_may_use_the_same_key(desk: Api) -> None:
    await register(desk, "key-1", role="operator")
    await register(desk, "key-1", role="city_lead")
    assert await count(desk, "case_file") == 2


@pytest.mark.parametrize("key", ["", " ", "键", "k" * 129, "a\tb", "a b"])
async def test_an_unusable_key_is_refused(desk: Api, key: str) -> None:
    result = await desk.execute(REGISTER, input={"title": "路灯", "idempotencyKey": key})
    assert [error["code"] for error in result.data["register"]["userErrors"]] == ["BAD_IDEMPOTENCY_KEY"]
    assert await count(desk, "case_file") == 0


async def test_twins_at_the_same_time_are_one(desk: Api) -> None:
    results = await asyncio.gather(*(register(desk, "key-1") for _ in range(6)))
    numbers = {result.data["register"]["case"]["caseNo"] for result in results}
    assert len(numbers) == 1
    assert (await count(desk, "case_file"), await count(desk, "idempotency")) == (1, 1)
    assert sum("idempotentReplay" in (result.extensions or {}) for result in results) == 5


async def test_a_refusal_writes_nothing_and_keeps_no_key(desk: Api) -> None:
    # when somebody who may not registers, with a key
    result = await register(desk, "key-1", role="auditor")
    # then it is told, and its transaction never had an id
    (error,) = result.data["register"]["userErrors"]
    assert (result.errors, error["code"]) == (None, "NOT_ALLOWED")
    assert (await count(desk, "case_file"), await count(desk, "idempotency")) == (0, 0)
    assert Hurdles.written is None


async def test_a_refusal_after_a_twin_has_won_is_a_replay(desk: Api) -> None:
    # given two withdrawals of one case at once: the second finds the case withdrawn
    case_id = (await register(desk)).data["register"]["case"]["id"]
    asked = {"caseId": case_id, "expectedVersion": 1, "idempotencyKey": "key-2"}
    # when both run
    results = await asyncio.gather(*(desk.execute(WITHDRAW, input=asked) for _ in range(4)))
    # then all answer the same
    assert {str(result.data) for result in results} == {str(results[0].data)}
    assert results[0].data["withdraw"]["case"]["state"] == "WITHDRAWN"


async def test_a_stale_version_tells_what_changed(desk: Api) -> None:
    case_id = (await register(desk)).data["register"]["case"]["id"]
    result = await desk.execute(WITHDRAW, input={"caseId": case_id, "expectedVersion": 7})
    (error,) = result.data["withdraw"]["userErrors"]
    assert (error["code"], error["field"]) == ("STALE_VERSION", ["input", "expectedVersion"])
    assert error["stale"]["currentVersion"] == 1


async def test_an_id_of_nothing_is_not_found_at_its_field(desk: Api) -> None:
    result = await desk.execute(WITHDRAW, input={"caseId": "nonsense"})
    assert [(e["code"], e["field"]) for e in result.data["withdraw"]["userErrors"]] == [
        ("NOT_FOUND", ["input", "caseId"])
    ]


@pytest.mark.parametrize(("moved", "calls", "code"), [(0, 1, None), (3, 4, None), (4, 4, "RETRY_LATER")])
async def test_a_moved_case_is_decided_again_three_times(desk: Api, moved: int, calls: int, code: str | None) -> None:
    Hurdles.moved = moved
    result = await register(desk)
    found = [error["code"] for error in result.data["register"]["userErrors"]]
    assert (Hurdles.calls, found) == (calls, [code] if code else [])
    assert await count(desk, "case_file") == (0 if code else 1)


async def test_messages_come_in_the_request_s_language(desk: Api) -> None:
    asked = {"caseId": "nonsense"}
    english = await desk.execute(WITHDRAW, context=desk.context("operator", "en"), input=asked)
    chinese = await desk.execute(WITHDRAW, input=asked)
    assert english.data["withdraw"]["userErrors"][0]["message"] == "There is no such object."
    assert chinese.data["withdraw"]["userErrors"][0]["message"] == "未找到该对象。"


async def test_a_later_mutation_of_a_document_sees_the_earlier(desk: Api) -> None:
    case_id = (await register(desk)).data["register"]["case"]["id"]
    document = (
        "mutation($a: WithdrawInput!) { one: withdraw(input: $a) "
        + FIELDS
        + " two: withdraw(input: $a) "
        + FIELDS
        + " }"
    )
    result = await desk.execute(document, a={"caseId": case_id})
    assert result.data["one"]["case"]["state"] == "WITHDRAWN"
    assert [error["code"] for error in result.data["two"]["userErrors"]] == ["NOT_IN_STATE"]
