"""A document as the cache holds it: parsed, measured and validated once."""

from collections.abc import Mapping
from dataclasses import dataclass

from graphql import DocumentNode, GraphQLError, GraphQLSchema, GraphQLSyntaxError, OperationDefinitionNode, parse

from core.errors import Refused
from schema.gate import nul
from schema.gate.coded import coded, refusal
from schema.gate.codes import (
    GRAPHQL_PARSE_FAILED,
    NUL_CHARACTER,
    OPERATION_NAME_REQUIRED,
    OPERATION_NOT_FOUND,
    OPERATION_TOO_LARGE,
)
from schema.gate.cost import Cost, cost
from schema.gate.limits import Limits
from schema.gate.measure import NESTING, Measure, TooNested, Walk
from schema.gate.validation import validation_errors
from schema.gate.writes import Writes, writes


class DocumentRefused(Exception):
    """The document or the choice of its operation is refused; nothing has run."""

    def __init__(self, *errors: GraphQLError) -> None:
        super().__init__(f"{len(errors)} errors")
        self.errors = errors


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """One operation of a document; `cost` and `writes` take a request's variables."""

    node: OperationDefinitionNode
    introspects: bool
    cost: Cost
    writes: Writes


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A document within the limits and, unless `errors` says otherwise, valid.

    `operations` holds each operation by its name, `None` for the anonymous one.
    """

    document: DocumentNode
    operations: Mapping[str | None, Operation]
    errors: tuple[GraphQLError, ...] = ()

    def choose(self, name: str | None) -> Operation:
        """The operation called `name`, or the only one. Raises DocumentRefused when there is no such or no only one."""
        if name is None and len(self.operations) == 1:
            return next(iter(self.operations.values()))
        if name is None and self.operations:
            raise DocumentRefused(refusal(OPERATION_NAME_REQUIRED))
        if name not in self.operations:
            raise DocumentRefused(refusal(OPERATION_NOT_FOUND))
        return self.operations[name]


def prepare(schema: GraphQLSchema, source: str, limits: Limits) -> Prepared:
    """Parse, measure and validate `source`. What does not parse or is too large comes back with `errors` alone."""
    try:
        document = parse(
            source, max_source_length=limits.source, max_tokens=limits.tokens, max_comments=limits.comments
        )
    except GraphQLSyntaxError as error:
        return _refused(_parse_refusal(error, source, limits))
    if nul.in_document(document):
        return _refused(refusal(NUL_CHARACTER, place="query"))
    try:
        operations, total = _measured(schema, document, limits)
    except TooNested:
        return _refused(too_large("nesting", NESTING + 1, NESTING))
    if excess := _exceeded(total, limits, ("fields", "aliases", "directives", "depth", "overlaps")):
        return _refused(excess)
    return Prepared(document, operations, validation_errors(schema, document, limits.errors))


def _exceeded(measure: Measure, limits: Limits, names: tuple[str, ...]) -> GraphQLError | None:
    """The refusal for the first of `names` in which `measure` is beyond `limits`."""
    for name in names:
        found, limit = getattr(measure, name), getattr(limits, name)
        if found > limit:
            return too_large(name, found, limit)
    return None


def too_large(what: str, found: int, limit: int) -> GraphQLError:
    """The refusal naming what is too much, and by how much."""
    return refusal(OPERATION_TOO_LARGE, what=what, found=found, limit=limit)


def _measured(
    schema: GraphQLSchema, document: DocumentNode, limits: Limits
) -> tuple[dict[str | None, Operation], Measure]:
    walk = Walk(schema, document, {}, limits.page)
    operations, total = {}, Measure(overlaps=walk.fragment_pairs())
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            measure = walk.operation(node)
            total += measure
            name = node.name.value if node.name else None
            operations[name] = Operation(
                node, measure.introspects, cost(walk, node, measure), writes(schema, document, node)
            )
    return operations, sum(walk.unused(), total)


def _parse_refusal(error: GraphQLSyntaxError, source: str, limits: Limits) -> GraphQLError:
    if len(source) > limits.source:
        return too_large("source", len(source), limits.source)
    detail = error.message.removeprefix("Syntax Error: ")
    return coded(Refused(GRAPHQL_PARSE_FAILED, detail=detail), at=error)


def _refused(error: GraphQLError) -> Prepared:
    return Prepared(DocumentNode(definitions=()), {}, (error,))
