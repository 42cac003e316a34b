"""What every operation passes before anything runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from graphql import DocumentNode, GraphQLSchema, OperationDefinitionNode, OperationType

from schema.gate import nul
from schema.gate.coded import refusal
from schema.gate.codes import INTROSPECTION_REFUSED, NUL_CHARACTER
from schema.gate.documents import Documents
from schema.gate.limits import Limits
from schema.gate.prepared import DocumentRefused, Prepared, prepare, too_large
from schema.gate.writes import MOST


class Introspector(Protocol):
    """Whoever asks, as far as the gate is concerned."""

    def may(self, operation: str, /) -> bool:
        """Whether the grants open `operation`."""


@dataclass(frozen=True, slots=True, eq=False)
class Admitted:
    """An operation that may run: its document, itself, its name and its cost with this request's variables.

    `writes` are the points of what it writes. A `trusted` document is one of those held
    for good.
    """

    source: str
    document: DocumentNode
    operation: OperationDefinitionNode
    name: str | None
    cost: int
    trusted: bool = False
    writes: int = 0

    @property
    def points(self) -> int:
        """What its answer and what it writes cost together."""
        return min(self.cost + self.writes, MOST)

    @property
    def kind(self) -> OperationType:
        """Query, mutation or subscription."""
        return self.operation.operation


class Gate:
    """Holds the documents seen lately, and those that must never be forgotten, and admits operations of one schema."""

    def __init__(self, schema: GraphQLSchema, limits: Limits | None = None) -> None:
        self._schema, self._limits = schema, limits or Limits()
        self._documents: Documents[Prepared] = Documents()
        self._kept: dict[str, Prepared] = {}

    def keep(self, source: str) -> None:
        """Prepare `source` now and for good. Raises DocumentRefused if it is not valid or beyond the limits."""
        prepared = prepare(self._schema, source, self._limits)
        if prepared.errors:
            raise DocumentRefused(*prepared.errors)
        self._kept[source] = prepared

    def knows(self, source: str) -> bool:
        """Whether the text is prepared: to admit it takes microseconds then, and milliseconds otherwise."""
        return source in self._kept or source in self._documents

    def admit(self, source: str, name: str | None, variables: Mapping[str, Any], viewer: Introspector) -> Admitted:
        """The operation of `source` called `name`, if it may run for `viewer`. Raises DocumentRefused."""
        prepared = self._prepared(source)
        operation = prepared.choose(name)
        if operation.introspects and not viewer.may("introspect"):
            raise DocumentRefused(refusal(INTROSPECTION_REFUSED))
        if (place := nul.in_variables(variables)) is not None:
            raise DocumentRefused(refusal(NUL_CHARACTER, place=place))
        cost = operation.cost(variables)
        if cost > self._limits.cost:
            raise DocumentRefused(too_large("cost", cost, self._limits.cost))
        writes = operation.writes.cost(variables)
        return Admitted(source, prepared.document, operation.node, name, cost, source in self._kept, writes)

    def _prepared(self, source: str) -> Prepared:
        if source in self._kept:
            return self._kept[source]
        if len(source) > self._limits.source:  # no text beyond the limit may weigh on the cache
            prepared = prepare(self._schema, source, self._limits)
        else:
            prepared = self._documents.get(source, lambda text: prepare(self._schema, text, self._limits))
        if prepared.errors:
            raise DocumentRefused(*prepared.errors)
        return prepared
