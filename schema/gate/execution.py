"""Running an admitted operation on the executor, without parsing or validating it a second time."""

from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

import strawberry
from strawberry.extensions import SchemaExtension
from strawberry.types import ExecutionResult

from schema.gate.gate import Admitted

_admitted: ContextVar[Admitted | None] = ContextVar("admitted", default=None)


class GateExtension(SchemaExtension):
    """Hands the admitted document to Strawberry. The schema lists it among its `extensions`.

    An operation that reaches the schema without having passed the gate is parsed and validated by Strawberry itself.
    """

    def on_parse(self) -> Iterator[None]:
        """Take the document the gate has parsed."""
        admitted = self._admitted()
        if admitted:
            self.execution_context.graphql_document = admitted.document
        yield

    def on_validate(self) -> Iterator[None]:
        """Report no errors: the gate has validated the document."""
        if self._admitted():
            self.execution_context.pre_execution_errors = []
        yield

    def _admitted(self) -> Admitted | None:
        admitted = _admitted.get()
        # A resolver may run another operation, which has not passed the gate.
        return admitted if admitted and admitted.source is self.execution_context.query else None


async def execute(
    schema: strawberry.Schema, admitted: Admitted, variables: dict[str, Any], context: object
) -> ExecutionResult:
    """Run the operation. Errors in the result are as the schema's `process_errors` left them."""
    token = _admitted.set(admitted)
    try:
        return await schema.execute(
            admitted.source, variable_values=variables, context_value=context, operation_name=admitted.name
        )
    finally:
        _admitted.reset(token)
