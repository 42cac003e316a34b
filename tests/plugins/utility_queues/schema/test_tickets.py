"""A company's system at work through the API."""

from datetime import timedelta
from typing import Any

import pytest

from schema.api import encode
from tests.plugins.utility_queues import works
from tests.schema.conftest import Api
from tests.support.plugged import Plugged

ERRORS = "userErrors { code field plugin }"
CLAIM = f"mutation($i: ClaimUtilityTicketInput!) {{ claimUtilityTicket(input: $i) {{ leaseToken ticket {{ id state heldUntil assignment {{ version }} }} {ERRORS} }} }}"  # noqa: E501 - one document
ACT = """mutation($i: %sInput!) { done: %s(input: $i) { ticket { state assignment { version state } } %s } }"""
QUEUE = """query($c: ID, $s: [UtilityTicketState!]) { utilityTickets(company: $c, state: $s) {
    totalCount nodes { utility state case { caseNo } company { code } escalations { step } extensions { minutes } } } }"""


def act(name: str) -> str:
    return ACT % (name[0].upper() + name[1:], name, ERRORS)


async def company(office: Plugged) -> str:
    return encode("unit", await works.unit_id(office))


async def claim(api: Api, key: str = "claim-1", **more: Any) -> dict[str, Any]:
    given = {"companyId": await company(api.office), "idempotencyKey": key, **more}  # type: ignore[arg-type]
    found: dict[str, Any] = (await api.data(CLAIM, works.COMPANY, i=given))["claimUtilityTicket"]
    return found


async def test_the_whole_way_of_a_ticket(plugged: Plugged, plugged_api: Api) -> None:
    """Claimed, acknowledged, more minutes asked for, answered: each with key, token and version."""
    await works.dispatched(plugged)
    held = await claim(plugged_api)
    on = {"ticketId": held["ticket"]["id"], "leaseToken": held["leaseToken"]}
    report = {"factsTrue": True, "withinRemit": True, "resolved": True, "actionsTaken": "抢修", "publicReply": "已恢复"}
    more = {"minutes": 30, "reason": "CONSTRUCTION", "explanation": "x", "citizenToldAt": "2026-11-16T09:59:00+08:00"}
    steps = (
        ("renewUtilityTicket", {"idempotencyKey": "a"}, "READY", 1),
        ("acknowledgeUtilityTicket", {"idempotencyKey": "b", "expectedVersion": 1}, "ACKNOWLEDGED", 2),
        ("requestUtilityExtension", {"idempotencyKey": "c", "expectedVersion": 2, **more}, "ACKNOWLEDGED", 3),
        (
            "replyUtilityTicket",
            {
                "idempotencyKey": "d",
                "expectedVersion": 3,
                "contact": {"method": "PHONE", "outcome": "REACHED"},
                "feedback": report,
            },
            "REPLIED",
            5,
        ),
    )

    for name, given, state, version in steps:
        done = (await plugged_api.data(act(name), works.COMPANY, i={**on, **given}))["done"]
        assert done["userErrors"] == [], name
        assert (done["ticket"]["state"], done["ticket"]["assignment"]["version"]) == (state, version), name

    queue = (await plugged_api.data(QUEUE, works.COMPANY))["utilityTickets"]
    assert queue["nodes"][0]["extensions"] == [{"minutes": 30}]


async def test_a_repeated_claim_is_answered_the_token_it_was_given(plugged: Plugged, plugged_api: Api) -> None:
    """Even when another worker has taken the ticket over: the repeat must not hand out the newer token."""
    await works.dispatched(plugged)
    first = await claim(plugged_api)
    plugged.clock.set(plugged.clock.now() + timedelta(minutes=5))
    second = await claim(plugged_api, "claim-2")

    again = await claim(plugged_api)

    assert (first["leaseToken"], second["leaseToken"], again["leaseToken"]) == (1, 2, 1)


@pytest.mark.parametrize(
    ("name", "given", "code"),
    [
        ("acknowledgeUtilityTicket", {"expectedVersion": 1}, "IDEMPOTENCY_KEY_REQUIRED"),
        ("acknowledgeUtilityTicket", {"idempotencyKey": "a"}, "EXPECTED_VERSION_REQUIRED"),
        ("acknowledgeUtilityTicket", {"idempotencyKey": "a", "expectedVersion": 9}, "STALE_VERSION"),
        ("renewUtilityTicket", {}, "IDEMPOTENCY_KEY_REQUIRED"),
        ("releaseUtilityTicket", {"idempotencyKey": "a", "leaseToken": 9}, "UTILITY_QUEUES_STALE_LEASE"),
    ],
)
async def test_a_service_sends_key_version_and_token(
    plugged: Plugged, plugged_api: Api, name: str, given: dict[str, Any], code: str
) -> None:
    await works.dispatched(plugged)
    held = await claim(plugged_api)
    on = {"ticketId": held["ticket"]["id"], "leaseToken": held["leaseToken"]}

    done = (await plugged_api.data(act(name), works.COMPANY, i={**on, **given}))["done"]

    assert [error["code"] for error in done["userErrors"]] == [code]


async def test_a_refusal_of_the_plug_in_s_names_it(plugged: Plugged, plugged_api: Api) -> None:
    done = await claim(plugged_api)

    assert done["userErrors"] == [{"code": "UTILITY_QUEUES_NOTHING_READY", "field": None, "plugin": "utility_queues"}]


async def test_a_company_sees_its_queue_and_strangers_nothing(plugged: Plugged, plugged_api: Api) -> None:
    await works.dispatched(plugged)
    await works.dispatched(plugged, "ta-power", category="160201")

    async def seen(role: str, **variables: Any) -> int:
        found = await plugged_api.data(QUEUE, role, **variables)
        return int(found["utilityTickets"]["totalCount"])

    assert await seen(works.COMPANY) == 1
    assert await seen(works.COMPANY, c=encode("unit", await works.unit_id(plugged, "ta-power"))) == 0
    assert await seen("dispatcher") == 2
    assert await seen("dispatcher", c=await company(plugged), s=["READY"]) == 1
    assert await seen("dispatcher", s=["REPLIED"]) == 0
    assert await seen("unit_liaison") == 0


async def test_assignment_utility_ticket_on_and_off(plugged: Plugged, plugged_api: Api) -> None:
    """Null where the plug-in is off in the case's district, and for a part that is no company's."""
    await works.dispatched(plugged)
    document = "{ assignments { nodes { utilityTicket { state heldUntil } } } }"

    here = (await plugged_api.data(document, "dispatcher"))["assignments"]["nodes"]
    await plugged.switch("utility_queues", ["370911"])
    there = (await plugged_api.data(document, "dispatcher"))["assignments"]["nodes"]

    assert here == [{"utilityTicket": {"state": "READY", "heldUntil": None}}]
    assert there == [{"utilityTicket": None}]


async def test_where_it_is_off_everywhere_the_root_says_so(plugged: Plugged, plugged_api: Api) -> None:
    await plugged.switch("utility_queues", [])

    assert await plugged_api.refusal(QUEUE, works.COMPANY) == "PLUGIN_DISABLED"


@pytest.mark.parametrize(
    ("name", "reason", "decision"),
    [("approveUtilityExtension", None, "APPROVED"), ("rejectUtilityExtension", "理由不足", "REJECTED")],
)
async def test_the_hotline_answers_a_request_for_minutes(
    plugged: Plugged, plugged_api: Api, name: str, reason: str | None, decision: str
) -> None:
    await works.dispatched(plugged)
    await works.asked_for(plugged, await works.in_hand(plugged))
    (extension,) = await works.rows(plugged, "extension")
    document = f"""mutation($i: {name[0].upper() + name[1:]}Input!) {{ {name}(input: $i) {{
        extension {{ minutes decision decisionReason assignment {{ version }} }} {ERRORS} }} }}"""

    given = {"extensionId": encode("utility_extension", extension["id"]), "reason": reason, "expectedVersion": 3}
    done = (await plugged_api.data(document, "reviewer", i=given))[name]

    assert done["userErrors"] == []
    assert done["extension"] == {
        "minutes": 60, "decision": decision, "decisionReason": reason, "assignment": {"version": 4},
    }  # fmt: skip
