"""On, off, elsewhere: every field, root field, stream and record of every plug-in of the checkout, made from the schema.

Two cases stand in two districts with a row of every table of the plug-ins each. Whoever asks holds every operation: what
is not told is not told because the plug-in is off.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest
from graphql import GraphQLField, GraphQLList
from strawberry.types import ExecutionResult

from core.access.matrix import Matrix
from core.access.viewer import SYSTEM, Grant, Viewer
from core.db.uow import unit_of_work
from schema.context import RequestContext
from schema.data.types import Declared, declared_types
from schema.export import schema_with
from schema.plugins.marks import added_fields, plugin_of
from schema.relay.ids import decode, encode
from schema.relay.node import Node
from tests.plugins.rows import Rows
from tests.schema.conftest import Api
from tests.schema.support.desk import Desk
from tests.schema.support.undone import undone
from tests.support.plugged import Offices, Plugged, config_text, in_tree
from web.testing.documents import Root, asked, roots

ON, OFF = "370902", "370911"
NAMES = in_tree()
BUILT = schema_with(NAMES)._schema
ROOTS = [root for root in roots(BUILT) if plugin_of(root.field)]
KINDS = {"Query", "Mutation", "Subscription"}
FIELDS = [(type_, name, field) for type_, name, field in added_fields(BUILT) if type_ not in KINDS]
RECORDS = [one for one in declared_types() if one.plugin in NAMES and one.name in BUILT.type_map]

NAMED = {"discipline_referral_referral": "discipline_referral_officer"}
"""Tables whose rows are for those alone who are named in another."""


@dataclass
class Stage:
    """The office with both cases and their rows, by district."""

    office: Plugged
    cases: dict[str, str]
    objects: dict[tuple[str, str], str]
    rows: dict[str, dict[str, Any]]

    @contextmanager
    def on(self, *districts: str) -> Iterator[None]:
        """Every plug-in on in these districts alone."""
        switches = self.office.plugins.switches
        switches.replace(dict.fromkeys(NAMES, districts))
        yield
        switches.replace(dict.fromkeys(NAMES, switches.paths))

    def viewer(self, path: str = "/370900") -> Viewer:
        """Holds every operation on what lies below the path; is the city lead's account."""
        lead = self.office.viewer("city_lead")
        grant = Grant("", "/ta", path, 3, SYSTEM.grants[0].valid_from, None)
        matrix = Matrix("everything", frozenset({""}), SYSTEM.matrix.cells, self.office.plugins.switches)
        return replace(lead, grants=(grant,), matrix=matrix)

    def context(self, viewer: Viewer | None = None, pool: Any = None) -> RequestContext:
        """A request of that viewer, by default of the one who sees the whole city."""
        office = self.office
        pool = pool or office.pool
        return RequestContext(viewer or self.viewer(), pool, office.services, office.codes, bytes(32), "192.0.2.1")

    async def ask(self, document: str, context: RequestContext | None = None, **variables: Any) -> ExecutionResult:
        """The whole result."""
        found = await self.office.schema.execute(
            document, variable_values=variables, context_value=context or self.context()
        )
        assert isinstance(found, ExecutionResult)
        return found

    async def codes(self, root: Root, viewer: Viewer | None = None) -> set[str]:
        """The codes of the errors, not of refusals, that a root field ends with; what it wrote is undone."""
        async with undone(self.office.pool) as pool:
            context = self.context(viewer, pool)
            if root.kind != "subscription":
                return coded(await self.ask(root.document(), context, **root.variables()))
            stream: Any = await self.office.schema.subscribe(
                root.document(), variable_values=root.variables(), context_value=context
            )
            first = await anext(stream)
            await stream.aclose()
            return coded(first)


def coded(result: ExecutionResult) -> set[str]:
    return {str((error.extensions or {})["code"]) for error in result.errors or ()}


@pytest.fixture(scope="module")
async def stage(plugged_offices: Offices) -> Stage:
    office = await plugged_offices.of(config_text(NAMES))
    desk = Desk(Api(office.schema, office, office.codes))
    staged = Stage(office, {}, {}, {})
    for number, district in enumerate((ON, OFF), start=1):
        case, parts = await desk.dispatched(district=district)
        staged.cases[district] = case
        staged.objects |= {("Case", district): case, ("Assignment", district): parts["ta-housing"]}
        unit = await office.pool.fetchval("select id from unit where district = $1 limit 1", district)
        staged.objects["Unit", district] = encode("unit", unit)
        await _fill(staged, district, number, unit)
    return staged


async def _fill(stage: Stage, district: str, number: int, unit: Any) -> None:
    office = stage.office
    (case, part) = (decode(stage.objects[name, district]) for name in ("Case", "Assignment"))
    assert case
    assert part
    account = office.viewer("city_lead").id
    references = {
        "case_file": case.key, "assignment": part.key, "unit": unit, "account": account, "district": district,
        "category": "0101",
        "clock": await office.pool.fetchval("select id from clock where case_id = $1 limit 1", case.key),
    }  # fmt: skip
    async with unit_of_work(office.pool, office.services) as uow:
        rows = Rows(uow, number, district, office.plugins.switches.paths[district], account, references)
        for record in RECORDS:
            await rows.of(record.table)
        for _, tables in office.plugins.each("tables"):
            for table in tables:
                if table.name in NAMED.values():
                    await rows.of(table)
    stage.rows[district] = rows.made


def name_of(case: Any) -> str:
    match case:
        case Declared():
            return case.name
        case Root():
            return case.name
        case str():
            return case
    return ""


@pytest.mark.parametrize("root", ROOTS, ids=name_of)
async def test_a_root_field_answers_where_the_plugin_is_on_in_reach(stage: Stage, root: Root) -> None:
    with stage.on(ON):
        assert await stage.codes(root) & FAULTS == set()
        assert await stage.codes(root, stage.viewer(f"/370900/{OFF}")) == {"PLUGIN_DISABLED"}
    with stage.on():
        assert await stage.codes(root) == {"PLUGIN_DISABLED"}


@pytest.mark.parametrize(("type_", "name", "field"), FIELDS, ids=name_of)
async def test_a_field_is_told_where_the_plugin_is_on(stage: Stage, type_: str, name: str, field: GraphQLField) -> None:
    document = f"query($id: ID!) {{ node(id: $id) {{ ... on {type_} {{ {asked(name, field)} }} }} }}"
    with stage.on(ON):
        here = await stage.ask(document, id=stage.objects[type_, ON])
        there = await stage.ask(document, id=stage.objects[type_, OFF])
    assert here.errors is None
    assert here.data is not None
    if isinstance(field.type, GraphQLList):
        assert here.data["node"][name]
    assert (there.errors, there.data) == (None, {"node": {name: None}})


@pytest.mark.parametrize("record", [one for one in RECORDS if issubclass(one.record, Node)], ids=name_of)
async def test_a_record_is_there_where_the_plugin_is_on(stage: Stage, record: Declared) -> None:
    document = "query($id: ID!) { node(id: $id) { id } }"
    here, there = (encode(record.code, stage.rows[district][record.table.name]) for district in (ON, OFF))
    with stage.on(ON, OFF):
        both = [(await stage.ask(document, id=one)).data for one in (here, there)]
    assert both == [{"node": {"id": here}}, {"node": {"id": there}}]
    with stage.on(ON):
        some = [(await stage.ask(document, id=one)).data for one in (here, there)]
    assert some[0] == {"node": {"id": here}}
    if record.name not in EVERYWHERE:
        assert some[1] == {"node": None}
    with stage.on():
        none = [(await stage.ask(document, id=one)).data for one in (here, there)]
    assert none == [{"node": None}] * 2


@pytest.mark.parametrize("root", [one for one in ROOTS if one.kind == "query"], ids=name_of)
async def test_a_list_holds_nothing_of_a_district_where_the_plugin_is_off(stage: Stage, root: Root) -> None:
    hidden = {
        encode(record.code, stage.rows[OFF][record.table.name]) for record in RECORDS if record.name not in EVERYWHERE
    }
    with stage.on(ON):
        result = await stage.ask(root.document(), **root.variables())
    assert hidden & set(_texts(result.data)) == set()


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(one)


FAULTS = {"PLUGIN_DISABLED", "PLUGIN_FAILED", "INTERNAL_SERVER_ERROR"}

EVERYWHERE = {"EnterpriseMeasure", "UtilityRoster", "UtilityShift", "UtilityDutyOverride", "UtilityGapAlarm"}
"""What lies in no district: what authorities offer in the whole city, and the duty of companies that serve several."""
