"""S1 and S3: every field of every type is asked as every role on a city with something of everything and with secret cases.

What is answered must be owed, and no word of a secret case is heard by who need not know.

The oracle is made of the reviewed matrix, the mapping of fields to operations and the rows as they lie in the database. It
shares no code with the predicate. Plug-ins' operations are as their own policies say.
"""

import json
import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from inspect import isawaitable
from typing import Any
from uuid import UUID

import pytest
from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLEnumType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    execute,
    is_required_argument,
    parse,
    validate,
)
from structlog.testing import capture_logs

from core.access.mapped import ANYBODY
from core.access.viewer import Grant, Viewer
from core.cases.states import Secrecy
from core.db.base import metadata
from core.db.connection import open_pool
from core.db.grants import APP, HIGHEST_OF_APP, kept_by
from core.db.wall import login_as, raise_wall
from schema.data.types import declared_types
from schema.mapped import operations_of
from schema.relay.ids import decode, encode
from tests.core.access.product import reviewed
from tests.plugins.plans_world import World, made
from tests.plugins.test_gates import Stage, stage  # noqa: F401 - a fixture
from tests.secrecy.crawl import LONG, Crawler, unhurried
from tests.secrecy.test_canaries import DISPATCHED, Canary, heard, settle, sing
from web.testing.documents import value

SECRET = 40 if LONG else DISPATCHED + 3
FEW = 3
"""Of what everybody who is signed in may read throughout, and what is too long to read as each of twenty."""


@dataclass(frozen=True)
class Place:
    """A case as far as rights are asked."""

    district: str
    units: tuple[str, ...]
    owner: UUID
    secrecy: int
    respondent: str


@dataclass
class Oracle:
    """What is owed to whom. `held` is by role and operation the scopes, with their clearances."""

    mapped: Mapping[str, frozenset[str]]
    held: Mapping[tuple[str, str], Mapping[str, int]]
    cases: Mapping[UUID, Place]
    of_case: Mapping[tuple[str, UUID], UUID]
    """By type code and row the case it belongs to."""
    bound: frozenset[str]
    """The types whose rows belong to a case."""
    rows: frozenset[str]
    """All types that are rows."""
    told: int = field(default=0)

    def wrong(self, viewer: Viewer, data: Mapping[str, Any]) -> Iterator[str]:
        """Each value of an answer that is not owed to the viewer, as `Type.field` and the case it is of."""
        (grant,) = viewer.grants
        for name, answered in data.items():
            yield from self._value(viewer, grant, "Query", name, answered, None)

    def _value(
        self, viewer: Viewer, grant: Grant, type_: str, name: str, answered: Any, case: UUID | None
    ) -> Iterator[str]:
        if isinstance(answered, list):
            for one in answered:
                yield from self._value(viewer, grant, type_, name, one, case)
        elif answered is not None and not _says_nothing(answered):
            self.told += 1
            if not self._owed(viewer, grant, self.mapped[f"{type_}.{name}"], case):
                yield f"{type_}.{name} of {self.cases[case] if case else 'no case'}"
            if isinstance(answered, dict) and "__typename" in answered:
                yield from self._object(viewer, grant, answered, case)

    def _object(self, viewer: Viewer, grant: Grant, answered: Mapping[str, Any], case: UUID | None) -> Iterator[str]:
        row = answered["__typename"]
        if row in self.rows:
            case = self._case(row, answered, case)
        for alias, below in answered.items():
            if alias != "__typename":
                type_, _, name = alias.partition("_")
                yield from self._value(viewer, grant, type_, name, below, case)

    def _case(self, row: str, answered: Mapping[str, Any], above: UUID | None) -> UUID | None:
        if row not in self.bound:
            return None
        found = decode(answered.get(f"{row}_id") or "")
        return self.of_case.get((found.code, found.key), above) if found else above

    def _owed(self, viewer: Viewer, grant: Grant, operations: frozenset[str], case: UUID | None) -> bool:
        if ANYBODY in operations:
            return True
        reaches = [self.held.get((grant.role, operation), {}) for operation in operations]
        if case is None or any(self.held.get((grant.role, one)) for one in operations if "/" in one):
            return any(reaches)  # a plug-in says itself whose its rows are
        place = self.cases[case]
        if place.respondent and _below(grant.unit_path, place.respondent):
            return False
        return any(
            place.secrecy <= min(clearance, grant.clearance) and _lies(scope, viewer, grant, place)
            for scopes in reaches
            for scope, clearance in scopes.items()
        )


def _says_nothing(answered: Any) -> bool:
    """A page of a list with nothing in it, a zero, a no."""
    if isinstance(answered, dict):
        return all(one is None or _says_nothing(one) for key, one in answered.items() if key != "__typename")
    if isinstance(answered, list):
        return all(one is None or _says_nothing(one) for one in answered)
    return answered in (0, False, "")


def _lies(scope: str, viewer: Viewer, grant: Grant, place: Place) -> bool:
    return {
        "own": place.owner == viewer.id,
        "unit": any(_below(unit, grant.unit_path) for unit in place.units),
        "district": _below(place.district, grant.district_path),
        "all": True,
    }[scope]


def _below(path: str, root: str) -> bool:
    return path.split("/")[: len(root.split("/"))] == root.split("/")


@pytest.fixture(scope="module")
async def world(stage: Stage) -> World:  # noqa: F811
    """Something of everything; of every four cases each is kept in another way, and one accuses the unit that handles it."""
    world = await made(stage)
    pool = world.office.pool
    ids = [row["id"] for row in await pool.fetch("select id from case_file order by registered_at, id")]
    for number, id_ in enumerate(ids):
        level = list(Secrecy)[number % 4].level
        await pool.execute("update case_file set secrecy = $2 where id = $1", id_, level)
        await pool.execute("update case_event set secrecy = $2 where case_id = $1", id_, level)
    parts = await pool.fetch("select case_id, unit_path from assignment order by case_id, id")
    await pool.execute(
        "update case_file set respondent_path = $2 where id = $1", parts[0]["case_id"], parts[0]["unit_path"]
    )
    for role, id_ in zip(("outsourced_operator", "intake_adapter", "operator"), ids * 2, strict=False):
        await pool.execute("update case_file set registered_by = $2 where id = $1", id_, world.office.viewer(role).id)
    await settle(world.office)
    return world


@pytest.fixture(scope="module")
async def canaries(world: World) -> list[Canary]:
    """Secret cases on top of all that, some of them at work, after whatever plug-ins do about them."""
    office = world.office
    found = [canary for number in range(SECRET) for canary in await sing(office, number)]
    await office.effects()
    await office.minute()
    return found


async def oracle_of(world: World) -> Oracle:
    office, kept = world.office, kept_by()
    places = {
        row["id"]: Place(
            row["district_path"], tuple(row["units"]), row["registered_by"], row["secrecy"], row["respondent_path"]
        )
        for row in await office.pool.fetch(
            "select c.*, array(select unit_path from assignment a where a.case_id = c.id) as units from case_file c"
        )
    }
    held: dict[tuple[str, str], Mapping[str, int]] = dict(reviewed())
    for (role, operation), cell in office.matrix.cells.items():
        if "/" in operation:
            held[role, operation] = {reach.scope.value: reach.clearance for reach in cell.reaches}
    types = [one for one in declared_types() if one.name in office.schema._schema.type_map]
    by_table: dict[str, dict[UUID, UUID]] = {"case_file": {id_: id_ for id_ in places}}
    wanted = {one.table.name for one in types} | {"assignment"}
    for table in metadata.sorted_tables:
        if table.name in wanted & kept.keys() - {"case_file"} and "id" in table.c:
            by_table[table.name] = await _cases_of(office.pool, table, by_table)
    return Oracle(
        mapped=operations_of(office.schema),
        held=held,
        cases=places,
        of_case={(one.code, row): case for one in types for row, case in by_table.get(one.table.name, {}).items()},
        bound=frozenset(one.name for one in types if one.table.name in by_table),
        rows=frozenset(one.name for one in types),
    )


async def _cases_of(pool: Any, table: Any, known: Mapping[str, Mapping[UUID, UUID]]) -> dict[UUID, UUID]:
    ways = [
        (one, key.column.table.name) for one in table.c for key in one.foreign_keys if key.column.table.name in known
    ]
    column, above = min(ways, key=lambda way: way[0].name != "case_id")
    rows = await pool.fetch(f"select id, {column.name} as above from {table.name} where {column.name} is not null")
    return {row["id"]: known[above][row["above"]] for row in rows if row["above"] in known[above]}


def literals(schema: GraphQLSchema, known: Mapping[str, str]) -> dict[str, str]:
    """By `Type.field` the arguments that must be given: what is known of them by their names, else anything."""
    found = {}
    for type_ in schema.type_map.values():
        for name, one in type_.fields.items() if isinstance(type_, GraphQLObjectType) else ():
            needed = {key: argument for key, argument in one.args.items() if is_required_argument(argument)}
            texts = [f"{key}: {_literal(known.get(key), argument.type, known)}" for key, argument in needed.items()]
            if texts:
                found[f"{type_.name}.{name}"] = ", ".join(texts)
    return found


def _literal(chosen: Any, type_: Any, known: Mapping[str, str]) -> str:
    chosen = value(type_, known) if chosen is None else chosen
    if isinstance(type_, GraphQLNonNull):
        return _literal(chosen, type_.of_type, known)
    if isinstance(chosen, list):
        return f"[{', '.join(_literal(one, type_.of_type, known) for one in chosen)}]"
    if isinstance(chosen, dict):
        fields = (f"{name}: {_literal(one, type_.fields[name].type, known)}" for name, one in chosen.items())
        return f"{{ {', '.join(fields)} }}"
    return str(chosen) if isinstance(type_, GraphQLEnumType) else json.dumps(chosen)


@pytest.fixture(scope="module")
async def low(world: World) -> AsyncIterator[Any]:
    """Connections of the lower role, behind the wall as it is raised when the plug-ins are there."""
    await raise_wall(world.office.dsn)
    pool = await open_pool(login_as(world.office.dsn, APP), size=4)
    yield pool
    await pool.close()


async def given(world: World, canary: Canary) -> dict[str, str]:
    """The arguments with which the city is asked."""
    known = {name: world.pool[name][0] for name in ("caseId", "caseNo", "unitId", "company")} | {"district": "370902"}
    ids = ", ".join([f'"{encode(code, row)}"' async for code, row in everything(world)])
    return literals(world.office.schema._schema, known) | {
        "Query.codes": 'set: "verb"',
        "Query.category": 'code: "010101"',
        "Query.district": 'code: "370902"',
        "Query.nodes": f"ids: [{ids}]",
        "Query.node": f"id: {ids.split(', ')[0]}",
        "Query.case": f'by: {{ caseNo: "{known["caseNo"]}" }}',
        "Query.cases": "first: 50",
        "Query.assignments": "first: 50",
        "Query.deadlines": "first: 50",
        "Query.search": f'text: "{canary.word}"',
        "Query.units": f"first: {FEW}",
        "Query.districts": f"first: {FEW}",
        "Query.catalogue": f"first: {FEW}",
    }


async def everything(world: World) -> AsyncIterator[tuple[str, UUID]]:
    """Every case and what secret ones have, and some rows of every other type that has global ids."""
    for code, table in (("case", "case_file"), ("reporter", "reporter"), ("correction", "case_correction")):
        for row in await world.office.pool.fetch(f"select id from {table}"):
            yield code, row["id"]
    codes = {one.name: one.code for one in declared_types() if one.code}
    for name, keys in world.keys.items():
        for key in keys[:2] if name in codes else ():
            if isinstance(key, UUID):
                yield codes[name], key


async def test_no_role_is_told_a_value_that_is_not_owed_to_it(
    world: World, canaries: list[Canary], low: Any, caplog: pytest.LogCaptureFixture
) -> None:
    schema, oracle = world.office.schema._schema, await oracle_of(world)
    crawler = Crawler(schema, await given(world, canaries[0]))
    texts = dict(crawler.documents())
    asked = {name: parse(text, no_location=True) for name, text in texts.items()}
    for name, document in asked.items():
        assert validate(schema, document) == [], name
    assert set(re.findall(r"(\w+?_\w+):", " ".join(texts.values()))) == crawler.fields

    wrong: dict[str, set[str]] = {}
    with capture_logs() as logs, unhurried():
        for role in sorted(world.office.viewers):
            viewer = world.office.viewer(role)
            answers = [await answered(world, viewer, document) for document in asked.values()]
            for answer in answers:
                for fault in oracle.wrong(viewer, answer.data or {}):
                    wrong.setdefault(role, set()).add(fault)
            told = texted(answers)
            assert [one for one in heard(told, canaries) if role not in one.known_to] == [], role
            if viewer.clearance <= HIGHEST_OF_APP:
                below = [await answered(world, viewer, document, low) for document in asked.values()]
                assert texted(below) == told, role

    assert wrong == {}
    assert oracle.told > 10_000
    assert not heard(f"{logs} {caplog.text}", canaries)


async def answered(world: World, viewer: Viewer, document: DocumentNode, low: Any = None) -> ExecutionResult:
    context = world.context(viewer, "zh")
    context = replace(context, pool=low, beyond=context.pool) if low else context
    running = execute(world.office.schema._schema, document, context_value=context)
    return await running if isawaitable(running) else running


def texted(answers: Sequence[ExecutionResult]) -> str:
    return "".join(f"{one.data} {one.errors}" for one in answers)


async def test_the_oracle_would_find_what_is_not_owed(world: World) -> None:
    schema, oracle, lead = world.office.schema._schema, await oracle_of(world), world.office.viewer("city_lead")
    document = (
        "{ cases(first: 50) { __typename CaseConnection_nodes: nodes { __typename Case_id: id Case_caseNo: caseNo } } }"
    )
    running = execute(schema, parse(document), context_value=world.context(lead, "zh"))
    data = (await running if isawaitable(running) else running).data or {}
    secret = {id_: replace(place, secrecy=3) for id_, place in oracle.cases.items()}
    accused = {id_: replace(place, respondent="/ta") for id_, place in oracle.cases.items()}

    assert list(oracle.wrong(lead, data)) == []
    for other in (replace(oracle, held={}), replace(oracle, cases=secret), replace(oracle, cases=accused)):
        assert any("Case.caseNo" in fault for fault in other.wrong(lead, data))
