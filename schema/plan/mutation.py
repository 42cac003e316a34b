"""A mutation: each of its fields is called one after the other, and its payload shown by a plan of its own.

Whether there are plans for all of it is decided before anything is called. What goes wrong from then on is left to
graphql-core, which is told what was answered already and words the errors; nothing is done twice (`schema.once`).
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from graphql import FragmentDefinitionNode, GraphQLError, GraphQLResolveInfo, OperationType
from graphql.execution.values import VariableValues
from graphql.pyutils import Path, is_awaitable
from graphql.type.definition import GraphQLResolveInfoHelpers

from schema.context import RequestContext
from schema.plan.operation import Operation
from schema.plan.payloads import PayloadOf
from schema.plan.plan import Plan, encoded
from schema.plan.questions import Question
from schema.plan.reasons import Reason, Unplannable
from schema.plan.request import Asker, Request
from schema.plan.selection import Selected


@dataclass(frozen=True, slots=True)
class Call:
    """One field to be called, and the plan that shows what it answers; `values` is what that binds."""

    question: PayloadOf
    arguments: Mapping[str, Any]
    plan: Plan
    values: Mapping[str, object]

    async def data(self, context: RequestContext, info: GraphQLResolveInfo[RequestContext]) -> dict[str, Any]:
        """Call it, and show the payload under its key."""
        resolve = self.question.selected.field.resolve
        assert resolve is not None
        payload = await resolve(None, info, **self.arguments)
        keys = self.question.keys(payload)
        values = {**self.values, **keys}
        rows = await self.plan.rows(context, values) if any(key is not None for key in keys.values()) else ()
        return await self.plan.data(rows, Request(context, values, payload))


class Mutation(Operation):
    """One mutation of a document."""

    async def answer(self, inputs: dict[str, Any], context: RequestContext) -> bytes:
        """See Operation. Only an Unplannable tells that nothing has been done."""
        variables = self._variables(inputs)
        data: dict[str, Any] = {}
        for one in self.calls(variables, context):
            if isinstance(one, str):
                data[one] = "Mutation"
            else:
                data |= await one.data(context, self._info(one.question.selected, variables, context))
        more = {"extensions": context.extensions} if context.extensions else {}
        return encoded({"data": data, **more})

    def plans(self, inputs: dict[str, Any], context: Asker) -> list[Plan]:
        """See Operation."""
        return [one.plan for one in self.calls(self._variables(inputs), context) if isinstance(one, Call)]

    def calls(self, variables: VariableValues, context: Asker) -> list[Call | str]:
        """All fields in their order; a key alone stands for `__typename`. Raises Unplannable."""
        skipped = self._skipped(variables)
        return [
            one if isinstance(one, str) else self._call((skipped, one.selected.key), one, variables, context)
            for one in self._root(skipped, variables)
        ]

    def _call(self, key: Hashable, question: Question, variables: VariableValues, context: Asker) -> Call:
        assert isinstance(question, PayloadOf)
        selected = question.selected
        try:
            arguments = question.arguments(variables)
        except GraphQLError:
            raise Unplannable(Reason.ARGUMENTS, selected.place) from None
        return Call(question, arguments, *self._planned(key, [question], variables, context))

    def _question(self, selected: Selected, prefix: str) -> Question:
        return PayloadOf(selected, prefix)

    @cached_property
    def _fragments(self) -> dict[str, FragmentDefinitionNode]:
        return {one.name.value: one for one in self._document.definitions if isinstance(one, FragmentDefinitionNode)}

    def _info(
        self, selected: Selected, variables: VariableValues, context: RequestContext
    ) -> GraphQLResolveInfo[RequestContext]:
        """What graphql-core would tell the field's resolver."""
        return GraphQLResolveInfo(
            field_name=selected.node.name.value,
            field_nodes=[one.node for one in selected.details],
            return_type=selected.field.type,
            parent_type=selected.parent,
            path=Path(None, selected.key, selected.parent.name),
            schema=self._schema._schema,
            fragments=self._fragments,
            root_value=None,
            operation=self.node,
            variable_values=variables,
            context=context,
            is_awaitable=is_awaitable,
            abort_signal=None,
            async_helpers=cast("GraphQLResolveInfoHelpers", None),  # Strawberry's Info has none
        )


KINDS: Mapping[OperationType, type[Operation]] = {OperationType.QUERY: Operation, OperationType.MUTATION: Mutation}
"""What has plans."""
