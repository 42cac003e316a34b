"""The schema on an office, whose mutations are shown by plans as well and must be shown alike."""

from typing import Any

import orjson
from graphql import OperationDefinitionNode, OperationType, parse
from strawberry.types import ExecutionResult

from schema.context import RequestContext
from schema.plan.mutation import Mutation
from schema.plan.operation import Plans
from schema.plan.reasons import Unplannable
from tests.schema.conftest import Api


class PlannedApi(Api):
    """Calls mutations by their plans; `told` counts the answers that were compared."""

    told = 0

    async def execute(
        self, document: str, role: str = "operator", *, context: RequestContext | None = None, **variables: Any
    ) -> ExecutionResult:
        """What the executor makes of what has been done by the plan, which is what the plan answered, byte for byte."""
        context = context or self.context(role)
        planned = await self._planned(document, variables, context)
        result = await super().execute(document, context=context, **variables)
        if planned is not None:
            assert planned == orjson.dumps(answer(result))
            self.told += 1
        return result

    async def _planned(self, document: str, variables: dict[str, Any], context: RequestContext) -> bytes | None:
        parsed = parse(document)
        node = next(one for one in parsed.definitions if isinstance(one, OperationDefinitionNode))
        if node.operation is not OperationType.MUTATION:
            return None
        mutation = Mutation(self.schema, parsed, node, Plans(4))
        try:
            return await mutation.answer(variables, context)
        except Unplannable:
            assert not context.answered, "it was called before it was known that there is no plan"
            return None
        except Exception:
            assert context.answered, "it was not called"
            return None


def answer(result: ExecutionResult) -> dict[str, Any]:
    """As transports tell it."""
    assert result.errors is None, result.errors
    return {"data": result.data, **({"extensions": result.extensions} if result.extensions else {})}
