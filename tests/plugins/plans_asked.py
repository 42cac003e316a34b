"""Queries made by chance, each answered by graphql-core; a plan must answer the same, or leave it to graphql-core.

Among them are mutations that have been called already: what a payload refers to is shown by both.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

import orjson
from graphql import (
    GraphQLField,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
)
from strawberry.types import ExecutionResult

from core.access.viewer import Viewer
from core.plugin.errors import PLUGIN_FAILED
from schema.compose import HotlineSchema
from schema.context import Language, RequestContext
from schema.data.reference import Reference
from schema.data.types import METADATA, Declared, declared_as
from schema.gate.execution import execute
from schema.gate.gate import Admitted, Gate
from schema.gate.limits import Limits
from schema.gate.prepared import DocumentRefused
from schema.plan.mutation import KINDS
from schema.plan.operation import Plans
from schema.plan.reads import PLANNED
from schema.plan.reasons import Reason, Unplannable
from schema.plugins.marks import plugin_of
from tests.plugins.plans_world import AWKWARD, World
from tests.support.operations import Chance, Query

MUTATIONS = 0.15
"""Their share."""

WIDE = Limits(fields=2_000, aliases=500, directives=100, depth=30, overlaps=20_000, cost=1_000_000)
_TIMED = frozenset({PLUGIN_FAILED.code, "QUERY_TOO_BROAD"})
"""What a busy machine answers where another would not."""


def declared(field: GraphQLField) -> bool:
    """Whether it is declared, or one of a plain object's."""
    definition = field.extensions.get("strawberry-definition")
    return definition is not None and (METADATA in definition.metadata or definition.base_resolver is None)


def telling(field: GraphQLField) -> bool:
    """Whether masks, gates and texts come with it: what opens for some alone, leads to cases, or is a plug-in's."""
    definition = field.extensions.get("strawberry-definition")
    declaration = definition and definition.metadata.get(METADATA)
    opens = getattr(declaration, "allow", None) is not None
    return opens or getattr(declaration, "target", "") in _TELLING or plugin_of(field) is not None


_TELLING = {"Case", "Reporter", "Assignment", "Feedback"}


@dataclass(frozen=True)
class Payload:
    """What a mutation answers, given the keys of the rows it refers to."""

    type: type
    own: Mapping[str, object]
    rows: Mapping[str, tuple[Declared, object] | None]

    def made(self, context: RequestContext) -> Any:
        """As the mutation would have made it in this request."""
        rows = {name: row and Reference(context, *row) for name, row in self.rows.items()}
        return self.type(**self.own, **rows)


def payload_of(field: GraphQLField, world: World, random: Random) -> Payload | None:
    """One of a mutation's field; None for a field whose payload has objects that are no rows."""
    own, rows, made = dict[str, object](), dict[str, Any](), get_named_type(field.type)
    assert isinstance(made, GraphQLObjectType)
    for one in made.fields.values():
        name, type_ = one.extensions["strawberry-definition"].python_name, get_named_type(one.type)
        if is_list_type(get_nullable_type(one.type)):
            own[name] = []
        elif is_leaf_type(type_):
            own[name] = AWKWARD if type_.name == "String" else None
        elif type_.name in world.keys:
            found = world.keys[type_.name]
            rows[name] = (declared_as(type_.name), random.choice(found)) if found and random.random() < 0.9 else None
        else:
            return None
    return Payload(made.extensions["strawberry-definition"].origin, own, rows)


@dataclass
class Asking:
    """One request, and what graphql-core answered: `wanted` is None for an answer with an error."""

    schema: HotlineSchema
    admitted: Admitted
    variables: dict[str, Any]
    viewer: Viewer
    language: Language
    on: Mapping[str, tuple[str, ...]]
    payloads: Mapping[str, "Payload"] = field(default_factory=dict)
    wanted: bytes | None = None
    data: Any = None
    slow: bool = False

    async def by_core(self, world: World) -> None:
        """Have graphql-core answer."""
        result = await execute(self.schema, self.admitted, dict(self.variables), self._context(world))
        assert isinstance(result, ExecutionResult)
        self.slow = bool({(error.extensions or {}).get("code") for error in result.errors or ()} & _TIMED)
        self.data = result.data
        self.wanted = None if result.errors else orjson.dumps({"data": result.data})

    async def by_plan(self, world: World) -> tuple[str, str | None]:
        """What answers it, a plan or the reason why not, and how the plan's answer differs, compiled or as it was kept."""
        kind, told = KINDS[self.admitted.kind], ""
        operation = kind(self.schema, self.admitted.document, self.admitted.operation, Plans(10))
        for _ in range(2):
            try:
                got = await operation.answer(dict(self.variables), self._context(world))
                told = PLANNED
            except Unplannable as unplannable:
                return unplannable.reason, None
            except Exception as error:
                return Reason.VALUE, None if self.wanted is None else f"the plan fails: {error!r}\n{self}"
            if got != self.wanted:
                return told, f"plan {got.decode()}\n{self}"
        return told, None

    def _context(self, world: World) -> RequestContext:
        world.office.plugins.switches.replace(self.on)
        context = world.context(self.viewer, self.language)
        context.answered.update({key: payload.made(context) for key, payload in self.payloads.items()})
        return context

    def __str__(self) -> str:
        grants = [(one.role, one.unit_path, one.district_path) for one in self.viewer.grants]
        return f"core {(self.wanted or b'').decode()}\n{grants} {self.on}\n{self.admitted.source}\n{self.variables}"


@dataclass
class Questioner:
    """Asks of a world what a seed decides."""

    world: World
    seed: int
    _kept: list[Asking] = field(default_factory=list)
    _more: AsyncIterator[Asking] | None = None

    async def askings(self, count: int) -> AsyncIterator[Asking]:
        """The first so many, as graphql-core answered them; they are kept."""
        for number in range(count):
            if number == len(self._kept):
                self._more = self._more or self._made()
                self._kept.append(await anext(self._more))
            yield self._kept[number]

    async def _made(self) -> AsyncIterator[Asking]:
        random, world = Random(self.seed), self.world
        schemas, viewers = world.schemas(random), world.viewers()
        chances = [Chance(schema._schema, random, world.pool, declared, telling) for schema in schemas]
        gates = [Gate(schema._schema, WIDE) for schema in schemas]
        called = [_showable(schema, world) for schema in schemas]
        while True:
            which, viewer = int(random.random() < 0.25), random.choice(viewers)
            on, payloads = world.switched(random), dict[str, Payload]()
            if random.random() < MUTATIONS:
                query, key, name = chances[which].mutation(list(called[which]))
                payload = payload_of(called[which][name], world, random)
                assert payload is not None
                payloads[key] = payload
            else:
                query = chances[which].query()
            language: Language = random.choice(("zh", "en"))
            try:
                admitted = gates[which].admit(query.text, None, query.variables, viewer)
            except DocumentRefused:
                continue
            asking = Asking(schemas[which], admitted, dict(query.variables), viewer, language, on, payloads)
            await asking.by_core(world)
            yield asking
            if asking.wanted is not None and query.cursors:
                asking = Asking(schemas[which], admitted, _further(query, asking.data), viewer, language, on)
                await asking.by_core(world)
                yield asking


def _showable(schema: HotlineSchema, world: World) -> Mapping[str, GraphQLField]:
    mutation = schema._schema.mutation_type
    assert mutation is not None
    return {name: one for name, one in mutation.fields.items() if payload_of(one, world, Random(1)) is not None}


def _further(query: Query, data: Any) -> dict[str, Any]:
    return query.variables | {name: _cursor(data, key) for name, key in query.cursors.items()}


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
