"""Exports through the schema: asked for, decided by another, listed for both and for nobody else."""

from typing import Any

from tests.core.exports.desk import PUBLIC, registered
from tests.schema.conftest import Api

TOLD = "export { id state approval rows columns purpose { code label } requestedBy { name } until } userErrors { code }"
REQUEST = f"mutation($input: RequestExportInput!) {{ requestExport(input: $input) {{ {TOLD} }} }}"
APPROVE = f"mutation($input: ApproveExportInput!) {{ approveExport(input: $input) {{ {TOLD} }} }}"
REFUSE = f"mutation($input: RefuseExportInput!) {{ refuseExport(input: $input) {{ {TOLD} }} }}"
LIST = "{ exports { id state requestedAt } }"
SCOPE = "filter { kinds states district { code name } registeredSince registeredBefore }"
WHICH = f"{{ exports {{ {SCOPE} requestedBy {{ name }} purpose {{ code }} rows columns }} }}"
WANTED: dict[str, Any] = {
    "filter": {"kinds": ["HELP_REQUEST"]}, "columns": ["CASE_NO", "TITLE"], "purpose": "AUDIT", "publicKey": PUBLIC,
}  # fmt: skip


async def test_an_ordinary_case_is_being_made(api: Api) -> None:
    await registered(api.office)
    found = (await api.data(REQUEST, "city_lead", input=WANTED))["requestExport"]
    assert found["userErrors"] == []
    assert (found["export"]["state"], found["export"]["approval"], found["export"]["rows"]) == ("APPROVED", False, 1)
    assert found["export"]["purpose"] == {"code": "AUDIT", "label": "审计检查"}
    assert found["export"]["columns"] == ["CASE_NO", "TITLE"]
    assert found["export"]["until"] is None


async def test_a_private_one_is_decided_by_another_who_is_shown_it(api: Api) -> None:
    await registered(api.office, private=True)
    asked = (await api.data(REQUEST, "supervisor", input=WANTED))["requestExport"]["export"]
    assert asked["state"] == "AWAITING_APPROVAL"
    decided = {"exportId": asked["id"]}
    assert [one["id"] for one in (await api.data(LIST, "auditor"))["exports"]] == [asked["id"]]
    assert [one["id"] for one in (await api.data(LIST, "supervisor"))["exports"]] == [asked["id"]]
    assert (await api.data(LIST, "county_officer"))["exports"] == []
    assert (await api.data(APPROVE, "supervisor", input=decided))["approveExport"]["userErrors"] == [
        {"code": "NOT_ALLOWED"}
    ]
    assert (await api.data(APPROVE, "auditor", input=decided))["approveExport"]["export"]["state"] == "APPROVED"
    assert (await api.data(REFUSE, "auditor", input=decided))["refuseExport"]["userErrors"] == [
        {"code": "EXPORT_DECIDED"}
    ]


async def test_an_id_of_something_else_is_no_export(api: Api) -> None:
    found = await api.data(REFUSE, "auditor", input={"exportId": "x"})
    assert found["refuseExport"] == {"export": None, "userErrors": [{"code": "NOT_FOUND"}]}


async def test_what_is_asked_twice_with_one_key_is_done_once(api: Api) -> None:
    await registered(api.office, private=True)
    asked = [
        (await api.data(REQUEST, "supervisor", input={**WANTED, "idempotencyKey": "k-1"}))["requestExport"]
        for _ in range(2)
    ]
    assert asked[0] == asked[1]
    assert await api.office.pool.fetchval("select count(*) from export") == 1
    decided = {"exportId": asked[0]["export"]["id"], "idempotencyKey": "k-2"}
    told = [(await api.data(APPROVE, "auditor", input=decided))["approveExport"] for _ in range(2)]
    assert told[0] == told[1]
    assert told[0]["userErrors"] == []


async def test_who_decides_reads_what_is_asked_for_as_its_requester_does(api: Api) -> None:
    # given a request with every condition
    await registered(api.office, private=True)
    asked = {
        "kinds": ["HELP_REQUEST"], "states": ["RECEIVED"], "district": "370902",
        "registeredSince": "2026-11-16T10:00:00+08:00", "registeredBefore": "2026-12-01T00:00:00+08:00",
    }  # fmt: skip
    await api.data(REQUEST, "supervisor", input={**WANTED, "filter": asked})
    # when either looks
    told = [(await api.data(WHICH, role))["exports"] for role in ("supervisor", "auditor")]
    # then both read the same, and the other sees who asks, why, and how many
    assert [one[0]["filter"] for one in told] == 2 * [
        {
            "kinds": ["HELP_REQUEST"], "states": ["RECEIVED"], "district": {"code": "370902", "name": "泰山区"},
            "registeredSince": "2026-11-16T10:00:00.000+08:00", "registeredBefore": "2026-12-01T00:00:00.000+08:00",
        }
    ]  # fmt: skip
    assert (told[1][0]["purpose"]["code"], told[1][0]["rows"], told[1][0]["columns"]) == (
        "AUDIT",
        1,
        ["CASE_NO", "TITLE"],
    )
    assert told[1][0]["requestedBy"] is not None


async def test_what_was_not_asked_for_is_told_as_nothing(api: Api) -> None:
    await registered(api.office)
    found = (await api.data(REQUEST, "supervisor", input={**WANTED, "filter": {}}))["requestExport"]
    assert found["userErrors"] == []
    assert (await api.data(WHICH, "supervisor"))["exports"][0]["filter"] == {
        "kinds": [], "states": [], "district": None, "registeredSince": None, "registeredBefore": None,
    }  # fmt: skip


async def test_nobody_s_words_come_in_by_a_filter(api: Api) -> None:
    await registered(api.office)
    wanted = {**WANTED, "filter": {"district": "张三丰 13853812345"}}
    found = (await api.data(REQUEST, "supervisor", input=wanted))["requestExport"]
    assert found == {"export": None, "userErrors": [{"code": "EXPORT_EMPTY"}]}
    assert await api.office.pool.fetchval("select count(*) from export") == 0
