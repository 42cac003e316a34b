"""Running an admitted subscription: one source of events, each of them executed as a request of its own."""

from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

import strawberry
from graphql import GraphQLError, located_error
from graphql.execution import ExecutionResult as CoreResult
from graphql.execution import Executor, create_source_event_stream, execute_subscription_event
from strawberry.types import ExecutionResult

from schema.context import RequestContext
from schema.faults import process_errors
from schema.gate.gate import Admitted
from schema.gate.prepared import DocumentRefused


class Subscription:
    """An open subscription: `source` says what happens. Enter it, so that the source gives back what it holds.

    The source sees the context it was opened with as long as it lasts; each event is answered in a context of its own,
    so that nothing loaded for one event, and no right that held for it, is taken for granted in the next.
    """

    def __init__(self, executor: Executor[Any], source: AsyncIterator[object]) -> None:
        self._executor, self.source = executor, source

    async def __aenter__(self) -> "Subscription":
        return self

    async def __aexit__(self, *_: object) -> None:
        if isinstance(self.source, AsyncGenerator):
            await self.source.aclose()

    def failed(self, failure: Exception) -> DocumentRefused:
        """What `source` raised, as the subscriber is told it."""
        if isinstance(failure, DocumentRefused):
            return failure
        return refused(located_error(failure, [self._root], [_name(self._root)]))

    async def answer(self, event: object, context: object) -> ExecutionResult:
        """The answer to one event; its errors have their codes."""
        executor = self._executor.build_per_event_executor(event)
        executor.context_value = context
        # The copy shares what the first one remembers of each field it has collected, by the field's identity, which is another
        # one for each event: nothing is found there again, and nothing would ever be forgotten.
        executor._relevant_sub_fields = {}
        result = execute_subscription_event(executor)
        done = await result if executor.is_awaitable(result) else result
        assert isinstance(done, CoreResult)
        errors = list(done.errors or ())
        process_errors(errors)
        extensions = dict(context.extensions) if isinstance(context, RequestContext) else {}
        return ExecutionResult(data=done.data, errors=errors or None, extensions=extensions)

    @property
    def _root(self) -> Any:
        return self._executor.operation.selection_set.selections[0]


async def subscribe(
    schema: strawberry.Schema, admitted: Admitted, variables: dict[str, Any], context: object
) -> Subscription:
    """Open the subscription. Raises DocumentRefused for variables that do not fit and for a resolver that refuses."""
    executor = schema.execution_context_class.build(
        schema._schema,
        admitted.document,
        context_value=context,
        raw_variable_values=variables,
        operation_name=admitted.name,
        hide_suggestions=True,
    )
    if isinstance(executor, list):
        raise refused(*executor)
    opening = create_source_event_stream(executor)
    source: Any = await opening if executor.is_awaitable(opening) else opening
    if isinstance(source, CoreResult):
        raise refused(*(source.errors or ()))
    return Subscription(executor, aiter(source))


def refused(*errors: GraphQLError) -> DocumentRefused:
    """The refusal that tells these errors, coded, faults masked and logged."""
    told = list(errors)
    process_errors(told)
    return DocumentRefused(*told)


def _name(node: Any) -> str:
    """The root field's response key; a fragment at the root names none, and the operation stands for it."""
    named = getattr(node, "alias", None) or getattr(node, "name", None)
    return named.value if named else "subscription"
