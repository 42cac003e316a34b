"""What one compilation writes: SQL on one side, the Python of its projection on the other."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count
from typing import Any

import strawberry
from graphql import GraphQLNamedType, GraphQLSchema
from graphql.execution.values import VariableValues

from core.access.viewer import Viewer
from schema.data.visibility import Visibility
from schema.plan.asked import Asked
from schema.plan.questions import Question
from schema.plan.request import Asker
from schema.plan.selection import Selected, Selections


@dataclass(eq=False)
class Writer:
    """State of one compilation, handed down the selection.

    `uses` are the row filters and masks in the SQL, with their operations: whoever asks binds their values. `names` is what
    the generated Python knows. `questions` are the lists below other objects, in the order they were met.
    """

    schema: strawberry.Schema
    selections: Selections
    context: Asker
    variables: VariableValues
    uses: dict[tuple[int, str], tuple[Visibility, str]] = field(default_factory=dict)
    names: dict[str, Any] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def viewer(self) -> Viewer:
        """Whose shape the SQL is for."""
        return self.context.viewer

    @property
    def graphql(self) -> GraphQLSchema:
        """graphql-core's schema."""
        return self.schema._schema

    @property
    def types(self) -> Mapping[str, GraphQLNamedType]:
        """Its types by name."""
        return self.graphql.type_map

    def number(self) -> int:
        """The next, for a name nothing else has."""
        return next(self._numbers)

    def named(self, value: Any, name: str) -> str:
        """The name by which the generated Python knows `value`; equal values share one."""
        for known, held in self.names.items():
            if held is value:
                return known
        known = f"{name}{self.number()}"
        self.names[known] = value
        return known

    def use(self, visible: Visibility, operation: str) -> Any:
        """The condition that `operation` opens on a row, for this shape of viewer; its values are bound later."""
        self.uses[id(visible), operation] = (visible, operation)
        return visible.opening(self.viewer, operation)

    def use_again(self, visible: Visibility, operation: str) -> Any:
        """The same for rows under their row filter already, which has asked what is withheld: that is not asked again."""
        self.uses[id(visible), operation] = (visible, operation)
        return visible.opening(self._told, operation)

    @cached_property
    def _told(self) -> Viewer:
        return replace(self.viewer, matrix=replace(self.viewer.matrix, withholding=()))

    def ask(self, selected: Selected) -> tuple[Question, Asked]:
        """What this request asks of a list below another object."""
        question = Question.of(selected, f"n{len(self.questions)}_")
        found, _ = question.ask(self.schema, self.variables, self.context)
        self.questions.append(question)
        self.asked.append(found)
        return question, found


def braces(pairs: Sequence[tuple[str, str]]) -> str:
    """A dict's Python, of keys and expressions."""
    return "{" + ", ".join(f"{key!r}: {value}" for key, value in pairs) + "}"
