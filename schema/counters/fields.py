"""Root fields that answer sums are declared here: the ordinary resolver and every plan are made from the declaration."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import strawberry

from core.counters.queries import COLUMNS, OPERATION
from core.counters.queries import sums as sums_
from core.counters.sorts import SUM, Sorts
from schema.context import Info
from schema.data.conditions import Argument
from schema.data.declarations import Declaration
from schema.data.types import METADATA, Declared, Record
from schema.data.visibility import Scoped
from schema.relay.ids import expect
from schema.relay.rooted import signed
from schema.relay.windows import given

_VALUES: Mapping[str, Callable[[Any], object]] = {
    "kind": lambda kinds: [one.value for one in kinds],
    "unit_id": lambda unit: expect(unit, "unit", "unitId"),
}


@dataclass(frozen=True, kw_only=True, eq=False)
class SumsField(Declaration):
    """The sums of `subject`: an object of the type `whole`, whose `counts` are of the type `one`.

    The names of its arguments are those of `core.counters.sorts.CONDITIONS`.
    """

    subject: str
    whole: Callable[..., Any]
    one: type[Record]
    arguments: tuple[Argument, ...]

    @property
    def sum(self) -> Declared:
        """The sums as rows, and who sees which."""
        allow, visible = OPERATION[self.subject], Scoped(COLUMNS[self.subject])
        return Declared(self.one.__name__, "", SUM, allow, visible, self.one, {})

    def asked(self, arguments: Mapping[str, Any]) -> Sorts:
        """From the resolver's arguments. Raises what a value is refused with."""
        found = {one.name: given(arguments.get(one.name)) for one in self.arguments}
        return Sorts(
            self.subject,
            {
                name: _VALUES[name](value) if name in _VALUES else value
                for name, value in found.items()
                if value is not None
            },
        )


def sums(
    subject: str, whole: Callable[..., Any], one: type[Record], *, arguments: tuple[Argument, ...], description: str
) -> Any:
    """A root field, null for viewers who may be told no sum of the subject."""
    declaration = SumsField(subject=subject, whole=whole, one=one, arguments=arguments)
    return strawberry.field(resolver=_resolver(declaration), description=description, metadata={METADATA: declaration})


def _resolver(declaration: SumsField) -> Callable[..., Any]:
    async def resolve(info: Info, **arguments: Any) -> Any:
        viewer = info.context.viewer
        if not viewer.may(declaration.sum.allow):
            return None
        rows = await sums_(info.context.read, viewer, declaration.asked(arguments))
        return declaration.whole(counts=[declaration.one(row=row) for row in rows])

    return signed(resolve, declaration.arguments)
