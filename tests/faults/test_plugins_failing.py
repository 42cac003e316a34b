"""The failure table, as callers see it: for each hook that runs while people work, a plug-in that fails in each way.

Each is on in a district of its own; the application is the real one, asked over HTTP.
"""

import json
import uuid
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from core.clock import VirtualClock
from core.db.private import Cluster
from core.events.sequence import step as number_events
from core.plugin.minute import Minute
from core.plugin.reader import PAUSES, Reader
from tests.faults.callers import ACCEPT, CALL, REGISTER
from tests.faults.trouble import HOW, PLACES, SECRET, Mended, name_of, troubled
from tests.support.database import new_database
from tests.support.office import BUSINESS_TABLES
from tests.web.plugins import process
from tests.web.serving import hotline
from web.app import create_app
from web.auth.demonstration import NAME, demonstration_issuer, demonstration_key, mint
from web.host import Host

CITY = "370900"
COUNTS = " union all ".join(f"select '{name}', count(*) from {name}" for name in BUSINESS_TABLES)
SWITCH = """mutation ($input: SetDistrictPluginInput!) { setDistrictPlugin(input: $input) {
  plugin { name } userErrors { code plugin } } }"""


@dataclass
class House:
    """The application with plug-ins that fail in one way, and whoever asks it."""

    host: Host
    dsn: str
    how: str
    mended: Mended
    client: httpx.AsyncClient

    def district(self, hook: str) -> str:
        """Where the plug-in is on whose hook fails."""
        (district,) = json.loads(PLACES[hook])
        return str(district)

    async def ask(self, document: str, role: str = "operator", **variables: Any) -> dict[str, Any]:
        """The whole answer; whatever failed, it quotes nobody."""
        token = mint(demonstration_key(self.host.settings.var), f"d:{role}", datetime.now(UTC))
        answer = await self.client.post(
            "/graphql", json={"query": document, "variables": variables}, headers={"authorization": f"Bearer {token}"}
        )
        assert SECRET not in answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def data(self, document: str, role: str = "operator", **variables: Any) -> dict[str, Any]:
        """The data of an answer without errors."""
        answer = await self.ask(document, role, **variables)
        assert "errors" not in answer, answer["errors"]
        found: dict[str, Any] = answer["data"]
        return found

    async def register(self, district: str) -> dict[str, Any]:
        """The answer to a new case."""
        return await self.ask(REGISTER, input={**CALL, "district": district, "place": "泰山大街1号"})

    async def registered(self, district: str) -> str:
        """A new case; its id."""
        return str((await self.register(district))["data"]["registerCase"]["case"]["id"])

    async def accepted(self, district: str) -> str:
        """A case that has been taken in; its id."""
        case = await self.registered(district)
        done = await self.accept(case)
        assert done["userErrors"] == []
        return case

    async def accept(self, case: str) -> dict[str, Any]:
        """The payload of taking a case in."""
        done = await self.data(ACCEPT, input={"caseId": case, "category": "010101"})
        payload: dict[str, Any] = done["acceptCase"]
        return payload

    async def counts(self) -> list[tuple[str, int]]:
        """How many rows there are of everything that work leaves."""
        return [tuple(row) for row in await self.host.pool.fetch(COUNTS)]

    async def is_named(self, hook: str) -> bool:
        """Whether operators are told of the hook, while the service is ready."""
        token = mint(demonstration_key(self.host.settings.var), "d:administrator", datetime.now(UTC))
        answer = await self.client.get("/health/ready", headers={"authorization": f"Bearer {token}"})
        assert (answer.status_code, SECRET in answer.text) == (200, False)
        troubles: Sequence[str] = answer.json().get("troubles", ())
        return any(one.startswith(f"{name_of(hook)}: {hook} failed") for one in troubles)


@pytest.fixture(scope="module", params=HOW)
async def house(
    request: pytest.FixtureRequest, cluster: Cluster, seeded: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    var, mended = tmp_path_factory.mktemp("var"), Mended()
    async with (
        new_database(cluster, f"failing_{uuid.uuid4().hex[:12]}", seeded) as dsn,
        process(dsn, var, troubled(request.param, mended)) as host,
    ):
        host.issuers = {NAME: demonstration_issuer(demonstration_key(var))}
        transport = httpx.ASGITransport(create_app(host))
        async with httpx.AsyncClient(transport=transport, base_url="http://hotline") as client:
            yield House(host, dsn, request.param, mended, client)


async def test_a_check_that_fails_vetoes(house: House) -> None:
    case = await house.registered(house.district("check_transitions"))

    vetoed = {"code": "PLUGIN_FAILED", "plugin": name_of("check_transitions")}
    assert await house.accept(case) == {"case": None, "userErrors": [vetoed]}
    asked = "query ($id: ID!) { case(by: {id: $id}) { state allowedActions { allowed reasonCode } } }"
    found = (await house.data(asked, id=case))["case"]
    assert found["state"] == "RECEIVED"
    assert "PLUGIN_FAILED" in {one["reasonCode"] for one in found["allowedActions"]}
    assert not any(one["allowed"] for one in found["allowedActions"])
    assert await house.is_named("check_transitions")


async def test_a_route_that_fails_leaves_it_to_the_catalogue(house: House) -> None:
    asked = "query ($id: ID!) { caseDispatchProposals(caseId: $id) { owner basis unit { code } } }"
    here, there = [await house.accepted(one) for one in (house.district("route_case"), CITY)]

    found, usual = [(await house.data(asked, "dispatcher", id=one))["caseDispatchProposals"] for one in (here, there)]

    assert {one["owner"] for one in found} == {"core"}
    assert {one["basis"] for one in usual} <= {one["basis"] for one in found}
    assert await house.is_named("route_case")


async def test_a_deadline_that_fails_is_the_profiles(house: House) -> None:
    asked = "query ($id: ID!) { case(by: {id: $id}) { deadlines { kind { code } rule days minutes } } }"
    here, there = [await house.accepted(one) for one in (house.district("propose_deadline"), CITY)]

    found, usual = [(await house.data(asked, id=one))["case"]["deadlines"] for one in (here, there)]

    assert found == usual != []
    assert await house.is_named("propose_deadline")


async def test_what_fails_within_a_command_undoes_it(house: House) -> None:
    before = await house.counts()

    answer = await house.register(house.district("during_case_event"))

    (error,) = answer["errors"]
    assert (error["extensions"]["code"], error["path"]) == ("INTERNAL_SERVER_ERROR", ["registerCase"])
    assert len(error["extensions"]["errorId"]) == 32
    assert name_of("during_case_event") not in json.dumps(answer)
    assert await house.counts() == before
    assert await house.is_named("during_case_event")


async def test_nobody_at_work_notices_what_fails_after_a_command(house: House) -> None:
    await given_up(house)

    assert f"{name_of('after_case_event')}: 1 dead letters" in house.host.plugin_state.problems()
    assert await house.is_named("after_case_event")


@pytest.mark.parametrize("house", ["raises"], indirect=True)
async def test_operators_see_what_was_given_up_and_have_it_done_once_the_plug_in_is_mended(house: House) -> None:
    reader, name = await given_up(house), name_of("after_case_event")
    house.mended.hooks.add("after_case_event")

    *_, letter = at_the_terminal(house, "plugins", "letters", name).splitlines()
    position, type_, _, case, *why = letter.split()
    assert (type_, why) == ("registerCase", ["6", "tries", "KeyError"])
    assert await house.host.pool.fetchval("select count(*) from case_file where id::text = $1", case) == 1
    assert at_the_terminal(house, "plugins", "replay", name, position) == "1 of 1 will be tried again.\n"

    left = await house.host.pool.fetchval("select count(*) from plugin_effect")
    await everything(reader)
    assert await house.host.pool.fetchval("select count(*) from plugin_effect") == left - 1


async def given_up(house: House) -> Reader:
    """A case is registered as ever, and what the plug-in should do then fails to the last try; the plug-in's reader."""
    (loaded,) = (one for one in house.host.plugins.loaded if one.name == name_of("after_case_event"))
    clock = VirtualClock(house.host.clock.now())
    reader = Reader(house.host.pool, replace(house.host.services, clock=clock), loaded)
    assert await house.registered(house.district("after_case_event"))
    while await number_events(house.host.pool):
        pass
    for pause in (*PAUSES, timedelta(0)):
        await everything(reader)
        clock.set(clock.now() + pause)
    await house.host.plugin_state.look(house.host.read, house.host.services)
    return reader


async def everything(reader: Reader) -> None:
    """Let the reader do what there is to do now."""
    while await reader.step():
        pass


def at_the_terminal(house: House, *words: str) -> str:
    """What a command prints, on the same database and without the plug-in."""
    listed = house.host.settings.var / "plugins.toml"
    listed.write_text("api = 1\n", "utf-8")
    more: dict[str, Any] = {"HOTLINE_PLUGINS_TOML": str(listed), "HOTLINE_DATABASE_URL": house.dsn}
    return hotline(house.host.settings.var, *words, **more).stdout


@pytest.mark.parametrize("enabled", [True, False])
async def test_a_switch_that_fails_is_refused_and_nothing_is_switched(house: House, enabled: bool) -> None:
    hook = "district_enabled" if enabled else "district_disabled"
    given = {"district": "370983", "plugin": name_of(hook), "enabled": enabled, "reason": "试点"}

    done = (await house.data(SWITCH, "city_lead", input=given))["setDistrictPlugin"]

    assert done == {"plugin": None, "userErrors": [{"code": "PLUGIN_FAILED", "plugin": name_of(hook)}]}
    assert house.host.plugins.switches.on(name_of(hook), "370983") is not enabled
    assert await house.host.pool.fetchval("select count(*) from plugin_switch where plugin = $1", name_of(hook)) == 0
    assert await house.is_named(hook)


async def test_what_fails_to_say_what_it_hides_hides_everything_where_it_is_on(house: House) -> None:
    # a case comes in, but nobody gets to see it
    answer = await house.register(house.district("case_filter"))
    assert answer == {"data": {"registerCase": {"case": None, "userErrors": []}}}
    hidden = await house.host.pool.fetchval(
        "select count(*) from case_file where gate = $1", house.district("case_filter")
    )
    assert hidden == 1
    # and those of other districts are seen as ever
    seen = {await house.registered(CITY)}
    listed = (await house.data("{ cases(first: 100) { edges { node { id district { code } } } } }"))["cases"]["edges"]
    assert seen <= {one["node"]["id"] for one in listed}
    assert house.district("case_filter") not in {one["node"]["district"]["code"] for one in listed}


async def test_health_that_fails_is_told_of_the_plug_in_alone(house: House) -> None:
    await house.host.plugin_state.look(house.host.read, house.host.services)

    assert await house.is_named("health")
    found = (await house.data("{ plugins { name health { status } } }"))["plugins"]
    failed = {one["name"] for one in found if one["health"]["status"] != "OK"}
    assert name_of("health") in failed


async def test_a_minute_that_fails_has_passed(house: House) -> None:
    (loaded,) = (one for one in house.host.plugins.loaded if one.name == name_of("each_minute"))

    assert await Minute(house.host.pool, house.host.services, loaded).step()

    assert await house.is_named("each_minute")


async def test_a_field_that_fails_is_null_and_the_rest_is_there(house: House) -> None:
    case, name = await house.registered(house.district("graphql_contribution")), f"trouble{house.how.capitalize()}"

    answer = await house.ask(f"query ($id: ID!) {{ case(by: {{id: $id}}) {{ id {name} troubleFine }} }}", id=case)

    assert answer["data"] == {"case": {"id": case, name: None, "troubleFine": "fine"}}
    (error,) = answer["errors"]
    assert (error["path"], error["extensions"]["code"]) == (["case", name], code(house.how))


async def test_a_root_field_that_fails_leaves_the_others(house: House) -> None:
    name = f"troubleRoot{house.how.capitalize()}"

    answer = await house.ask(f"{{ {name} viewer {{ name }} }}")

    assert answer["data"][name] is None
    assert answer["data"]["viewer"] is not None
    assert [(one["path"], one["extensions"]["code"]) for one in answer["errors"]] == [([name], code(house.how))]


def code(how: str) -> str:
    """What cannot be written as the field's type is found out when nobody knows any more whose it is."""
    return "INTERNAL_SERVER_ERROR" if how == "nonsense" else "PLUGIN_FAILED"
