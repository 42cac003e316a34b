"""A reporter's own case through the schema, without an account."""

from dataclasses import replace
from uuid import UUID

import pytest

from core.access.viewer import Viewer
from core.codes.registry import load_codes
from schema.compose import build_schema
from schema.context import RequestContext
from schema.reporters.queries import ReporterQueries
from tests.core.audit.desk import accesses
from tests.core.reporters.test_access import ABSENT, register
from tests.schema.conftest import SOURCE, Api
from tests.support.office import Office

ASK = """query($caseNo: String!, $accessCode: String!) { caseByAccessCode(caseNo: $caseNo, accessCode: $accessCode) {
    caseNo state kind registeredAt dueAt closedAt name phone answers { at text } } }"""


@pytest.fixture
async def desk(office: Office) -> Api:
    return Api(build_schema(queries=(ReporterQueries,), mutations=()), office, await load_codes(office.read))


def stranger(desk: Api, source: str = SOURCE) -> RequestContext:
    """A caller whom no grant opens anything."""
    context = desk.context("reporter")
    nobody: Viewer = replace(context.viewer, id=UUID(int=2**128 - 1), subject="", grants=())
    return replace(context, viewer=nobody, source=source)


async def test_number_and_code_show_the_case_to_a_stranger(desk: Api) -> None:
    _, number, code = await register(desk.office)
    found = await desk.data(ASK, context=stranger(desk), caseNo=number, accessCode=code)
    assert found["caseByAccessCode"] == {
        "caseNo": number, "state": "RECEIVED", "kind": "HELP_REQUEST", "closedAt": None, "name": None, "phone": None,
        "registeredAt": "2026-11-16T10:00:00.000+08:00", "dueAt": "2026-11-16T12:00:00.000+08:00", "answers": [],
    }  # fmt: skip


async def test_a_look_is_in_the_log_and_a_wrong_code_is_not(desk: Api) -> None:
    _, number, code = await register(desk.office)
    await desk.data(ASK, context=stranger(desk), caseNo=number, accessCode="WRONG")
    assert await accesses(desk.office) == []
    await desk.data(ASK, context=stranger(desk), caseNo=number, accessCode=code)
    await desk.data(ASK, "operator", caseNo=number, accessCode=code)
    alone, forwarded = [row["actors"] for row in await accesses(desk.office)]
    assert alone == ["reporter"]
    assert sorted(forwarded) == sorted(["reporter", str(desk.office.viewer("operator").id)])


async def test_nothing_is_told_that_could_not_be_logged(desk: Api) -> None:
    _, number, code = await register(desk.office)
    await desk.office.pool.execute("alter table access_event add constraint full_up check (act <> 'ACCESS_CODE')")
    result = await desk.execute(ASK, context=stranger(desk), caseNo=number, accessCode=code)
    assert result.data == {"caseByAccessCode": None}
    assert len(result.errors or ()) == 1
    await desk.office.pool.execute("alter table access_event drop constraint full_up")


async def test_a_wrong_code_and_an_absent_number_are_answered_alike(desk: Api) -> None:
    _, number, _ = await register(desk.office)
    answers = [
        await desk.data(ASK, context=stranger(desk), caseNo=asked, accessCode="WRONG") for asked in (number, ABSENT)
    ]
    assert answers == [{"caseByAccessCode": None}] * 2


async def test_a_try_counts_whatever_comes_of_it(desk: Api) -> None:
    _, number, code = await register(desk.office)
    for _ in range(5):
        await desk.data(ASK, context=stranger(desk), caseNo=number, accessCode="WRONG")
    refusal = await desk.refusal(ASK, context=stranger(desk), caseNo=number, accessCode=code)
    assert refusal == "ACCESS_TRIES_EXHAUSTED"


async def test_the_tries_of_one_source_do_not_lock_out_another(desk: Api) -> None:
    # given five failed tries from one address
    _, number, code = await register(desk.office)
    for _ in range(5):
        await desk.data(ASK, context=stranger(desk, "198.51.100.1"), caseNo=number, accessCode="WRONG")
    # when the reporter asks from their own
    found = await desk.data(ASK, context=stranger(desk, "198.51.100.2"), caseNo=number, accessCode=code)
    # then only the first address has to wait
    refusal = await desk.refusal(ASK, context=stranger(desk, "198.51.100.1"), caseNo=number, accessCode=code)
    assert (found["caseByAccessCode"]["caseNo"], refusal) == (number, "ACCESS_TRIES_EXHAUSTED")


async def test_aliases_in_one_document_count_each(desk: Api) -> None:
    _, number, _ = await register(desk.office)
    fields = " ".join(f'a{n}: caseByAccessCode(caseNo: "{number}", accessCode: "W") {{ caseNo }}' for n in range(8))
    result = await desk.execute(f"{{ {fields} }}", context=stranger(desk))
    assert [error.extensions["code"] for error in result.errors or () if error.extensions] == [
        "ACCESS_TRIES_EXHAUSTED"
    ] * 3
