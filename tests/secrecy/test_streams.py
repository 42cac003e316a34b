"""The same words, listened for by everybody in the stream of events: who need not know is told nothing of such a case."""

import pytest

from core.codes.registry import load_codes
from schema.compose import build_schema
from tests.schema.conftest import Api
from tests.schema.support.following import PATIENCE, QUIET, following, numbered
from tests.secrecy.test_canaries import BLIND, DISPATCHED, Canary, heard, sing
from tests.support.office import Office

CASES = DISPATCHED + 3
SHOWN = frozenset({"title", "content", "place", "reason", "company"})
BEGIN = "subscription { caseEvents { ... on CaseEventsNow { cursor } } }"
FOLLOW = """subscription($after: String) { caseEvents(after: $after) {
  ... on CaseEventsNow { total }
  ... on CaseEventUpdate { cursor event { id type data } case { id caseNo title content place
    corrections { reason } reporter { name phone identityNo address email company } } } } }"""


@pytest.fixture
async def api(office: Office) -> Api:
    return Api(build_schema(), office, await load_codes(office.read))


async def told(api: Api, role: str, after: str, expected: set[Canary]) -> tuple[str, int]:
    """Everything that is told or refused until there is nothing more, and how often; what is expected is waited for."""
    text, count = "", 0
    async with following(api, FOLLOW, role, after=after) as stream:
        while not await stream.quiet_for(PATIENCE if expected - heard(text, expected) else QUIET):
            result = await stream._next(1)
            if result is None:
                break
            text, count = f"{text}{result.data}{result.errors}", count + 1
            if result.errors:
                break
    return text, count


async def test_only_who_need_know_is_told(api: Api) -> None:
    async with following(api, BEGIN, "city_lead") as stream:
        before = (await stream.next())["cursor"]
    canaries: list[Canary] = [canary for number in range(CASES) for canary in await sing(api.office, number)]
    await numbered(api)

    for role in sorted(api.office.viewers):
        expected = {canary for canary in canaries if canary.field in SHOWN and role in canary.known_to}
        text, count = await told(api, role, before, expected)
        assert heard(text, canaries) == expected, role
        if role in BLIND:
            assert count <= 1, (role, text)
