"""Plan and graphql-core answer the same, byte for byte: queries by chance over the whole schema and data.

HOTLINE_TEST_LONG=1 asks 20,000 of them.
"""

import os
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from typing import Any

import orjson
import pytest
from graphql import GraphQLField, OperationDefinitionNode, parse, validate
from sqlalchemy import true
from strawberry.types import ExecutionResult

from core.access.viewer import Viewer
from core.plugin.errors import PLUGIN_FAILED
from schema.compose import HotlineSchema, build_schema
from schema.context import Language, RequestContext
from schema.data.types import METADATA
from schema.gate.validation import RULES
from schema.plan import plan
from schema.plan.level import Level
from schema.plan.operation import Operation, Plans
from schema.plan.reads import PLANNED
from schema.plan.reasons import Reason, Unplannable
from schema.plan.writer import Writer
from schema.relay.ids import encode
from tests.plugins.test_gates import NAMES, Stage, stage
from tests.schema.conftest import SIGNING_KEY, SOURCE, Api
from tests.schema.support.desk import Desk
from tests.support.operations import Chance, Query
from tests.support.plugged import Plugged

__all__ = ["stage"]

QUERIES = 20_000 if os.environ.get("HOTLINE_TEST_LONG") else 500
SEED = int(os.environ.get("HOTLINE_TEST_SEED", "5"))
ROLES = (
    "operator", "dispatcher", "reviewer", "callback_officer", "city_lead", "county_officer", "unit_liaison", "unit_handler",
    "utility_service", "legal_desk", "enterprise_desk", "supervisor", "discipline_inspector", "auditor", "administrator",
    "reporter", "developer",
)  # fmt: skip
AWKWARD = "引号\" ' \\ \n\t\u2028 </script> 😀 {}%s"


@dataclass
class World:
    """An office with something of everything, its schema with and without plug-ins, and what may be asked for."""

    stage: Stage
    core: HotlineSchema
    pool: dict[str, list[Any]]

    @property
    def office(self) -> Plugged:
        return self.stage.office

    def viewers(self) -> list[Viewer]:
        """Every role; one who holds everything; some who hold two roles, one of them in a county."""
        roles = [self.office.viewer(role) for role in ROLES]
        county = self.office.viewer("county_officer")
        both = [replace(one, grants=(*one.grants, *county.grants)) for one in roles[:8]]
        return [*roles, *both, self.stage.viewer(), self.stage.viewer("/370900/370902")]

    def context(self, viewer: Viewer, language: Language) -> RequestContext:
        office = self.office
        return RequestContext(
            viewer, office.pool, office.services, office.codes, SIGNING_KEY, SOURCE, language=language
        )


@pytest.fixture(scope="module")
async def world(stage: Stage) -> World:
    office = stage.office
    desk = Desk(Api(office.schema, office, office.codes))
    later = timedelta(minutes=7)
    for _ in range(3):
        await desk.registered(title=AWKWARD, content=AWKWARD, reporter={"name": AWKWARD, "phone": "13805381234"})
        desk.later(later)
    await desk.accepted(district="370911")
    await desk.at_work(kind="REPORT")
    await desk.reviewed()
    desk.later(later)
    await desk.discontent()
    _, part = await desk.at_work()
    await desk.termination(part)
    return World(stage, build_schema(), await _pool(office))


async def _pool(office: Plugged) -> dict[str, list[Any]]:
    ids = []
    for table, code in (("case_file", "case"), ("assignment", "assignment"), ("case_event", "case_event"), ("clock", "deadline"),
                        ("reporter", "reporter"), ("callback", "callback"), ("feedback", "feedback"), ("account", "account"),
                        ("attachment", "attachment")):  # fmt: skip
        ids += [encode(code, row["id"]) for row in await office.pool.fetch(f"select id from {table} limit 12")]
    ids += [encode("unit", row["id"]) for row in await office.pool.fetch("select id from unit order by path limit 40")]
    numbers = [row["case_no"] for row in await office.pool.fetch("select case_no from case_file")]
    districts = [row["code"] for row in await office.pool.fetch("select code from district order by code limit 12")]
    codes = ["ta-housing", "ta", "TA", "010101", "0101", "01", "WATER", "RUNNING", "MET", "CONTACT", "x", AWKWARD, ""]
    instants = ["2026-11-16T10:00:00+08:00", "2026-11-16T02:05:00Z", "2026-11-30T00:00:00+08:00"]
    return {
        "ID": [*ids, *ids, "x", "", numbers[0]],
        "String": [*numbers, *districts, *codes],
        "DateTime": instants,
        "LocalDate": ["2026-11-16", "2027-01-01"],
    }


def declared(field: GraphQLField) -> bool:
    """Whether it is declared, or one of a plain object's."""
    definition = field.extensions.get("strawberry-definition")
    return definition is not None and (METADATA in definition.metadata or definition.base_resolver is None)


async def asked_both(
    world: World, schema: HotlineSchema, query: Query, viewer: Viewer, language: Language = "zh"
) -> tuple[str, str | None]:
    """What answered the query, a plan or the reason why not, and how a plan's answer differs from graphql-core's."""
    document = parse(query.text)
    node = next(one for one in document.definitions if isinstance(one, OperationDefinitionNode))
    operation, variables, told = Operation(schema, document, node, Plans(10)), dict(query.variables), ""
    for _ in range(2 if query.cursors else 1):
        context = world.context(viewer, language)
        result = await schema.execute(query.text, variable_values=dict(variables), context_value=context)
        assert isinstance(result, ExecutionResult)
        codes = {(error.extensions or {}).get("code") for error in result.errors or ()}
        if codes & {PLUGIN_FAILED.code, "QUERY_TOO_BROAD"}:
            return "slow", None  # both have a time limit, which a busy machine may pass
        want = None if result.errors else orjson.dumps({"data": result.data})
        for _ in range(2):  # once compiled, once as it was kept
            try:
                got: bytes | None = await operation.answer(dict(variables), world.context(viewer, language))
                told = PLANNED
            except Unplannable as unplannable:
                got, told = None, unplannable.reason.value
            except Exception as error:
                got, told = None, f"{Reason.VALUE}"
                if want is not None:
                    return told, f"the plan fails: {error!r}\n{query}"
            if got is not None and got != want:
                return told, f"{viewer.grants}\n{query}\nplan {got.decode()}\ncore {want!r} {result.errors}"
        if want is None:
            break
        variables |= {name: _cursor(result.data, key) for name, key in query.cursors.items()}
    return told, None


def _cursor(data: Any, key: str) -> str | None:
    page = data.get(key)
    for one in (page or {}).values():
        if isinstance(one, list) and one and isinstance(one[0], dict):
            found = next((value for value in one[0].values() if isinstance(value, str) and len(value) > 60), None)
            if found is not None:
                return found
        if isinstance(one, dict):
            found = next((value for value in one.values() if isinstance(value, str)), None)
            if found is not None:
                return found
    return None


async def test_plan_and_executor_answer_the_same(world: World) -> None:
    random, told = Random(SEED), Counter[str]()
    schemas = (world.office.schema, world.core)
    chances = [Chance(schema._schema, random, world.pool, declared) for schema in schemas]
    viewers, switches = world.viewers(), world.office.plugins.switches
    places = [("370902",), ("370911",), ("370902", "370911"), (), tuple(switches.paths)]
    while told.total() < QUERIES:
        which = random.random() < 0.25
        query = chances[which].query()
        if validate(schemas[which]._schema, parse(query.text), RULES):
            continue
        switches.replace({name: random.choice(places) for name in NAMES})
        language: Language = random.choice(("zh", "en"))
        how, difference = await asked_both(world, schemas[which], query, random.choice(viewers), language)
        assert difference is None, difference
        told[how] += 1
    assert told[PLANNED] > 0.6 * QUERIES, told
    assert told["slow"] < 0.05 * QUERIES, told


CASE = """id caseNo title content place secrecy district { code name } category { code label owner } merged { id }
  reporter { name phone } assignments { id state unit { name parent { name } } feedbacks { id } deadlines { dueAt } }
  events { id type { code } actor { name } body } callbacks { result } findings { id } deadlines { explanation { text } }"""
ADDED = "legalReferral { id } legalReferrals { id } enterpriseProfile { id } outageMatch { id }"
DOCUMENTS = (
    "{ cases(first: 50) { totalCount edges { cursor node { CASE } } pageInfo { hasNextPage endCursor } } }",
    "{ cases(first: 2, filter: { state: [RECEIVED] }) { nodes { id } pageInfo { hasNextPage } totalCount } }",
    "{ cases(last: 3) { nodes { ADDED } } }",
    "{ units(last: 4) { nodes { id children(first: 2) { totalCount nodes { code } } utilityServiceAreas { id } } } }",
    "{ assignments(first: 9) { nodes { case { id title } utilityTicket { id } } } deadlines { totalCount } }",
)
WITNESSES = [Query(one.replace("CASE", CASE).replace("ADDED", ADDED), {}, {}) for one in DOCUMENTS]


def _mask_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Level, "open", lambda *_: "True")


def _filter_missing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Writer, "use", lambda *_: true())


def _gate_forgotten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Level, "gate", lambda _: "'370902'")


def _wrong_null(patch: pytest.MonkeyPatch) -> None:
    kept = Level.stand_beside
    patch.setattr(Level, "stand_beside", lambda *given, **more: f"({kept(*given, **more)}) in (True, False)")


def _quote_not_escaped(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(plan, "encoded", lambda answer: orjson.dumps(answer).replace(b'\\"', b'"'))


def _order_lost(patch: pytest.MonkeyPatch) -> None:
    kept = Level.rows
    patch.setattr(Level, "rows", lambda self, *where, order=(), limit=None: kept(self, *where, limit=limit))


def _row_too_many(patch: pytest.MonkeyPatch) -> None:
    kept = Level.rows
    patch.setattr(
        Level,
        "rows",
        lambda self, *where, order=(), limit=None: kept(self, *where, order=order, limit=limit and limit - 1),
    )


MUTANTS = (
    _mask_forgotten,
    _filter_missing,
    _gate_forgotten,
    _wrong_null,
    _quote_not_escaped,
    _order_lost,
    _row_too_many,
)


async def witnessed(world: World) -> list[str]:
    """How plans and graphql-core differ on the witnesses."""
    world.office.plugins.switches.replace(dict.fromkeys(NAMES, ("370902",)))
    found = []
    for viewer in (
        *(world.office.viewer(role) for role in ("operator", "unit_liaison", "supervisor")),
        world.stage.viewer(),
    ):
        for query in WITNESSES:
            how, difference = await asked_both(world, world.office.schema, query, viewer)
            found += [difference] if difference else []
            assert how in (PLANNED, "slow", Reason.VALUE.value), (how, query)
    return found


async def test_the_witnesses_are_answered_alike(world: World) -> None:
    assert await witnessed(world) == []


@pytest.mark.parametrize("mutant", MUTANTS)
async def test_a_planted_mistake_is_found(world: World, monkeypatch: pytest.MonkeyPatch, mutant: Any) -> None:
    mutant(monkeypatch)
    try:
        found = await witnessed(world)
    except AssertionError as failed:
        found = [str(failed)]
    assert found
