"""One operation of a document, ready to be planned: what of a request decides which plan answers it."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import strawberry
from graphql import DirectiveNode, DocumentNode, OperationDefinitionNode, VariableNode, Visitor, visit
from graphql.execution.values import VariableValues

from schema.context import RequestContext
from schema.plan.asked import Asked
from schema.plan.bindings import Bound
from schema.plan.given import Variables
from schema.plan.latest import Latest
from schema.plan.plan import Plan, compiled, encoded
from schema.plan.questions import Question
from schema.plan.reasons import Reason, Unplannable
from schema.plan.request import Asker, Request
from schema.plan.selection import Selected, Selections

FORMS = 16
"""Sets of skipped fields that are remembered of one operation."""

Pairs: TypeAlias = Sequence[tuple[Question, Asked, Mapping[str, object]]]
"""Questions, what this request asks, and what that binds."""


VIEWERS = 10
"""Viewers of whom it is remembered what they bind, for each plan there may be."""


class Plans:
    """The plans of all operations, `size` at most, by shape of the root fields what lists below them are asked, and what
    viewers bind.
    """

    def __init__(self, size: int) -> None:
        self.plans: Latest[Plan] = Latest(size)
        self.bound: Latest[Bound] = Latest(size * VIEWERS)
        self.below: Latest[Sequence[Question] | Unplannable] = Latest(size)


class Operation:
    """One operation; its plans are held in `plans`."""

    def __init__(
        self, schema: strawberry.Schema, document: DocumentNode, node: OperationDefinitionNode, plans: Plans
    ) -> None:
        self._schema, self._document, self.node, self._held = schema, document, node, plans
        self._given = Variables(schema._schema, node.variable_definitions or ())
        self._deciding = tuple(sorted(_deciding(document)))
        self.planned = False
        """Whether a plan of it has ever been made."""
        self._roots: dict[Hashable, Sequence[Question | str]] = {}

    async def answer(self, inputs: dict[str, Any], context: RequestContext) -> bytes:
        """The answer's JSON. Raises Unplannable for what graphql-core is to answer."""
        plan, values = self.prepared(inputs, context)
        return encoded({"data": await plan.data(await plan.rows(context, values), Request(context, values))})

    def prepared(self, inputs: dict[str, Any], context: Asker) -> tuple[Plan, dict[str, object]]:
        """The plan for a request, and what the request binds. Raises Unplannable."""
        variables = self._variables(inputs)
        skipped = self._skipped(variables)
        return self._planned(skipped, self._root(skipped, variables), variables, context)

    def plans(self, inputs: dict[str, Any], context: Asker) -> list[Plan]:
        """All that such a request needs. Raises Unplannable."""
        return [self.prepared(inputs, context)[0]]

    def _planned(
        self, part: Hashable, roots: Sequence[Question | str], variables: VariableValues, context: Asker
    ) -> tuple[Plan, dict[str, object]]:
        """The plan for these root fields; `part` tells them apart from others of the operation."""
        asked = self._asked([one for one in roots if isinstance(one, Question)], variables, context)
        key = (self, context.viewer.shape, part, _shapes(asked))
        below = self._held.below.get(key)
        if isinstance(below, Unplannable):
            raise below
        further = [] if below is None else self._asked(below, variables, context)
        plan = None if below is None else self._held.plans.get((key, _shapes(further)))
        if plan is None:
            plan, further = self._compiled(key, roots, asked, variables, context)
        return plan, _values([*asked, *further])

    def _compiled(
        self,
        key: Hashable,
        roots: Sequence[Question | str],
        asked: Pairs,
        variables: VariableValues,
        context: Asker,
    ) -> tuple[Plan, Pairs]:
        selections = Selections(self._schema._schema, self._document, self.node, variables)
        try:
            named = {one: what for one, what, _ in asked}
            plan, found = compiled(self._schema, selections, roots, named, variables, context, self._held.bound)
        except Unplannable as unplannable:
            if unplannable.lasting:
                self._held.below.put(key, unplannable)
            raise
        further = [(one, what, what.values(one.prefix)) for one, what in zip(plan.questions, found, strict=True)]
        self._held.below.put(key, plan.questions)
        self.planned = True
        self._held.plans.put((key, _shapes(further)), plan)
        return plan, further

    def _variables(self, inputs: dict[str, Any]) -> VariableValues:
        found = self._given.read(inputs)
        if found is None:
            raise Unplannable(Reason.ARGUMENTS, "variables")
        return found

    def _skipped(self, variables: VariableValues) -> Hashable:
        """What `@skip` and `@include` ask."""
        return tuple(variables.coerced.get(name) for name in self._deciding)

    def _root(self, skipped: Hashable, variables: VariableValues) -> Sequence[Question | str]:
        found = self._roots.get(skipped)
        if found is None:
            selected = Selections(self._schema._schema, self._document, self.node, variables).root()
            found = [one if isinstance(one, str) else self._question(one, f"q{at}_") for at, one in enumerate(selected)]
            if len(self._roots) < FORMS:
                self._roots[skipped] = found
        return found

    def _question(self, selected: Selected, prefix: str) -> Question:
        """What a root field is asked."""
        return Question.of(selected, prefix)

    def _asked(self, questions: Sequence[Question], variables: VariableValues, context: Asker) -> Pairs:
        return [(one, *one.ask(self._schema, variables, context)) for one in questions]


def _shapes(asked: Pairs) -> Hashable:
    return tuple([found.shape for _, found, _ in asked])


def _values(asked: Pairs) -> dict[str, object]:
    found: dict[str, object] = {}
    for _, _, values in asked:
        found.update(values)
    return found


def _deciding(document: DocumentNode) -> Iterator[str]:
    """The variables of `@skip` and `@include`."""
    found: set[str] = set()

    class Decides(Visitor):
        def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
            found.update(one.value.name.value for one in node.arguments or () if isinstance(one.value, VariableNode))

    visit(document, Decides())
    return iter(found)
