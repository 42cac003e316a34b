"""What one list is asked for, read from its arguments: the same for the ordinary resolver and for a plan."""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement

from core.access.viewer import Viewer
from schema.data.conditions import Argument, Demanded, Members, OrderArgument
from schema.data.declarations import PagesField
from schema.data.places import Places, reach
from schema.data.types import Declared
from schema.relay.windows import Order, Window, given
from schema.shapes import SHAPES

WINDOW = ("first", "after", "last", "before")


@dataclass(frozen=True, slots=True)
class Listed:
    """`bound_to` is what the arguments demand, as the caller gave it: cursors hold for it alone."""

    order: Order
    window: Window
    demanded: tuple[Demanded, ...] = ()
    bound_to: object = None

    @property
    def shape(self) -> Hashable:
        """All that decides the SQL's text, but for the cursors."""
        order, window = self.order, self.window
        return order.columns, order.descending, window.size, window.backward, *(one.shape for one in self.demanded)

    def places(self, declared: Declared, viewer: Viewer, prefix: str = "") -> Places | None:
        """Where the list begins: as a demand says; else where the viewer reaches rows, unless some index has it without a place.

        The name of what a demand binds begins with `prefix`; what the viewer's places bind the row filter has.
        """
        found = next((places for one in self.demanded if (places := one.places(prefix)) is not None), None)
        return found or (None if self._walks(declared) else reach(declared, viewer))

    def _walks(self, declared: Declared) -> bool:
        equal = {one.demand.column for one in self.demanded if isinstance(one.demand, Members) and len(one.given) == 1}
        shapes = SHAPES.get(declared.table, ())
        return any(shape.order is self.order.columns[0] and equal.issuperset(shape.equal) for shape in shapes)

    def where(self, prefix: str = "") -> list[ColumnElement[bool]]:
        """All other demands in SQL."""
        found = (one.condition(prefix) for one in self.demanded)
        return [condition for condition in found if condition is not None]

    def values(self, prefix: str = "") -> Mapping[str, object]:
        """What `where` and `places` bind. Raises what a demand refuses."""
        return {name: value for one in self.demanded for name, value in one.values(prefix).items()}


def listed(declaration: PagesField, arguments: Mapping[str, Any]) -> Listed:
    """From the resolver's arguments by their Python names. Raises BAD_USER_INPUT for a window that cannot be."""
    window = Window.of(*(arguments.get(name) for name in WINDOW))
    demanded = tuple(one for argument in declaration.arguments for one in _demanded(argument, arguments))
    chosen = [given(arguments.get(one.name)) for one in declaration.arguments if not isinstance(one, OrderArgument)]
    order = next(_orders(declaration.arguments, arguments), declaration.order)
    return Listed(order, window, demanded, chosen[0] if len(chosen) == 1 else tuple(chosen) or None)


def _demanded(argument: Argument, arguments: Mapping[str, Any]) -> Iterable[Demanded]:
    return () if isinstance(argument, OrderArgument) else argument.demanded(arguments.get(argument.name))


def _orders(declared: Iterable[Argument], arguments: Mapping[str, Any]) -> Iterator[Order]:
    for one in declared:
        if isinstance(one, OrderArgument) and (chosen := given(arguments.get(one.name))) is not None:
            yield chosen.order()
