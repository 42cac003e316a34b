"""Revealing through the schema: the value is in the payload, and what is refused is told as ever."""

import orjson

from core.cases.states import Kind
from schema.gate.gate import Gate
from schema.plan.reads import Reads
from schema.relay.ids import encode
from tests.core.audit.desk import accesses, register
from tests.schema.conftest import Api

REVEAL = """mutation($input: RevealInput!) { reveal(input: $input) {
    value remaining userErrors { code message field } } }"""


async def test_a_callback_officer_has_a_number_revealed(api: Api) -> None:
    case_id = encode("case", await register(api.office))
    asked = {"caseId": case_id, "field": "PHONE", "purpose": "CALL_BACK", "note": "回访"}

    data = await api.data(REVEAL, "callback_officer", input=asked)

    assert data["reveal"] == {"value": "13853812345", "remaining": 49, "userErrors": []}
    (entered,) = await accesses(api.office)
    assert (entered["act"], entered["purpose"]) == ("REVEAL", "CALL_BACK")


async def test_it_is_in_the_log_before_it_is_answered(api: Api) -> None:
    case_id = encode("case", await register(api.office))
    seen: list[int] = []
    keys = api.office.services.keys
    unwrapping = keys.case_key

    async def watched(wrapped: bytes) -> object:
        seen.append(len(await accesses(api.office)))
        return await unwrapping(wrapped)

    keys.case_key = watched  # type: ignore[method-assign,assignment]
    try:
        await api.data(REVEAL, "operator", input={"caseId": case_id, "field": "NAME", "purpose": "CONTACT"})
    finally:
        del keys.case_key
    assert seen[-1] == 1


async def test_a_refusal_names_what_was_not_allowed(api: Api) -> None:
    case_id = encode("case", await register(api.office, Kind.REPORT))
    data = await api.data(REVEAL, "operator", input={"caseId": case_id, "field": "NAME", "purpose": "CONTACT"})
    assert data["reveal"] == {
        "value": None, "remaining": None,
        "userErrors": [{"code": "NOT_ALLOWED", "message": "您没有权限执行“查看诉求人明文”。", "field": None}],
    }  # fmt: skip


async def test_an_id_of_something_else_is_no_case(api: Api) -> None:
    wrong = encode("assignment", await register(api.office))
    data = await api.data(REVEAL, "operator", input={"caseId": wrong, "field": "NAME", "purpose": "CONTACT"})
    assert data["reveal"]["userErrors"][0]["code"] == "NOT_FOUND"
    assert data["reveal"]["userErrors"][0]["field"] == ["input", "caseId"]


async def test_it_counts_once_whether_a_plan_answers_or_the_executor_after_it(api: Api) -> None:
    gate, reads = Gate(api.schema._schema), Reads(api.schema, lambda _: None)
    case_id = encode("case", await register(api.office))
    given = {"input": {"caseId": case_id, "field": "PHONE", "purpose": "CALL_BACK"}}
    for times in (1, 2, 3):
        context = api.context("operator")
        answer = await reads.answer(gate.admit(REVEAL, None, given, context.viewer), given, context)
        if answer is None:
            found = (await api.data(REVEAL, context=context, **given))["reveal"]
        else:
            found = orjson.loads(answer)["data"]["reveal"]
        assert found == {"value": "13853812345", "remaining": 50 - times, "userErrors": []}
        assert len(await accesses(api.office)) == times


async def test_aliases_in_one_document_count_each(api: Api) -> None:
    # given an account that may have two more fields revealed today
    case_id, services = encode("case", await register(api.office)), api.office.services
    asked = {"caseId": case_id, "field": "PHONE", "purpose": "CALL_BACK"}
    fields = " ".join(f"a{n}: reveal(input: $input) {{ value userErrors {{ code }} }}" for n in range(5))
    kept, services.reveals = services.reveals, 2
    try:
        # when one document asks for five
        told = await api.data(f"mutation($input: RevealInput!) {{ {fields} }}", "callback_officer", input=asked)
    finally:
        services.reveals = kept

    # then two are told and entered, and each of the others is refused
    assert [one["value"] for one in told.values()] == ["13853812345"] * 2 + [None] * 3
    assert [one["userErrors"] for one in told.values()][2:] == [[{"code": "REVEALS_USED_UP"}]] * 3
    assert len(await accesses(api.office)) == 2
