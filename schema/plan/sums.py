"""The root fields that answer sums: their statement is the counters' own."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graphql import GraphQLObjectType, get_named_type

from core.counters.queries import AS_OF, statement, upto
from core.counters.sorts import SUM, Sorts
from schema.counters.fields import SumsField
from schema.plan.asked import read
from schema.plan.leaves import instant
from schema.plan.level import Level
from schema.plan.questions import Question
from schema.plan.request import Asker, Request
from schema.plan.roots import Sources, root
from schema.plan.rows import row
from schema.plan.writer import Writer, braces


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums of these sorts."""

    field: SumsField
    sorts: Sorts

    @property
    def shape(self) -> Hashable:
        """See `schema.plan.asked`."""
        return self.sorts.shape

    def values(self, prefix: str) -> Mapping[str, object]:
        """See `schema.plan.asked`."""
        return self.sorts.values(prefix)


class _Told(Level):
    """Rows as the statement tells them: each column at its place in SUM."""

    def place(self, column: Any, label: str = "") -> int:
        """See Level."""
        del label
        return list(SUM.c).index(column)


@read.register
def _(declaration: SumsField, given: Mapping[str, Any], _schema: Any, _context: Asker) -> Sums:
    return Sums(declaration, declaration.asked(given))


@root.register
def _(asked: Sums, question: Question, writer: Writer, sources: Sources) -> str:
    sum_ = asked.field.sum
    if not writer.viewer.may(sum_.allow):
        return "None"
    writer.use(sum_.visible, sum_.allow)
    type_ = get_named_type(question.selected.field.type)
    assert isinstance(type_, GraphQLObjectType)
    pairs = []
    for one in writer.selections.below(question.selected, type_):
        if isinstance(one, str):
            pairs.append((one, repr(type_.name)))
        elif one.node.name.value == "counts":
            level = _Told(writer, sum_)
            rows = sources.put("rows", statement(writer.viewer, asked.sorts, question.prefix))
            pairs.append((one.key, f"[{row(level, one)} for {level.row} in {rows}]"))
        else:
            pairs.append((one.key, f"{writer.named(as_of, 'as_of')}(c, {sources.put('row', AS_OF)})"))
    return braces(pairs)


def as_of(c: Request, found: tuple[bool, datetime] | None) -> str | None:
    """The instant up to which every change is in the sums."""
    return None if found is None else instant(upto(*found, c.now))
