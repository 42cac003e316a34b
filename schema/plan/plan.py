"""A plan: one statement and the function that makes the answer of its rows.

document ── operation ── viewer's shape ── @skip/@include ── what the arguments' shapes are
                                                                   │
                 bound values ──> one statement ──> rows ──> projection ──> bytes
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import strawberry
from graphql.execution.values import VariableValues

from core.access.viewer import Viewer
from core.db.statement import Prepared, prepare
from schema.context import RequestContext
from schema.data.visibility import Visibility
from schema.plan import payloads, sums  # noqa: F401 - register what else a root field may ask
from schema.plan.asked import Asked
from schema.plan.bindings import Bindings, Bound
from schema.plan.latest import Latest
from schema.plan.questions import Question
from schema.plan.request import Asker, Request
from schema.plan.roots import Sources, root
from schema.plan.selection import Selections
from schema.plan.writer import Writer, braces

Rows = Sequence[Sequence[Any]]
Projection = Callable[[Rows, Request], dict[str, Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """`source` is the projection as it was generated, `questions` the lists below other objects, which it asks anew."""

    statement: Prepared | None
    project: Projection
    source: str
    uses: tuple[tuple[Visibility, str], ...]
    questions: tuple[Question, ...]
    bindings: Bindings | None

    @property
    def sql(self) -> str | None:
        """The statement's text."""
        return None if self.statement is None else self.statement.sql

    def viewer_values(self, viewer: Viewer) -> Mapping[str, object]:
        """What the row filters and masks bind for whoever asks."""
        found: dict[str, object] = {}
        for visible, operation in self.uses:
            found |= visible.values(viewer, operation)
        return found

    async def rows(self, context: RequestContext, values: Mapping[str, object]) -> Rows:
        """What the statement finds."""
        if self.bindings is None:
            return ()
        bound = self.bindings.of(context.viewer, self.viewer_values)
        if bound.together is not None:
            return await bound.together.rows(context.short_read, values[bound.open[0][1]])
        return await context.short_read(self.bindings.statement.sql, bound.filled(values))

    async def data(self, rows: Rows, request: Request) -> dict[str, Any]:
        """What the root fields answer, by their keys. Raises whatever makes it an answer with errors."""
        data = self.project(rows, request)
        if request.missing:
            await request.unwrap()
            data = self.project(rows, request)
        return data


def encoded(answer: object) -> bytes:
    """The answer as JSON."""
    return orjson.dumps(answer)


def compiled(
    schema: strawberry.Schema,
    selections: Selections,
    roots: Sequence[Question | str],
    asked: Mapping[Question, Asked],
    variables: VariableValues,
    context: Asker,
    held: Latest[Bound],
) -> tuple[Plan, Sequence[Asked]]:
    """The plan for these shapes, and what this request asks of the lists below. Raises Unplannable.

    `held` is where all plans remember what viewers bind.
    """
    only = sum(isinstance(one, Question) for one in roots) == 1
    writer, sources = Writer(schema, selections, context, variables), Sources(only)
    pairs = [_pair(one, asked, writer, sources) for one in roots]
    source = f"def project(rows, c):\n    return {sources.settle(braces(pairs))}\n"
    exec(compile(source, "<plan>", "exec"), writer.names)  # noqa: S102 - written above from the schema's own names
    statement = sources.statement()
    prepared = None if statement is None else prepare(statement)
    bindings = None if prepared is None else Bindings(prepared, sources.point, held)
    uses, questions = tuple(writer.uses.values()), tuple(writer.questions)
    return Plan(prepared, writer.names["project"], source, uses, questions, bindings), writer.asked


def _pair(one: Question | str, asked: Mapping[Question, Asked], writer: Writer, sources: Sources) -> tuple[str, str]:
    """The key of a root field, and the source of what it answers."""
    if isinstance(one, str):
        return one, repr("Query")
    return one.selected.key, root(asked[one], one, writer, sources)
