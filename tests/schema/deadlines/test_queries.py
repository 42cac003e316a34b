"""Deadlines by due time, and their arithmetic line by line."""

from core.deadlines.budget import Budget
from core.plugin.answers import DeadlineGrant
from tests.schema.conftest import Api
from tests.schema.support.desk import Desk
from tests.schema.support.plugged import plugged

DEADLINES = """query($filter: DeadlineFilter) { deadlines(filter: $filter) {
  nodes { kind { code label } state days minutes dueAt provisional rule explanation { step at text } } } }"""


async def test_the_clocks_of_a_dispatched_case_stand_side_by_side(api: Api) -> None:
    await Desk(api).dispatched()

    nodes = (await api.data(DEADLINES, filter={"state": ["RUNNING"]}))["deadlines"]["nodes"]

    due = {node["kind"]["code"]: node["dueAt"] for node in nodes}
    assert due == {
        "ACCEPTANCE": "2026-11-17T18:00:00.000+08:00",
        "FIRST_CONTACT": "2026-11-17T10:00:00.000+08:00",
        "HANDLING": "2026-11-23T18:00:00.000+08:00",
        "RETURN_WINDOW": "2026-11-18T18:00:00.000+08:00",
    }
    assert [node["dueAt"] for node in nodes] == sorted(node["dueAt"] for node in nodes)


async def test_an_explanation_ends_at_the_due_instant(api: Api) -> None:
    await Desk(api).dispatched()

    (handling,) = (await api.data(DEADLINES, filter={"kind": ["HANDLING"]}))["deadlines"]["nodes"]

    assert handling["rule"] == "taian@2/HANDLING/ordinary"
    (due,) = [line for line in handling["explanation"] if line["step"] == "DUE"]
    assert due["at"] == handling["dueAt"]
    assert sum(line["step"] == "COUNTED" for line in handling["explanation"]) == 5


async def test_what_a_plug_in_grants_is_explained_like_every_clock(api: Api) -> None:
    async def propose_deadline(kind: str) -> DeadlineGrant | None:
        return DeadlineGrant(Budget(days=2), "probe/HANDLING/short") if kind == "HANDLING" else None

    with plugged(api, propose_deadline):
        await Desk(api).dispatched()
    (handling,) = (await api.data(DEADLINES, filter={"kind": ["HANDLING"]}))["deadlines"]["nodes"]

    assert (handling["rule"], handling["days"]) == ("probe/HANDLING/short", 2)
    (due,) = [line for line in handling["explanation"] if line["step"] == "DUE"]
    assert due["at"] == handling["dueAt"] == "2026-11-18T18:00:00.000+08:00"


async def test_a_filter_by_due_time_and_breach_finds_only_those(api: Api) -> None:
    await Desk(api).dispatched()

    soon = await api.data(DEADLINES, filter={"state": ["RUNNING"], "dueBefore": "2026-11-17T12:00:00+08:00"})
    breached = await api.data(DEADLINES, filter={"breached": True})

    assert [node["kind"]["code"] for node in soon["deadlines"]["nodes"]] == ["FIRST_CONTACT"]
    assert breached["deadlines"]["nodes"] == []
