"""Every way to a sealed text notes who read which row of which column, and nothing that was not shown."""

from typing import Any

import pytest

from core.audit.sightings import Sightings
from core.cases.states import Kind
from schema.relay.ids import decode, encode
from tests.core.audit.desk import register
from tests.schema.conftest import Api
from tests.schema.plan.test_reads import Door

ONE = "query($by: CaseKey!) { case(by: $by) { id caseNo title reporter { name } } }"
LIST = "{ cases { nodes { id title content } } }"


@pytest.fixture
def door(api: Api) -> Door:
    api.office.services.sightings = Sightings()
    return Door(api)


def seen(door: Door, role: str) -> dict[str, Any]:
    """What the role's account is noted to have seen since the last time."""
    held = door.api.office.services.sightings.take()
    assert set(held) <= {frozenset({door.api.office.viewer(role).id})}
    return next(iter(held.values()), {})


async def test_the_executor_notes_what_it_shows(door: Door) -> None:
    case_id = await register(door.api.office)

    await door.api.data(ONE, "operator", by={"id": encode("case", case_id)})

    assert seen(door, "operator") == {"case_file.title": {case_id}}


async def test_a_plan_notes_the_same(door: Door) -> None:
    case_id, other = await register(door.api.office), await register(door.api.office)

    assert await door.twice(ONE, by={"id": encode("case", case_id)}) is not None
    assert seen(door, "operator") == {"case_file.title": {case_id}}

    found = await door.twice(LIST)
    shown = {decode(node["id"]).key for node in found["cases"]["nodes"]}  # type: ignore[union-attr]
    assert shown == {case_id, other}
    assert seen(door, "operator") == {"case_file.title": shown, "case_file.content": shown}


async def test_who_is_shown_no_text_is_noted_for_none(door: Door) -> None:
    await register(door.api.office)
    await register(door.api.office, Kind.REPORT)

    for role in ("auditor", "legal_desk", "administrator"):
        found = await door.api.data(LIST, role)
        texts = [node["title"] for node in found["cases"]["nodes"]]
        noted = seen(door, role).get("case_file.title", set())
        assert len(noted) == len([text for text in texts if text is not None])


async def test_masks_are_no_sighting(door: Door) -> None:
    case_id = await register(door.api.office)
    await door.twice(
        "query($by: CaseKey!) { case(by: $by) { reporter { name phone } } }", by={"id": encode("case", case_id)}
    )
    assert seen(door, "operator") == {}
