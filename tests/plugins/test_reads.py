"""Plan and graphql-core answer the same, byte for byte: queries by chance over the whole schema and data.

HOTLINE_TEST_LONG=1 asks 20,000 of them.
"""

import os
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from typing import Any

import orjson
import pytest
from graphql import GraphQLField, OperationDefinitionNode, parse, validate
from strawberry.types import ExecutionResult

from core.access.viewer import Viewer
from schema.compose import HotlineSchema, build_schema
from schema.context import RequestContext
from schema.data.types import METADATA
from schema.gate.validation import RULES
from schema.plan.operation import Operation, Plans
from schema.plan.reasons import Unplannable
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

    def context(self, viewer: Viewer, language: Any) -> RequestContext:
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


async def differences(world: World, schema: HotlineSchema, query: Query, viewer: Viewer, language: str) -> tuple[str, str | None]:
    """How the query was answered by a plan, and how that differs from graphql-core's answer."""
    document = parse(query.text)
    node = next(one for one in document.definitions if isinstance(one, OperationDefinitionNode))
    operation = Operation(schema, document, node, Plans(10))
    told, variables = "", query.variables
    for _ in range(2 if query.cursors else 1):
        result = await schema.execute(query.text, variable_values=dict(variables), context_value=world.context(viewer, language))
        assert isinstance(result, ExecutionResult)
        want = None if result.errors else orjson.dumps({"data": result.data})
        for attempt in range(2):
            try:
                got: bytes | None = await operation.answer(dict(variables), world.context(viewer, language))
                told = "plan"
            except Unplannable as unplannable:
                got, told = None, str(unplannable.reason)
            except Exception as error:
                got, told = None, f"error {type(error).__name__}"
                if want is not None:
                    return told, f"the plan fails: {error!r}\n{query}"
            if got is not None and got != want:
                return told, f"attempt {attempt} {viewer.grants}\n{query}\n plan: {got.decode()}\nwants: {want and want.decode()} {result.errors}"
        if want is None:
            break
        variables = variables | {name: _cursor(result.data, key) for name, key in query.cursors.items()}
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
    random, told, kept = Random(SEED), Counter[str](), 0
    chances = [Chance(schema._schema, random, world.pool, declared) for schema in (world.office.schema, world.core)]
    schemas, viewers = (world.office.schema, world.core), world.viewers()
    places = [("370902",), ("370911",), ("370902", "370911"), (), tuple(world.office.plugins.switches.paths)]
    while kept < QUERIES:
        which = random.random() < 0.25
        query = chances[which].query()
        schema = schemas[which]
        try:
            document = parse(query.text)
        except Exception as error:
            raise AssertionError(query.text) from error
        if validate(schema._schema, document, RULES):
            told["invalid"] += 1
            continue
        kept += 1
        switches = world.office.plugins.switches
        switches.replace({name: random.choice(places) for name in NAMES})
        how, difference = await differences(world, schema, query, random.choice(viewers), random.choice(("zh", "en")))
        assert difference is None, difference
        told[how] += 1
    print(told)
    assert told["plan"] > 0.6 * QUERIES, told
