"""On, off, elsewhere: what a plug-in adds answers where it is on, and costs nothing but itself where it fails."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from strawberry.types import ExecutionResult

from schema.relay.ids import decode, encode
from tests.schema.plugins.conftest import OFF, ON, BellApi
from tests.schema.support.desk import Desk

CASE = "query($id: ID!) { case(by: {id: $id}) { caseNo %s } }"


def key(id: str) -> UUID:
    found = decode(id)
    assert found is not None
    return found.key


async def read(bells: BellApi, case: str, fields: str, role: str = "city_lead") -> dict[str, Any]:
    found = await bells.data(CASE % fields, role, id=case)
    return dict(found["case"])


async def events(bells: BellApi, document: str, role: str = "city_lead") -> Any:
    return await bells.schema.subscribe(document, context_value=bells.context(role))


class TestAField:
    async def test_is_told_where_the_plugin_is_on_and_null_elsewhere(self, bells: BellApi, desk: Desk) -> None:
        # given a case in a district with the plug-in and one in a district without it
        here, there = await desk.registered(district=ON), await desk.registered(district=OFF)
        ring = await bells.ring(key(here), "low")
        await bells.ring(key(there))
        fields = "bellNumber bellSecret bellAgency bellRings { id tone echoes { id } }"
        # when both are read
        on, off = await read(bells, here, fields), await read(bells, there, fields)
        # then the one tells all, the other nothing of the plug-in, and no error
        assert (on["bellNumber"], on["bellSecret"], on["bellAgency"]) == (on["caseNo"], "/ta", "/ta")
        assert [(one["id"], one["tone"], len(one["echoes"])) for one in on["bellRings"]] == [(ring, "low", 1)]
        assert off == {
            "caseNo": off["caseNo"],
            "bellNumber": None,
            "bellSecret": None,
            "bellAgency": None,
            "bellRings": None,
        }

    async def test_follows_the_switch(self, bells: BellApi, desk: Desk) -> None:
        case = await desk.registered(district=ON)
        bells.on(OFF)
        assert (await read(bells, case, "bellNumber"))["bellNumber"] is None
        bells.on(ON)
        assert (await read(bells, case, "bellNumber"))["bellNumber"] is not None

    async def test_is_null_while_the_plugin_is_suspended(self, bells: BellApi, desk: Desk) -> None:
        case = await desk.registered(district=ON)
        bells.host.switches.suspend("bell")
        assert (await read(bells, case, "bellNumber bellAgency"))["bellNumber"] is None

    async def test_opens_by_its_own_operation(self, bells: BellApi, desk: Desk) -> None:
        case = await desk.registered(district=ON)
        assert (await read(bells, case, "bellSecret", "operator"))["bellSecret"] is None

    async def test_of_an_assignment_is_found_through_its_case(self, bells: BellApi, desk: Desk) -> None:
        here, _ = await desk.dispatched(district=ON)
        there, _ = await desk.dispatched(district=OFF)
        fields = "assignments { state bellState }"
        on, off = await read(bells, here, fields), await read(bells, there, fields)
        assert [one["bellState"] for one in on["assignments"]] == ["PENDING_ACCEPTANCE"]
        assert [one["bellState"] for one in off["assignments"]] == [None]

    async def test_of_a_unit_is_found_through_its_place(self, bells: BellApi) -> None:
        asked = "query($d: String!) { units(first: 1, filter: {district: $d}) { nodes { name bellName } } }"
        (on,) = (await bells.data(asked, d=ON))["units"]["nodes"]
        (off,) = (await bells.data(asked, d=OFF))["units"]["nodes"]
        assert on["bellName"] == on["name"]
        assert off["bellName"] is None

    async def test_costs_no_statement_per_row(
        self, bells: BellApi, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # given five cases
        for _ in range(5):
            await desk.registered(district=ON)
        context = bells.context("city_lead")
        asked = list[str]()
        fetch = type(context.read).fetch

        async def counted(self: Any, statement: Any, **values: object) -> Any:
            asked.append(str(statement))
            return await fetch(self, statement, **values)

        monkeypatch.setattr(type(context.read), "fetch", counted)
        # when the page is read with the plug-in's fields
        found = await bells.data("{ cases { nodes { bellNumber bellAgency bellRings { tone } } } }", context=context)
        # then there is one statement for the page and one for all rings
        assert len(found["cases"]["nodes"]) == 5
        assert len(asked) == 2


class TestAFailure:
    async def test_is_null_with_an_error_at_its_path(self, bells: BellApi, desk: Desk) -> None:
        case = await desk.registered(district=ON)
        result = await bells.execute(CASE % "bellNumber bellBroken", "city_lead", id=case)
        assert result.data is not None
        assert result.data["case"]["bellNumber"] is not None
        assert result.data["case"]["bellBroken"] is None
        assert told(result) == [("PLUGIN_FAILED", ["case", "bellBroken"])]
        assert "王小明" not in str(result)

    async def test_by_waiting_is_cut_off_and_counted(self, bells: BellApi, desk: Desk) -> None:
        case = await desk.registered(district=ON)
        async with asyncio.timeout(5):
            result = await bells.execute(CASE % "bellNumber bellEndless", "city_lead", id=case)
        assert told(result) == [("PLUGIN_FAILED", ["case", "bellEndless"])]
        assert bells.host.run.counts["bell", "Case.bellEndless"].timeouts >= 1

    async def test_in_a_type_of_its_own_is_the_plugins_too(self, bells: BellApi) -> None:
        tune = await bells.row("bell_tune", "Au clair de la lune")
        asked = "query($id: ID!) { node(id: $id) { ... on BellTune { name sheet } } }"
        result = await bells.execute(asked, "city_lead", id=tune)
        assert result.data == {"node": {"name": "Au clair de la lune", "sheet": None}}
        assert told(result) == [("PLUGIN_FAILED", ["node", "sheet"])]
        assert bells.host.run.counts["bell", "BellTune.sheet"].failures >= 1

    async def test_of_a_root_field_leaves_the_others(self, bells: BellApi) -> None:
        result = await bells.execute("{ bellTrouble viewer { id } }", "city_lead")
        assert result.data is not None
        assert result.data["viewer"] is not None
        assert told(result) == [("PLUGIN_FAILED", ["bellTrouble"])]


class TestARootField:
    @pytest.mark.parametrize("document", ["{ bellRings { totalCount } }", 'mutation { bell(input: {tone: "c"}) }'])
    async def test_answers_where_the_plugin_is_on_within_the_viewers_reach(self, bells: BellApi, document: str) -> None:
        bells.on(OFF)
        assert await bells.data(document, "city_lead")
        assert await bells.refusal(document, "county_officer") == "PLUGIN_DISABLED"  # whose grant is 370902 alone
        bells.on()
        assert await bells.refusal(document, "city_lead") == "PLUGIN_DISABLED"

    async def test_that_is_refused_leaves_the_answer_of_a_mutation_before_it(self, bells: BellApi) -> None:
        # given a plug-in that is on nowhere, and a document whose first mutation is the core's and commits
        bells.on()
        document = (
            "mutation($input: RegisterCaseInput!) { registerCase(input: $input) { case { caseNo } } "
            'bell(input: {tone: "c"}) }'
        )
        given = {"channel": "PHONE", "kind": "CONSULTATION", "title": "咨询", "content": "咨询事项。", "district": ON,
                 "reporter": {"name": "张三", "phone": "13805381234"}}  # fmt: skip
        # when it is sent
        result = await bells.execute(document, "operator", input=given)
        # then the case's number is told, and the plug-in's field alone is null
        assert result.data is not None
        assert result.data["registerCase"]["case"]["caseNo"]
        assert result.data["bell"] is None
        assert told(result) == [("PLUGIN_DISABLED", ["bell"])]


class TestARecord:
    async def test_is_invisible_everywhere_where_the_plugin_is_off(self, bells: BellApi, desk: Desk) -> None:
        # given a ring here and one there
        here = await bells.ring(key(await desk.registered(district=ON)))
        there = await bells.ring(key(await desk.registered(district=OFF)))
        asked = "query($a: ID!, $b: ID!) { bellRings { totalCount nodes { id } } a: node(id: $a) { id } b: node(id: $b) { id } }"
        # then list, count and node know the one alone
        found = await bells.data(asked, "city_lead", a=here, b=there)
        assert found == {"bellRings": {"totalCount": 1, "nodes": [{"id": here}]}, "a": {"id": here}, "b": None}
        # and both once it is on there too, by the same statement
        bells.on(ON, OFF)
        found = await bells.data(asked, "city_lead", a=here, b=there)
        assert (found["bellRings"]["totalCount"], found["a"], found["b"]) == (2, {"id": here}, {"id": there})

    async def test_below_another_is_hidden_with_it(self, bells: BellApi, desk: Desk) -> None:
        await bells.ring(key(await desk.registered(district=OFF)))
        echo = encode("bell_echo", await bells.office.pool.fetchval("select id from bell_echo"))
        asked = "query($id: ID!) { node(id: $id) { id } }"
        assert (await bells.data(asked, "city_lead", id=echo))["node"] is None
        bells.on(OFF)
        assert (await bells.data(asked, "city_lead", id=echo))["node"] == {"id": echo}

    async def test_lies_where_its_gate_column_says(self, bells: BellApi) -> None:
        here, there = await bells.row("bell_tower", ON), await bells.row("bell_tower", OFF)
        found = await bells.data("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=[here, there])
        assert found["nodes"] == [{"id": here}, None]

    async def test_of_reference_is_there_for_who_has_the_plugin_at_all(self, bells: BellApi) -> None:
        tune = await bells.row("bell_tune", "Au clair de la lune")
        asked = "query($id: ID!) { node(id: $id) { ... on BellTune { name } } }"
        assert (await bells.data(asked, "city_lead", id=tune))["node"] == {"name": "Au clair de la lune"}
        bells.on(OFF)
        assert (await bells.data(asked, "county_officer", id=tune))["node"] is None

    async def test_is_unknown_to_a_schema_without_the_plugin(self, bells: BellApi, api: Any) -> None:
        tune = await bells.row("bell_tune", "Au clair de la lune")
        assert (await api.data("query($id: ID!) { node(id: $id) { id } }", "city_lead", id=tune))["node"] is None


class TestASubscription:
    async def test_tells_the_state_and_then_each_change(self, bells: BellApi, desk: Desk) -> None:
        case = key(await desk.registered(district=ON))
        stream = await events(bells, "subscription { bellCount }")
        assert (await anext(stream)).data == {"bellCount": 0}
        await bells.ring(case)
        assert (await anext(stream)).data == {"bellCount": 1}
        await stream.aclose()

    async def test_is_refused_where_the_plugin_is_off(self, bells: BellApi) -> None:
        bells.on(OFF)
        stream = await events(bells, "subscription { bellCount }", "county_officer")
        assert told(await anext(stream)) == [("PLUGIN_DISABLED", ["bellCount"])]

    async def test_ends_with_the_code_once_it_is_switched_off(self, bells: BellApi, desk: Desk) -> None:
        case = key(await desk.registered(district=ON))
        stream = await events(bells, "subscription { bellCount }")
        await anext(stream)
        bells.on()
        await bells.ring(case)
        assert told(await anext(stream)) == [("PLUGIN_DISABLED", None)]
        with pytest.raises(StopAsyncIteration):
            await anext(stream)

    async def test_that_breaks_ends_with_a_code(self, bells: BellApi) -> None:
        stream = await events(bells, "subscription { bellTrouble }")
        assert (await anext(stream)).data == {"bellTrouble": 1}
        broken = await anext(stream)
        assert told(broken) == [("PLUGIN_FAILED", None)]
        assert "王小明" not in str(broken)


def told(result: ExecutionResult) -> list[tuple[str, Any]]:
    return [((error.extensions or {})["code"], error.path) for error in result.errors or []]
